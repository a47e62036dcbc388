"""Looking at runs from a terminal, going on with them and cancelling them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.desk import ROWS, Desk, posted

from tallyloom.store.journal import Entry


def test_the_list_shows_what_the_run_did_and_the_data_weighs_what_the_service_saw(
    connected: Desk,
) -> None:
    connected.run()
    seen = connected.emulator.control.log("/api.xro")
    weighed = sum(call["bytes_in"] + call["bytes_out"] for call in seen)

    (listed,) = connected("runs", "list", "--json").lines
    table = connected("runs", "list").out

    assert listed["scenario"] == "Shop invoices"
    assert listed["status"] == "success"
    assert listed["seconds"] > 0
    assert listed["operations"] == 13
    assert listed["api_calls"] == len(seen) == 10
    assert listed["bytes"] == weighed + ROWS.stat().st_size
    assert "✓ success" in table
    assert max(len(line) for line in table.splitlines()) <= 80


def test_a_run_is_shown_with_bundles_calls_and_why_a_filter_stopped_one(connected: Desk) -> None:
    connected.run()
    run_id = connected("runs", "list", "--json").lines[0]["id"]

    told = connected("runs", "show", run_id[-8:], "--json", "--limit", "100").json
    shown = connected("runs", "show", run_id[-8:], "-m", "5").out

    by_id = {module["id"]: module for module in told["modules"]}
    assert by_id[1]["bundles_out"] == 6
    assert (by_id[2]["bundles_in"], by_id[2]["bundles_out"]) == (6, 4)
    assert (by_id[5]["operations"], by_id[5]["stopped"], by_id[5]["api_calls"]) == (3, 1, 5)
    created = [one for one in by_id[5]["shown"] if "out" in one]
    assert created[0]["in"]["InvoiceNumber"] == "900001"
    assert created[0]["out"][0]["Total"] == pytest.approx(144)
    stopped = [one for one in by_id[5]["shown"] if "stopped" in one]
    assert 'starts with "C"' in stopped[0]["stopped"]
    contacts, invoices, notes = (2, 4, 1)  # looked up, and for invoices what a warning needs
    methods = [
        method for reads in (contacts, invoices, notes) for method in (*["GET"] * reads, "PUT")
    ]
    assert [call["method"] for call in told["calls"]] == methods
    assert 'stopped "key": "C900003" starts with "C".' in shown
    assert "module 3" not in shown


def test_only_what_is_asked_for_is_listed(connected: Desk) -> None:
    first = connected.run("--detach", "--json").json["id"]
    second = connected.run("--detach", "--json").json["id"]

    assert [one["id"] for one in connected("runs", "list", "--json").lines] == [second, first]
    older = connected("runs", "list", "--json", "--before", second).lines
    assert [one["id"] for one in older] == [first]
    assert connected("runs", "list", "--json", "--status", "success").lines == []
    assert connected("runs", "list", "--json", "--scenario", "Another").lines == []
    one = connected("runs", "list", "--json", "--limit", "1").lines
    assert [it["id"] for it in one] == [second]


def test_a_cancelled_run_writes_nothing_and_cannot_go_on(connected: Desk) -> None:
    run_id = connected.run("--detach", "--json").json["id"]

    cancelled = connected("runs", "cancel", run_id)
    resumed = connected("runs", "resume", run_id)

    assert cancelled.code == 0
    assert resumed.code == 6
    assert "has ended (cancelled)" in resumed.flat
    assert connected("runs", "cancel", run_id).code == 6
    assert posted(connected) == []


@pytest.mark.parametrize("words", [("show", "nothing"), ("resume", "nothing"), ("show", "")])
def test_a_run_that_is_not_there_is_said_to_be_so(desk: Desk, words: tuple[str, str]) -> None:
    said = desk("runs", *words)

    assert said.code == 3
    assert "tallyloom runs list" in said.flat


def test_a_module_that_is_not_there_is_said_to_be_so(connected: Desk) -> None:
    run_id = connected.run("--detach", "--json").json["id"]

    said = connected("runs", "show", run_id, "--module", "9")

    assert said.code == 3
    assert "has no module 9; it has 1, 2, 3, 4, 5, 6" in said.flat


def test_a_warning_is_shown_with_the_bundle_it_was_said_of(desk: Desk, tmp_path: Path) -> None:
    scenario = tmp_path / "one.scenario.yaml"
    scenario.write_text("schema: 1\nname: One\nflow: [{id: 1, module: tools.compose}]", "utf-8")
    run = desk("scenario", "run", scenario, "--json").json["id"]
    said = {"code": "late", "message": "The date has passed.", "field": "Date"}
    with desk.house() as house, house.database.begin() as on:
        operation = {"path": "7", "in": {}, "out": [{}], "warnings": [said]}
        house.journal.write(on, run, 99, [Entry(1, 1, [operation])])

    shown = desk("runs", "show", run)
    told = desk("runs", "show", run, "--json").json["modules"][0]

    assert "late: The date has passed." in shown.out
    assert "Warned" in shown.out
    assert told["warned"] == 1
    assert told["shown"][-1]["warnings"] == [said]
