"""What comes off pay in the United Kingdom: income tax and National Insurance.

How it was checked: the words of the lines and their numbers from the examples of Xero's OpenAPI
16.1.0. Unverified: the tax itself, which is worked out from the year's bands and category A of
April 2025 without what was paid before; tax code 1257L when none is known.
"""

from __future__ import annotations

import re
from decimal import Decimal

from xero_emulator.money import HUNDRED, ZERO, half_up
from xero_emulator.payroll import shelves
from xero_emulator.payroll.pay import Work
from xero_emulator.payroll.pay_slips import Levies
from xero_emulator.wire import Record

BANDS = ((37_700, 20), (125_140, 40), (None, 45))
FLAT = {"BR": 20, "D0": 40, "D1": 45, "NT": 0}
USUAL_CODE = "1257L"
EMPLOYEE_FROM, EMPLOYEE_TO, FULL, REDUCED = Decimal(12_570), Decimal(50_270), 8, 2
EMPLOYER_FROM, EMPLOYER_RATE = Decimal(5_000), 15
PAYE, EMPLOYEE_NI, EMPLOYER_NI = 1, 2, 3
WORDS = {
    PAYE: "PAYE",
    EMPLOYEE_NI: "Employee National Insurance Contribution",
    EMPLOYER_NI: "Employer National Insurance Contribution",
}


def levies(work: Work, gross: Decimal) -> Levies:
    tax = shelves.shelf(work.books, "taxes").records.get(work.worker["employeeID"], {})
    yearly = gross * work.periods
    paye = _income_tax(tax.get("taxCode") or USUAL_CODE, yearly)
    own, employers = _national_insurance(yearly)
    taken = [_line(work, PAYE, paye), _line(work, EMPLOYEE_NI, own)]
    return Levies(
        [line for line in taken if line["amount"]],
        [line for line in [_line(work, EMPLOYER_NI, employers)] if line["amount"]],
        {"benefitLines": [], "courtOrderLines": []},
    )


def _income_tax(code: str, yearly: Decimal) -> Decimal:
    if code.upper() in FLAT:
        return yearly * FLAT[code.upper()] / HUNDRED
    digits = re.match(r"\d{1,5}", code)
    free = Decimal(digits[0]) * 10 + 9 if digits and int(digits[0]) else ZERO
    return _banded(max(yearly - free, ZERO))


def _banded(taxable: Decimal) -> Decimal:
    due, below = ZERO, Decimal(0)
    for top, rate in BANDS:
        reached = taxable if top is None else min(taxable, Decimal(top))
        due += max(reached - below, ZERO) * rate / HUNDRED
        below = reached
    return due


def _national_insurance(yearly: Decimal) -> tuple[Decimal, Decimal]:
    full = max(min(yearly, EMPLOYEE_TO) - EMPLOYEE_FROM, ZERO) * FULL
    reduced = max(yearly - EMPLOYEE_TO, ZERO) * REDUCED
    employers = max(yearly - EMPLOYER_FROM, ZERO) * EMPLOYER_RATE
    return (full + reduced) / HUNDRED, employers / HUNDRED


def _line(work: Work, kind: int, yearly: Decimal) -> Record:
    return {
        "taxLineID": work.books.new_id(),
        "description": WORDS[kind],
        "amount": half_up(yearly / work.periods),
        "globalTaxTypeID": kind,
        "manualAdjustment": False,
    }
