"""The way back from a service's consent page: finish the connection, then go to a clean address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from tallyloom.api.access import Permission, Who
from tallyloom.api.consents import (
    CALLBACK,
    ConsentFacts,
    binding,
    consent_facts,
    redirect_of,
)
from tallyloom.api.markup import Child, element
from tallyloom.api.page import HEADERS, page
from tallyloom.api.signing import who_of
from tallyloom.kit import Trouble
from tallyloom.store.audit import Entry
from tallyloom.store.ids import new_id

if TYPE_CHECKING:
    from tallyloom.house import House

ASK_AGAIN = "again"
WHAT = "come_back_from_consent"

# By the state of a consent: status, heading.
OUTCOMES = {
    "done": (200, "Connected"),
    "waiting": (202, "Not finished"),
    "expired": (410, "Too late"),
    "failed": (400, "Not connected"),
}
# What nobody is told more of: the state is unknown, used, too old, or another person's.
AGAIN = (
    "This consent has expired, was used already or was asked for elsewhere. Nothing was connected. "
    "Sign in, go to the connections and begin once more."
)
CLOSE = "If this tab was opened for you, close it: the page that opened it goes on by itself."
SIGNS = {"ok": "✓", "warn": "…", "err": "✕"}
log = structlog.get_logger()


def routes(house: House) -> APIRouter:
    router = APIRouter()

    @router.get(CALLBACK, include_in_schema=False)
    def callback(request: Request) -> RedirectResponse:
        """303 to a page whose address holds no code; the same whatever came of it."""
        outcome = _finished(house, request)
        return RedirectResponse(f"/consent/{outcome}", status_code=303, headers=HEADERS)

    @router.get("/consent/{outcome}", response_class=HTMLResponse, include_in_schema=False)
    def result(request: Request, outcome: str) -> HTMLResponse:
        who = who_of(house, request)
        asked = house.connections.asked(outcome) if who is not None else None
        if who is None or asked is None or asked.asked_by != who.id:
            return _page(410, "Ask again", element("p", AGAIN))
        return _shown(consent_facts(house, asked))

    return router


def _finished(house: House, request: Request) -> str:
    """Finish it, for the session that began it; the word or id that its page is shown by."""
    who = who_of(house, request)
    if who is None or not who.session_id or not who.may(Permission.CONNECTIONS_EDIT):
        return ASK_AGAIN
    address = f"{redirect_of(house)}?{request.url.query}"
    try:
        made = house.connections.finish(address, session=binding(who))
    except Trouble as trouble:
        log.warning("a consent was not finished", why=trouble.message)
        consent = str(getattr(trouble, "consent", ""))
        _note(house, who, request, {"consent_id": consent} if consent else {}, 400)
        return consent or ASK_AGAIN
    house.watcher.judge(made.connection.id)
    subject = {"consent_id": made.consent, "connection_id": made.connection.id}
    _note(house, who, request, subject, 200)
    return made.consent


def _note(
    house: House, who: Who, request: Request, subject: Mapping[str, str], status: int
) -> None:
    """Into the audit, where every other change stands: this one comes by GET."""
    now, network = house.clock.now(), request.client.host if request.client else ""
    house.audit.add(
        Entry(new_id(now), now, who.principal, who.name, WHAT, subject, status, network)
    )


def _shown(facts: ConsentFacts) -> HTMLResponse:
    status, heading = OUTCOMES[facts.state]
    inside: list[Child] = [element("p", facts.said)]
    if facts.trouble is not None:
        inside += [_lacking(facts)] if facts.trouble.refused else []
        inside += [element("p", offer.said) for offer in facts.trouble.offers]
    if facts.state != "waiting":
        inside.append(element("p", CLOSE, class_="muted"))
    return _page(status, heading, *inside)


def _lacking(facts: ConsentFacts) -> Child:
    assert facts.trouble is not None
    return element(
        "ul",
        *(
            element("li", element("code", one.scope), f" {one.sentence} {_needed(one.modules)}")
            for one in facts.trouble.refused
        ),
    )


def _needed(modules: list[str]) -> str:
    return f"Needed by {', '.join(modules)}." if modules else ""


def _page(status: int, heading: str, *inside: Child) -> HTMLResponse:
    back = element("p", element("a", "Connections", href="/connections"), class_="small")
    tone = "ok" if status == 200 else "warn" if status == 202 else "err"
    sign = element("span", SIGNS[tone], class_=f"mark {tone}", aria_hidden="true")
    return page(heading, sign, element("h1", heading), *inside, back, status=status)
