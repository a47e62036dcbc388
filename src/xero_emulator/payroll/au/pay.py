"""What an employee earns in a pay period: the lines of a payslip and their totals.

How it was checked: NetPay is wages less deductions and tax, reimbursements apart, in every example
of Xero's OpenAPI 16.1.0; leave accrues its annual units divided by the year's periods there; leave
taken replaces ordinary units. Unverified: everything else, above all tax: Xero withholds by the
tax office's schedules, this takes the yearly resident rates of 2025-26 without the Medicare levy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.money import HUNDRED, ZERO, half_up
from xero_emulator.payroll.au import pay_items, settings
from xero_emulator.payroll.au.leave_applications import leave_applications
from xero_emulator.payroll.au.payroll_calendars import A_YEAR, Period, weeks
from xero_emulator.payroll.au.timesheets import timesheets
from xero_emulator.payroll.au.weekly_hours import of_week, ordinary
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

STATUTORY = Decimal(12)  # percent, since July 2025
# Above each yearly income, so many percent (2025-26).
BRACKETS = ((190_000, 45), (135_000, 37), (45_000, 30), (18_200, 16))
EARNED = ("EarningsLines", "LeaveEarningsLines", "TimesheetEarningsLines")


@dataclass(frozen=True, slots=True)
class Paid:
    """One employee in one pay period."""

    books: Books
    employee: Record
    calendar: Record
    period: Period

    def lines(self) -> Record:
        """The lines of the payslip as the pay template, timesheets and leave make them."""
        earned: Record = {
            "EarningsLines": list(self._earnings()),
            "LeaveEarningsLines": list(self._leave()),
            "TimesheetEarningsLines": list(self._timesheets()),
        }
        found = {
            **earned,
            "DeductionLines": self._template("DeductionLines"),
            "LeaveAccrualLines": list(self._accruals(earned)),
            "ReimbursementLines": self._template("ReimbursementLines"),
        }
        supers = [self._super(line, found) for line in self._template("SuperLines")]
        return {**found, "SuperannuationLines": supers, "TaxLines": [self._tax(found)]}

    def _template(self, name: str) -> list[Record]:
        lines: list[Record] = self.employee.get("PayTemplate", {}).get(name, [])
        return lines

    def _earnings(self) -> Iterator[Record]:
        away = self._units_away()
        for line in self._template("EarningsLines"):
            shown = {"EarningsRateID": line["EarningsRateID"]}
            if self._rate(line).get("RateType") == "FIXEDAMOUNT":
                fixed = line.get("FixedAmount") or line.get("Amount")
                yield {**shown, "FixedAmount": fixed or self._rate(line).get("Amount", ZERO)}
                continue
            units = self._units(line)
            if line["EarningsRateID"] == self.employee.get("OrdinaryEarningsRateID"):
                units = max(units - away, Decimal())
            yield {**shown, "RatePerUnit": self._per_unit(line), "NumberOfUnits": units}

    def _units(self, line: Record) -> Decimal:
        if line.get("NumberOfUnitsPerWeek"):
            return half_up(line["NumberOfUnitsPerWeek"] * weeks(self.calendar), 4)
        return Decimal(line.get("NormalNumberOfUnits") or line.get("NumberOfUnits") or 0)

    def _rate(self, line: Record) -> Record:
        rates = pay_items.of_kind(self.books, "EarningsRates")
        return rates.find(line.get("EarningsRateID", "")) or {}

    def _per_unit(self, line: Record) -> Decimal:
        rate = self._rate(line)
        if line.get("CalculationType") == "ENTEREARNINGSRATE":
            return Decimal(line.get("RatePerUnit", 0))
        if line.get("CalculationType") == "ANNUALSALARY":
            hours = 52 * of_week(self.employee, self.calendar)
            return half_up(line.get("AnnualSalary", ZERO) / hours, 4)
        if rate.get("RateType") == "MULTIPLE":
            return half_up(self._ordinary_rate() * rate.get("Multiplier", Decimal(1)), 4)
        return Decimal(rate.get("RatePerUnit", 0))

    def _ordinary_rate(self) -> Decimal:
        line = ordinary(self.employee)
        named = {"EarningsRateID": self.employee.get("OrdinaryEarningsRateID", "")}
        if self._rate(named).get("RateType") != "RATEPERUNIT":
            return Decimal()
        return self._per_unit(line or named)

    def _units_away(self) -> Decimal:
        taken = leave_applications(self.books).due(self.employee["EmployeeID"], self.period)
        return sum((units for leave, units in taken if _replaces(leave)), Decimal())

    def _leave(self) -> Iterator[Record]:
        types = pay_items.of_kind(self.books, "LeaveTypes")
        due = leave_applications(self.books).due(self.employee["EmployeeID"], self.period)
        for leave, units in due:
            paid = (types.find(leave["LeaveTypeID"]) or {}).get("IsPaidLeave")
            yield {
                "EarningsRateID": self.employee.get("OrdinaryEarningsRateID"),
                "RatePerUnit": self._ordinary_rate() if paid else Decimal(),
                "NumberOfUnits": units,
                "PayOutType": leave["PayOutType"],
            }

    def _timesheets(self) -> Iterator[Record]:
        units: dict[str, Decimal] = defaultdict(Decimal)
        for sheet in timesheets(self.books).due(self.employee["EmployeeID"], self.period):
            for line in sheet["TimesheetLines"]:
                units[line["EarningsRateID"]] += sum(line["NumberOfUnits"])
        for rate, worked in units.items():
            line = {"EarningsRateID": rate}
            templated = self._templated(rate) or line
            yield {**line, "RatePerUnit": self._per_unit(templated), "NumberOfUnits": worked}

    def _templated(self, rate: str) -> Record | None:
        lines = self._template("EarningsLines")
        return next((line for line in lines if line["EarningsRateID"] == rate), None)

    def _accruals(self, earned: Record) -> Iterator[Record]:
        worked = sum((line.get("NumberOfUnits", 0) for line in _all(earned)), Decimal())
        for line in self._template("LeaveLines"):
            yield {
                "LeaveTypeID": line["LeaveTypeID"],
                "NumberOfUnits": half_up(self._accrued(line, worked), 4),
                "AutoCalculate": True,
            }

    def _accrued(self, line: Record, worked: Decimal) -> Decimal:
        each = line.get("AnnualNumberOfUnits", ZERO) / A_YEAR[self.calendar["CalendarType"]]
        match line.get("CalculationType"):
            case "FIXEDAMOUNTEACHPERIOD":
                return Decimal(each)
            case "BASEDONORDINARYEARNINGS":
                full = line.get("FullTimeNumberOfUnitsPerPeriod")
                return each * worked / full if full else Decimal()
            case "ENTERRATEINPAYTEMPLATE":
                return Decimal(line.get("NumberOfUnits", 0))
        return Decimal()

    def _super(self, line: Record, found: Record) -> Record:
        return {
            "ContributionType": "SGC",
            "CalculationType": "STATUTORY",
            **{name: value for name, value in line.items() if name != "Amount"},
            "ExpenseAccountCode": line.get("ExpenseAccountCode")
            or self._code("SUPERANNUATIONEXPENSE"),
            "LiabilityAccountCode": line.get("LiabilityAccountCode")
            or self._code("SUPERANNUATIONLIABILITY"),
            "Amount": half_up(self._contribution(line, found)),
        }

    def _contribution(self, line: Record, found: Record) -> Decimal:
        match line.get("CalculationType", "STATUTORY"):
            case "STATUTORY":
                qualifying = (each for each in _all(found) if self._qualifies(each))
                return sum(map(amount, qualifying), ZERO) * STATUTORY / HUNDRED
            case "PERCENTAGEOFEARNINGS":
                share: Decimal = line.get("Percentage", ZERO)
                return sum(map(amount, _all(found)), ZERO) * share / HUNDRED
        return Decimal(line.get("Amount", 0))

    def _qualifies(self, line: Record) -> bool:
        rate = self._rate(line)
        return bool(rate.get("IsQualifyingEarnings") and not rate.get("IsExemptFromSuper"))

    def _code(self, role: str) -> str:
        return str(settings.account(self.books, role).get("Code", ""))

    def _tax(self, found: Record) -> Record:
        return {
            "PayslipTaxLineID": self.books.new_id(),
            "TaxTypeName": "PAYG Tax",
            "Description": "",
            "Amount": self._withheld(found),
            "LiabilityAccount": self._code("PAYGLIABILITY"),
        }

    def _withheld(self, found: Record) -> Decimal:
        taxed = (line for line in _all(found) if not self._rate(line).get("IsExemptFromTax"))
        gross = sum(map(amount, taxed), ZERO)
        before = (line for line in found["DeductionLines"] if self._reduces_tax(line))
        deducted = sum((deduction(line, gross) for line in before), ZERO)
        periods = A_YEAR[self.calendar["CalendarType"]]
        withheld = a_year_of_tax((gross - deducted) * periods) / periods
        extra = self.employee.get("TaxDeclaration", {}).get("UpwardVariationTaxWithholdingAmount")
        return half_up(withheld.quantize(Decimal(1), ROUND_HALF_UP) + (extra or ZERO))

    def _reduces_tax(self, line: Record) -> bool:
        types = pay_items.of_kind(self.books, "DeductionTypes")
        kind = types.find(line["DeductionTypeID"]) or {}
        return bool(line.get("CalculationType") == "PRETAX" or kind.get("ReducesTax"))


def _replaces(leave: Record) -> bool:
    """Whether the leave is taken instead of work, not paid out on top of it."""
    return bool(leave["PayOutType"] == "DEFAULT")


def _all(found: Record) -> Iterator[Record]:
    for name in EARNED:
        yield from found[name]


def amount(line: Record) -> Decimal:
    """What an earnings line comes to."""
    if "FixedAmount" in line:
        return half_up(line["FixedAmount"])
    if "Amount" in line:
        return half_up(line["Amount"])
    return half_up(Decimal(line.get("RatePerUnit", 0)) * line.get("NumberOfUnits", Decimal()))


def deduction(line: Record, gross: Decimal) -> Decimal:
    """What a deduction line comes to."""
    if line.get("Percentage"):
        return half_up(gross * line["Percentage"] / HUNDRED)
    return half_up(line.get("Amount", ZERO))


def a_year_of_tax(income: Decimal) -> Decimal:
    tax, above = Decimal(), income
    for floor, percent in BRACKETS:
        if above > floor:
            tax += (above - floor) * percent / HUNDRED
            above = Decimal(floor)
    return tax


def totals(found: Record) -> Record:
    """The totals of a payslip's lines."""
    wages = sum(map(amount, _all(found)), ZERO)
    deducted = sum((deduction(line, wages) for line in found["DeductionLines"]), ZERO)
    tax = _sum(found["TaxLines"])
    return {
        "Wages": wages,
        "Deductions": deducted,
        "Tax": tax,
        "Super": _sum(found["SuperannuationLines"]),
        "Reimbursements": _sum(found["ReimbursementLines"]),
        "NetPay": wages - deducted - tax,
    }


def _sum(lines: list[Record]) -> Decimal:
    return sum((half_up(line.get("Amount", ZERO)) for line in lines), ZERO)


def is_paid(employee: Record, calendar: Record, period: Period) -> bool:
    """Whether an employee is in a calendar's pay run for a period."""
    if employee.get("PayrollCalendarID") != calendar["PayrollCalendarID"]:
        return False
    begun = wire.date_of(employee["StartDate"]) <= period.last if "StartDate" in employee else True
    ended = employee.get("TerminationDate")
    return begun and (ended is None or wire.date_of(ended) >= period.first)
