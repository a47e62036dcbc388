"""Schedules: when a scenario starts next, what became of its slots, and what another would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Query
from pydantic import Field

from tallyloom.api.problems import CorrectRequest
from tallyloom.api.route import Asked, Body, IfMatch, Permission, Routes, Tagged
from tallyloom.api.scenario_facts import the_scenario
from tallyloom.api.scenario_saving import edited
from tallyloom.flow.document import Settings
from tallyloom.flow.edit import with_part
from tallyloom.flow.schedule import CALENDARS, Schedule
from tallyloom.flow.schedule_form import schedule_of
from tallyloom.lang.trouble import CorrectZone
from tallyloom.lang.zones import zone_named

if TYPE_CHECKING:
    from tallyloom.flow.document import Document
    from tallyloom.house import House
    from tallyloom.store.scenarios import Stored
    from tallyloom.store.schedules import Timer

routes = Routes("schedules")
NEXT = 5
YEARS = (1970, 2900)


class WantedSchedule(Body):
    """A schedule as a scenario's file writes it; null removes it. `note` is kept with the
    version."""

    schedule: Any = None
    note: str = ""


class Preview(Body):
    """A schedule that is not stored, as a scenario's file writes it. `zone` is the scenario's;
    slots are counted from `after`, or from now."""

    schedule: Any
    zone: str = "UTC"
    after: datetime | None = None
    count: Annotated[int, Field(ge=1, le=50)] = NEXT


@dataclass(frozen=True, slots=True)
class NextRun:
    """A slot to come. `local` is the time on the wall of the schedule's zone. `moved` is true
    where the time that is written does not exist on that day: it is the first one after the
    gap."""

    at: datetime
    local: str
    moved: bool


@dataclass(frozen=True, slots=True)
class Previewed:
    """What a schedule means: in words, in which zone, and its next slots."""

    words: str
    zone: str
    next_runs: list[NextRun]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleFacts:
    """When a scenario starts by the clock.

    `schedule` is what the newest `version` writes; `words`, `zone` and `next_runs` are those of
    `on_version` while it is on. `state` is off, on or deactivated: switched off after `max_errors`
    failed runs on end, for `reason`. `errors` are those so far, `paused_until` is until when it
    starts nothing after the last of them. `run_id` is its run that moves now, the `cycle`-th for
    its slot. `mark` is up to when its slots are decided.
    """

    scenario_id: str
    name: str
    version: int
    on_version: int | None
    schedule: Any
    words: str
    zone: str
    state: str
    reason: str
    since: datetime | None
    mark: datetime | None
    next_runs: list[NextRun]
    errors: int
    max_errors: int
    paused_until: datetime | None
    catch_up: bool
    max_cycles: int
    run_id: str | None
    cycle: int


@dataclass(frozen=True, slots=True)
class TimerFacts:
    """A scenario that starts by the clock, in a list of all. `next_at` is its next slot."""

    scenario_id: str
    name: str
    version: int
    state: str
    reason: str
    since: datetime
    next_at: datetime | None
    errors: int


@dataclass(frozen=True, slots=True)
class Timers:
    """All of them: those that start next come first."""

    items: list[TimerFacts]
    next: str | None


@dataclass(frozen=True, slots=True)
class SlotFacts:
    """What became of a slot, or of `slots` of them from `at` to `last` that met the same.

    `outcome` is run, skipped or missed. `why` of those skipped is open_run (the run before had not
    ended), back_off (it pauses after a failed run), clock (the clock was put forward over it) or
    trouble (it could not be started); of those missed it is down (nothing ran). `reason` says it
    in a sentence.
    """

    at: datetime
    last: datetime
    slots: int
    outcome: str
    why: str
    reason: str
    run_id: str | None
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Slots:
    """Slots, the newest first; `next` goes on with older ones."""

    items: list[SlotFacts]
    next: str | None


@routes.get("/schedules", Permission.SCENARIOS_READ)
def list_schedules(asked: Asked) -> Timers:
    """The scenarios that start by the clock, and those that were deactivated."""
    timers = [timer for timer in asked.house.schedules.all() if timer.state != "off"]
    timers.sort(key=lambda one: (one.next_at is None, one.next_at or one.since))
    names = {one.scenario_id: one.name for one in asked.house.scenarios.newest()}
    items = [
        TimerFacts(
            one.scenario_id, names[one.scenario_id], one.version, one.state, one.reason,
            one.since, one.next_at, one.errors,
        )
        for one in timers
        if one.scenario_id in names
    ]  # fmt: skip
    return Timers(items, None)


@routes.post("/schedules/preview", Permission.SCENARIOS_READ)
def preview_schedule(asked: Asked, *, body: Preview) -> Previewed:
    """Say what a schedule means, and when it would start next; nothing is stored."""
    if not _is_zone(body.zone):
        said = f"There is no time zone {body.zone!r}; write one like Europe/London."
        raise CorrectRequest(said, field="zone")
    after = _aware(body.after) or asked.house.clock.now()
    if not YEARS[0] <= after.year <= YEARS[1]:
        raise CorrectRequest(f"Count from a year of {YEARS[0]} to {YEARS[1]}.", field="after")
    schedule = schedule_of(body.schedule)
    runs = _next_runs(schedule, body.zone, after, body.count)
    return Previewed(schedule.words(), schedule.zone or body.zone, runs)


@routes.get("/scenarios/{scenario_id}/schedule", Permission.SCENARIOS_READ)
def show_schedule(asked: Asked, *, scenario_id: str) -> Tagged[ScheduleFacts]:
    """When a scenario starts by the clock, its next five runs, and what keeps it from starting."""
    stored = the_scenario(asked.house, scenario_id)
    return Tagged(_facts(asked.house, stored), str(stored.number))


@routes.put("/scenarios/{scenario_id}/schedule", Permission.SCENARIOS_EDIT)
def set_schedule(
    asked: Asked, *, scenario_id: str, body: WantedSchedule, if_match: IfMatch = None
) -> Tagged[ScheduleFacts]:
    """Write a scenario's schedule into its text: a new version, unless it is there already.

    One that is on goes on in the version that is on; switch it on again to let the new one count.
    """
    if body.schedule is not None:
        schedule_of(body.schedule)

    def edit(_stored: Stored, document: dict[str, Any]) -> Mapping[str, Any]:
        return with_part(document, "schedule", body.schedule)

    edited(asked, scenario_id, edit, if_match=if_match, note=body.note)
    stored = the_scenario(asked.house, scenario_id)
    return Tagged(_facts(asked.house, stored), str(stored.number))


@routes.get("/scenarios/{scenario_id}/slots", Permission.HISTORY_READ)
def list_slots(
    asked: Asked,
    *,
    scenario_id: str,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
    before: datetime | None = None,
) -> Slots:
    """What became of a scenario's slots; each has one outcome. `before` is the `next` before."""
    the_scenario(asked.house, scenario_id)
    found = asked.house.schedules.slots(scenario_id, before=_aware(before), limit=limit + 1)
    items = [
        SlotFacts(
            one.at, one.last, one.slots, one.outcome, one.why, one.reason, one.run_id,
            one.decided_at,
        )
        for one in found[:limit]
    ]  # fmt: skip
    more = len(found) > limit
    return Slots(items, items[-1].at.isoformat() if more else None)


