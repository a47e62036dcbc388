from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.xero_emulator.payroll.au.given import call, made_calendar, refused

from xero_emulator import wire
from xero_emulator.direct import Direct
from xero_emulator.payroll.au.payroll_calendars import A_YEAR, Period, period_of

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@pytest.fixture
def xero() -> Direct:
    return Direct("AU")


def calendar(kind, anchor):
    return {"CalendarType": kind, "ReferenceDate": wire.day(anchor)}


@pytest.mark.parametrize(
    ("kind", "anchor", "on", "first", "last"),
    [
        ("WEEKLY", "2026-03-02", "2026-03-08", "2026-03-02", "2026-03-08"),
        ("WEEKLY", "2026-03-02", "2026-03-01", "2026-02-23", "2026-03-01"),
        ("FORTNIGHTLY", "2026-03-02", "2026-03-16", "2026-03-16", "2026-03-29"),
        ("FOURWEEKLY", "2026-03-02", "2026-03-29", "2026-03-02", "2026-03-29"),
        ("MONTHLY", "2026-03-01", "2026-04-30", "2026-04-01", "2026-04-30"),
        ("MONTHLY", "2026-01-31", "2026-03-01", "2026-02-28", "2026-03-30"),
        ("MONTHLY", "2026-03-15", "2026-03-14", "2026-02-15", "2026-03-14"),
        ("TWICEMONTHLY", "2026-03-01", "2026-02-28", "2026-02-16", "2026-02-28"),
        ("TWICEMONTHLY", "2026-03-01", "2026-03-15", "2026-03-01", "2026-03-15"),
        ("QUARTERLY", "2026-01-01", "2026-12-31", "2026-10-01", "2026-12-31"),
        ("QUARTERLY", "2026-01-01", "2025-12-31", "2025-10-01", "2025-12-31"),
    ],
)
def test_a_day_is_in_one_pay_period(kind, anchor, on, first, last):
    found = period_of(calendar(kind, date.fromisoformat(anchor)), date.fromisoformat(on))
    assert found == Period(date.fromisoformat(first), date.fromisoformat(last))


@given(st.sampled_from(sorted(A_YEAR)), DAYS, DAYS)
def test_pay_periods_follow_one_another_without_a_gap(kind, anchor, on):
    having = calendar(kind, anchor)
    found = period_of(having, on)
    assert found.first <= on <= found.last
    assert period_of(having, found.first) == period_of(having, found.last) == found
    assert period_of(having, found.last + timedelta(days=1)).first == found.last + timedelta(days=1)


def test_a_calendar_remembers_where_it_began(xero):
    made = call(xero, "getPayrollCalendar", PayrollCalendarID=made_calendar(xero)).row()
    assert made["StartDate"] == made["ReferenceDate"] == "/Date(1772409600000+0000)/"
    assert call(xero, "getPayrollCalendars").rows() == [made]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"Name": ""}, "Name is required."),
        ({"CalendarType": None}, "CalendarType is required."),
        ({"StartDate": None}, "StartDate is required."),
        ({"PaymentDate": "2026-03-01"}, "PaymentDate cannot be before StartDate."),
        ({"StartDate": "0001-01-01"}, "StartDate is out of range."),
        ({"PaymentDate": "9999-12-31"}, "PaymentDate is out of range."),
        ({"Name": "WEEKLY"}, "Name WEEKLY is already in use."),
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(xero, sent, told):
    made_calendar(xero)
    body = {"Name": "M", "CalendarType": "MONTHLY", "StartDate": "2026-03-02"}
    body |= {"PaymentDate": "2026-03-02", **sent}
    assert refused(call(xero, "createPayrollCalendar", [body])) == [told]
    assert len(call(xero, "getPayrollCalendars").rows()) == 1
