"""What is delivered is kept as it came, told once, and waits for whoever wants it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import text
from tests.store.ledger import NOON

from tallyloom.kit import Event
from tallyloom.store.database import Database
from tallyloom.store.deliveries import Arrival, Deliveries, Sorted
from tallyloom.store.registrations import Registration, Registrations
from tallyloom.store.runs import Runs
from tallyloom.store.scenarios import Listener, Scenarios

BY = "registration"


def event(resource: str, second: int = 0, kind: str = "CREATE", tenant: str = "tenant") -> Event:
    moment = (NOON + timedelta(seconds=second)).isoformat(timespec="milliseconds")
    return Event(tenant, "THING", kind, resource, moment, {"resource": resource, "text": "a\x00b"})


class Post:
    """Deliveries of one registration, and a scenario that hears them all."""

    def __init__(self, database: Database) -> None:
        self.database = database
        Registrations(database).add(Registration(BY, BY, "app", "id", None, "granular", {}, NOON))
        self.deliveries = Deliveries(database)
        self.scenarios = Scenarios(database)
        version = self.scenarios.keep("Heard", "text", NOON)
        self.scenario = version.scenario_id
        self.scenarios.turn_on(Listener(self.scenario, 1, BY, "tenant", NOON))

    def deliver(self, *events: Event) -> int:
        """How many of them are new."""
        self.deliveries.keep([Arrival(BY, b"body")], NOON)
        with self.deliveries.sorting() as on:
            assert on is not None
            [delivery] = self.deliveries.unsorted(on, ["app"], 10)
            new = self.deliveries.add(on, [(delivery, events)], NOON)[delivery.id]
            self.deliveries.hear(on, [(self.scenario, id_) for id_, _ in new])
            self.deliveries.sorted(on, {delivery.id: Sorted(events=len(events))}, NOON)
        return len(new)

    def run(self) -> str:
        """A new run of the scenario."""
        with self.database.connect() as on:
            count = on.execute(text("SELECT count(*) FROM runs")).scalar_one()
        run = {
            "id": f"run-{count}",
            "scenario_id": self.scenario,
            "version": 1,
            "scenario": "Heard",
            "origin": {},
            "inputs": {},
            "started_at": NOON,
            "bytes": 0,
        }
        Runs(self.database).add(run, [])
        return str(run["id"])

    def take(self, most: int = 100) -> list[str]:
        """The resources of which a new run hears."""
        run = self.run()
        with self.database.begin() as on:
            waiting = self.deliveries.take(on, self.scenario, most)
            self.deliveries.taken(on, self.scenario, waiting, run)
        return [one.bundle["resource"] for one in waiting]

    def missed(self, run: str, *events: Event) -> Sequence[str]:
        found = self.deliveries.missed(run, BY, events, NOON)
        return [each.resource for each in found]


@pytest.fixture
def post(database: Database) -> Post:
    return Post(database)


def test_several_calls_are_kept_at_once_and_sorted_in_their_order(post: Post) -> None:
    post.deliveries.keep([Arrival(BY, b"\x00one"), Arrival(BY, b"two")], NOON)
    assert post.deliveries.waiting(10) == 2
    with post.deliveries.sorting() as on:
        assert on is not None
        assert [one.body for one in post.deliveries.unsorted(on, ["app"], 10)] == [
            b"\x00one",
            b"two",
        ]
        assert post.deliveries.unsorted(on, ["another"], 10) == []


def test_only_one_sorts_at_a_time(post: Post) -> None:
    with post.deliveries.sorting() as mine, post.deliveries.sorting() as other:
        assert mine is not None
        assert other is None


def test_an_event_is_new_once(post: Post) -> None:
    assert post.deliver(event("a"), event("b"), event("a")) == 2
    assert post.deliver(event("b"), event("c")) == 1
    assert post.deliver(event("a", second=1), event("a", kind="UPDATE")) == 2
    assert post.deliver(event("a", tenant="another")) == 1


def test_events_are_taken_in_their_order_and_never_twice(post: Post) -> None:
    post.deliver(*(event(name) for name in "abc"))
    post.deliver(event("d"))
    assert post.deliveries.wait_for(post.scenario) == 4
    assert post.take(3) == ["a", "b", "c"]
    assert post.take(3) == ["d"]
    assert post.take(3) == []
    assert post.deliveries.waiting(10) == 0


def test_a_bundle_keeps_the_order_of_its_values(post: Post) -> None:
    told = event("a")
    told.bundle.clear()
    told.bundle.update({"z": 1, "a": {"y": 2, "b": None}})
    post.deliver(told)
    with post.database.connect() as on:
        [waiting] = post.deliveries.take(on, post.scenario, 1)
    assert list(waiting.bundle) == ["z", "a"]
    assert list(waiting.bundle["a"]) == ["y", "b"]


def test_what_waits_is_counted_no_further_than_asked(post: Post) -> None:
    post.deliver(*(event(str(n)) for n in range(9)))
    assert post.deliveries.waiting(5) == 5


def test_what_was_told_or_heard_is_not_missed(post: Post) -> None:
    post.deliver(event("told", 5))
    run = post.run()
    assert post.missed(run, event("told", 5), event("told later", 6)) == ["told later"]
    assert post.missed(post.run(), event("told later", 6)) == []


def test_what_changed_once_more_after_the_last_event_is_missed(post: Post) -> None:
    post.deliver(event("a", 5))
    assert post.missed(post.run(), event("a", 6)) == ["a"]


def test_a_run_that_looks_again_misses_the_same(post: Post) -> None:
    run = post.run()
    for _ in range(2):
        assert post.missed(run, event("a"), event("b")) == ["a", "b"]


def test_each_scenario_misses_for_itself(post: Post) -> None:
    assert post.missed(post.run(), event("a")) == ["a"]
    other = post.scenarios.keep("Another", "text", NOON)
    post.scenario = other.scenario_id
    assert post.missed(post.run(), event("a")) == ["a"]


def test_what_comes_after_it_was_made_up_for_is_not_heard_again(post: Post) -> None:
    post.missed(post.run(), event("a", 10, "MISSED"))
    post.deliver(event("a", 9), event("a", 10), event("a", 11), event("a", 13), event("b", 10))
    assert post.take() == ["a", "b"]


def test_what_is_old_is_forgotten_unless_it_waits_or_is_in_the_history(post: Post) -> None:
    post.deliver(event("heard"), event("waits"))
    post.take(1)
    with post.database.begin() as on:
        on.execute(text("UPDATE heard SET outcome = 'success' WHERE run_id IS NOT NULL"))
    for day in (NOON, NOON + timedelta(days=1)):
        post.deliveries.forget(day)
        assert post.deliver(event("heard"), event("waits")) == 0

    with post.database.begin() as on:
        on.execute(text("UPDATE runs SET forgotten_at = :now"), {"now": NOON})
    post.deliveries.forget(NOON + timedelta(days=1))

    assert post.deliver(event("heard"), event("waits")) == 1
    assert post.take() == ["waits", "heard"]


def test_switching_to_another_organisation_drops_what_waits_of_this_one(post: Post) -> None:
    post.deliver(event("a"), event("of nobody", tenant=""))
    post.scenarios.turn_on(Listener(post.scenario, 1, BY, "another", NOON))
    assert post.take() == ["of nobody"]


def test_a_scenario_that_is_on_already_has_listened_all_the_while(post: Post) -> None:
    later = NOON + timedelta(hours=1)
    post.scenarios.keep("Heard", "text 2", NOON)
    post.scenarios.turn_on(Listener(post.scenario, 2, BY, "tenant", later))
    [listener] = post.scenarios.listeners()
    assert (listener.version, listener.since) == (2, NOON)

    post.scenarios.turn_on(Listener(post.scenario, 2, BY, "another", later))

    [listener] = post.scenarios.listeners()
    assert listener.since == later


def test_a_scenario_starts_only_while_none_of_its_runs_is_open(post: Post) -> None:
    post.deliver(event("a"))
    assert post.scenarios.startable(held_up=False) == [post.scenario]
    with post.scenarios.starting(post.scenario) as (on, listener):
        assert listener is not None
        with post.scenarios.starting(post.scenario) as (_, other):
            assert other is None

    run = post.run()

    assert post.scenarios.startable(held_up=False) == []
    with post.scenarios.starting(post.scenario) as (on, listener):
        assert listener is None
    Runs(post.database).end(run, "success", "", NOON)
    with post.scenarios.starting(post.scenario) as (on, listener):
        assert listener is not None
        post.scenarios.hold_up(on, post.scenario, "It is in trouble.")
    assert post.scenarios.startable(held_up=False) == []
    assert post.scenarios.startable(held_up=True) == [post.scenario]


def test_a_scenario_that_is_off_hears_nothing_and_keeps_what_waits(post: Post) -> None:
    post.deliver(event("a"))
    assert post.scenarios.turn_off(post.scenario)
    assert not post.scenarios.turn_off(post.scenario)
    assert post.scenarios.listeners() == []
    assert post.scenarios.startable(held_up=True) == []
    assert post.deliveries.wait_for(post.scenario) == 1
