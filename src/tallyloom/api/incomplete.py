"""Incomplete runs: what waits for a person, what was sent, what the service holds, the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import Query
from pydantic import AwareDatetime, Field

from tallyloom.api.access import Permission
from tallyloom.api.incomplete_facts import (
    Causes,
    IncompleteDetail,
    IncompleteLines,
    causes,
    detail,
    lines,
)
from tallyloom.api.problems import CorrectRequest, problem_of
from tallyloom.api.route import Asked, Body, Routes
from tallyloom.api.runs import Limit, the_run
from tallyloom.store.incomplete import Waits

if TYPE_CHECKING:
    from tallyloom.house import House

routes = Routes("incomplete")

MOST_ANSWERED = 1000  # at once

State = Literal["open", "retried", "resolved", "dropped", "all"]
Kind = Literal["", "failed", "parked"]
Moment = Annotated[AwareDatetime | None, Query()]
Answer = Literal["retry", "drop"]


@dataclass(frozen=True, slots=True)
class Match:
    """A record of the service, and the id under which it may be resolved."""

    identity: str
    record: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Holds:
    """What the service holds now.

    `held` is there, differs, unclear, absent or unknown; `record` is what the service says of it,
    `identity` the id under which it may be resolved. Where several could be it, `matches` are all
    of them. `asked_at` is when the service was asked.
    """

    held: str
    said: str
    record: dict[str, Any] | None
    identity: str
    matches: list[Match]
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer; `next_run` is the run that goes on, where one does."""

    id: str
    answer: str
    next_run: str | None


@dataclass(frozen=True, slots=True)
class OneAnswered:
    """One of many that were answered; `problem` says why it was not."""

    id: str
    next_run: str | None
    problem: str


@dataclass(frozen=True, slots=True)
class ManyAnswered:
    """What became of each. `left` are alike ones that were more than one request answers."""

    items: list[OneAnswered]
    left: int


class Resolved(Body):
    """A person has seen it in the service."""

    record: Annotated[str, Field(min_length=1, max_length=200)]


class Dropped(Body):
    """Why it is let be; kept with the answer."""

    reason: Annotated[str, Field(max_length=500)] = ""


class AnswerMany(Body):
    """An answer to those with these ids, or to all open ones that are alike.

    `reason` says why they are dropped.
    """

    answer: Answer
    ids: Annotated[list[str], Field(max_length=MOST_ANSWERED)] = []
    cause: str = ""
    reason: Annotated[str, Field(max_length=500)] = ""


@routes.get("/incomplete", Permission.HISTORY_READ)
def list_incomplete(
    asked: Asked,
    *,
    state: State = "open",
    scenario: str = "",
    run: str = "",
    module: int | None = None,
    kind: Kind = "",
    cause: str = "",
    text: str = "",
    since: Moment = None,
    until: Moment = None,
    after: str = "",
    limit: Limit = 100,
) -> IncompleteLines:
    """What waits for an answer, the oldest first; with `state=all` also what was answered.

    `scenario` is a name or an id, `cause` as the list of causes gives it, `text` a part of the
    message.
    """
    wanted = _wanted(asked.house, state, scenario, run, module, kind, cause, text, since, until)
    found = asked.house.incomplete.wanted(replace(wanted, after=after), limit + 1)
    items = lines(asked.house, found[:limit])
    return IncompleteLines(items, items[-1].id if len(found) > limit else None)


@routes.get("/incomplete/causes", Permission.HISTORY_READ)
def list_causes(
    asked: Asked,
    *,
    state: State = "open",
    scenario: str = "",
    run: str = "",
    module: int | None = None,
    kind: Kind = "",
    text: str = "",
    since: Moment = None,
    until: Moment = None,
    limit: Limit = 100,
) -> Causes:
    """The same, alike ones together: those of one module that differ in names and numbers only."""
    wanted = _wanted(asked.house, state, scenario, run, module, kind, "", text, since, until)
    return Causes(causes(asked.house, asked.house.incomplete.causes(wanted, limit)))


