"""Notices: what the owner was told of, and how far each got."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import Field

from tallyloom.api.access import Permission
from tallyloom.api.problems import LookAgain
from tallyloom.api.route import Asked, Body, Routes
from tallyloom.store.notices import Notice, Sending

routes = Routes("notices")


@dataclass(frozen=True, slots=True)
class SendFacts:
    """One target of a notice. `state` is waiting, sending, sent, failed or unknown (it may have
    arrived, and is not sent again); `trouble` says why it did not arrive."""

    target: str
    state: str
    attempts: int
    trouble: str


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """Something that happened. `about` names by ids what it is about; `read_at` is null until
    somebody has read it."""

    id: str
    kind: str
    subject: str
    text: str
    about: Mapping[str, Any]
    created_at: datetime
    read_at: datetime | None
    sent: list[SendFacts]


@dataclass(frozen=True, slots=True)
class NoticeList:
    """The newest first. `unread` counts all that nobody has read; `targets` are who is told."""

    items: list[NoticeFacts]
    next: str | None
    unread: int
    targets: list[str]


@dataclass(frozen=True, slots=True)
class ReadFacts:
    """How many were marked, and how many are left that nobody has read."""

    marked: int
    unread: int


class ReadBody(Body):
    """One notice by its `id`, or all `up_to` one (its id too)."""

    id: Annotated[str, Field(max_length=100)] = ""
    up_to: Annotated[str, Field(max_length=100)] = ""


@routes.get("/notices", Permission.INSTALLATION_READ)
def list_notices(
    asked: Asked,
    *,
    unread: bool = False,
    before: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
) -> NoticeList:
    """What the owner was told of, the newest first."""
    notices = asked.house.notices
    found = notices.rows.list(unread=unread, before=before, limit=limit + 1)
    shown = found[:limit]
    sends = notices.rows.sends([one.id for one in shown])
    return NoticeList(
        [_facts(one, sends[one.id]) for one in shown],
        shown[-1].id if len(found) > limit else None,
        notices.rows.unread(),
        [target.name for target in notices.targets],
    )


@routes.get("/notices/{notice_id}", Permission.INSTALLATION_READ)
def show_notice(asked: Asked, *, notice_id: str) -> NoticeFacts:
    """One notice, with how far it got."""
    found = asked.house.notices.rows.get(notice_id)
    if found is None:
        raise LookAgain
    return _facts(found, asked.house.notices.rows.sends([found.id])[found.id])


@routes.post("/notices/read", Permission.INSTALLATION_EDIT)
def mark_read(asked: Asked, *, body: ReadBody) -> ReadFacts:
    """Mark a notice as read, or all up to one."""
    rows, now = asked.house.notices.rows, asked.house.clock.now()
    marked = rows.read(now, body.id, up_to=body.up_to)
    return ReadFacts(marked, rows.unread())


@routes.post("/notices/test", Permission.INSTALLATION_EDIT, status=201)
def send_test_notice(asked: Asked) -> NoticeFacts:
    """Tell everybody that TALLYLOOM_NOTIFY names that this works, and see how far it gets."""
    notices = asked.house.notices
    notices.tell("test", "this is a test", "Whoever reads this is told of troubles.")
    (made,) = notices.rows.list(limit=1)
    notices.send()
    return _facts(made, notices.rows.sends([made.id])[made.id])


def _facts(notice: Notice, sends: list[Sending]) -> NoticeFacts:
    return NoticeFacts(
        notice.id,
        notice.kind,
        notice.subject,
        notice.body,
        notice.about,
        notice.created_at,
        notice.read_at,
        [SendFacts(one.target, one.state, one.attempts, one.trouble) for one in sends],
    )
