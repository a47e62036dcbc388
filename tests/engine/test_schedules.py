"""Every slot has one outcome: with several processes, failing runs, and a clock that jumps."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text
from tests.engine.workshop import Workshop

from tallyloom.engine.schedules import BACK_OFF, FORGIVEN, Schedules, counts
from tallyloom.engine.work import dumped
from tallyloom.flow.plan import Plan, plan
from tallyloom.flow.read import read
from tallyloom.flow.schedule_form import schedule_of
from tallyloom.house import installed_apps, modules_by_name
from tallyloom.kit import App, Inputs, Seen, Steps, Value, Watch
from tallyloom.store.database import Database
from tallyloom.store.ids import new_id
from tallyloom.store.incomplete import Incomplete, IncompleteRuns
from tallyloom.store.json import dumps
from tallyloom.store.runs import Run, Runs
from tallyloom.store.scenarios import Scenarios, Version
from tallyloom.store.schedules import Schedules as Rows
from tallyloom.store.schedules import Slot, Timer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
MODULES = modules_by_name(installed_apps(("tools",)))


@dataclass
class Clock:
    """A clock on the wall that anybody may put; what passes is told apart."""

    time: datetime = NOON
    passed: float = 0.0

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.passed

    def wait(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)
        self.passed += seconds


@dataclass
class Works:
    """Schedules as processes of their own have them, on one database; runs end when told to."""

    database: Database
    clock: Clock = field(default_factory=Clock)
    told: list[Mapping[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows = Rows(self.database)
        self.runs = Runs(self.database)
        self.scenarios = Scenarios(self.database)
        self.process = self.another()

    def another(self) -> Schedules:
        """One more process that has just begun."""
        return Schedules(self.rows, self.scenarios, MODULES, self.clock, self._tell)

    def on(self, schedule: Any, name: str = "S", **settings: Any) -> str:
        """Switch a scenario on; its id."""
        document = {
            "schema": 1,
            "name": name,
            "schedule": schedule,
            "settings": settings,
            "inputs": [{"name": "of", "default": 7}],
            "flow": [{"id": 1, "module": "tools.set_variable"}],
        }
        version = self.scenarios.keep(name, dumps(document), self.clock.now())
        wanted = read(version.document).schedule
        assert wanted is not None
        now = self.clock.now()
        following = wanted.next_after(now)
        self.rows.turn_on(version.scenario_id, version.number, now, now, following)
        return version.scenario_id

    def pass_time(self, step: timedelta, times: int = 1, process: Schedules | None = None) -> None:
        """Let time pass in steps, with a look after each."""
        for _ in range(times):
            self.clock.wait(step.total_seconds())
            (process or self.process).look(self.add)

    def look(self) -> None:
        self.process.look(self.add)

    def sleep(self, time: timedelta) -> None:
        """Nothing runs for a time; then another process begins."""
        self.clock.wait(time.total_seconds())
        with self.database.begin() as on:
            on.execute(text("UPDATE ticks SET seen_at = seen_at - :time"), {"time": time})
        self.process = self.another()
        self.look()

    def end(self, status: str = "success", reason: str = "", *, more: bool = False) -> str:
        """End the run that is open, and look at how it did; its id."""
        (run,) = [run for run in self.all_runs() if not run.ended]
        if more:
            with self.database.begin() as on:
                cursor = {"module": 1, "value": "x", "more": True}
                self.runs.keep_cursor(on, run.id, cursor)
        self.runs.end(run.id, status, reason, self.clock.now())
        self.look()
        return run.id

    def end_all(self, status: str) -> None:
        for run in self.all_runs():
            self.runs.end(run.id, status, "", self.clock.now())
        self.look()

    def fail(self, remedy: str = "") -> None:
        """The open run fails, and what failed is stored for a person under this remedy."""
        (run,) = [run for run in self.all_runs() if not run.ended]
        if remedy:
            trouble = {"remedy": remedy, "message": "no"}
            stored = Incomplete(
                new_id(self.clock.now()), run.id, 1, "failed", b"", None, trouble, "open",
                self.clock.now(),
            )  # fmt: skip
            with self.database.begin() as on:
                IncompleteRuns(self.database).add(on, [stored])
        self.end("error", "Module 1: no")

    def add(
        self,
        version: Version,
        plan: Plan,
        inputs: Mapping[str, Any],
        *,
        origin: Mapping[str, Any],
        within: Connection | None = None,
    ) -> str:
        now = self.clock.now()
        run = {
            "id": new_id(now), "scenario_id": version.scenario_id, "version": version.number,
            "scenario": version.name, "origin": dict(origin), "inputs": dict(inputs),
            "started_at": now, "bytes": 0,
        }  # fmt: skip
        self.runs.add(run, dumped(plan.begin()), within)
        return str(run["id"])

    def manual(self, scenario_id: str) -> None:
        """A person runs it."""
        version = self.scenarios.version(scenario_id, 1)
        self.add(version, plan(read(version.document), MODULES), {}, origin={"by": "person"})

    def all_runs(self) -> list[Run]:
        return self.runs.newest(limit=1000)[::-1]

    def slots(self, scenario_id: str) -> list[Slot]:
        return self.rows.slots(scenario_id, limit=10_000)[::-1]

    def outcomes(self, scenario_id: str) -> list[str]:
        """ "12:15 run", "12:30 skipped open_run", the first slot first."""
        return [
            f"{slot.at:%H:%M} {slot.outcome} {slot.why}".strip() for slot in self.slots(scenario_id)
        ]

    def timer(self, scenario_id: str) -> Timer:
        found = self.rows.get(scenario_id)
        assert found is not None
        return found

    def _tell(self, kind: str, subject: str, text: str, **more: Any) -> bool:
        more.pop("within")
        if more["once"] in [told["once"] for told in self.told]:
            return False
        self.told.append({"kind": kind, "subject": subject, "text": text, **more})
        return True


@pytest.fixture
def works(database: Database) -> Works:
    return Works(database)


# Slots.


def test_a_slot_that_is_due_has_a_run(works: Works) -> None:
    id_ = works.on({"every": "15 minutes"})
    works.pass_time(MINUTE, 14)
    assert works.slots(id_) == []
    works.pass_time(MINUTE)
    [run] = works.all_runs()
    assert run.origin == {"by": "schedule", "slot": "2026-03-02T12:15:00+00:00", "cycle": 1}
    assert run.inputs == {"of": 7}
    [slot] = works.slots(id_)
    assert (slot.outcome, slot.run_id, slot.at) == ("run", run.id, NOON + 15 * MINUTE)
    assert works.timer(id_).next_at == NOON + 30 * MINUTE


def test_runs_of_one_scenario_never_overlap(works: Works) -> None:
    id_ = works.on({"every": "15 minutes"})
    works.pass_time(15 * MINUTE, 2)
    works.end()
    works.pass_time(15 * MINUTE)
    assert works.outcomes(id_) == ["12:15 run", "12:30 skipped open_run", "12:45 run"]
    assert "has not ended" in works.slots(id_)[1].reason


def test_what_a_person_runs_counts_too(works: Works) -> None:
    id_ = works.on({"every": "15 minutes"})
    works.manual(id_)
    works.pass_time(15 * MINUTE)
    assert works.outcomes(id_) == ["12:15 skipped open_run"]


def test_a_run_that_waits_for_a_person_is_named(works: Works) -> None:
    id_ = works.on({"every": "15 minutes"})
    works.pass_time(15 * MINUTE)
    [run] = works.all_runs()
    works.runs.start(run.id)
    works.runs.wait(run.id, None, "Connect again.", retry=False)
    works.pass_time(15 * MINUTE, 2)
    assert works.slots(id_)[1].reason == f"Run {run.id} waits for a person: Connect again."
    assert [(told["subject"], told["once"]) for told in works.told] == [
        ("S waits for a person", f"waits {run.id}")
    ]


def test_one_that_is_off_starts_nothing(works: Works) -> None:
    id_ = works.on({"every": "15 minutes"})
    assert works.scenarios.turn_off(id_)
    assert not works.scenarios.turn_off(id_)
    works.pass_time(15 * MINUTE, 2)
    assert works.slots(id_) == []


def test_one_on_demand_is_on_and_starts_nothing(works: Works) -> None:
    id_ = works.on("on demand")
    works.pass_time(HOUR, 3)
    assert works.timer(id_).on
    assert works.slots(id_) == []


def test_the_last_slot_is_the_last(works: Works) -> None:
    id_ = works.on({"once": "2026-03-02 12:30"})
    works.pass_time(15 * MINUTE, 4)
    assert works.outcomes(id_) == ["12:30 run"]
    assert works.timer(id_).next_at is None


# What was missed.


def test_what_was_missed_while_nothing_ran_is_not_made_up_for(works: Works) -> None:
    id_ = works.on({"every": "15 minutes"})
    works.look()
    works.sleep(HOUR - 8 * MINUTE)
    assert works.outcomes(id_) == [
        "12:15 missed down",
        "12:30 missed down",
        "12:45 missed down",
    ]
    works.pass_time(8 * MINUTE)
    assert works.outcomes(id_)[-1] == "13:00 run"


def test_a_setting_catches_up_with_the_newest_that_was_missed(works: Works) -> None:
    id_ = works.on({"every": "15 minutes"}, catch_up=True)
    works.look()
    works.sleep(HOUR - 6 * MINUTE)
    assert works.outcomes(id_) == ["12:15 missed down", "12:30 missed down", "12:45 run"]


def test_nothing_is_caught_up_with_outside_of_its_windows(works: Works) -> None:
    window = {"hours": "12:00-13:00"}
    id_ = works.on({"every": "30 minutes", "only": [window]}, catch_up=True)
    works.look()
    works.sleep(3 * HOUR)
    assert works.outcomes(id_) == ["12:30 missed down", "13:00 missed down"]
    assert "outside" in works.slots(id_)[1].reason


def test_a_restart_misses_nothing(works: Works) -> None:
    id_ = works.on({"daily": "12:01"})
    works.look()
    works.sleep(4 * MINUTE)
    assert works.outcomes(id_) == ["12:01 run"]


def test_slots_of_a_long_time_are_told_together(works: Works) -> None:
    id_ = works.on({"every": "1 minute"})
    works.look()
    works.sleep(timedelta(days=1))
    for _ in range(3):
        works.look()
    slots = works.slots(id_)
    assert sum(slot.slots for slot in slots) == 24 * 60
    assert Counter(slot.outcome for slot in slots) == {"missed": 440, "run": 1}
    assert (slots[0].slots, slots[0].last) == (1000, NOON + 1000 * MINUTE)


# The clock jumps.


def test_a_clock_put_forward_starts_what_it_passed_once(works: Works) -> None:
    quarter = works.on({"every": "15 minutes"}, "Quarter")
    daily = works.on({"daily": "12:30"}, "Daily")
    works.look()
    works.clock.time += HOUR
    works.look()
    assert works.outcomes(daily) == ["12:30 run"]
    assert works.outcomes(quarter) == [
        "12:15 skipped clock",
        "12:30 skipped clock",
        "12:45 skipped clock",
        "13:00 run",
    ]


def test_a_clock_put_back_starts_nothing_twice(works: Works) -> None:
    id_ = works.on({"every": "15 minutes"})
    for _ in range(8):
        works.pass_time(15 * MINUTE)
        works.end()
    before = works.outcomes(id_)
    works.clock.time -= HOUR
    works.pass_time(MINUTE, 59)
    assert works.outcomes(id_) == before
    works.pass_time(MINUTE, 16)
    assert works.outcomes(id_) == [*before, "14:15 run"]


def test_switching_off_and_on_while_the_clock_is_back_starts_nothing_twice(works: Works) -> None:
    id_ = works.on({"every": "15 minutes"})
    works.pass_time(15 * MINUTE)
    works.end()
    works.clock.time -= HOUR
    works.scenarios.turn_off(id_)
    assert works.on({"every": "15 minutes"}) == id_
    works.pass_time(15 * MINUTE, 5)
    outcomes = works.outcomes(id_)
    assert len(set(outcomes)) == len(outcomes)
    assert outcomes[:2] == ["11:30 run", "11:45 skipped open_run"]
    assert outcomes.count("12:15 run") == 1


def test_the_clock_of_a_sleeping_machine_is_like_one_put_forward(works: Works) -> None:
    id_ = works.on({"daily": "12:30"})
    works.look()
    works.clock.time += 10 * HOUR
    works.look()
    assert works.outcomes(id_) == ["12:30 run"]


# Several processes.


def test_of_many_who_look_at_once_one_decides(works: Works) -> None:
    ids = [works.on({"every": "1 minute"}, f"S{at}") for at in range(5)]
    processes = [works.another() for _ in range(4)]
    for _ in range(10):
        works.clock.wait(60)
        threads = [
            threading.Thread(target=process.look, args=(works.add,)) for process in processes
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        works.look()
        for run in works.all_runs():
            works.runs.end(run.id, "success", "", works.clock.now())
    wanted = [f"{NOON + at * MINUTE:%H:%M} run" for at in range(1, 11)]
    assert all(works.outcomes(id_) == wanted for id_ in ids)
    assert len(works.all_runs()) == 50


def test_what_one_process_was_about_to_start_another_starts(works: Works) -> None:
    id_ = works.on({"every": "15 minutes"})
    works.look()

    def die(*of: Any, **more: Any) -> str:
        works.add(*of, **more)
        raise SystemExit

    works.clock.wait(900)
    with pytest.raises(SystemExit):
        works.another().look(die)
    assert (works.slots(id_), works.all_runs()) == ([], [])
    works.look()
    assert works.outcomes(id_) == ["12:15 run"]
    assert len(works.all_runs()) == 1


def test_one_scenario_that_cannot_be_read_keeps_no_other_from_starting(works: Works) -> None:
    broken = works.on({"every": "15 minutes"}, "Broken")
    well = works.on({"every": "15 minutes"}, "Well")
    with works.database.begin() as on:
        on.execute(
            text("UPDATE versions SET document = 'schema: 2' WHERE scenario_id = :id"),
            {"id": broken},
        )
    works.pass_time(15 * MINUTE)
    assert works.outcomes(well) == ["12:15 run"]
    assert works.outcomes(broken) == ["12:15 skipped trouble"]
    assert works.timer(broken).state == "deactivated"
    assert works.told[0]["subject"] == "Broken was switched off"


SCHEDULES = st.sampled_from(
    [
        {"every": "7 minutes"},
        {"every": "1 hour"},
        {"cron": "*/20 10-14 * * *"},
        {"daily": "12:20", "zone": "Europe/London"},
        {"every": "10 minutes", "only": [{"hours": "12:00-12:30"}]},
    ]
)
WHAT = st.one_of(
    st.tuples(st.just("passes"), st.integers(1, 90)),
    st.tuples(st.just("jumps"), st.sampled_from([-1440, -60, -30, 30, 60, 1440])),
    st.tuples(st.just("nothing runs"), st.integers(6, 300)),
    st.tuples(st.just("another process"), st.just(0)),
    st.tuples(st.just("runs end"), st.sampled_from([0, 1])),
)


@given(st.lists(SCHEDULES, min_size=1, max_size=3), st.lists(WHAT, max_size=25))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_every_slot_up_to_the_mark_has_one_outcome(
    works: Works, schedules: list[Any], happens: list[tuple[str, int]]
) -> None:
    works.clock.time = NOON
    works.look()
    began = works.clock.now()
    prefix = new_id(NOON)
    ids = {
        works.on(schedule, f"{prefix} {at}", max_errors=100): schedule
        for at, schedule in enumerate(schedules)
    }
    works.look()
    for what, amount in happens:
        if what == "passes":
            works.pass_time(MINUTE, amount)
        elif what == "jumps":
            works.clock.time += amount * MINUTE
            works.look()
        elif what == "nothing runs":
            works.sleep(amount * MINUTE)
        elif what == "another process":
            works.process = works.another()
        else:
            works.end_all("error" if amount else "success")
    for id_, schedule in ids.items():
        timer = works.timer(id_)
        decided = [
            moment
            for slot in works.slots(id_)
            for moment in schedule_of(schedule).next_runs(
                slot.slots, slot.at - timedelta(seconds=1)
            )
        ]
        meant = schedule_of(schedule).next_runs(len(decided) + 1, began)
        assert decided == [slot for slot in meant if slot <= timer.mark]
        assert timer.next_at is None or timer.next_at > works.clock.now()
        started = [slot.run_id for slot in works.slots(id_) if slot.outcome == "run"]
        runs = [run.id for run in works.all_runs() if run.scenario_id == id_]
        assert sorted(started, key=str) == sorted(runs)
        works.scenarios.turn_off(id_)
    works.end_all("success")


def test_what_nobody_foresaw_in_one_keeps_no_other_from_starting(works: Works) -> None:
    """Its zone was known when it was switched on, and is not any more."""
    bad = works.on({"every": "15 minutes"}, "Bad")
    well = works.on({"every": "15 minutes"}, "Well")
    with works.database.begin() as on:
        on.execute(
            text(
                "UPDATE versions SET document = replace(document, '\"every\"',"
                ' \'"zone": "Mars/Phobos", "every"\') WHERE scenario_id = :id'
            ),
            {"id": bad},
        )
    works.pass_time(15 * MINUTE)
    assert works.outcomes(well) == ["12:15 run"]
    assert works.outcomes(bad) == ["12:15 skipped trouble"]


# Errors.


def failed(works: Works, times: int) -> None:
    for _ in range(times):
        works.pass_time(HOUR)
        works.fail()


def test_three_failed_runs_on_end_switch_it_off_and_say_so(works: Works) -> None:
    id_ = works.on({"every": "1 hour"})
    failed(works, 3)
    timer = works.timer(id_)
    assert (timer.state, timer.errors, timer.next_at) == ("deactivated", 3, None)
    assert timer.reason == "3 runs on end failed. The last one: Module 1: no"
    [told] = works.told
    assert told["subject"] == "S was switched off"
    assert told["about"] == {"scenario": id_, "run": works.all_runs()[-1].id}
    change = works.scenarios.changes(id_)[0]
    assert (change.kind, change.by.name, change.note) == (
        "switched off",
        "Tallyloom",
        timer.reason,
    )
    works.pass_time(HOUR, 3)
    assert len(works.slots(id_)) == 3


def test_how_many_is_a_setting(works: Works) -> None:
    id_ = works.on({"every": "1 hour"}, max_errors=1)
    failed(works, 1)
    assert works.timer(id_).state == "deactivated"


def test_a_run_that_succeeds_or_warns_ends_the_count(works: Works) -> None:
    id_ = works.on({"every": "1 hour"})
    for status in ("success", "warning"):
        failed(works, 2)
        works.pass_time(HOUR)
        works.end(status)
        assert (works.timer(id_).errors, works.timer(id_).not_before) == (0, None)
    failed(works, 2)
    assert works.timer(id_).on


def test_one_that_was_cancelled_says_nothing(works: Works) -> None:
    id_ = works.on({"every": "1 hour"})
    failed(works, 2)
    works.pass_time(HOUR)
    works.end("cancelled")
    assert works.timer(id_).errors == 2


@pytest.mark.parametrize("remedy", sorted(FORGIVEN))
def test_what_is_stored_for_a_person_says_nothing_against_the_scenario(
    works: Works, remedy: str
) -> None:
    id_ = works.on({"every": "1 hour"})
    works.pass_time(HOUR)
    works.fail(remedy)
    assert works.timer(id_).errors == 0


def test_a_value_that_the_scenario_makes_wrongly_counts() -> None:
    assert counts(["BadInput"])
    assert counts(["Refused", "BadInput"])
    assert counts([])
    assert not counts(["Refused", "Parked"])


def test_it_pauses_longer_after_each_failed_run(works: Works) -> None:
    id_ = works.on({"every": "1 minute"}, max_errors=9)
    works.pass_time(MINUTE)
    for pause in BACK_OFF[:4]:
        works.fail()
        minutes = pause // MINUTE
        works.pass_time(MINUTE, minutes - 1)
        assert works.all_runs()[-1].ended
        works.pass_time(MINUTE)
        assert not works.all_runs()[-1].ended
    skipped = [slot for slot in works.slots(id_) if slot.why == "back_off"]
    assert len(skipped) == sum(pause // MINUTE - 1 for pause in BACK_OFF[:4])
    assert skipped[0].reason == "It pauses until 2026-03-02 12:04 UTC, for 2 runs on end failed."


def test_switching_it_on_again_begins_anew(works: Works) -> None:
    id_ = works.on({"every": "1 hour"})
    failed(works, 3)
    works.on({"every": "1 hour"})
    timer = works.timer(id_)
    assert (timer.state, timer.errors, timer.reason, timer.not_before) == ("on", 0, "", None)
    works.pass_time(HOUR)
    assert works.outcomes(id_)[-1] == "16:00 run"


# Cycles.


def test_what_a_trigger_left_behind_is_fetched_at_once(works: Works) -> None:
    id_ = works.on({"every": "1 hour"}, max_cycles=3)
    works.pass_time(HOUR)
    for _ in range(2):
        works.end(more=True)
    works.end(more=True)
    cycles = [run.origin["cycle"] for run in works.all_runs()]
    assert cycles == [1, 2, 3]
    assert works.outcomes(id_) == ["13:00 run"]
    works.pass_time(HOUR)
    assert works.all_runs()[-1].origin["cycle"] == 1


def test_a_trigger_says_whether_it_left_something_behind(database: Database) -> None:
    """Three bundles, one for each cycle: the third run says that nothing is left."""

    def poll(_given: Inputs, cursor: Value) -> Steps[Seen]:
        yield from ()
        at = int(str(cursor or 0)) + 1
        return Seen([{"v": at}], at, more=at < 3)

    watch = Watch(label="Watch", about="", poll=poll)
    shop = App(name="shop", label="Shop", about="", modules={"watch": watch})
    workshop = Workshop(database, apps={"shop": shop})
    flow = [{"id": 1, "module": "shop.watch", "connection": "demo"}]
    cursors = [workshop.finish(workshop.start(flow, {})).cursor for _ in range(3)]
    assert [(cursor["value"], cursor["more"]) for cursor in cursors] == [
        (1, True),
        (2, True),
        (3, False),
    ]


def test_a_cycle_that_failed_is_not_followed_by_another(works: Works) -> None:
    works.on({"every": "1 hour"})
    works.pass_time(HOUR)
    works.end("error", "no", more=True)
    assert len(works.all_runs()) == 1


def test_one_that_is_switched_off_meanwhile_is_not_gone_on_with(works: Works) -> None:
    id_ = works.on({"every": "1 hour"})
    works.pass_time(HOUR)
    works.scenarios.turn_off(id_)
    works.end(more=True)
    assert len(works.all_runs()) == 1


def test_what_was_decided_long_ago_is_forgotten(works: Works) -> None:
    id_ = works.on({"every": "1 hour"})
    works.pass_time(HOUR)
    works.clock.wait(timedelta(days=91).total_seconds())
    works.process.forget()
    assert works.slots(id_) == []
