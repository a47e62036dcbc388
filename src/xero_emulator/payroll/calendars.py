"""Pay run calendars: how often people are paid, and for which days next.

How it was checked: fields, types and the end of a week's period from Xero's OpenAPI 16.1.0 and its
examples; shapes as recorded (NZ). Unverified: the ends of the other periods, that the two halves of
a month are TwiceMonthly, and that names need not be unique.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from xero_emulator.calls import Call, Route
from xero_emulator.fields import choice, text
from xero_emulator.payroll.dialect import Api, Form, Wrong, day, day_of, moment, text_of
from xero_emulator.payroll.operations import Noun, item_routes
from xero_emulator.wire import Record

WEEKS = {"Weekly": 1, "Fortnightly": 2, "FourWeekly": 4}
MONTHS = {"Monthly": 1, "Quarterly": 3, "Annual": 12}
HALF = 15


def calendars(*more: str) -> Noun:
    form = Form(
        "name calendarType periodStartDate paymentDate",
        name=text,
        calendarType=choice("CalendarType", *WEEKS, *MONTHS, *more),
        periodStartDate=day,
        paymentDate=day,
    )
    shows = ("periodEndDate", "updatedDateUTC")
    return Noun("calendars", "payRunCalendar", "payRunCalendars", form, shows)


def made(call: Call, sent: Record) -> Record:
    end = last_day(sent["calendarType"], day_of(sent["periodStartDate"]))
    return {**sent, "periodEndDate": text_of(end), "updatedDateUTC": moment(call.now)}


def last_day(kind: str, start: date) -> date:
    """The last day of the period that begins on a day; raises Wrong beyond the year 9999."""
    try:
        return _last_day(kind, start)
    except (OverflowError, ValueError) as trouble:
        raise Wrong(("PeriodStartDate", "The Period Start Date is invalid.")) from trouble


def _last_day(kind: str, start: date) -> date:
    if kind in WEEKS:
        return start + timedelta(weeks=WEEKS[kind], days=-1)
    if kind in MONTHS:
        return later(start, MONTHS[kind]) - timedelta(days=1)
    if start.day <= HALF:
        return start.replace(day=HALF)
    return start.replace(day=monthrange(start.year, start.month)[1])


def later(start: date, months: int) -> date:
    """The same day some months later, or the last one of a month that is too short."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def next_period(calendar: Record) -> Record:
    """A calendar moved on by one period, as it is when a pay run has been posted."""
    start = day_of(calendar["periodEndDate"]) + timedelta(days=1)
    wait = day_of(calendar["paymentDate"]) - day_of(calendar["periodEndDate"])
    end = last_day(calendar["calendarType"], start)
    moved = {"periodStartDate": start, "periodEndDate": end, "paymentDate": end + wait}
    return {**calendar, **{name: text_of(found) for name, found in moved.items()}}


def periods(calendar: Record, first: date, last: date) -> list[tuple[date, date]]:
    """The periods of a calendar that hold the days from the first to the last."""
    start, kind = day_of(calendar["periodStartDate"]), calendar["calendarType"]
    found = []
    start = _before(kind, start, first)
    while start <= last:
        end = last_day(kind, start)
        if end >= first:
            found.append((start, end))
        start = end + timedelta(days=1)
    return found


def _before(kind: str, start: date, first: date) -> date:
    """The start of a period at or before a day."""
    if kind in WEEKS:
        length = WEEKS[kind] * 7
        return start + timedelta(days=(first - start).days // length * length)
    if kind in MONTHS:
        ahead = (first.year - start.year) * 12 + first.month - start.month
        return later(start, (ahead // MONTHS[kind] - 1) * MONTHS[kind])
    return first.replace(day=1)


def routes(api: Api, noun: Noun, segment: str) -> list[Route]:
    return item_routes(api, noun, "PayRunCalendars", segment, made)
