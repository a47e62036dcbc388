"""History is let go in time, never what guards against a second write, and little by little."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from tests.database import new_database
from tests.engine.workshop import Service, Workshop, step

from tallyloom.egress.trouble import OutcomeUnknown
from tallyloom.engine.history import Bounds, History
from tallyloom.kit import Answer, Request
from tallyloom.store.database import Database
from tallyloom.store.embedded import Embedded
from tallyloom.store.findable import Findable
from tallyloom.store.reading import Reading
from tallyloom.store.retention import EMPTY, Retention
from tallyloom.store.tally import Tally
from tallyloom.store.words import words

DAY = timedelta(days=1)
CREATE = [
    step(1, "parts.each", "{{input.rows}}"),
    step(2, "shop.create", "{{1.v}}"),
]


@pytest.fixture
def workshop(database_server: Embedded) -> Iterator[Workshop]:
    """A database of its own: what is let go is all that is old."""
    with new_database(database_server) as url, Database(url, pool_size=5) as opened:
        yield Workshop(opened)


def history(workshop: Workshop, **bounds: Any) -> History:
    database = workshop.database
    return History(Reading(database), Retention(database), Bounds(**bounds), workshop.clock)


def answering(request: Request) -> Answer:
    return Answer(200, {}, b'{"id": "X1", "secret": "Anna"}')


def count(workshop: Workshop, table: str) -> int:
    with workshop.database.connect() as on:
        return int(on.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608


def ran(workshop: Workshop, rows: Any, **settings: Any) -> str:
    """A run that has ended."""
    run_id = workshop.start(CREATE, {"rows": rows}, **settings)
    workshop.finish(run_id)
    status = "warning" if workshop.incomplete.those(run=run_id) else "success"
    workshop.runs.end(run_id, status, "", workshop.clock.now())
    return run_id


def test_what_is_old_loses_its_bundles_and_keeps_its_counts(workshop: Workshop) -> None:
    workshop.service.answers = answering
    run_id = ran(workshop, ["Anna", "Berta"])
    before = Tally.whole(workshop.journal.read(run_id)).modules
    workshop.clock.time += 59 * DAY
    history(workshop).tidy_all()
    assert workshop.run(run_id).forgotten_at is None
    assert len(workshop.calls.of(run_id)) == 6

    workshop.clock.time += 2 * DAY
    history(workshop).tidy_all()
    run = workshop.run(run_id)
    assert (run.forgotten_at, run.forgotten_why) == (workshop.clock.now(), "age")
    assert list(workshop.journal.read(run_id)) == []
    assert workshop.calls.of(run_id) == []
    assert run.inputs == {}
    told = Tally.read(run.tally).modules
    assert told[2].api_calls == 6
    for module, counted in before.items():
        counted.api_calls = told[module].api_calls
        counted.waited = told[module].waited
    assert told == before


def test_a_scenario_may_be_kept_for_a_shorter_or_a_longer_time(workshop: Workshop) -> None:
    workshop.service.answers = answering
    short, usual, long = (ran(workshop, ["A"], **how) for how in ({"keep": 7}, {}, {"keep": 90}))
    gone: list[set[str]] = []
    for days in (8, 53, 30):
        workshop.clock.time += days * DAY
        history(workshop).tidy_all()
        found = [workshop.run(one) for one in (short, usual, long)]
        gone.append({run.id for run in found if run.forgotten_at})
    assert gone == [{short}, {short, usual}, {short, usual, long}]


def test_the_oldest_goes_when_all_together_weigh_too_much(workshop: Workshop) -> None:
    workshop.service.answers = answering
    runs = []
    for _ in range(9):
        runs.append(ran(workshop, ["A" * 1000]))
        workshop.clock.time += timedelta(hours=1)
    history(workshop).tidy_all()
    with workshop.database.connect() as on:
        whole = Retention(workshop.database).weight(on).whole
    history(workshop, most=whole).tidy_all()
    assert not any(workshop.run(one).forgotten_at for one in runs)
    history(workshop, most=whole - 1).tidy_all()
    gone = [one for one in runs if workshop.run(one).forgotten_why == "size"]
    assert gone
    assert gone == runs[: len(gone)]
    assert len(gone) < len(runs)


def test_what_a_person_must_answer_stays_until_it_is_answered(workshop: Workshop) -> None:
    workshop.service.answers = answering
    run_id = workshop.start(
        [step(1, "parts.each", "{{input.rows}}"), step(2, "parts.note", "{{1.v}}")],
        {"rows": [1, 4]},
    )
    workshop.finish(run_id)
    workshop.runs.end(run_id, "warning", "", workshop.clock.now())
    (one,) = workshop.incomplete.those(run=run_id)
    workshop.clock.time += 500 * DAY
    history(workshop).tidy_all()
    assert workshop.run(run_id).forgotten_at is None
    assert workshop.incomplete.those(run=run_id) == [one]

    workshop.incomplete.answer(one.id, "dropped", "dropped", workshop.clock.now())
    history(workshop, lines=1000).tidy_all()
    assert workshop.run(run_id).forgotten_at is not None
    (answered,) = workshop.incomplete.those(state="", run=run_id)
    assert (answered.item, answered.trouble["remedy"]) == (EMPTY, "BadInput")
    assert "4" not in answered.trouble["message"]


def test_of_what_was_written_the_names_stay_longer(workshop: Workshop) -> None:
    workshop.service.answers = answering
    run_id = ran(workshop, ["Anna"])
    with workshop.database.begin() as on:
        on.execute(text("UPDATE effects SET natural_key = 'INV-7', identity = 'X1'"))
    workshop.clock.time += 61 * DAY
    history(workshop).tidy_all()
    with workshop.database.connect() as on:
        rows = on.execute(text("SELECT natural_key, identity, state, element FROM effects")).all()
        assert {row.natural_key for row in rows} == {"INV-7"}
        assert all(row.element == EMPTY for row in rows)
        bodies = on.execute(text("SELECT body, answer FROM sends")).all()
        assert all(row == (b"", None) for row in bodies)
    places = Findable(workshop.database).places(sorted(words("INV-7")))
    assert [place.run_id for place in places] == [run_id]

    workshop.clock.time += 400 * DAY
    history(workshop).tidy_all()
    assert (count(workshop, "runs"), count(workshop, "effects")) == (0, 0)


def test_a_line_stays_while_something_older_is_not_settled(workshop: Workshop) -> None:
    workshop.service.answers = answering
    open_ = workshop.start(CREATE, {"rows": ["A"]})
    workshop.clock.time += DAY
    run_id = ran(workshop, ["B"])
    workshop.clock.time += 900 * DAY
    history(workshop).tidy_all()
    assert workshop.run(run_id).forgotten_at is not None
    assert workshop.sends.names_of(run_id) is not None
    workshop.runs.end(open_, "cancelled", "", workshop.clock.now())
    history(workshop).tidy_all()
    assert workshop.runs.get(run_id) is None


def test_a_write_without_an_answer_stays_whole(workshop: Workshop) -> None:
    def lost(request: Request) -> Answer:
        if request.writes:
            raise OutcomeUnknown("no answer")
        return Answer(200, {}, b"{}")

    workshop.service = Service(lost)
    run_id = workshop.start(CREATE, {"rows": ["A"]})
    runner = workshop.runner()
    while workshop.run(run_id).status == "running" and not count(workshop, "sends"):
        runner.step(run_id)
    with workshop.database.begin() as on:
        on.execute(text("UPDATE sends SET state = 'sent'"))
        on.execute(text("UPDATE effects SET state = 'intent' WHERE send_id IS NOT NULL"))
    workshop.runs.end(run_id, "cancelled", "", workshop.clock.now())
    with workshop.database.begin() as on:
        on.execute(text("UPDATE incomplete SET state = 'dropped'"))
    workshop.clock.time += 61 * DAY
    history(workshop).tidy_all()
    assert workshop.run(run_id).forgotten_at is not None
    with workshop.database.connect() as on:
        body = on.execute(
            text("SELECT body FROM sends JOIN effects ON send_id = sends.id")
        ).scalar_one()
    assert body


def test_a_file_goes_when_no_run_needs_it(workshop: Workshop) -> None:
    workshop.service.answers = answering
    used, unused, young = (workshop.blobs.save([name]) for name in (b"used", b"unused", b"young"))
    with workshop.database.begin() as on:
        on.execute(
            text("UPDATE blobs SET used_at = :at WHERE sha256 <> :young"),
            {"at": workshop.clock.now() - 2 * DAY, "young": young.sha256},
        )
    ran(workshop, [{"name": "a", "type": "", "size": 4, "sha256": used.sha256}])
    history(workshop).tidy_all()
    assert workshop.blobs.find(unused.sha256) is None
    assert workshop.blobs.find(used.sha256)
    assert workshop.blobs.find(young.sha256)
    workshop.clock.time += 61 * DAY
    history(workshop).tidy_all()
    assert workshop.blobs.find(used.sha256) is None
    assert count(workshop, "blob_chunks") == 0


def test_a_confidential_run_keeps_no_value_anywhere_once_it_has_ended(workshop: Workshop) -> None:
    workshop.service.answers = answering
    run_id = ran(workshop, ["Anna Secret"], confidential=True)
    history(workshop).tidy_all()
    run = workshop.run(run_id)
    assert (run.status, run.operations, run.forgotten_at) == ("success", 2, None)
    assert [entry.module for entry in workshop.journal.read(run_id)] == [1, 2]
    assert {call.path for call in workshop.calls.of(run_id)} == {"(confidential)"}
    for held in everything(workshop):
        assert "Anna" not in held
    assert Findable(workshop.database).places(sorted(words("anna"))) == []


def test_a_confidential_bundle_waits_whole_until_it_is_answered(workshop: Workshop) -> None:
    flow = [step(1, "parts.each", "{{input.rows}}"), step(2, "parts.note", "{{1.v}}", note="x")]
    run_id = workshop.start(flow, {"rows": [44, 1]}, confidential=True)
    workshop.finish(run_id)
    workshop.runs.end(run_id, "warning", "", workshop.clock.now())
    history(workshop).tidy_all()
    (one,) = workshop.incomplete.those(run=run_id)
    assert "44" in one.trouble["message"]
    assert "44" not in workshop.run(run_id).failure
    (failed,) = (
        o for e in workshop.journal.read(run_id, 2) for o in e.operations if "trouble" in o
    )
    assert "44" not in str(failed)
    assert failed["trouble"]["field"] == "of"
    workshop.incomplete.answer(one.id, "dropped", "dropped", workshop.clock.now())
    history(workshop).tidy_all()
    (answered,) = workshop.incomplete.those(state="", run=run_id)
    assert answered.item == EMPTY
    assert "44" not in str(answered.trouble)


def everything(workshop: Workshop) -> Iterator[str]:
    """All rows of all tables as text, what is compressed unpacked."""
    with workshop.database.connect() as on:
        tables = on.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        ).scalars()
        for table in list(tables):
            for row in on.execute(text(f'SELECT to_jsonb(t)::text FROM "{table}" t')).scalars():  # noqa: S608
                yield row
                for found in re.findall(r"x([0-9a-f]{4,})", row):
                    data = bytes.fromhex(found[: len(found) // 2 * 2])
                    yield (
                        zlib.decompress(data).decode() if data[0] == 0x78 else data.decode("latin1")
                    )
