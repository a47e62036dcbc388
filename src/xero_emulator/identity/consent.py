"""The consent page: who asks, for what, into which organisations; and the page that says no.

How it was checked: by our own tests, and in a browser. Unverified: everything about how Xero's own
page looks, and whether it says which organisations are connected already.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from xero_emulator.calls import Reply
from xero_emulator.identity.sentences import parted, sentence
from xero_emulator.refusals import HTML

STYLE = (Path(__file__).parent / "consent.css").read_text("utf-8")
# Nothing is loaded and nothing runs; the one style is the page's own.
_STYLED = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLED}'; img-src data:; base-uri 'none'; "
    "frame-ancestors 'none'"
)
DOCUMENT = Markup(
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<link rel="icon" href="data:,"><title>{title}</title><style>{style}</style></head><body>'
    "<header>This is the Xero emulator, not Xero: nothing here leaves this machine.</header>"
    '<main><div class="discs" aria-hidden="true"><span>{sign}</span><i></i><span>X</span></div>'
    "<h1>{title}</h1>{inside}</main></body></html>"
)
PAGE = Markup(
    '<p class="who">{person}, this app asks for access to what you keep here.</p>'
    '{alert}<form method="post">{carried}{organisations}{permissions}'
    '<footer><button class="yes" name="decision" value="allow">Allow access</button>'
    '<button name="decision" value="refuse">Cancel</button></footer></form>'
    '<p class="small">Either way you are sent back to {host}. What you allow can be taken back '
    "at any time.</p>"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """An organisation that may be chosen; `connected` says whether this app reaches it already."""

    tenant_id: str
    name: str
    country: str
    connected: bool = False


def refused(error: str, says: str) -> Reply:
    """What a person sees when an authorize request cannot be sent back to the app."""
    inside = Markup('<p class="who">{}</p><p class="who"><code>{}</code></p>').format(says, error)
    return _page(400, "This app cannot connect", "!", inside)


def ask(
    client_id: str,
    *,
    person: str,
    scopes: Iterable[str],
    organisations: Collection[Choice],
    only_one: bool,
    carried: Mapping[str, str],
    alert: str = "",
) -> Reply:
    """The page; `carried` returns with the form."""
    inside = PAGE.format(
        person=person,
        alert=Markup('<p role="alert">{}</p>').format(alert) if alert else "",
        carried=_joined(
            Markup('<input type="hidden" name="{}" value="{}">').format(*pair)
            for pair in carried.items()
        ),
        organisations=_organisations(organisations, only_one),
        permissions=_permissions(scopes),
        host=urlsplit(carried.get("redirect_uri", "")).netloc or "the app",
    )
    return _page(200, f"{client_id} wants to connect", client_id[:1].upper(), inside)


def _page(status: int, title: str, sign: str, inside: Markup) -> Reply:
    # The style stands in the policy by its digest: it goes in as it is.
    page = DOCUMENT.format(title=title, style=Markup(STYLE), sign=sign, inside=inside)  # noqa: S704
    headers = {
        "cache-control": "no-store",
        "content-security-policy": POLICY,
        "referrer-policy": "no-referrer",
        "x-frame-options": "DENY",
    }
    return Reply(status, str(page).encode(), HTML, headers)


def _organisations(found: Collection[Choice], only_one: bool) -> Markup:
    if not found:
        return Markup("")
    legend = "Choose an organisation" if only_one else "Choose one or more organisations"
    choices = (_choice(each, only_one, place == 0) for place, each in enumerate(found))
    return Markup("<fieldset><legend>{}</legend>{}</fieldset>").format(legend, _joined(choices))


def _choice(each: Choice, only_one: bool, chosen: bool) -> Markup:
    beside = f"{each.country}, connected" if each.connected else each.country
    return Markup(
        '<label><input type="{}" name="tenant" value="{}"{}>{}<span>{}</span></label>'
    ).format(
        "radio" if only_one else "checkbox",
        each.tenant_id,
        Markup(" checked") if chosen else "",
        each.name,
        beside,
    )


def _permissions(scopes: Iterable[str]) -> Markup:
    books, you = parted(scopes)
    return _listed("In the organisation it could", books) + _listed("Besides it could", you)


def _listed(heading: str, scopes: list[str]) -> Markup:
    if not scopes:
        return Markup("")
    lines = (
        Markup("<li>{}<code>{}</code></li>").format(sentence(scope), scope) for scope in scopes
    )
    return Markup("<h2>{}</h2><ul>{}</ul>").format(heading, _joined(lines))


def _joined(parts: Iterable[str]) -> Markup:
    return Markup("").join(escape(part) for part in parts)
