"""Incomplete runs: what waits for a person, what was sent, what the service holds, the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import Query
from pydantic import AwareDatetime, Field

from tallyloom.api.access import Permission
from tallyloom.api.figures import moment
from tallyloom.api.problems import CorrectRequest, problem_of
from tallyloom.api.route import Asked, Body, Routes
from tallyloom.api.runs import Limit, the_run
from tallyloom.flow.stack import Page, load
from tallyloom.kit import from_json
from tallyloom.store.incomplete import Cause as Alike
from tallyloom.store.incomplete import Incomplete, Origin, Waits
from tallyloom.store.json import unpacked
from tallyloom.store.retention import EMPTY

if TYPE_CHECKING:
    from tallyloom.flow.document import Step
    from tallyloom.house import House
    from tallyloom.store.sends import Effect, Send

routes = Routes("incomplete")

MOST_ANSWERED = 1000  # at once
TOLD, LONGEST = 3, 60  # values, and characters of them
SHOWN = 200_000  # bytes of a request that are shown

State = Literal["open", "retried", "resolved", "dropped", "all"]
Kind = Literal["", "failed", "parked"]
Moment = Annotated[AwareDatetime | None, Query()]
Answer = Literal["retry", "drop"]


@dataclass(frozen=True, slots=True)
class IncompleteLine:
    """A bundle that stopped at a module.

    `kind` is failed (nothing was written) or parked (nobody can tell whether it was); `state` is
    open, retried, resolved or dropped. `cause` is the same for all that are alike. `step` is what
    stands at the module's place in the scenario, such as csv.parse, and `label` what it
    is called. `about` are the first values that it carried, to tell it from its like.
    """

    id: str
    run: str
    scenario_id: str
    scenario: str
    module: int
    step: str
    label: str
    kind: str
    state: str
    cause: str
    remedy: str
    message: str
    about: str
    words: list[str]
    created_at: datetime
    answered_at: datetime | None
    answered_by: str
    answer: str
    next_run: str | None


@dataclass(frozen=True, slots=True)
class IncompleteLines:
    """The oldest first; `next` is for `after`."""

    items: list[IncompleteLine]
    next: str | None


@dataclass(frozen=True, slots=True)
class Cause:
    """Incomplete runs that are alike: of one module, for one reason but for names and numbers.

    `message` is that of the first one, whose id is `example`.
    """

    id: str
    scenario_id: str
    scenario: str
    module: int
    step: str
    label: str
    kind: str
    remedy: str
    message: str
    count: int
    first_at: datetime
    last_at: datetime
    example: str


@dataclass(frozen=True, slots=True)
class Causes:
    """Incomplete runs that are alike together, those of which there are most first."""

    items: list[Cause]


@dataclass(frozen=True, slots=True)
class Sent:
    """The request that was frozen for it, and how often it left.

    `body` is the JSON that it carried, or its text; null where it was a file or is too large to
    show. It carried `elements` records, this one at `position` (from 0). `status` is that of the
    answer, null where none came.
    """

    connection: str
    tenant: str
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    body_bytes: int
    idempotency_key: str
    state: str
    frozen_at: datetime
    first_sent_at: datetime | None
    last_sent_at: datetime | None
    attempts: int
    elements: int
    position: int
    status: int | None


@dataclass(frozen=True, slots=True)
class IncompleteDetail(IncompleteLine):
    """One of them: what it carried (`bundles`, by module id), and what was sent of it.

    `answers` are those that it may be given: retry, resolve, drop. `natural_key` is the name by
    which its record is known. `organisation` is the one that it goes to, `service` what its `app`
    is called.
    """

    bundles: dict[str, Any]
    answers: list[str]
    natural_key: str | None
    request: str | None
    sent_at: str | None
    sent: Sent | None
    organisation: str
    app: str
    service: str


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
    steps = _Steps(asked.house)
    items = [_line(one, origin, steps) for one, origin in found[:limit]]
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
    steps = _Steps(asked.house)
    return Causes([_cause(one, steps) for one in asked.house.incomplete.causes(wanted, limit)])


@routes.get("/incomplete/{incomplete_id}", Permission.HISTORY_READ)
def show_incomplete(asked: Asked, *, incomplete_id: str) -> IncompleteDetail:
    """One of them: why it stopped, what it carried, and what was sent.

    `incomplete_id` may be a beginning or an end that is its alone.
    """
    house = asked.house
    one, origin = _one(house, incomplete_id)
    effect = house.sends.effect(one.effect_id) if one.effect_id else None
    send = house.sends.get(effect.send_id) if effect and effect.send_id else None
    sent = _sent(house, effect, send) if effect and send and send.request != EMPTY else None
    told = _line(one, origin, _Steps(house))
    app, organisation = _goes_to(house, one, origin)
    return IncompleteDetail(
        **{name: getattr(told, name) for name in IncompleteLine.__slots__},
        bundles=_bundles(one),
        answers=_answers(house, one),
        natural_key=effect.natural_key if effect else None,
        request=f"{sent.method} {sent.path}" if sent else None,
        sent_at=moment(sent.last_sent_at) if sent else None,
        sent=sent,
        organisation=organisation,
        app=app,
        service=house.apps[app].label if app in house.apps else "",
    )


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


def _one(house: House, start: str) -> tuple[Incomplete, Origin]:
    one = house.answers.find(start)
    ((_, origin),) = house.incomplete.wanted(Waits(state="", ids=[one.id]), 1)
    return one, origin


class _Steps:
    """What stands at the places of scenarios, as they were; each is read once."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._read: dict[tuple[str, int], Mapping[int, Step]] = {}

    def at(self, scenario_id: str, version: int, module: int) -> tuple[Step | None, str]:
        """The step, and what its module is called."""
        of = (scenario_id, version)
        if of not in self._read:
            text = self._house.scenarios.version(*of).document
            document = self._house.judge.judged(text).document
            self._read[of] = {step.id: step for step in document.steps()} if document else {}
        step = self._read[of].get(module)
        known = self._house.modules.get(step.module) if step else None
        return step, known.label if known else step.module if step else ""


