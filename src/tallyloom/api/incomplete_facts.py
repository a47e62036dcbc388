"""What the front doors tell of incomplete runs: of each, and of those that are alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from tallyloom.api.figures import moment
from tallyloom.api.sent import shown, texts
from tallyloom.flow.stack import Page, load
from tallyloom.store.incomplete import Cause as Alike
from tallyloom.store.incomplete import Incomplete, Origin, Waits
from tallyloom.store.json import unpacked
from tallyloom.store.retention import EMPTY

if TYPE_CHECKING:
    from tallyloom.house import House
    from tallyloom.store.gists import At
    from tallyloom.store.sends import Effect, Send

TOLD, LONGEST = 3, 60  # values, and characters of them


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


class _Steps:
    """What stands at the places of these versions of scenarios, as they were."""

    def __init__(self, house: House, versions: Iterable[At]) -> None:
        self._modules = house.modules
        self._gists = house.gists.of(versions)

    def at(self, scenario_id: str, version: int, module: int) -> tuple[str, str]:
        """The name of the module there, and what it is called; "" where there is none."""
        gist = self._gists.get((scenario_id, version))
        name = dict(gist.steps).get(module, "") if gist else ""
        known = self._modules.get(name)
        return name, known.label if known else name


def lines(house: House, found: Sequence[tuple[Incomplete, Origin]]) -> list[IncompleteLine]:
    """As lists show them."""
    steps = _Steps(house, ((origin.scenario_id, origin.version) for _, origin in found))
    return [_line(one, origin, steps) for one, origin in found]


def causes(house: House, alike: Sequence[Alike]) -> list[Cause]:
    """Alike ones together, as lists show them."""
    steps = _Steps(house, ((one.scenario_id, one.version) for one in alike))
    return [_cause(one, steps) for one in alike]


def detail(house: House, start: str) -> IncompleteDetail:
    """The one whose id is this, or begins or ends so."""
    one = house.answers.find(start)
    ((_, origin),) = found = house.incomplete.wanted(Waits(state="", ids=[one.id]), 1)
    (told,) = lines(house, found)
    effect = house.sends.effect(one.effect_id) if one.effect_id else None
    send = house.sends.get(effect.send_id) if effect and effect.send_id else None
    sent = _sent(house, effect, send) if effect and send and send.request != EMPTY else None
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


def _cause(one: Alike, steps: _Steps) -> Cause:
    step, label = steps.at(one.scenario_id, one.version, one.module)
    told = {name: getattr(one, name) for name in Alike.__slots__ if name != "version"}
    return Cause(**told, step=step, label=label)


def _goes_to(house: House, one: Incomplete, origin: Origin) -> tuple[str, str]:
    """The app of the module where it stopped, and the organisation that it writes to."""
    text = house.scenarios.version(origin.scenario_id, origin.version).document
    document = house.judge.judged(text).document
    found = (step for step in document.steps() if step.id == one.module) if document else ()
    step = next(iter(found), None)
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
        step=step,
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
        query=texts(facts["query"]),
        headers=texts(facts["headers"]),
        body=shown(bytes(send.body)),
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
