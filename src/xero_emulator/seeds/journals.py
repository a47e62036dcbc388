"""The demo's manual journals: payroll levies, depreciation, and one that nobody has finished.

How it was checked: by our own tests.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xero_emulator.seeds.year import Year

WAGES, OWED = "477", "814"
MONTH_END = 28
LEVIES = 60
# What loses value: about how much a month, from which account to which.
LOSSES = ((55, "711", "Office equipment"), (38, "721", "Computers"))
UNFINISHED, WRONG = 4, (70, 69)  # days ago


def plan(year: Year) -> None:
    year.monthly(MONTH_END, _owe_levies)
    year.monthly(MONTH_END, _depreciate)
    year.ago(UNFINISHED, post, "Rent paid ahead", Decimal(300), "620", "469", "DRAFT")
    year.ago(WRONG[0], _err)


def _owe_levies(year: Year) -> None:
    post(year, f"Payroll levies for {year.day:%B %Y}", year.about(LEVIES), WAGES, OWED)


def _depreciate(year: Year) -> None:
    for amount, account, what in LOSSES:
        loss = amount * year.company.scale
        post(year, f"Depreciation: {what}, {year.day:%B %Y}", loss, "416", account)


def _err(year: Year) -> None:
    made = post(year, "Posted to the wrong side", Decimal(80), "453", "461")
    year.ago(WRONG[1], _void, made)


def _void(year: Year, key: str) -> None:
    year.change("updateManualJournal", "ManualJournalID", key, Status="VOIDED")


def post(
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
