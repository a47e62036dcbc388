"""The days on which repeating invoices are written and due."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_emulator import wire
from xero_emulator.accounting import schedules


def schedule(unit="MONTHLY", period=1, start="2026-01-31", **more):
    days = {"StartDate": wire.day(date.fromisoformat(start))}
    days |= {name: wire.day(date.fromisoformat(day)) for name, day in more.items()}
    return {"Period": period, "Unit": unit, "DueDate": 10, "DueDateType": "OFCURRENTMONTH", **days}


def days(found, most=9):
    """The days of a schedule, as far as it goes."""
    seen = []
    while "NextScheduledDate" in found and len(seen) < most:
        seen.append(wire.date_of(found["NextScheduledDate"]).isoformat())
        found = schedules.advanced(found)
    return seen


def test_a_month_that_lacks_the_day_has_its_last():
    found = schedules.begun(schedule(), date(2026, 1, 1))
    assert days(found, 4) == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]


def test_weeks_and_months_are_counted_in_periods():
    weekly = schedules.begun(schedule("WEEKLY", 2, "2026-12-21"), date(2026, 12, 1))
    assert days(weekly, 3) == ["2026-12-21", "2027-01-04", "2027-01-18"]
    quarterly = schedules.begun(schedule(period=3, start="2026-11-15"), date(2026, 11, 1))
    assert days(quarterly, 3) == ["2026-11-15", "2027-02-15", "2027-05-15"]


def test_a_schedule_ends_on_its_end_date():
    found = schedule(start="2026-01-15", EndDate="2026-03-15")
    assert days(schedules.begun(found, date(2026, 1, 1))) == [
        "2026-01-15",
        "2026-02-15",
        "2026-03-15",
    ]
    assert days(schedules.begun(found, date(2026, 4, 1))) == []


@pytest.mark.parametrize(
    ("unit", "period", "start", "first"),
    [
        ("MONTHLY", 1, "2019-04-16", "2026-03-16"),
        ("MONTHLY", 1, "2019-04-01", "2026-04-01"),
        ("MONTHLY", 5, "2025-12-31", "2026-05-31"),
        ("WEEKLY", 1, "2026-02-16", "2026-03-02"),
        ("WEEKLY", 3, "2026-02-15", "2026-03-08"),
        ("WEEKLY", 1, "0001-01-01", "2026-03-02"),
        ("MONTHLY", 1, "2026-03-02", "2026-03-02"),
        ("MONTHLY", 1, "2027-01-01", "2027-01-01"),
    ],
)
def test_what_began_in_the_past_goes_on_from_today(unit, period, start, first):
    found = schedules.begun(schedule(unit, period, start), date(2026, 3, 2))
    assert days(found, 1) == [first]


@given(
    st.sampled_from(schedules.UNITS),
    st.integers(1, schedules.LONGEST_PERIOD),
    st.dates(),
    st.dates(),
)
def test_the_next_day_is_one_of_the_schedule_and_not_over(unit, period, start, today):
    found = schedules.begun(schedule(unit, period, start.isoformat()), today)
    if "NextScheduledDate" in found:
        at = wire.date_of(found["NextScheduledDate"])
        assert at >= max(start, today)
        later = wire.date_of(schedules.advanced(found).get("NextScheduledDate", wire.day(date.max)))
        assert at < later or at == date.max


@pytest.mark.parametrize(
    ("kind", "count", "due"),
    [
        ("DAYSAFTERBILLDATE", 10, "2026-02-25"),
        ("DAYSAFTERINVOICEDATE", 0, "2026-02-15"),
        ("DAYSAFTERBILLMONTH", 5, "2026-03-05"),
        ("DAYSAFTERINVOICEMONTH", 31, "2026-03-31"),
        ("OFCURRENTMONTH", 31, "2026-02-28"),
        ("OFFOLLOWINGMONTH", 31, "2026-03-31"),
        ("OFFOLLOWINGMONTH", 1, "2026-03-01"),
    ],
)
def test_an_invoice_is_due_as_its_terms_say(kind, count, due):
    terms = {**schedule(), "DueDate": count, "DueDateType": kind}
    assert schedules.due(terms, date(2026, 2, 15)).isoformat() == due


def test_the_calendar_ends():
    terms = {**schedule(), "DueDate": 31, "DueDateType": "OFFOLLOWINGMONTH"}
    assert schedules.due(terms, date(9999, 12, 31)) == date.max
    last = schedules.begun(schedule(start="9999-12-31"), date(2026, 1, 1))
    assert days(last) == ["9999-12-31"]


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"Period": 0}, "The Schedule Period must be between 1 and 99."),
        ({"DueDate": 32}, "The Schedule DueDate must be between 1 and 31."),
        ({"DueDate": 0}, "The Schedule DueDate must be between 1 and 31."),
        (
            {"DueDateType": "DAYSAFTERBILLDATE", "DueDate": 1000},
            "The Schedule DueDate must be between 0 and 999.",
        ),
        (
            {"EndDate": wire.day(date(2026, 1, 30))},
            "The Schedule EndDate must not be before its StartDate.",
        ),
    ],
)
def test_a_wrong_schedule_is_told(sent, message):
    assert list(schedules.wrong({**schedule(), **sent})) == [message]


def test_every_missing_part_is_told():
    told = list(schedules.wrong({}))
    assert [text.split()[2] for text in told] == [
        *("Period", "Unit", "DueDate", "DueDateType", "StartDate"),
    ]
