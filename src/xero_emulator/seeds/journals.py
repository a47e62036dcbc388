"""The demo's manual journals: wages, depreciation, and one that nobody has finished.

How it was checked: by our own tests.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator.money import ZERO, half_up
from xero_emulator.seeds.banking import move

if TYPE_CHECKING:
    from xero_emulator.seeds.year import Year

WAGES, OWED = "477", "814"
PAYDAY, TAX_DAY, MONTH_END = 25, 20, 28
NET = Decimal("0.78")  # of what somebody earns
HOURS = 86  # that those who are paid by the hour work in a month
# What loses value: about how much a month, from which account to which.
LOSSES = ((55, "711", "Office equipment"), (38, "721", "Computers"))
UNFINISHED, WRONG = 4, (70, 69)  # days ago


def plan(year: Year) -> None:
    year.monthly(PAYDAY, _pay_wages)
    year.monthly(TAX_DAY, _pay_taxes)
    year.monthly(MONTH_END, _depreciate)
    year.ago(UNFINISHED, _post, "Rent paid ahead", Decimal(300), "620", "469", "DRAFT")
    year.ago(WRONG[0], _err)


def _pay_wages(year: Year) -> None:
    earned = sum((each.salary / 12 + each.hourly * HOURS for each in year.company.staff), ZERO)
    gross = half_up(earned)
    _post(year, f"Wages for {year.day:%B %Y}", gross, WAGES, OWED)
    move(year, "SPEND", "staff", OWED, half_up(gross * NET), "Wages")


def _pay_taxes(year: Year) -> None:
    owed = -year.held(OWED)
    if owed > ZERO:
        move(year, "SPEND", "tax", OWED, owed, "Payroll taxes")


def _depreciate(year: Year) -> None:
    for amount, account, what in LOSSES:
        loss = amount * year.company.scale
        _post(year, f"Depreciation: {what}, {year.day:%B %Y}", loss, "416", account)


def _err(year: Year) -> None:
    made = _post(year, "Posted to the wrong side", Decimal(80), "453", "461")
    year.ago(WRONG[1], _void, made)


def _void(year: Year, key: str) -> None:
    year.change("updateManualJournal", "ManualJournalID", key, Status="VOIDED")


def _post(
    year: Year, what: str, amount: Decimal, debit: str, credit: str, status: str = "POSTED"
) -> str:
    lines = [
        {"LineAmount": amount, "AccountCode": debit, "Description": what},
        {"LineAmount": -amount, "AccountCode": credit, "Description": what},
    ]
    sent = {
        "Narration": what,
        "Date": year.day.isoformat(),
        "JournalLines": lines,
        "Status": status,
    }
    return str(year.make("createManualJournals", sent)["ManualJournalID"])
