"""Switching scenarios on and off, and telling a service where to call, from a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.desk import SCENARIO, Desk

TEXT = """
schema: 1
name: Heard
connections:
  books: {app: xero, connection: xero, organisation: Demo Company (UK)}
flow:
  - {id: 1, module: xero.watch_events, connection: books}
"""
KEY = "the key of the webhook"


@pytest.fixture
def heard(tmp_path: Path) -> Path:
    file = tmp_path / "heard.scenario.yaml"
    file.write_text(TEXT, "utf-8")
    return file


def test_a_scenario_is_switched_on_listed_and_switched_off(connected: Desk, heard: Path) -> None:
    on = connected("scenario", "on", heard)

    assert on.code == 0, on.err
    assert "Heard is on: version 1 hears what happens in Demo Company (UK)" in on.out
    assert "tallyloom connections webhook 'xero xero' --set" in on.flat
    [listed] = connected("scenario", "list", "--json").lines
    assert (listed["on"], listed["on_version"], listed["waiting"]) == (True, 1, 0)
    assert "on" in connected("scenario", "list").out.splitlines()[-1].split()

    off = connected("scenario", "off", "Heard", "--json")

    assert (off.code, off.json) == (0, {"name": "Heard", "on": False, "waiting": 0})
    assert "was off already" in connected("scenario", "off", heard).out
    [listed] = connected("scenario", "list", "--json").lines
    assert listed["on"] is False


def test_what_a_service_starts_is_not_run_by_hand_and_the_other_way_round(
    connected: Desk, heard: Path
) -> None:
    run = connected("scenario", "run", heard)
    assert run.code == 2
    assert f"tallyloom scenario on {heard}" in run.flat

    on = connected("scenario", "on", SCENARIO)
    assert on.code == 5
    assert "is no trigger" in on.flat
    assert connected("scenario", "off", "Nobody knows it").code == 3


def test_the_address_is_shown_and_the_key_never(connected: Desk) -> None:
    public = {"TALLYLOOM_PUBLIC_URL": "https://books.example"}
    shown = connected("connections", "webhook", "--json", **public)
    assert shown.json["address"].startswith("https://books.example/webhooks/")
    assert shown.json["key"] is False

    kept = connected("connections", "webhook", "--set", typed=f"{KEY}\n")

    assert kept.code == 0, kept.err
    assert "kept" in kept.out
    assert "http://127.0.0.1:8080/webhooks/" in kept.out
    again = connected("connections", "webhook", "--set", "--keep-old", TALLYLOOM_WEBHOOK_KEY="new")
    assert again.code == 0, again.err
    for said in (kept, again):
        assert KEY not in said.out + said.err
    with connected.house() as house:
        [row] = house.connections.registrations.list()
        keys = [key.reveal() for key in house.connections.registrations.webhook_keys(row)]
    assert keys == ["new", KEY]
    assert KEY not in (row.webhook_keys or "")


def test_an_empty_key_and_a_registration_that_is_not_there_are_named(connected: Desk) -> None:
    assert connected("connections", "webhook", "--set", typed="\n").code == 4
    assert connected("connections", "webhook", "nobody's").code == 3


def test_without_a_registration_it_says_how_to_get_one(desk: Desk) -> None:
    shown = desk("connections", "webhook")
    assert shown.code == 3
    assert "tallyloom connections add" in shown.flat
