"""What a service allows and what is left of it, from a terminal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cli.desk import Desk

UK = "Demo Company (UK)"


def used(desk: Desk, hours: float, calls: int) -> None:
    """So many calls since the day began, half of them in the last hour."""
    with desk.house() as house:
        (registration,) = house.connections.registrations.list()
        (tenant,) = (each for each in house.connections.tenants("xero") if each.name == UK)
        now = house.clock.now()
        for ago, count in ((hours, calls // 2), (0.5, calls - calls // 2)):
            for _ in range(count):
                at = now - timedelta(hours=ago)
                house.governor.ask(registration.id, tenant.id, at, recovering=True)
                with house.database.begin() as on:
                    on.exec_driver_sql("DELETE FROM allowance_calls")


def test_the_limits_of_a_new_connection_are_whole(connected: Desk) -> None:
    shown = connected("connections", "show", "xero")
    told = connected("connections", "limits", "xero", "--json").json

    assert (
        "60 calls a minute (rolling), 5 at once, 5,000 a day (fixed; tier core), 10,000 a minute in"
        " all organisations together" in " ".join(shown.out.split())
    )
    assert told["limits"]["day_reserve"] == 500
    assert {each["day_left"] for each in told["left"]} == {4500}
    assert {each["runs_out_at"] for each in told["left"]} == {None}


def test_a_registration_is_told_its_tier_and_windows(connected: Desk) -> None:
    words = ("--tier", "starter", "--minute-window", "fixed")
    chosen = connected("connections", "limits", "xero", *words, "--json").json
    again = connected("connections", "show", "xero", "--json").json
    usual = connected("connections", "limits", "xero", "--tier", "", "--json").json
    set_ = connected("connections", "limits", "xero", "--json", TALLYLOOM_TIER="starter").json

    assert (chosen["limits"]["day"], chosen["limits"]["minute_window"]) == (1000, "fixed")
    assert again["limits"] == chosen["limits"]
    assert (usual["limits"]["day"], usual["limits"]["minute_window"]) == (5000, "fixed")
    assert set_["limits"]["day"] == 1000


def test_a_connection_is_added_with_its_tier(desk: Desk) -> None:
    words = ("connections", "add", "xero", "--headless", "--client-id", "mine")
    words = (*words, "--client-secret", "a", "--base-url", desk.emulator.url)
    refused = desk(*words, "--tier", "huge")
    added = desk(*words, "--tier", "starter")

    assert refused.code == 2
    assert "xero has no tier 'huge'; it has starter, core" in refused.flat
    assert added.code == 0, added.err
    assert desk("connections", "limits", "xero", "--json").json["limits"]["tier"] == "starter"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--day-window", "lunar"), "A window is rolling or fixed, not 'lunar'."),
        (("--tier", "huge"), "xero has no tier 'huge'"),
    ],
)
def test_what_the_service_has_not_is_refused(
    connected: Desk, words: tuple[str, ...], said: str
) -> None:
    refused = connected("connections", "limits", "xero", *words)

    assert refused.code == 2
    assert said in refused.flat


def test_a_day_that_ends_at_this_pace_is_told(connected: Desk) -> None:
    connected("connections", "limits", "xero", "--tier", "starter")
    used(connected, hours=5, calls=400)

    doctor = connected("doctor", "--json").json
    left = connected("connections", "limits", "xero", "--json").json["left"]
    shown = connected("connections", "limits", "xero")

    (uk,) = (each for each in left if each["name"] == UK)
    assert (uk["day_used"], uk["day_left"], uk["last_hour"]) == (400, 500, 200)
    assert uk["runs_out_at"] < uk["day_ends_at"]
    assert "at this pace they end at" in " ".join(shown.out.split())
    (check,) = (each for each in doctor["checks"] if each["check"] == "limits")
    assert check["ok"]
    assert UK in check["found"]


def test_a_tier_that_no_service_has_makes_the_doctor_speak(connected: Desk) -> None:
    doctor = connected("doctor", "--json", TALLYLOOM_TIER="huge")

    (check,) = (each for each in doctor.json["checks"] if each["check"] == "limits")
    assert doctor.code == 1
    assert "There is no tier 'huge'; there is advanced, core" in check["found"]