@routes.get("/incomplete/{incomplete_id}", Permission.HISTORY_READ)
def show_incomplete(asked: Asked, *, incomplete_id: str) -> IncompleteDetail:
    """One of them: why it stopped, what it carried, and what was sent.

    `incomplete_id` may be a beginning or an end that is its alone.
    """
    return detail(asked.house, incomplete_id)


@routes.post("/incomplete/{incomplete_id}/look", Permission.INCOMPLETE_ANSWER)
def look_incomplete(asked: Asked, *, incomplete_id: str) -> Holds:
    """What the service holds of it now, asked through the module's own look-up.

    Nothing is changed. It takes a call or two out of what is kept for look-ups.
    """
    house = asked.house
    found = house.looking.look(house.answers.open(incomplete_id))
    matches = [Match(identity, dict(record)) for identity, record in found.records]
    record = matches[0].record if len(matches) == 1 else None
    now = house.clock.now()
    return Holds(found.held.value, found.said, record, found.identity, matches, now)


@routes.post("/incomplete/{incomplete_id}/retry", Permission.INCOMPLETE_ANSWER, status=202)
def retry_incomplete(asked: Asked, *, incomplete_id: str) -> Answered:
    """Send it again: the bundle goes on, in a new run, from the module where it stopped."""
    answers = asked.house.answers
    one = answers.find(incomplete_id)
    return Answered(one.id, "retried", answers.retry(one.id, by=asked.who.name))


@routes.post("/incomplete/{incomplete_id}/resolve", Permission.INCOMPLETE_ANSWER, status=202)
def resolve_incomplete(asked: Asked, *, incomplete_id: str, body: Resolved) -> Answered:
    """It is in the service, under this id: what follows the module goes on, in a new run."""
    answers = asked.house.answers
    one = answers.find(incomplete_id)
    next_run = answers.posted_as(one.id, body.record, by=asked.who.name)
    return Answered(one.id, f"posted as {body.record}", next_run)


@routes.post("/incomplete/{incomplete_id}/drop", Permission.INCOMPLETE_ANSWER)
def drop_incomplete(asked: Asked, *, incomplete_id: str, body: Dropped | None = None) -> Answered:
    """Let it be: nothing more is done with this bundle."""
    answers = asked.house.answers
    one = answers.find(incomplete_id)
    answers.drop(one.id, by=asked.who.name, reason=body.reason.strip() if body else "")
    return Answered(one.id, "dropped", None)


@routes.post("/incomplete/answers", Permission.INCOMPLETE_ANSWER)
def answer_many(asked: Asked, *, body: AnswerMany) -> ManyAnswered:
    """Retry or drop many, by their ids or all open ones of a cause, up to 1,000 at once.

    One that cannot be answered so is in nobody's way. Those of one run go on in one run.
    """
    if bool(body.ids) == bool(body.cause):
        raise CorrectRequest("Give ids, or a cause, one of the two.", field="body.ids")
    answers, left, ids = asked.house.answers, 0, list(dict.fromkeys(body.ids))
    if body.cause:
        alike = asked.house.incomplete.wanted(Waits(cause=body.cause), MOST_ANSWERED + 1)
        ids = [one.id for one, _ in alike[:MOST_ANSWERED]]
        left = asked.house.incomplete.count(Waits(cause=body.cause)) - len(ids)
    by, reason = asked.who.name, body.reason.strip()
    done: Mapping[str, str | Exception | None] = (
        answers.retry_all(ids, by=by)
        if body.answer == "retry"
        else answers.drop_all(ids, by=by, reason=reason)
    )
    return ManyAnswered([_answered(id_, result) for id_, result in done.items()], max(0, left))


def _answered(id_: str, result: str | Exception | None) -> OneAnswered:
    if isinstance(result, Exception):
        return OneAnswered(id_, None, problem_of(result).detail)
    return OneAnswered(id_, result, "")


def _wanted(
    house: House,
    state: State,
    scenario: str,
    run: str,
    module: int | None,
    kind: str,
    cause: str,
    text: str,
    since: datetime | None,
    until: datetime | None,
) -> Waits:
    return Waits(
        state="" if state == "all" else state,
        scenario=scenario,
        run=the_run(house, run).id if run else "",
        module=module,
        kind=kind,
        cause=cause,
        text=text,
        since=since,
        until=until,
    )
