"""The days that a report is about: its parameters, months, and the organisation's financial year.

How it was checked: defaults and counts of periods from Xero's descriptions of its reports: a profit
and loss covers the current month, a balance sheet ends with the month of its date, and days that a
caller names apply alike to each period compared. Unverified: every refusal's text; parameters in
any letter case; that days which a shorter month lacks become its last.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.calls import Call
from xero_emulator.errors import Invalid
from xero_emulator.fields import GUID

if TYPE_CHECKING:
    from xero_emulator.books import Books

MONTHS = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}
MOST = 11

BAD_DAY = "The {} parameter '{}' is not a date."
BAD_COUNT = "The {} parameter must be a whole number from {} to {}."
BAD_TIMEFRAME = "The timeframe parameter must be one of MONTH, QUARTER, YEAR."
BAD_ID = "The {} parameter is not a valid identifier."
BACKWARDS = "The fromDate must not be after the toDate."


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    def days(self) -> Iterator[date]:
        for at in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=at)

    def back(self, months: int) -> Period:
        """As many months earlier: whole months stay whole, other days stay what they are."""
        if self.first.day == 1 and self.last == end_of_month(self.last):
            return Period(shifted(self.first, -months), end_of_month(shifted(self.last, -months)))
        return Period(shifted(self.first, -months), shifted(self.last, -months))


def asked(call: Call, name: str) -> str:
    """A parameter of the query, its name in any letter case; empty if it was not sent."""
    wanted = name.lower()
    return next((value for key, value in call.query.items() if key.lower() == wanted), "").strip()


def asked_day(call: Call, name: str) -> date | None:
    sent = asked(call, name)
    if not sent:
        return None
    found = wire.read_day(sent)
    if found is None or not 1900 <= found.year <= 9000:
        raise Invalid(BAD_DAY.format(name, sent))
    return found


def asked_number(call: Call, name: str, least: int, most: int) -> int | None:
    sent = asked(call, name)
    if not sent:
        return None
    if not (sent.isascii() and sent.isdigit() and len(sent) <= 4 and least <= int(sent) <= most):
        raise Invalid(BAD_COUNT.format(name, least, most))
    return int(sent)


def asked_id(call: Call, name: str) -> str:
    sent = asked(call, name).lower()
    if sent and not GUID.fullmatch(sent):
        raise Invalid(BAD_ID.format(name))
    return sent


def asked_yes(call: Call, name: str) -> bool:
    return asked(call, name).lower() == "true"


def compared(call: Call) -> tuple[int, int] | None:
    """How many earlier periods to compare and the months between them; None if none was asked."""
    periods = asked_number(call, "periods", 1, MOST)
    timeframe = asked(call, "timeframe").upper()
    if timeframe and timeframe not in MONTHS:
        raise Invalid(BAD_TIMEFRAME)
    if periods is None and not timeframe:
        return None
    return periods or 1, MONTHS[timeframe or "MONTH"]


def asked_period(call: Call) -> Period:
    """The days of fromDate and toDate, each by default those of the current month."""
    today = call.books.today(call.now)
    first, last = asked_day(call, "fromDate"), asked_day(call, "toDate")
    if last is None:
        last = end_of_month(today if first is None else max(first, today))
    period = Period(first or min(today, last).replace(day=1), last)
    if period.first > period.last:
        raise Invalid(BACKWARDS)
    return period


def end_of_month(on: date) -> date:
    return on.replace(day=monthrange(on.year, on.month)[1])


def shifted(on: date, months: int) -> date:
    """The same day of another month, or that month's last."""
    at = on.year * 12 + on.month - 1 + months
    year, month = divmod(at, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def day_before(on: date) -> date:
    return on - timedelta(days=1)


def year_start(books: Books, on: date) -> date:
    """The first day of the financial year that a day lies in."""
    month = books.organisation["FinancialYearEndMonth"]
    day = books.organisation["FinancialYearEndDay"]
    ends = [_clipped(on.year + step, month, day) for step in (-2, -1, 0)]
    return max(end for end in ends if end < on) + timedelta(days=1)


def _clipped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
