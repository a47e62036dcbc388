"""What comes off pay in New Zealand: PAYE, KiwiSaver, student loans, the employer's tax.

How it was checked: line types and their numbers, KiwiSaver in percent of gross, the employer's tax
of whole dollars of its contribution as recorded. Unverified: the tax itself, which is worked out
from the year's bands and the earners' levy of April 2025, not from the tables that Xero uses; 33 %
on contributions when no rate is set.
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from xero_emulator.money import HUNDRED, ZERO, half_up
from xero_emulator.payroll import pay, shelves
from xero_emulator.payroll.pay import Work
from xero_emulator.payroll.pay_slips import Levies
from xero_emulator.wire import Record

BANDS = ((15_600, "10.5"), (53_500, "17.5"), (78_100, "30"), (180_000, "33"), (None, "39"))
FLAT = {"SB": "10.5", "S": "17.5", "SH": "30", "ST": "33", "ND": "45", "CAE": "17.5", "EDW": "17.5"}
EARNERS_LEVY, LEVIED_AT_MOST = Decimal("1.67"), Decimal(152_790)
STUDENT_LOAN, LOAN_FREE = Decimal(12), Decimal(24_128)
ESCT = Decimal(33)
PAYE, EMPLOYER_TAX = 11, 10


def levies(work: Work, gross: Decimal) -> Levies:
    tax = shelves.shelf(work.books, "taxes").records.get(work.worker["employeeID"], {})
    due = half_up(_paye(tax, gross * work.periods) / work.periods)
    saved, added = _kiwi_saver(work, tax, gross)
    statutory = [*saved, *_student_loan(work, tax, gross)]
    return Levies(
        [_tax_line(work, PAYE, due)] if due else [],
        [_tax_line(work, EMPLOYER_TAX, _esct(tax, pay.total(added)))] if added else [],
        {"superannuationLines": added, "statutoryDeductionLines": statutory},
    )


def _paye(tax: Record, yearly: Decimal) -> Decimal:
    code = (tax.get("taxCode") or "ND").removesuffix("SL")
    rate = tax.get("specialTaxRatePercentage") if code in ("WT", "STC") else FLAT.get(code)
    levy = min(yearly, LEVIED_AT_MOST) * EARNERS_LEVY / HUNDRED
    if rate is not None:
        return yearly * Decimal(rate) / HUNDRED + levy
    return ZERO if code == "NSW" else _banded(yearly) + levy


def _banded(yearly: Decimal) -> Decimal:
    due, below = ZERO, Decimal(0)
    for top, rate in BANDS:
        reached = yearly if top is None else min(yearly, Decimal(top))
        due += max(reached - below, ZERO) * Decimal(rate) / HUNDRED
        below = reached
    return due


def _kiwi_saver(work: Work, tax: Record, gross: Decimal) -> tuple[list[Record], list[Record]]:
    """The employee's contribution as a statutory deduction, and what the employer adds."""
    if tax.get("kiwiSaverContributions") != "MakeContributions" or not gross:
        return [], []
    own = tax.get("kiwiSaverEmployeeContributionRatePercentage") or Decimal(3)
    theirs = tax.get("kiwiSaverEmployerContributionRatePercentage") or Decimal(3)
    added = {
        "superannuationTypeID": _named(work, "benefits", "KiwiSaver"),
        "displayName": "KiwiSaver",
        "amount": half_up(gross * theirs / HUNDRED),
        "fixedAmount": None,
        "percentage": theirs,
        "manualAdjustment": None,
    }
    return [_statutory(work, "KiwiSaver", half_up(gross * own / HUNDRED))], [added]


def _student_loan(work: Work, tax: Record, gross: Decimal) -> list[Record]:
    if not (tax.get("taxCode") or "").endswith("SL"):
        return []
    free = LOAN_FREE / work.periods if tax["taxCode"].startswith("M") else ZERO
    due = half_up(max(gross - free, ZERO) * STUDENT_LOAN / HUNDRED)
    return [_statutory(work, "Student Loan", due)] if due else []


def _statutory(work: Work, name: str, amount: Decimal) -> Record:
    return {
        "statutoryDeductionTypeID": _named(work, "statutory_deductions", name),
        "amount": amount,
        "fixedAmount": None,
        "manualAdjustment": None,
    }


def _named(work: Work, kind: str, name: str) -> str:
    every = shelves.shelf(work.books, kind).every()
    found: str = next(each["id"] for each in every if each["name"] == name)
    return found


def _esct(tax: Record, contributed: Decimal) -> Decimal:
    rate = tax.get("esctRatePercentage") or ESCT
    dollars = contributed.to_integral_value(ROUND_FLOOR)
    return half_up(dollars * rate / HUNDRED)


def _tax_line(work: Work, kind: int, amount: Decimal) -> Record:
    return {
        "taxLineID": work.books.new_id(),
        "description": None,
        "amount": amount,
        "globalTaxTypeID": kind,
        "manualAdjustment": False,
    }
