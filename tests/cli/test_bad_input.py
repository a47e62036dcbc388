"""Whatever is wrong, a person reads what, where and what to do; books and rows stay as they are."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.cli.desk import ROWS, SCENARIO, Desk, changed, posted

from tallyloom.store.database import Database
from xero_emulator.fixture import Running, running_emulator

FILE = SCENARIO.name
NO_WRITES = {"effects": 0, "sends": 0}


def written(desk: Desk) -> dict[str, int]:
    """What was, or was about to be, written outside."""
    return {name: count for name, count in desk.rows().items() if name in NO_WRITES}


def line_of(file: Path, part: str) -> int:
    """The line on which a part of a file ends."""
    text_ = file.read_text("utf-8")
    return text_[: text_.index(part) + len(part.rstrip())].count("\n") + 1


# The scenario file: nothing is created, not even a run.


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("  - id: 2\n", "  - id: 2\n   module: x\n", "This is not YAML"),
        ("module: xero.create_contact", "module: xero.create_contcat", "xero.create_contact?"),
        ("{{1.InvoiceNo}}", "{{1.InvoiceNo", "group_by"),
        ("parseDate(1.Inv", "parseDaet(1.Inv", "parseDate"),
        ("ContactNumber: ", "ContactNumbr: ", "Did you mean 'ContactNumber'?"),
        ("{{2.array[1].date}}", "{{9.date}}", "module 9"),
    ],
    ids=[
        "YAML typo",
        "unknown module",
        "open braces",
        "unknown function",
        "unknown input",
        "wrong id",
    ],
)
def test_a_fault_in_the_scenario_is_named_with_its_line_and_nothing_is_created(
    connected: Desk, tmp_path: Path, before: str, after: str, said: str
) -> None:
    scenario = changed(tmp_path, SCENARIO, (before, after))
    rows, books = connected.rows(), connected.books()

    ran = connected.run(scenario=scenario)

    assert ran.code == 5
    assert f"{scenario}:{line_of(scenario, after)}" in ran.err
    assert said in ran.flat
    assert connected.rows() == rows
    assert connected.books() == books


def test_every_fault_is_named_at_once(connected: Desk, tmp_path: Path) -> None:
    faults = ("csv.parse", "csv.prase"), ("if_exists: use", "if_exits: use")
    scenario = changed(tmp_path, SCENARIO, *faults)

    checked = connected("scenario", "check", scenario)

    assert checked.code == 5
    assert checked.err.count(str(scenario)) == 4


def test_a_file_that_is_not_text_is_named_with_its_line(desk: Desk, tmp_path: Path) -> None:
    scenario = tmp_path / FILE
    scenario.write_bytes(SCENARIO.read_bytes().replace(b"Shop invoices", b"Caf\xe9", 1))

    checked = desk("scenario", "check", scenario)

    assert checked.code == 5
    assert (
        f"{scenario}:{line_of(SCENARIO, 'Shop invoices')}: This is not UTF-8 text" in checked.flat
    )


# The inputs.


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 5, "the input rows is required; add --input rows=@FILE"),
        (["--input", f"rows={ROWS}"], 5, f"write --input rows=@{ROWS}"),
        (["--input", "rows=@gone.csv"], 3, "there is no file gone.csv"),
        (["--input", f"rows=@{ROWS}", "--input", "row=1"], 5, "no input 'row'; it has rows"),
        (["--input", "rows"], 2, "write NAME=VALUE"),
        (["--input", f"rows=@{ROWS}", "--input", f"rows=@{ROWS}"], 2, "given twice"),
    ],
    ids=["missing", "no at sign", "no such file", "unknown", "no value", "twice"],
)
def test_a_wrong_input_is_named_and_nothing_is_created(
    connected: Desk, words: list[str], code: int, said: str
) -> None:
    rows, books = connected.rows(), connected.books()

    ran = connected("scenario", "run", SCENARIO, *words)

    assert (ran.code, ran.out) == (code, "")
    assert said in ran.flat
    assert connected.rows() == rows
    assert connected.books() == books


def test_a_missing_column_ends_the_run_and_posts_nothing(connected: Desk, tmp_path: Path) -> None:
    rows = changed(tmp_path, ROWS, ("UnitPrice", "Price"))
    books = connected.books()

    ran = connected.run(rows=rows)

    assert ran.code == 1
    assert "UnitPrice" in ran.out
    assert f"{FILE}:" in ran.out
    assert "module 1 (csv.parse)" in ran.out
    assert connected.books() == books
    assert written(connected) == NO_WRITES


def test_a_wrong_date_holds_its_document_back_and_no_other(connected: Desk, tmp_path: Path) -> None:
    rows = changed(tmp_path, ROWS, ("3/15/26 12:30", "31/15/26 12:30"))

    ran = connected.run(rows=rows)

    assert ran.code == 1
    assert '"31/15/26 12:30" does not fit the format "M/D/YY H:mm"' in ran.out
    place = f"{FILE}:{line_of(SCENARIO, 'date:')}, module 2 (tools.aggregate), bundle 5"
    assert place in ran.out
    assert "group “900004” failed, so it is held back whole" in " ".join(ran.out.split())
    assert {one["InvoiceNumber"] for one in posted(connected)} == {"900001", "900002"}
    assert connected.rows()["incomplete"] == 2


# The connection.


def test_an_unknown_organisation_is_named_and_nothing_is_created(
    connected: Desk, tmp_path: Path
) -> None:
    scenario = changed(tmp_path, SCENARIO, ("Demo Company (UK)", "Demo Company (DE)"))
    rows, books = connected.rows(), connected.books()

    ran = connected.run(scenario=scenario)

    assert ran.code == 3
    assert f"{scenario}:{line_of(scenario, 'books:')}, connection books:" in ran.flat
    assert "does not reach an organisation 'Demo Company (DE)'" in ran.flat
    assert "Demo Company (UK)" in ran.flat
    assert connected.rows() == rows
    assert connected.books() == books


def test_an_unknown_connection_is_named_and_nothing_is_created(desk: Desk) -> None:
    rows, books = desk.rows(), desk.books()

    ran = desk.run()

    assert ran.code == 3
    assert "There is no connection named 'xero'" in ran.flat
    assert "tallyloom connections add" in ran.flat
    assert desk.rows() == rows
    assert desk.books() == books


def test_a_revoked_consent_makes_the_run_wait_and_the_next_consent_lets_it_end(
    connected: Desk,
) -> None:
    books = connected.books()
    connected.emulator.control.revoke("all")

    ran = connected.run()

    assert ran.code == 4
    assert "connections add APP --name NAME --again" in ran.flat
    assert "tallyloom runs resume" in ran.flat
    assert connected.books() == books
    assert written(connected) == NO_WRITES

    # The next run is refused before it is created.
    rows = connected.rows()
    again = connected.run()
    assert again.code == 4
    assert "tallyloom connections add xero --name 'xero' --again" in again.flat
    assert connected.rows() == rows

    renewed = connected("connections", "add", "xero", "--again", "--headless")
    assert renewed.code == 0, renewed.err
    run_id = connected("runs", "list", "--json").lines[0]["id"]
    assert connected("runs", "resume", run_id[-8:]).code == 0
    assert len(posted(connected)) == 3


# What is around: network, disk, versions.


def test_without_a_network_the_run_waits_and_ends_when_the_network_is_back(
    tmp_path: Path, caches: Path, database: Database
) -> None:
    state = tmp_path / "books.json"
    with running_emulator(seed="empty", state=state) as emulator:
        desk = Desk(tmp_path / "home", emulator, caches, database)
        desk.connect()
        books = desk.books()
        port = int(emulator.url.rpartition(":")[2])

    ran = desk.run("--patience", "0")

    assert ran.code == 75
    assert "The run waits:" in ran.err
    assert f"127.0.0.1:{port}" in ran.flat
    assert "tallyloom runs resume" in ran.flat
    assert written(desk) == NO_WRITES

    with running_emulator(seed="empty", state=state, port=port) as emulator:
        desk = Desk(tmp_path / "home", emulator, caches, database)
        assert desk.books() == books
        run_id = desk("runs", "list", "--json").lines[0]["id"]
        resumed = desk("runs", "resume", run_id)
        assert resumed.code == 0, resumed.err
        assert len(posted(desk)) == 3


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 96 MB in memory; only root can have one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=96m,mode=0711", "tallyloom", str(place)]
    done = subprocess.run(mount, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("LOUD: a full disk is tried only where a small disk can be mounted (root)")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_loses_nothing_and_the_run_goes_on_when_there_is_space(
    small_disk: Path, caches: Path, emulator: Running
) -> None:
    desk = Desk(small_disk / "home", emulator, caches)
    desk.connect()
    before = desk("runs", "list", "--json").lines
    books = desk.books()
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        _fill(file.fileno())

    ran = desk.run()

    assert ran.code == 75
    assert "No space is left on the disk" in ran.flat
    assert "TALLYLOOM_HOME" in ran.flat or "Free some space" in ran.flat
    assert desk.books() == books

    ballast.unlink()
    assert desk("runs", "list", "--json").lines == before
    assert desk.run().code == 0
    assert len(posted(desk)) == 3


def _fill(file: int) -> None:
    block = b"\0" * 65536
    while block:
        try:
            os.write(file, block)
        except OSError:
            block = block[: len(block) // 2]


def test_a_database_of_a_newer_version_is_left_alone(connected: Desk) -> None:
    assert connected.database is not None
    with connected.database.begin() as on:
        on.execute(text("UPDATE alembic_version SET version_num = '9999_from_the_future'"))
    rows, books = connected.rows(), connected.books()

    ran = connected.run()

    assert ran.code == 6
    assert "9999_from_the_future" in ran.flat
    assert "Install that version or a later one" in ran.flat
    assert connected.rows() == rows
    assert connected.books() == books


def test_a_data_folder_of_a_newer_postgresql_is_left_alone(desk: Desk) -> None:
    data = desk.home / "postgres/data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("19\n")
    ours = Desk(desk.home, desk.emulator, desk.caches)

    said = ours("runs", "list")

    assert said.code == 6
    assert "was written by PostgreSQL 19" in said.flat
    assert str(data) in said.flat
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]
