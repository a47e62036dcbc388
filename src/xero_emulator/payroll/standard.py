"""What every organisation with payroll has before anybody adds to it.

How it was checked: names, types and units as in the examples of Xero's OpenAPI 16.1.0 and, for New
Zealand, as recorded. Unverified: that these are all, and the accounts behind them.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from xero_emulator.payroll import settings
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

BORN = "2019-09-22T23:09:32"  # older than anything a caller makes

# name, type, how it is counted, units, the multiple of ordinary earnings
EARNINGS: dict[str, tuple[tuple[str, str, str, str | None, str | None], ...]] = {
    "NZ": (
        ("Ordinary Time", "RegularEarnings", "RatePerUnit", "hours", None),
        ("Salary", "RegularEarnings", "RatePerUnit", "hours", None),
        (
            "Overtime (1.5)",
            "OtherGrossEarnings",
            "MultipleOfOrdinaryEarningsRate",
            None,
            "1.5",
        ),
        ("Bonus", "DiscretionaryPayments", "FixedAmount", None, None),
        ("Holiday Pay", "HolidayPay", "FixedAmount", "dollars", None),
    ),
    "GB": (
        ("Regular Hours", "RegularEarnings", "RatePerUnit", "hours", None),
        ("Overtime Hours", "OvertimeEarnings", "MultipleOfOrdinaryEarningsRate", None, "1.5"),
        ("Bonus", "Bonus", "FixedAmount", None, None),
    ),
}
# name, whether it is paid, units; in the United Kingdom whether it is statutory
LEAVE: dict[str, tuple[tuple[str, bool, str, bool], ...]] = {
    "NZ": (
        ("Holiday Pay", True, "Dollars", False),
        ("Annual Leave", True, "Hours", False),
        ("Sick Leave", True, "Hours", False),
        ("Alternative Holidays", True, "Hours", False),
        ("Family Violence Leave", True, "Hours", False),
        ("Bereavement Leave", True, "Hours", False),
        ("Unpaid Leave", False, "Hours", False),
    ),
    "GB": (
        ("Holiday", True, "Hours", False),
        ("Parental Leave", True, "Hours", False),
        ("Statutory Sick Leave (non-pensionable)", True, "Hours", True),
        ("Unpaid Leave", False, "Hours", False),
    ),
}
ORDERS = {
    "NZ": (
        ("Child Support", "ChildSupport"),
        ("Student Loan", "StudentLoan"),
        ("KiwiSaver", "KiwiSaver"),
        ("Court Fines", "CourtFines"),
        ("Inland Revenue Arrears", "InlandRevenueArrears"),
    ),
    "GB": (
        ("AEO (maintenance)", "PriorityOrder"),
        ("AEO (fines)", "PriorityOrder"),
        ("AEO (civil debts)", "NonPriorityOrder"),
    ),
}


def earnings_rates(books: Books) -> Iterator[Record]:
    account = settings.account(books, "WAGESEXPENSE")["AccountID"]
    for name, kind, rate, units, multiple in EARNINGS.get(books.country, ()):
        yield {
            "earningsRateID": _id(books, "earnings", name),
            "name": name,
            "earningsType": kind,
            "rateType": rate,
            "typeOfUnits": units,
            "currentRecord": True,
            "expenseAccountID": account,
            "multipleOfOrdinaryEarningsRate": None if multiple is None else Decimal(multiple),
        }


def leave_types(books: Books) -> Iterator[Record]:
    for name, paid, units, statutory in LEAVE.get(books.country, ()):
        yield {
            "leaveTypeID": _id(books, "leave", name),
            "name": name,
            "isPaidLeave": paid,
            "showOnPayslip": True,
            "isActive": True,
            "typeOfUnits": units,
            "typeOfUnitsToAccrue": units,
            "isStatutoryLeave": statutory,
            "updatedDateUTC": BORN,
        }


def statutory_deductions(books: Books) -> Iterator[Record]:
    for name, category in ORDERS.get(books.country, ()):
        yield {
            "id": _id(books, "order", name),
            "name": name,
            "statutoryDeductionCategory": category,
            "liabilityAccountId": settings.account(books, "PAYELIABILITY")["AccountID"],
            "currentRecord": True,
        }


def benefits(books: Books) -> Iterator[Record]:
    if books.country == "NZ":
        yield {
            "id": _id(books, "benefit", "KiwiSaver"),
            "name": "KiwiSaver",
            "category": "KiwiSaver",
            "liabilityAccountId": settings.account(books, "PAYELIABILITY")["AccountID"],
            "expenseAccountId": settings.account(books, "WAGESEXPENSE")["AccountID"],
            "calculationTypeNZ": "PercentageOfTaxableEarnings",
            "percentage": Decimal(3),
            "currentRecord": True,
        }


KINDS = {
    "earnings_rates": earnings_rates,
    "leave_types": leave_types,
    "statutory_deductions": statutory_deductions,
    "benefits": benefits,
}


def of(books: Books, kind: str) -> Iterator[Record]:
    """The records of a kind that are simply there; none of a kind that begins empty."""
    return KINDS[kind](books) if kind in KINDS else iter(())


def _id(books: Books, kind: str, name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{books.tenant_id}:payroll:{kind}:{name}"))
