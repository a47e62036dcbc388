"""The calendar of a repeating invoice: on which days it is written, and when it is due.

How it was checked: units and kinds of due date from Xero's OpenAPI 16.1.0; the rest is arithmetic.
Unverified: that a day which a month lacks is its last day; that a schedule which began in the past
goes on at its next day from today, that NextScheduledDate is not the caller's to set, and the
limits of Period and DueDate.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from xero_emulator import wire
from xero_emulator.fields import Fields, choice, day, one, whole
from xero_emulator.wire import Record

UNITS = ("WEEKLY", "MONTHLY")
DAYS_AFTER_DATE = ("DAYSAFTERBILLDATE", "DAYSAFTERINVOICEDATE")
DAYS_AFTER_MONTH = ("DAYSAFTERBILLMONTH", "DAYSAFTERINVOICEMONTH")
DAY_OF_MONTH = ("OFCURRENTMONTH", "OFFOLLOWINGMONTH")
DAYS = ("StartDate", "EndDate")
NEVER = "/Date(253402300799000+0000)/"
LONGEST_PERIOD = 99
LATEST_DAYS = 999
LATEST_DAY = 31

FIELD = one(
    Fields(
        Period=whole,
        Unit=choice("ScheduleUnit", *UNITS),
        DueDate=whole,
        DueDateType=choice("DueDateType", *DAYS_AFTER_DATE, *DAYS_AFTER_MONTH, *DAY_OF_MONTH),
        **dict.fromkeys(DAYS, day),
    )
)


def wrong(schedule: Record) -> Iterator[str]:
    """What is missing or out of range; all texts are unverified."""
    for name in ("Period", "Unit", "DueDate", "DueDateType", "StartDate"):
        if name not in schedule:
            yield f"The Schedule {name} must be specified."
    if not 1 <= schedule.get("Period", 1) <= LONGEST_PERIOD:
        yield f"The Schedule Period must be between 1 and {LONGEST_PERIOD}."
    of_month = schedule.get("DueDateType") in DAY_OF_MONTH
    first, last = (1, LATEST_DAY) if of_month else (0, LATEST_DAYS)
    if not first <= schedule.get("DueDate", first) <= last:
        yield f"The Schedule DueDate must be between {first} and {last}."
    start, end = (wire.millis(schedule.get(name, NEVER)) for name in DAYS)
    if end < start < wire.millis(NEVER):
        yield "The Schedule EndDate must not be before its StartDate."


def begun(schedule: Record, today: date) -> Record:
    """The schedule with the day of its next invoice: its first from today."""
    return _until_end(schedule, _first_from(schedule, today))


def advanced(schedule: Record) -> Record:
    """The schedule when its next invoice has been written."""
    written = wire.date_of(schedule["NextScheduledDate"])
    return _until_end(schedule, _later(schedule, written, 1))


def _until_end(schedule: Record, following: date | None) -> Record:
    rest = {name: value for name, value in schedule.items() if name != "NextScheduledDate"}
    end = wire.date_of(schedule["EndDate"]) if "EndDate" in schedule else date.max
    if following is None or following > end:
        return rest
    return {**rest, "NextScheduledDate": wire.day(following)}


def _first_from(schedule: Record, today: date) -> date | None:
    start = wire.date_of(schedule["StartDate"])
    if start >= today:
        return start
    apart = _months(today) - _months(start)
    if schedule["Unit"] == "WEEKLY":
        apart = (today - start).days // 7
    times = apart // int(schedule["Period"])
    found = _later(schedule, start, times)
    return found if found is None or found >= today else _later(schedule, start, times + 1)


def _later(schedule: Record, start: date, times: int) -> date | None:
    """The day so many periods later; None where the calendar ends."""
    steps = int(schedule["Period"]) * times
    try:
        if schedule["Unit"] == "WEEKLY":
            return start + timedelta(weeks=steps)
        return _in_month(_months(start) + steps, wire.date_of(schedule["StartDate"]).day)
    except (OverflowError, ValueError):
        return None


def due(schedule: Record, written: date) -> date:
    """When the invoice of this day is due."""
    kind, count = schedule["DueDateType"], int(schedule["DueDate"])
    try:
        if kind in DAY_OF_MONTH:
            return _in_month(_months(written) + (kind == "OFFOLLOWINGMONTH"), count)
        month_end = _in_month(_months(written), LATEST_DAY)
        start = month_end if kind in DAYS_AFTER_MONTH else written
        return start + timedelta(days=count)
    except (OverflowError, ValueError):
        return date.max


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _in_month(months: int, day: int) -> date:
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day, monthrange(year, month + 1)[1]))
