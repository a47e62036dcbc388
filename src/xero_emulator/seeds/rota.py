"""When the demo's people were born, began to work, and work.

How it was checked: by our own tests.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xero_emulator.seeds.year import Year

PAYDAY = 25
SHIFTS = {1: 7, 2: 7, 4: 6}  # weekday to hours: who is paid by the hour comes three days a week


def first_period(day: date) -> date:
    """The first day of the month that the first payday after a day is in."""
    month = day.replace(day=1)
    return month if day.day <= PAYDAY else (month + timedelta(days=32)).replace(day=1)


def period(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def birthday(at: int) -> date:
    return date(1979 + 7 * at, 2 + 3 * at, 11 + 4 * at)


def started(year: Year, at: int) -> date:
    """When the company's first, second... worker began: before the year."""
    return year.today - timedelta(days=1500 - 400 * at)


def shifts(year: Year) -> Iterator[tuple[date, int]]:
    """The days of this month on which somebody comes, and for how many hours."""
    first, last = period(year.day)
    for step in range((last - first).days + 1):
        day = first + timedelta(days=step)
        if day.weekday() in SHIFTS:
            yield day, SHIFTS[day.weekday()]
