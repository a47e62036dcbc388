"""What somebody earns in one period of their calendar, before tax.

How it was checked: the rate of a salary, its six decimals, and ids of earnings lines that are those
of their rates from the examples of Xero's OpenAPI 16.1.0; accruals in percent of gross as recorded
(NZ). Unverified: that approved timesheets stand in for hourly units, that paid leave takes its
hours off the ordinary ones and is paid at the ordinary rate, and every other accrual.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator.money import HUNDRED, RATE_PLACES, ZERO, half_up
from xero_emulator.payroll import leave, salary_and_wages, shelves
from xero_emulator.payroll.dialect import day_of
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

WEEKS_A_YEAR = Decimal(52)
PERIODS_A_YEAR = {
    "Weekly": 52,
    "Fortnightly": 26,
    "FourWeekly": 13,
    "TwiceMonthly": 24,
    "Monthly": 12,
    "Quarterly": 4,
    "Annual": 1,
}
ACCRUED_EACH_PERIOD = ("EachPayPeriod", "AnnuallyAfter6Months")


@dataclass(frozen=True, slots=True)
class Work:
    """One employee in the period of one pay run; `wage` is what they earn, if that was said."""

    books: Books
    run: Record
    worker: Record
    wage: Record | None

    @classmethod
    def of(cls, books: Books, run: Record, worker: Record) -> Work:
        end = day_of(run["periodEndDate"])
        wage = salary_and_wages.active(books, worker["employeeID"], end)
        return cls(books, run, worker, wage)

    @property
    def periods(self) -> int:
        return PERIODS_A_YEAR[self.run["calendarType"]]

    @property
    def hourly(self) -> Decimal:
        """The ordinary rate."""
        if self.wage is None:
            return ZERO
        if self.wage["paymentType"] == "Hourly":
            return Decimal(self.wage.get("ratePerUnit") or 0)
        hours = self.wage["numberOfUnitsPerWeek"] * WEEKS_A_YEAR
        return half_up(self.wage["annualSalary"] / hours, RATE_PLACES) if hours else ZERO

    def owned(self, kind: str) -> list[Record]:
        return shelves.shelf(self.books, kind).owned("employeeID", self.worker["employeeID"])

    def holds(self, record: Record, first: str = "startDate", last: str = "endDate") -> bool:
        """Whether something lies in this period."""
        inside: bool = self.run["periodStartDate"] <= record[first]
        return inside and bool(record[last] <= self.run["periodEndDate"])


def sheets(work: Work) -> list[Record]:
    """The timesheets that this period pays."""
    every = work.owned("timesheets")
    return [each for each in every if each["status"] == "Approved" and work.holds(each)]


def timesheet_lines(work: Work) -> list[Record]:
    units: dict[str, Decimal] = defaultdict(Decimal)
    for sheet in sheets(work):
        for line in sheet["timesheetLines"]:
            units[line["earningsRateID"]] += line["numberOfUnits"]
    return [_line(work, rate_id, found, linked=True) for rate_id, found in units.items()]


def earnings_lines(work: Work, off: Decimal) -> Iterator[Record]:
    """Salary and wages less the hours of leave, and the pay template."""
    wage = work.wage
    if wage is not None and (wage["paymentType"] == "Salary" or not sheets(work)):
        weeks = WEEKS_A_YEAR / work.periods
        units = max(half_up(wage["numberOfUnitsPerWeek"] * weeks, RATE_PLACES) - off, ZERO)
        yield _line(work, wage["earningsRateID"], units.normalize() + 0)
    for template in work.owned("earnings_templates"):
        yield _line(
            work,
            template["earningsRateID"],
            template.get("numberOfUnits"),
            template.get("ratePerUnit"),
            template.get("fixedAmount"),
        )


def _line(
    work: Work,
    rate_id: str,
    units: Decimal | None,
    rate: Decimal | None = None,
    fixed: Decimal | None = None,
    *,
    linked: bool = False,
) -> Record:
    item = shelves.shelf(work.books, "earnings_rates").get(rate_id)
    by_amount = item["rateType"] == "FixedAmount"
    found = {
        "earningsLineID": rate_id,
        "earningsRateID": rate_id,
        "displayName": item["name"],
        "ratePerUnit": None if by_amount else _rate(work, item) if rate is None else rate,
        "numberOfUnits": None if by_amount else units,
        "fixedAmount": (fixed or item.get("fixedAmount")) if by_amount else None,
        "isLinkedToTimesheet": linked,
        "isAverageDailyPayRate": None,
        "isSystemGenerated": True,
    }
    return {**found, "amount": amount(found)}


def _rate(work: Work, item: Record) -> Decimal:
    multiple = item.get("multipleOfOrdinaryEarningsRate")
    if multiple is not None:
        return half_up(work.hourly * multiple, RATE_PLACES)
    return Decimal(item.get("ratePerUnit") or work.hourly)


def amount(line: Record) -> Decimal:
    """What a line comes to: its fixed amount, its units at its rate, or what it says itself."""
    if line.get("fixedAmount") is not None:
        return half_up(Decimal(line["fixedAmount"]))
    if line.get("ratePerUnit") is not None and line.get("numberOfUnits") is not None:
        return half_up(Decimal(line["ratePerUnit"]) * line["numberOfUnits"])
    return half_up(Decimal(line.get("amount") or 0))


def leave_lines(work: Work) -> list[Record]:
    """The paid leave of the period, at the ordinary rate."""
    kinds = shelves.shelf(work.books, "leave_types")
    found = []
    for kind_id, units in _leave_units(work).items():
        kind = kinds.get(kind_id)
        if kind["isPaidLeave"] and work.wage is not None:
            line = _line(work, work.wage["earningsRateID"], units)
            found.append({**line, "earningsLineID": kind_id, "displayName": kind["name"]})
    return found


def _leave_units(work: Work) -> dict[str, Decimal]:
    units: dict[str, Decimal] = defaultdict(Decimal)
    for taken in work.owned("leave"):
        for period in taken["periods"]:
            if work.holds(period, "periodStartDate", "periodEndDate"):
                units[taken["leaveTypeID"]] += period["numberOfUnits"]
    return units


def hours_off(work: Work) -> Decimal:
    return sum(_leave_units(work).values(), ZERO)


def accruals(work: Work, gross: Decimal, hours: Decimal) -> list[Record]:
    return [
        {
            "leaveTypeID": each["leaveTypeID"],
            "numberOfUnits": half_up(_accrued(work, each, gross, hours), 4),
        }
        for each in leave.assigned(work.books, work.worker)
    ]


def _accrued(work: Work, held: Record, gross: Decimal, hours: Decimal) -> Decimal:
    schedule = held.get("scheduleOfAccrual")
    if schedule == "PercentageOfGrossEarnings":
        return gross * (held.get("percentageOfGrossEarnings") or 0) / HUNDRED
    if schedule == "OnHourWorked":
        return hours * (held.get("rateAccruedHourly") or 0)
    yearly = held.get("hoursAccruedAnnually") or held.get("unitsAccruedAnnually") or 0
    return Decimal(yearly) / work.periods if schedule in ACCRUED_EACH_PERIOD else ZERO


def total(lines: Iterable[Record], name: str = "amount") -> Decimal:
    return sum((each.get(name) or ZERO for each in lines), ZERO)
