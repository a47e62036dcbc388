"""The periods of pay run calendars."""

from __future__ import annotations

from datetime import date

import pytest
from tests.xero_emulator.payroll.given import CALENDAR, Payroll

from xero_emulator.payroll.calendars import next_period, periods


@pytest.mark.parametrize(
    ("kind", "start", "end"),
    [
        ("Weekly", "2026-02-23", "2026-03-01"),
        ("Fortnightly", "2026-02-23", "2026-03-08"),
        ("FourWeekly", "2026-02-23", "2026-03-22"),
        ("Monthly", "2026-02-01", "2026-02-28"),
        ("Monthly", "2026-01-31", "2026-02-27"),
        ("Monthly", "2026-12-15", "2027-01-14"),
        ("Quarterly", "2026-01-01", "2026-03-31"),
        ("Annual", "2026-04-06", "2027-04-05"),
        ("TwiceMonthly", "2026-02-01", "2026-02-15"),
        ("TwiceMonthly", "2026-02-16", "2026-02-28"),
    ],
)
def test_a_period_ends_where_its_kind_says(kind, start, end):
    sent = {**CALENDAR, "calendarType": kind, "periodStartDate": start}
    assert Payroll("NZ").told("createPayRunCalendar", sent)["periodEndDate"][:10] == end


def test_the_united_kingdom_has_no_half_months():
    sent = {**CALENDAR, "calendarType": "TwiceMonthly"}
    assert Payroll("GB").wrong("createPayRunCalendar", sent) == [
        ("CalendarType", "The Calendar Type is invalid.")
    ]


def test_a_period_ends_within_time():
    sent = {**CALENDAR, "periodStartDate": "9999-12-30"}
    wrong = Payroll("NZ").wrong("createPayRunCalendar", sent)
    assert [name for name, _ in wrong] == ["PeriodStartDate"]


def calendar(kind: str, start: str, end: str):
    return {
        "calendarType": kind,
        "periodStartDate": f"{start}T00:00:00",
        "periodEndDate": f"{end}T00:00:00",
        "paymentDate": f"{end}T00:00:00",
    }


def test_periods_are_known_before_and_after_the_present_one():
    weekly = calendar("Weekly", "2026-02-23", "2026-03-01")
    found = periods(weekly, date(2026, 2, 14), date(2026, 2, 23))
    assert [first for first, _ in found] == [date(2026, 2, 9), date(2026, 2, 16), date(2026, 2, 23)]
    monthly = calendar("Monthly", "2026-03-15", "2026-04-14")
    found = periods(monthly, date(2026, 1, 20), date(2026, 2, 14))
    assert found == [(date(2026, 1, 15), date(2026, 2, 14))]


def test_a_calendar_moves_on_with_the_same_wait_for_payment():
    moved = next_period({**calendar("Weekly", "2026-02-23", "2026-03-01")})
    assert (moved["periodStartDate"][:10], moved["paymentDate"][:10]) == (
        "2026-03-02",
        "2026-03-08",
    )
