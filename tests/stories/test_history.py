"""The history of runs: what a person sees of them on the command line, and whether it is true."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.stories.installation import Installation
from tests.stories.shop import documents_of, rows

ROWS = rows(invoices=5, credit_notes=2)
EXAMPLE = "Shop invoices"
# One invoice a row, without a look-up; the account of the row counts.
POSTING = """
schema: 1
name: Posting
inputs: [{name: rows, type: file, required: true}]
connections: {books: {app: xero, connection: xero, organisation: Demo Company (UK)}}
flow:
  - {id: 1, module: csv.parse, map: {file: "{{input.rows}}"}}
  - id: 2
    module: xero.create_invoice
    connection: books
    map:
      Type: ACCREC
      Contact.Name: Somebody
      InvoiceNumber: "{{1.number}}"
      Status: AUTHORISED
      DueDate: "2026-05-01"
      LineItems:
        - {Description: A thing, Quantity: 1, UnitAmount: 10, AccountCode: "{{1.account}}"}
"""
GOOD, BAD = b"number,account\nA1,200\n", b"number,account\nA1,200\nA2,999\nA3,200\n"
ONLY_BAD = b"number,account\nA2,999\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_bytes(ROWS)
    return path


@pytest.fixture
def post(installation, tmp_path):
    """Posts one invoice for each row in another process; the command, not yet ended."""
    scenario, data = tmp_path / "posting.scenario.yaml", tmp_path / "data.csv"
    scenario.write_text(POSTING)

    def run(content: bytes):
        data.write_bytes(content)
        return installation.command("scenario", "run", str(scenario), "--input", f"rows=@{data}")

    return run


def listed(installation: Installation, *more: str) -> list[dict[str, Any]]:
    command = installation.command("runs", "list", "--json", *more)
    assert command.end() == 0, command.told
    return command.json


def shown(installation: Installation, run_id: str) -> dict[str, Any]:
    command = installation.command("runs", "show", run_id, "--json", "--limit", "100")
    assert command.end() == 0, command.told
    (run,) = command.json
    return run


def modules(run: dict[str, Any]) -> dict[int, dict[str, Any]]:
    return {module["id"]: module for module in run["modules"]}


def at_the_door(emulator, file: bytes) -> int:
    """Bytes of bodies as the service counted them, and those of the file."""
    counts = emulator.control.counts()
    return counts["bytes_in"] + counts["bytes_out"] + len(file)


def test_a_run_is_listed_with_what_it_did(installation, emulator, file):
    before = datetime.now(UTC)
    assert installation.running_example(file).end() == 0
    after = datetime.now(UTC)
    (run,) = listed(installation)
    assert (run["scenario"], run["status"], run["reason"]) == (EXAMPLE, "success", "")
    started, ended = (datetime.fromisoformat(run[f"{each}_at"]) for each in ("started", "ended"))
    assert before <= started <= ended <= after
    took = Decimal(str((ended - started).total_seconds()))
    assert abs(run["seconds"] - took) <= Decimal("0.001")  # the moments are cut to milliseconds
    documents = documents_of(ROWS)
    # The file once, each document as a bundle, its contact, and itself.
    assert run["operations"] == 1 + 3 * len(documents)
    counts = emulator.control.counts()
    assert (run["api_calls"], counts["refused_429"]) == (counts["api_calls"], 0)
    assert run["bytes"] == at_the_door(emulator, ROWS)
    assert run["inputs"]["rows"]["size"] == len(ROWS)


def test_each_module_shows_what_it_took_in_and_gave_out(installation, emulator, file):
    assert installation.running_example(file).end() == 0
    (run,) = listed(installation)
    told = modules(shown(installation, run["id"]))
    documents = documents_of(ROWS)
    parsed = [row for operation in told[1]["shown"] for row in operation["out"]]
    assert len(parsed) == sum(len(each.lines) for each in documents)
    grouped = [o for o in told[2]["shown"] if "out" in o]
    assert [o["out"][0]["key"] for o in grouped] == list(
        dict.fromkeys(row["InvoiceNo"] for row in parsed)
    )
    books = emulator.control.ledger(emulator.tenants()["GB"])
    contacts = {each["ContactID"]: each["Name"] for each in books["contacts"]}
    for operation in told[3]["shown"]:
        assert contacts[operation["out"][0]["ContactID"]] == operation["in"]["Name"]
    posted = {each["InvoiceNumber"]: each["InvoiceID"] for each in books["invoices"]}
    gave = [o for o in told[5]["shown"] if "out" in o]
    assert {o["in"]["InvoiceNumber"]: o["out"][0]["InvoiceID"] for o in gave} == posted
    assert [told[n]["operations"] for n in (1, 2, 3, 4, 5, 6)] == [1, 7, 7, 0, 5, 2]
    assert [told[n]["api_calls"] for n in (1, 2, 3, 4, 5, 6)] == [0, 0, 3, 0, 5, 2]


def test_a_bundle_that_a_filter_stopped_says_why(installation, file):
    assert installation.running_example(file).end() == 0
    (run,) = listed(installation)
    told = modules(shown(installation, run["id"]))
    assert (told[5]["stopped"], told[6]["stopped"]) == (2, 5)
    why = [o["stopped"] for o in told[5]["shown"] if "stopped" in o]
    assert all("C70000" in each for each in why), why


def test_a_run_in_the_midst_of_a_call_is_listed_as_running(installation, emulator, file):
    held = emulator.control.fault("hold", method="PUT")
    command = installation.running_example(file)
    emulator.control.wait_held(held)
    (run,) = listed(installation, "--status", "running")
    assert (run["ended_at"], run["operations"]) == (None, 1 + len(documents_of(ROWS)))
    emulator.control.release(held)
    assert command.end() == 0
    assert listed(installation, "--status", "running") == []


def test_a_run_that_waits_for_a_limit_is_listed_with_its_time(installation, emulator, file):
    emulator.control.fault("throttle", method="PUT", retry_after=120)
    command = installation.running_example(file)
    while not any(run["reason"] for run in listed(installation, "--status", "waiting")):
        pass
    command.kill()
    (run,) = listed(installation, "--status", "waiting")
    assert run["ended_at"] is None
    goes_on = datetime.fromisoformat(run["goes_on_at"])
    assert 100 < (goes_on - datetime.fromisoformat(run["started_at"])).total_seconds() < 200
    assert "Demo Company (UK)" in run["reason"]


def test_a_short_wait_for_a_limit_is_shown_where_it_happened(installation, emulator, file):
    emulator.control.fault("throttle", method="PUT", path="*/Invoices", retry_after=1)
    assert installation.running_example(file).end() == 0
    (run,) = listed(installation)
    assert run["waited_seconds"] > Decimal("0.5")
    told = shown(installation, run["id"])
    assert {module["id"]: module["waited_seconds"] > 0 for module in told["modules"]} == {
        1: False,
        2: False,
        3: False,
        4: False,
        5: True,
        6: False,
    }
    refused = [call for call in told["calls"] if call["status"] == 429]
    assert [call["module"] for call in refused] == [5]


def test_a_lost_answer_is_listed_as_a_call_without_a_status(installation, emulator, file):
    emulator.control.fault("drop_after", method="PUT", path="*/Invoices")
    assert installation.running_example(file).end() == 0
    (run,) = listed(installation)
    calls = shown(installation, run["id"])["calls"]
    lost = [call for call in calls if call["status"] is None]
    assert [(call["method"], bool(call["trouble"])) for call in lost] == [("PUT", True)]
    assert run["api_calls"] == emulator.control.counts()["api_calls"]
    assert run["bytes"] == at_the_door(emulator, ROWS)


def test_a_run_of_which_some_failed_is_a_warning_in_xeros_words(installation, post):
    command = post(BAD)
    assert command.end() == 1, command.told
    (run,) = listed(installation)
    assert (run["status"], run["failed"]) == ("warning", 1)
    assert "999" in run["reason"]
    told = shown(installation, run["id"])
    (failure,) = told["failures"]
    assert (failure["module"], failure["count"]) == (2, 1)
    assert "posting.scenario.yaml" in failure["where"]
    (failed,) = (o for o in modules(told)[2]["shown"] if "trouble" in o)
    assert any("999" in words for words in failed["trouble"]["words"])
    assert failed["in"]["InvoiceNumber"] == "A2"


def test_a_run_of_which_all_failed_is_an_error(installation, post):
    assert post(ONLY_BAD).end() == 1
    (run,) = listed(installation)
    assert (run["status"], run["failed"]) == ("error", 1)


def test_a_person_reads_the_same_in_a_table(installation, post):
    assert post(GOOD).end() == 0
    assert post(BAD.replace(b"A", b"B")).end() == 1
    table = installation.command("runs", "list")
    assert table.end() == 0
    rows_of_table = [line for line in table.told.splitlines() if "Posting" in line]
    newest, oldest = (line.split() for line in rows_of_table)
    facts = listed(installation)
    assert [newest[0], oldest[0]] == [each["id"][-8:] for each in facts]
    assert "warning" in newest
    assert "success" in oldest
    one = installation.command("runs", "show", facts[0]["id"][-8:])
    assert one.end() == 0
    assert "xero.create_invoice" in one.told
    assert "999" in one.told
