"""Schedules over the API: what comes next, what became of slots, and what another would do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.api.conftest import Door
from tests.api.people import somebody

from tallyloom.api.access import TERMINAL, Permission
from tallyloom.api.route import Asked
from tallyloom.api.scenario_running import OnVersion, switch_on
from tallyloom.api.scenarios import create_scenario
from tallyloom.store.schedules import Slot

TEXT = """\
schema: 1
name: Watch
settings: {zone: Europe/London}
# When the office is open.
schedule: {every: 15 minutes}
flow:
  - {id: 1, module: tools.set_variable, map: {name: a, value: b}}
"""
NONSENSE: list[dict[str, Any]] = [
    {"schedule": None},
    {"schedule": {"daily": 9}},
    {"schedule": {"every": "1 hour"}, "zone": "Nowhere"},
    {"schedule": {"every": "1 hour"}, "after": "9999-12-31T23:00:00Z"},
    {"schedule": {"every": "1 hour"}, "after": "0001-01-01T00:00:00"},
    {"schedule": {"every": "1 hour"}, "count": 51},
    {"schedule": {"every": ["1 hour"]}},
    {"schedule": {"monthly": [1.5], "at": "09:00"}},
    {"schedule": {"weekly": [["mon"]], "at": "09:00"}},
    {"schedule": {"every": "1 hour", "only": [{"days": {"mon": 1}}]}},
    {"schedule": {"cron": "0 0 * * 99999999999999999999"}},
    {"schedule": {"daily": "09:00", "zone": "../../etc/passwd"}},
]
HOURS = {"every": "1 hour", "only": [{"hours": "09:00-17:00"}]}


@pytest.fixture
def api(door: Door) -> Any:
    """Asks as an owner; gives status and JSON."""
    headers = somebody(door.house).token()

    def ask(method: str, path: str, **more: Any) -> tuple[int, Any]:
        answer = door.client.request(method, f"/api/v1{path}", headers=headers, **more)
        return answer.status_code, answer.json()

    return ask


@pytest.fixture
def asked(door: Door) -> Asked:
    return Asked(door.house, TERMINAL)


@pytest.fixture
def scenario(asked: Asked) -> str:
    from tallyloom.api.scenario_saving import ScenarioText

    return create_scenario(asked, body=ScenarioText(text=TEXT)).value.id  # type: ignore[no-any-return]


def on(asked: Asked, scenario: str) -> None:
    switch_on(asked, scenario_id=scenario, body=OnVersion())


def test_the_next_five_runs_of_a_scenario_are_told(api: Any, scenario: str) -> None:
    status, told = api("GET", f"/scenarios/{scenario}/schedule")
    assert status == 200
    assert (told["state"], told["words"], told["zone"]) == (
        "off",
        "every 15 minutes",
        "Europe/London",
    )
    assert [run["at"] for run in told["next_runs"]] == [
        "2026-01-31T09:15:00.000Z",
        "2026-01-31T09:30:00.000Z",
        "2026-01-31T09:45:00.000Z",
        "2026-01-31T10:00:00.000Z",
        "2026-01-31T10:15:00.000Z",
    ]
    assert (told["max_errors"], told["max_cycles"], told["catch_up"]) == (3, 10, False)


def test_one_that_is_on_says_so_and_which_version(api: Any, asked: Asked, scenario: str) -> None:
    on(asked, scenario)
    _, told = api("GET", f"/scenarios/{scenario}/schedule")
    assert (told["state"], told["on_version"], told["errors"]) == ("on", 1, 0)
    _, listed = api("GET", "/schedules")
    [item] = listed["items"]
    assert (item["name"], item["next_at"]) == ("Watch", "2026-01-31T09:15:00.000Z")


def test_a_schedule_is_set_by_call_and_the_comments_stay(api: Any, scenario: str) -> None:
    status, told = api("PUT", f"/scenarios/{scenario}/schedule", json={"schedule": HOURS})
    assert (status, told["version"], told["schedule"]) == (200, 2, HOURS)
    assert told["words"] == "every hour, only from 09:00 to 17:00"
    _, shown = api("GET", f"/scenarios/{scenario}")
    assert "# When the office is open." in shown["text"]


def test_a_schedule_is_removed_by_null(api: Any, scenario: str) -> None:
    _, told = api("PUT", f"/scenarios/{scenario}/schedule", json={"schedule": None})
    assert (told["schedule"], told["next_runs"]) == (None, [])


def test_what_is_on_goes_on_until_it_is_switched_on_anew(
    api: Any, asked: Asked, scenario: str
) -> None:
    on(asked, scenario)
    _, told = api("PUT", f"/scenarios/{scenario}/schedule", json={"schedule": HOURS})
    assert (told["version"], told["on_version"], told["words"]) == (2, 1, "every 15 minutes")
    on(asked, scenario)
    _, told = api("GET", f"/scenarios/{scenario}/schedule")
    assert (told["on_version"], told["words"]) == (2, "every hour, only from 09:00 to 17:00")


def test_a_wrong_schedule_is_refused_and_nothing_is_stored(api: Any, scenario: str) -> None:
    status, told = api(
        "PUT", f"/scenarios/{scenario}/schedule", json={"schedule": {"every": "soon"}}
    )
    assert status == 422
    assert "15 minutes" in str(told)
    _, told = api("GET", f"/scenarios/{scenario}/schedule")
    assert told["version"] == 1


def test_a_draft_has_no_next_runs_and_is_told_all_the_same(api: Any, asked: Asked) -> None:
    from tallyloom.api.scenario_saving import ScenarioText

    text = TEXT.replace("Europe/London", "Nowhere").replace("15 minutes", "15 minutes")
    made = create_scenario(asked, body=ScenarioText(text=text)).value
    status, told = api("GET", f"/scenarios/{made.id}/schedule")
    assert (status, told["next_runs"], told["zone"]) == (200, [], "Nowhere")


def test_a_preview_says_where_the_clocks_move_it(api: Any) -> None:
    body = {
        "schedule": {"daily": "01:30"},
        "zone": "Europe/London",
        "after": "2026-03-28T12:00:00Z",
        "count": 2,
    }
    status, told = api("POST", "/schedules/preview", json=body)
    assert status == 200
    assert told["words"] == "every day at 01:30"
    assert told["next_runs"] == [
        {"at": "2026-03-29T01:00:00.000Z", "local": "2026-03-29T02:00:00+01:00", "moved": True},
        {"at": "2026-03-30T00:30:00.000Z", "local": "2026-03-30T01:30:00+01:00", "moved": False},
    ]


def test_a_preview_of_nonsense_is_refused(api: Any) -> None:
    for body in NONSENSE:
        status, told = api("POST", "/schedules/preview", json=body)
        assert (status, told["status"]) == (422, 422), body


def test_what_became_of_slots_is_paged_from_the_newest(api: Any, door: Door, scenario: str) -> None:
    now = door.clock.now()
    with door.house.database.begin() as on:
        slots = [
            Slot(scenario, now + timedelta(hours=at), now + timedelta(hours=at), "missed", now)
            for at in range(3)
        ]
        door.house.schedules.decide(on, slots)
    _, first = api("GET", f"/scenarios/{scenario}/slots?limit=2")
    assert [slot["at"] for slot in first["items"]] == [
        "2026-01-31T11:00:00.000Z",
        "2026-01-31T10:00:00.000Z",
    ]
    _, rest = api("GET", f"/scenarios/{scenario}/slots", params={"before": first["next"]})
    assert ([slot["at"] for slot in rest["items"]], rest["next"]) == (
        ["2026-01-31T09:00:00.000Z"],
        None,
    )


def test_what_is_not_there_has_no_schedule(api: Any) -> None:
    for path in ("schedule", "slots"):
        assert api("GET", f"/scenarios/nothing/{path}")[0] == 404


def test_a_deactivated_one_says_why(api: Any, door: Door, asked: Asked, scenario: str) -> None:
    on(asked, scenario)
    timer = door.house.schedules.get(scenario)
    assert timer is not None
    with door.house.database.begin() as line:
        door.house.schedules.deactivate(line, timer, "3 runs on end failed.", door.clock.now())
    _, told = api("GET", f"/scenarios/{scenario}/schedule")
    assert (told["state"], told["reason"]) == ("deactivated", "3 runs on end failed.")
    _, shown = api("GET", f"/scenarios/{scenario}")
    assert (shown["state"], shown["trouble"]) == ("deactivated", "3 runs on end failed.")


def test_one_who_may_only_read_may_not_set_it(door: Door, scenario: str) -> None:
    headers = somebody(door.house, "viewer").token([Permission.SCENARIOS_READ])
    path = f"/api/v1/scenarios/{scenario}/schedule"
    assert door.client.get(path, headers=headers).status_code == 200
    answer = door.client.put(path, headers=headers, json={"schedule": HOURS})
    assert answer.status_code == 403
