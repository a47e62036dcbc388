"""What Xero allows, as its pages say (developer.xero.com/faq/limits)."""

from __future__ import annotations

from tallyloom.apps.xero import app


def test_every_organisation_has_its_minute_and_its_places() -> None:
    limits = app.limits
    assert (limits.minute, limits.at_once, limits.app_minute) == (60, 5, 10_000)


def test_a_starter_has_a_thousand_calls_a_day_and_all_others_five() -> None:
    days = dict(app.limits.days)
    assert days.pop("starter") == 1000
    assert set(days) == {"core", "plus", "advanced", "enterprise"}
    assert set(days.values()) == {5000}
    assert app.limits.days[app.limits.tier] == 5000


def test_answers_say_what_is_left_in_recorded_headers() -> None:
    headers = app.limits.headers
    assert headers.minute == "x-minlimit-remaining"
    assert headers.day == "x-daylimit-remaining"
    assert headers.app_minute == "x-appminlimit-remaining"
    assert headers.problem == "x-rate-limit-problem"
    assert headers.retry_after == "retry-after"
