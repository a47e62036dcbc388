"""Checking, running and listing scenarios from a terminal."""

from __future__ import annotations

from tests.cli.desk import ROWS, SCENARIO, Desk, posted


def test_a_run_posts_prints_what_it_did_and_leaves_with_0(connected: Desk) -> None:
    ran = connected.run()

    assert ran.code == 0, ran.err
    assert ran.out.startswith("✓ Shop invoices  success in ")
    assert "10 API calls" in ran.out
    assert "xero.create_credit_note" in ran.out
    assert max(len(line) for line in ran.out.splitlines()) <= 80
    assert len(posted(connected)) == 3
    assert len(posted(connected, "credit_notes")) == 1


def test_a_second_run_posts_nothing_and_a_stored_scenario_runs_by_its_name(
    connected: Desk,
) -> None:
    connected.run()
    books = connected.books()

    again = connected("scenario", "run", "Shop invoices", "-i", f"rows=@{ROWS}", "--json")

    assert again.code == 0, again.err
    assert again.json["status"] == "success"
    assert again.json["api_calls"] <= 4
    assert connected.books() == books
    listed = connected("scenario", "list", "--json").lines
    assert [(one["name"], one["version"]) for one in listed] == [("Shop invoices", 1)]
    assert listed[0]["last_status"] == "success"


def test_a_detached_run_waits_until_an_engine_takes_it(connected: Desk) -> None:
    detached = connected.run("--detach", "--json")

    assert detached.code == 0
    assert posted(connected) == []
    assert connected("runs", "resume", detached.json["id"]).code == 0
    assert len(posted(connected)) == 3


def test_a_check_needs_no_database(connected: Desk) -> None:
    nowhere = {"TALLYLOOM_DATABASE_URL": "postgresql://u:p@127.0.0.1:1/none"}

    checked = connected("scenario", "check", SCENARIO, "--json", **nowhere)
    run = connected("scenario", "run", SCENARIO, **nowhere)

    assert checked.code == 0
    assert checked.json["inputs"][0]["name"] == "rows"
    assert run.code == 75
    assert "TALLYLOOM_DATABASE_URL" in run.flat


def test_quiet_leaves_only_data(connected: Desk) -> None:
    ran = connected.run("--json", "-q")

    assert ran.err == ""
    assert ran.json["status"] == "success"


def test_trouble_is_one_json_object_on_stderr(desk: Desk) -> None:
    import json

    ran = desk.run("--json")

    assert ran.out == ""
    assert json.loads(ran.err)["error"]["remedy"] == "ChooseConnection"
    assert json.loads(ran.err)["error"]["exit"] == ran.code == 3
