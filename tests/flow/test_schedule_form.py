"""A schedule that cannot be meant is told where it stands, and what to write instead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tallyloom.flow.check import check
from tallyloom.flow.problems import CorrectScenario
from tallyloom.flow.read import read
from tallyloom.flow.schedule import Every
from tallyloom.house import installed_apps, modules_by_name

PAGE = Path(__file__).parents[2] / "docs" / "do" / "schedule-a-scenario.md"
TOP = "schema: 1\nname: S\nflow: [{id: 1, module: csv.parse}]\n"


def wrong(lines: str) -> list[tuple[int, str]]:
    with pytest.raises(CorrectScenario) as told:
        read(TOP + lines)
    return [(problem.line, problem.message) for problem in told.value.problems]


def test_a_file_says_when_its_scenario_starts() -> None:
    schedule = read(TOP + "schedule: {every: 15 minutes, zone: Europe/London}").schedule
    assert schedule is not None
    assert (schedule.timing, schedule.zone) == (Every(900), "Europe/London")


def test_a_file_without_a_schedule_has_none() -> None:
    assert read(TOP).schedule is None


def test_everything_that_is_wrong_is_told_with_its_line() -> None:
    lines = "schedule:\n  every: 15 min\n  zone: Berlin\n  until: 2026-02-30\n  only: 3\n  att: 3\n"
    assert [line for line, _ in wrong(lines)] == [9, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "Write schedule: {every: 15 minutes}"),
        ("hourly", "or the text on demand"),
        ("{zone: UTC}", "Say when in one way"),
        ('{every: 1 hour, cron: "* * * * *"}', "Say when in one way"),
        ("{evry: 1 hour}", "Did you mean 'every'?"),
        ("{every: 30 seconds}", "shortest interval is every: 1 minute"),
        ("{every: 900}", "a number and a unit"),
        ("{daily: 9}", 'write "09:00"'),
        ('{daily: "24:00"}', 'write "09:00"'),
        ('{daily: "09:00", at: "10:00"}', "remove at"),
        ("{weekly: [mon]}", "Say at which time weekly starts"),
        ('{weekly: mon, at: "09:00"}', "are a list"),
        ('{weekly: [monday], at: "09:00"}', "'monday' is none of the days"),
        ('{monthly: [32], at: "09:00"}', "1 to 31, or last"),
        ('{monthly: [], at: "09:00"}', "are a list"),
        ('{yearly: ["02-30"], at: "09:00"}', "no date of a year"),
        ("{once: 2026-12-24}", "date and time"),
        ("{once: 2026-12-24 25:00}", "no time of the day"),
        ("{once: 2026-13-24 09:00}", "no date"),
        ('{cron: "* * * *"}', "five fields"),
        ('{cron: "* * * * * *"}', "five fields"),
        ('{cron: "61 * * * *"}', "Bad minute"),
        ("{every: 1 hour, zone: 5}", "A time zone is a text"),
        ("{every: 1 hour, from: 2026-03-02, until: 2026-03-01}", "until comes before from"),
        (f"{{every: 1 hour, only: [{', '.join(['{days: [mon]}'] * 51)}]}}", "at most 50 windows"),
        ("{every: 1 hour, only: [{}]}", "days, months and hours"),
        ("{every: 1 hour, only: [{hours: 9-17}]}", "no time of the day"),
        ("{every: 1 hour, only: [{hours: 9}]}", "both included"),
        ("{every: }", "Nothing is written behind every"),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_remedy(written: str, said: str) -> None:
    told = wrong(f"schedule: {written}\n")
    assert said in " ".join(message for _, message in told)
    assert {line for line, _ in told} == {4}


@pytest.mark.parametrize("name", ["max_errors", "max_cycles"])
@pytest.mark.parametrize("value", ["0", "5000", "yes", "1.5", "true"])
def test_how_often_is_a_whole_number(name: str, value: str) -> None:
    ((line, message),) = wrong(f"settings:\n  {name}: {value}\n")
    assert (line, message.startswith(f"{name} is a whole number from 1 to")) == (5, True)


def test_what_a_service_starts_is_not_started_by_the_clock_too() -> None:
    text = """
schema: 1
name: S
connections: {books: {app: xero, connection: c, organisation: o}}
flow: [{id: 1, module: xero.watch_events, connection: books}]
schedule: {every: 1 hour}
"""
    apps = installed_apps(("xero",))
    with pytest.raises(CorrectScenario, match="6: Watch Events starts it whenever"):
        check(read(text), modules_by_name(apps), frozenset(apps))


def test_every_way_that_the_page_shows_is_read_as_it_says() -> None:
    shown = re.findall(r"`(schedule: [^`]*)`", PAGE.read_text("utf-8"))
    schedules = [read(f"{TOP}{line}\n").schedule for line in shown]
    assert [schedule.words() for schedule in schedules if schedule] == [
        "every 15 minutes",
        "every day at 09:00",
        "every Monday and Wednesday at 09:00",
        "every month on day 1, day 15 and the last day at 09:00",
        "every year on 31 March and 24 December at 09:00",
        "once, on 2026-12-24 at 09:00",
        "by cron */15 8-18 * * 1-5",
        "on demand",
    ]


def test_the_scenario_that_the_page_shows_has_nothing_to_correct() -> None:
    scenario, settings = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    apps = installed_apps()
    check(read(scenario), modules_by_name(apps), frozenset({"xero"}))
    read(TOP + settings)