def _facts(house: House, stored: Stored) -> ScheduleFacts:
    timer = house.schedules.get(stored.id)
    judged = house.judge.judged(stored.document)
    document = _counting(house, timer) or judged.document
    schedule = document.schedule if document else None
    settings = document.settings if document else Settings()
    zone = (schedule.zone if schedule else "") or settings.zone
    now = house.clock.now()
    from_ = max(now, timer.mark) if timer is not None and timer.on else now
    return ScheduleFacts(
        scenario_id=stored.id,
        name=stored.name,
        version=stored.number,
        on_version=timer.version if timer and timer.on else None,
        schedule=judged.values.get("schedule"),
        words=schedule.words() if schedule else "",
        zone=zone,
        state=timer.state if timer else "off",
        reason=timer.reason if timer else "",
        since=timer.since if timer and timer.on else None,
        mark=timer.mark if timer else None,
        next_runs=_next_runs(schedule, zone, from_, NEXT) if schedule and _is_zone(zone) else [],
        errors=timer.errors if timer else 0,
        max_errors=settings.max_errors,
        paused_until=_later(timer.not_before, now) if timer else None,
        catch_up=settings.catch_up,
        max_cycles=settings.max_cycles,
        run_id=timer.run_id if timer else None,
        cycle=timer.cycle if timer and timer.run_id else 0,
    )


def _counting(house: House, timer: Timer | None) -> Document | None:
    """The document of the version that is on; None where none is, or it cannot be read."""
    if timer is None or not timer.on:
        return None
    version = house.scenarios.version(timer.scenario_id, timer.version)
    return house.judge.judged(version.document).document


def _is_zone(name: str) -> bool:
    try:
        zone_named(name)
    except CorrectZone:  # a draft may say anything
        return False
    return True


def _later(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment is not None and moment > now else None


def _next_runs(schedule: Schedule, zone: str, after: datetime, count: int) -> list[NextRun]:
    wall = ZoneInfo(schedule.zone or zone)
    return [
        NextRun(slot, slot.astimezone(wall).isoformat(), _moved(schedule, slot, wall))
        for slot in schedule.next_runs(count, after, zone)
    ]


def _moved(schedule: Schedule, slot: datetime, wall: ZoneInfo) -> bool:
    """Whether a slot is not at the time that is written, for that did not exist."""
    timing = schedule.timing
    return isinstance(timing, CALENDARS) and slot.astimezone(wall).time() != timing.at


def _aware(moment: datetime | None) -> datetime | None:
    """A time without a zone is in UTC."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=UTC)
