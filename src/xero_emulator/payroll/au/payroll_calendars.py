"""Payroll calendars: how often, from when, and the pay periods that follow.

How it was checked: fields, calendar types and that StartDate is the upcoming period's first day
from Xero's OpenAPI 16.1.0. Unverified: that ReferenceDate is the first StartDate, that twice a
month means the 1st and the 16th, and the texts.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from xero_emulator import wire
from xero_emulator.calls import Call
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, choice, day, guid, text
from xero_emulator.payroll.au.records import Payroll, backwards, implausible, route
from xero_emulator.resource import fetching, listing, writing
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

DAYS = {"WEEKLY": 7, "FORTNIGHTLY": 14, "FOURWEEKLY": 28}
MONTHS = {"MONTHLY": 1, "QUARTERLY": 3}
A_YEAR = {
    "WEEKLY": 52,
    "FORTNIGHTLY": 26,
    "FOURWEEKLY": 13,
    "MONTHLY": 12,
    "TWICEMONTHLY": 24,
    "QUARTERLY": 4,
}
HALF = 16
NAME_TAKEN = "Name {} is already in use."  # unverified text


@dataclass(frozen=True, slots=True)
class Period:
    first: date
    last: date

    def days(self) -> Iterator[date]:
        for step in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=step)

    def meets(self, first: date, last: date) -> bool:
        return self.first <= last and first <= self.last


def period_of(calendar: Record, on: date) -> Period:
    """The calendar's pay period that a day is in."""
    kind, anchor = calendar["CalendarType"], wire.date_of(calendar["ReferenceDate"])
    if kind in DAYS:
        length = DAYS[kind]
        first = anchor + timedelta(days=(on - anchor).days // length * length)
        return Period(first, first + timedelta(days=length - 1))
    if kind == "TWICEMONTHLY":
        return _half_month(on)
    return _months(anchor, on, MONTHS[kind])


def _half_month(on: date) -> Period:
    if on.day < HALF:
        return Period(on.replace(day=1), on.replace(day=HALF - 1))
    return Period(on.replace(day=HALF), on.replace(day=monthrange(on.year, on.month)[1]))


def _months(anchor: date, on: date, length: int) -> Period:
    count = ((on.year - anchor.year) * 12 + on.month - anchor.month) // length * length
    while _later(anchor, count) > on:
        count -= length
    while _later(anchor, count + length) <= on:
        count += length
    return Period(_later(anchor, count), _later(anchor, count + length) - timedelta(days=1))


def _later(anchor: date, months: int) -> date:
    """So many months later, on the last day where the month is too short."""
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    return date(year, month + 1, min(anchor.day, monthrange(year, month + 1)[1]))


def weeks(calendar: Record) -> Decimal:
    """How many weeks of pay a period holds."""
    return Decimal(52) / A_YEAR[calendar["CalendarType"]]


class PayrollCalendars(Payroll):
    plural = "PayrollCalendars"
    key = "PayrollCalendarID"
    required = ("Name", "CalendarType", "StartDate", "PaymentDate")
    columns = Columns(
        text="Name CalendarType",
        guid="PayrollCalendarID",
        day="StartDate PaymentDate ReferenceDate UpdatedDateUTC",
    )
    fields = Fields(
        PayrollCalendarID=guid,
        Name=text,
        CalendarType=choice("CalendarType", *A_YEAR),
        StartDate=day,
        PaymentDate=day,
    )

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        yield "name", record["Name"].lower()

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        """A new calendar; the API changes none."""
        sent = {**sent, self.key: self.books.new_id()}
        dates = ("StartDate", "PaymentDate")
        wrong = [
            *self.lacking(sent),
            *implausible(sent, *dates),
            *backwards(sent, *dates),
            *self._taken(sent),
        ]
        if wrong:
            raise Invalid(*wrong)
        record = {**sent, "ReferenceDate": sent["StartDate"]}
        return self.keep(self.stamped(record, call), call.client_id)

    def _taken(self, sent: Record) -> Iterator[str]:
        if self.first_by("name", sent.get("Name", "")) is not None:
            yield NAME_TAKEN.format(sent["Name"])

    def upcoming(self, calendar: Record) -> Period:
        """The period that is paid next."""
        return period_of(calendar, wire.date_of(calendar["StartDate"]))

    def pay_day(self, calendar: Record, period: Period) -> date:
        """The day on which a period is paid, as far from its end as the upcoming one's."""
        wait = wire.date_of(calendar["PaymentDate"]) - self.upcoming(calendar).last
        return period.last + wait

    def advance(self, calendar: Record, paid: Period, call: Call) -> None:
        """Makes the period after the paid one the upcoming one."""
        following = period_of(calendar, paid.last + timedelta(days=1))
        if wire.date_of(calendar["StartDate"]) > paid.last:
            return
        moved = {
            "StartDate": wire.day(following.first),
            "PaymentDate": wire.day(self.pay_day(calendar, following)),
        }
        self.keep(self.stamped({**calendar, **moved}, call))


def calendars(books: Books) -> PayrollCalendars:
    return cast(PayrollCalendars, books.resources["au_payroll_calendars"])


RESOURCES = {"au_payroll_calendars": PayrollCalendars}
_AT = "/PayrollCalendars/{PayrollCalendarID}"

ROUTES = (
    route("getPayrollCalendars", "GET", "/PayrollCalendars", "settings", listing(calendars)),
    route("createPayrollCalendar", "POST", "/PayrollCalendars", "settings", writing(calendars)),
    route("getPayrollCalendar", "GET", _AT, "settings", fetching(calendars, "PayrollCalendarID")),
)
