"""Answering from a terminal what failed."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.desk import ROWS, SCENARIO, Desk, changed, posted


@pytest.fixture
def refused(connected: Desk, tmp_path: Path) -> tuple[Desk, list[str]]:
    """A desk after a run whose documents Xero refused, and the ids of what waits."""
    scenario = changed(tmp_path, SCENARIO, ('AccountCode: "200"', 'AccountCode: "nope"'))
    ran = connected.run(scenario=scenario)
    assert ran.code == 1
    assert "failed" in ran.out
    waiting = connected("incomplete", "list", "--json").lines
    return connected, [one["id"] for one in waiting]


def test_what_xero_refused_is_listed_shown_and_sent_again(
    refused: tuple[Desk, list[str]],
) -> None:
    desk, ids = refused

    shown = desk("incomplete", "show", ids[0][-8:], "--json").json
    retried = desk("incomplete", "retry", ids[0], "--json")

    assert len(ids) == 4
    assert "nope" in shown["message"]
    assert shown["bundles"]["2"]["key"] in ("900001", "900002", "900004", "C900003")
    assert retried.code == 1  # Xero refuses it again: the account is still not there
    assert retried.json["origin"]["by"] == "retried"
    assert posted(desk) == []
    states = {
        one["id"]: one["state"] for one in desk("incomplete", "list", "--all", "--json").lines
    }
    assert states[ids[0]] == "retried"
    assert list(states.values()).count("open") == 4


def test_a_person_says_what_it_was_posted_as_or_lets_it_be_once(
    refused: tuple[Desk, list[str]],
) -> None:
    desk, ids = refused
    record = "11111111-2222-3333-4444-555555555555"

    found = desk("incomplete", "resolve", ids[0], "--posted-as", record)
    dropped = desk("incomplete", "resolve", ids[1], "--drop")
    again = desk("incomplete", "resolve", ids[1], "--drop")

    assert (found.code, dropped.code, again.code) == (0, 0, 6)
    assert f"posted as {record}" in found.out
    assert "answered before" in again.flat
    assert len(desk("incomplete", "list", "--json").lines) == 2


def test_an_answer_is_one_thing_and_names_one(desk: Desk) -> None:
    neither = desk("incomplete", "resolve", "some")
    both = desk("incomplete", "resolve", "some", "--posted-as", "1", "--drop")
    nothing = desk("incomplete", "retry", "some")

    assert (neither.code, both.code, nothing.code) == (2, 2, 3)
    assert "--posted-as RECORD or --drop" in neither.flat
    assert "Nothing incomplete has the id 'some'" in nothing.flat


def test_what_is_held_back_is_dropped_and_never_sent_alone(connected: Desk, tmp_path: Path) -> None:
    connected.run(rows=changed(tmp_path, ROWS, ("3/15/26 12:30", "31/15/26 12:30")))
    ids = [one["id"] for one in connected("incomplete", "list", "--json").lines]

    retried = connected("incomplete", "retry", ids[0])

    assert retried.code == 6
    assert "run the scenario again" in retried.flat
    assert [connected("incomplete", "resolve", id_, "--drop").code for id_ in ids] == [0, 0]
    assert connected("incomplete", "list", "--json").lines == []