def _cause(one: Alike, steps: _Steps) -> Cause:
    step, label = steps.at(one.scenario_id, one.version, one.module)
    told = {name: getattr(one, name) for name in Alike.__slots__ if name != "version"}
    return Cause(**told, step=step.module if step else "", label=label)


def _goes_to(house: House, one: Incomplete, origin: Origin) -> tuple[str, str]:
    """The app of the module where it stopped, and the organisation that it writes to."""
    text = house.scenarios.version(origin.scenario_id, origin.version).document
    document = house.judge.judged(text).document
    step, _ = _Steps(house).at(origin.scenario_id, origin.version, one.module)
    if document is None or step is None:
        return "", ""
    use = next((use for use in document.connections if use.name == step.connection), None)
    known = house.modules.get(step.module)
    return known.app if known else "", use.organisation if use else ""


def _line(one: Incomplete, origin: Origin, steps: _Steps) -> IncompleteLine:
    step, label = steps.at(origin.scenario_id, origin.version, one.module)
    return IncompleteLine(
        id=one.id,
        run=one.run_id,
        scenario_id=origin.scenario_id,
        scenario=origin.scenario,
        module=one.module,
        step=step.module if step else "",
        label=label,
        kind=one.kind,
        state=one.state,
        cause=origin.cause,
        remedy=str(one.trouble.get("remedy", "")),
        message=str(one.trouble.get("message", "")),
        about="" if origin.confidential else _about(one),
        words=list(one.trouble.get("words", ())),
        created_at=one.created_at,
        answered_at=one.answered_at,
        answered_by=one.answered_by,
        answer=one.answer,
        next_run=one.next_run,
    )


def _bundles(one: Incomplete) -> dict[str, Any]:
    """What it carried; nothing where that was dropped since it was answered."""
    if one.item == EMPTY:
        return {}
    item = load(unpacked(one.item))
    rows = item.rows if isinstance(item, Page) else [item.row] if hasattr(item, "row") else ()
    return dict(rows[0].seen) if rows else {}


def _about(one: Incomplete) -> str:
    """The first short values of the bundle that came last."""
    values = next(reversed(_bundles(one).values()), None)
    if not isinstance(values, Mapping):
        return ""
    texts = (str(each) for each in values.values() if isinstance(each, str | int | Decimal))
    return " · ".join(list(islice(filter(None, texts), TOLD)))[:LONGEST]


def _answers(house: House, one: Incomplete) -> list[str]:
    return list(house.answers.possible(one)) if one.state == "open" else []


def _sent(house: House, effect: Effect, send: Send) -> Sent:
    facts = unpacked(send.request)
    return Sent(
        connection=send.connection,
        tenant=send.tenant,
        method=facts["method"],
        path=facts["path"],
        query=_texts(facts["query"]),
        headers=_texts(facts["headers"]),
        body=_body(send),
        body_bytes=len(send.body),
        idempotency_key=send.idempotency_key,
        state=send.state,
        frozen_at=send.frozen_at,
        first_sent_at=send.first_sent_at,
        last_sent_at=send.last_sent_at,
        attempts=send.attempts,
        elements=len(house.sends.effects_of(send.id)),
        position=effect.position,
        status=send.status,
    )


def _texts(given: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): str(value) for name, value in given.items()}


def _body(send: Send) -> Any:
    if not send.body or len(send.body) > SHOWN:
        return None
    try:
        return from_json(bytes(send.body))
    except ValueError:
        return bytes(send.body).decode("utf-8", "replace")
