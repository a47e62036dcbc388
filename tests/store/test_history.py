"""What history keeps of a run: its words, its counts, and how it is let go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tallyloom.store.calls import Calls, Made
from tallyloom.store.database import Database
from tallyloom.store.findable import RUN, Findable
from tallyloom.store.history import Wanted, kind_of
from tallyloom.store.journal import HIDDEN, Entry, Journal, hidden
from tallyloom.store.json import encoded
from tallyloom.store.reading import Reading
from tallyloom.store.retention import Retention
from tallyloom.store.runs import Runs
from tallyloom.store.scenarios import Scenarios
from tallyloom.store.tally import Tally
from tallyloom.store.words import held, terms, words, words_of_json

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
BUNDLE = {
    "Contact": {"Name": "Grüne Bäckerei GmbH", "EmailAddress": "anna.lee+shop@example.com"},
    "InvoiceNumber": "INV-1001/2",
    "Total": Decimal("1234.50"),
    "Lines": [{"Description": "Paper,\nwhite"}, {"Quantity": 12}],
    "Paid": True,
}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("bäckerei", "Contact.Name"),
        ("BÄCKEREI gmbh", "Contact.Name"),
        ('"grüne bäckerei"', "Contact.Name"),
        ("anna.lee+shop@example.com", "Contact.EmailAddress"),
        ("example.com", "Contact.EmailAddress"),
        ("INV-1001/2", "InvoiceNumber"),
        ("inv-1001", "InvoiceNumber"),
        ("1,234.50", "Total"),
        ("1234.5", "Total"),
        ("12", "Lines[2].Quantity"),
        ('"paper, white"', "Lines[1].Description"),
        ("paper 1234.50", "Lines[1].Description"),
    ],
)
def test_a_bundle_is_found_by_words_phrases_numbers_and_addresses(asked: str, field: str) -> None:
    asks = terms(asked)
    found = held(BUNDLE, asks)
    assert found is not None
    assert found.field == field
    wanted = set().union(*(term.words for term in asks))
    assert wanted <= words_of_json(encoded(BUNDLE))


@pytest.mark.parametrize(
    "asked",
    [
        "bäck",
        '"bäckerei grüne"',
        "lee@example.com",
        "1234.51",
        "InvoiceNumber",
        "true",
        "paper pen",
    ],
)
def test_what_a_bundle_does_not_hold_is_not_found_in_it(asked: str) -> None:
    assert held(BUNDLE, terms(asked)) is None


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=30), min_size=1, max_size=3))
def test_whatever_a_text_is_its_words_are_found(bundle: dict[str, str]) -> None:
    for value in bundle.values():
        for term in terms(value.replace('"', " ")):
            assert term.words <= words_of_json(encoded(bundle))


def test_nothing_is_asked_by_signs_alone() -> None:
    assert terms("  - ! “ ") == []
    assert words("…") == set()


def test_a_confidential_entry_keeps_counts_and_sizes_and_no_value() -> None:
    trouble = {"remedy": "BadInput", "message": "Name: Anna is taken", "words": ["Anna"]}
    entry = Entry(
        3,
        4,
        [
            {"path": "1", "in": {"Name": "Anna"}, "out": [{"id": "Anna"}, {}]},
            {"path": "2", "in": {"Name": "Anna"}, "trouble": trouble | {"field": "Name"}},
            {"path": "3", "stopped": '"Anna" is "Anna"'},
            {"path": "4", "in": "Anna", "key": "Anna"},
            {"path": "5", "out": [{"key": "Anna"}]},
            {
                "path": "6",
                "in": {},
                "warnings": [{"code": "late", "message": "Anna", "field": "D"}],
            },
        ],
    )
    kept = hidden(entry)
    assert b"Anna" not in encoded(kept.operations)
    assert Tally.whole([kept]).modules[3] == Tally.whole([entry]).modules[3]
    assert kept.operations[0]["sizes"] == {"in": 15, "out": [13, 2]}
    assert kept.operations[1]["trouble"]["message"] == f"Name: {HIDDEN}"


def test_how_a_run_began_is_one_of_five() -> None:
    told = [kind_of({"by": by}) for by in ("schedule", "events", "command", "token", "retried")]
    assert told == ["scheduled", "instant", "manual", "API", "resume"]
    assert kind_of({}) == "manual"


# On a database.


@pytest.fixture
def runs(database: Database) -> Runs:
    Scenarios(database).keep("S", "v1", NOON)
    return Runs(database)


def add(database: Database, run_id: str, **values: Any) -> None:
    """A run that ended a minute after noon, unless said otherwise."""
    row = {
        "id": run_id, "status": "success", "origin": "{}", "started_at": NOON,
        "ended_at": NOON + timedelta(minutes=1), "operations": 3, "reason": "",
        "confidential": False, "keep_days": None,
    } | values  # fmt: skip
    with database.begin() as on:
        on.execute(
            text(
                "INSERT INTO runs (id, scenario_id, version, scenario, origin, inputs, status,"
                " started_at, ended_at, operations, reason, confidential, keep_days)"
                " SELECT :id, id, 1, name, :origin, '{}', :status, :started_at, :ended_at,"
                " :operations, :reason, :confidential, :keep_days FROM scenarios"
            ),
            row,
        )


def write(database: Database, run_id: str, step: int, *operations: dict[str, Any]) -> None:
    with database.begin() as on:
        Journal(database).write(on, run_id, step, [Entry(1, len(operations), operations)], NOON)


def read(database: Database, *, entries: int = 100) -> None:
    with database.begin() as on:
        Reading(database).read(on, NOON, 100, entries)


def ids(found: list[Any]) -> list[str]:
    return [run.id for run in found]


def test_runs_are_narrowed_by_every_filter(runs: Runs, database: Database) -> None:
    add(database, "r1", origin='{"by": "schedule"}', operations=1)
    add(database, "r2", origin='{"by": "command"}', ended_at=NOON + timedelta(hours=1))
    add(database, "r3", status="error", reason="Account 999% is not there", operations=40)
    add(database, "r4", status="running", ended_at=None, started_at=NOON + timedelta(days=1))
    later = NOON + timedelta(days=1, minutes=30)

    def wanted(**narrowed: Any) -> list[str]:
        return ids(runs.wanted(Wanted(**narrowed), later))

    assert wanted() == ["r4", "r3", "r2", "r1"]
    assert wanted(kinds=["scheduled"]) == ["r1"]
    assert wanted(kinds=["manual"]) == ["r4", "r3", "r2"]
    assert wanted(statuses=["error", "running"]) == ["r4", "r3"]
    assert wanted(since=NOON + timedelta(hours=1)) == ["r4"]
    assert wanted(until=NOON + timedelta(hours=1)) == ["r3", "r2", "r1"]
    assert wanted(shortest=1800) == ["r4", "r2"]
    assert wanted(longest=60) == ["r3", "r1"]
    assert wanted(least=4) == ["r3"]
    assert wanted(most=1) == ["r1"]
    assert wanted(text="999%") == ["r3"]
    assert wanted(text="account 9") == ["r3"]
    assert wanted(text="9_9") == []
    assert wanted(scenario="S", least=40) == ["r3"]
    assert wanted(scenario="other") == []
    assert wanted(before="r3") == ["r2", "r1"]
    assert ids(runs.wanted(Wanted(after="r1"), later, 2)) == ["r3", "r2"]


def test_a_run_whose_trigger_found_nothing_can_be_left_out(runs: Runs, database: Database) -> None:
    add(database, "found", operations=1)
    write(database, "found", 0, {"path": "", "in": {}, "out": [{"a": 1}]})
    add(database, "nothing", operations=1)
    write(database, "nothing", 0, {"path": "", "in": {}, "out": []})
    read(database)
    assert ids(runs.wanted(Wanted(checks=False), NOON)) == ["found"]


def test_what_was_read_through_is_found_by_its_words(runs: Runs, database: Database) -> None:
    add(database, "r1", reason="Nothing new")
    write(database, "r1", 0, {"path": "1", "in": {}, "out": [{"Name": "Anna"}]})
    write(database, "r1", 1, {"path": "1", "in": {"Name": "Berta"}, "out": [{}]})
    Calls(database).add(Made("r1", 1, NOON, "PUT", "/Contacts/C77", 200, 1, 1, 0.1, 2.5))
    findable = Findable(database)
    assert {place.step for place in findable.unread()} == {0, 1}
    read(database)
    assert findable.unread() == []

    def found(asked: str) -> list[int]:
        return [place.step for place in findable.places(sorted(words(asked)))]

    assert found("anna") == [0]
    assert found("berta") == [1]
    assert found("anna berta") == []
    assert found("c77") == [RUN]
    assert found("new") == [RUN]
    run = runs.get("r1")
    assert run is not None
    tally = Tally.read(run.tally)
    assert (tally.modules[1].api_calls, tally.modules[1].waited) == (1, 2.5)


def test_what_is_read_in_many_bites_is_the_same(runs: Runs, database: Database) -> None:
    for name in ("r1", "r2", "r3"):
        add(database, name)
        for step in range(5):
            write(database, name, step, {"path": str(step), "in": {}, "out": [{"n": step}] * step})
    with database.begin() as on:
        bites = 0
        while Reading(database).read(on, NOON, 100, 2):
            bites += 1
            if bites == 2:  # a run that began earlier ends in the midst of it
                on.execute(
                    text(
                        "INSERT INTO runs (id, scenario_id, version, scenario, origin, inputs,"
                        " status, started_at, ended_at) SELECT 'r0', id, 1, name, '{}', '{}',"
                        " 'success', :now, :now FROM scenarios"
                    ),
                    {"now": NOON},
                )
    assert bites > 5
    for name in ("r1", "r2", "r3"):
        run = runs.get(name)
        assert run is not None
        assert Tally.read(run.tally).modules == Tally.whole(Journal(database).read(name)).modules
        assert run.read_at == NOON
    assert len(Findable(database).places(sorted(words("4")))) == 3


def test_a_confidential_run_is_not_found_by_what_it_held(runs: Runs, database: Database) -> None:
    add(database, "r1", confidential=True, reason=HIDDEN)
    with database.begin() as on:
        entry = hidden(Entry(1, 1, [{"path": "1", "in": {"Name": "Anna"}, "out": []}]))
        Journal(database).write(on, "r1", 0, [entry])
    assert Findable(database).unread() == []
    read(database)
    assert Findable(database).places(sorted(words("sizes"))) == []


def test_only_what_has_ended_and_was_read_is_due(runs: Runs, database: Database) -> None:
    old = NOON - timedelta(days=90)
    add(database, "open", status="waiting", ended_at=None, started_at=old)
    add(database, "old", started_at=old, ended_at=old)
    add(database, "long", started_at=old, ended_at=old, keep_days=100)
    add(database, "short", keep_days=1, ended_at=NOON - timedelta(days=2))
    add(database, "young")
    retention = Retention(database)
    with database.begin() as on:
        assert retention.too_old(on, NOON, 60, 10) == 0
    read(database)
    with database.begin() as on:
        assert retention.too_old(on, NOON, 60, 10) == 2
    forgotten = {name: runs.get(name) for name in ("open", "old", "long", "short", "young")}
    assert {name for name, run in forgotten.items() if run and run.forgotten_at} == {"old", "short"}


@pytest.mark.parametrize(
    ("index", "asked"),
    [
        ("runs_unread", "runs r WHERE r.read_at IS NULL AND NOT r.confidential"),
        ("gaps_open", "gaps WHERE state = 'open' AND found_at <= now()"),
    ],
)
def test_what_is_asked_again_and_again_is_found_by_an_index(
    database: Database, index: str, asked: str
) -> None:
    with database.begin() as on:
        on.execute(text("SET LOCAL enable_seqscan = off"))
        planned = on.execute(text(f"EXPLAIN SELECT * FROM {asked}")).scalars()  # noqa: S608
        assert index in "\n".join(planned)
