"""The cash flow: what moved the bank accounts, by activity, opening and closing balance.

How it was checked: activities, their types and shapes from the example of Xero's OpenAPI 16.1.0;
the activities sum to the movement of the bank accounts by construction. Unverified: which account
belongs to which activity (here: fixed assets to investing, loans and equity to financing, all else
to operating), and that only bank accounts are cash.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from xero_emulator import wire
from xero_emulator.accounting.reports.periods import Period
from xero_emulator.calls import Call
from xero_emulator.finance.answers import asked_period, route
from xero_emulator.finance.figures import named
from xero_emulator.money import ZERO
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books


class Activity(NamedTuple):
    """A section of the cash flow: what comes in is called `received`, what goes out `paid`."""

    name: str
    received: str
    paid: str


OPERATING = Activity(
    "Operating Activities", "Receipts from customers", "Payments to suppliers and employees"
)
INVESTING = Activity(
    "Investing Activities",
    "Proceeds from sale of property, plant and equipment",
    "Payment for property, plant and equipment",
)
FINANCING = Activity("Financing Activities", "Proceeds from borrowings", "Repayment of borrowings")
ACTIVITIES = (OPERATING, INVESTING, FINANCING)
OF_TYPES = {
    **dict.fromkeys(("FIXED", "NONCURRENT"), INVESTING),
    **dict.fromkeys(("TERMLIAB", "LIABILITY", "EQUITY"), FINANCING),
}


def answer(call: Call) -> Record:
    books, period = call.books, asked_period(call)
    opening = _cash(books, Period(period.first, period.first - timedelta(days=1)))
    closing = _cash(books, period)
    amounts = _amounts(books, period)
    return {
        "startDate": period.first.isoformat(),
        "endDate": period.last.isoformat(),
        "cashBalance": {
            "openingCashBalance": opening,
            "closingCashBalance": closing,
            "netCashMovement": closing - opening,
        },
        "cashflowActivities": [_shown(books, each, amounts) for each in ACTIVITIES],
    }


def _cash(books: Books, until: Period) -> Decimal:
    balances = books.journals.balances(until.last)
    held = (value for key, value in balances.items() if _is_bank(books, key))
    return sum(held, ZERO)


def _is_bank(books: Books, account_id: str) -> bool:
    return bool(books.accounts.records[account_id]["Type"] == "BANK")


def _amounts(books: Books, period: Period) -> Mapping[tuple[str, bool], Decimal]:
    """What other accounts gave to bank accounts, apart from what they took."""
    found: dict[tuple[str, bool], Decimal] = defaultdict(lambda: ZERO)
    for journal in books.journals.journals:
        if books.journals.standing(journal["SourceID"]) is journal and _within(journal, period):
            for account, amount in _other_side(books, journal):
                found[account, amount > ZERO] += amount
    return found


def _within(journal: Record, period: Period) -> bool:
    return period.first <= wire.date_of(journal["JournalDate"]) <= period.last


def _other_side(books: Books, journal: Record) -> Iterator[tuple[str, Decimal]]:
    lines = journal["JournalLines"]
    if any(_is_bank(books, line["AccountID"]) for line in lines):
        for line in lines:
            if not _is_bank(books, line["AccountID"]):
                yield line["AccountID"], -line["NetAmount"]


def _shown(books: Books, activity: Activity, amounts: Mapping[tuple[str, bool], Decimal]) -> Record:
    types = []
    for name, comes_in in ((activity.received, True), (activity.paid, False)):
        accounts = [
            _account(books.accounts.records[key], amount)
            for (key, received), amount in sorted(amounts.items())
            if received is comes_in
            and OF_TYPES.get(books.accounts.records[key]["Type"], OPERATING) is activity
        ]
        if accounts:
            total = sum((each["total"] for each in accounts), ZERO)
            types.append({"name": name, "total": total, "accounts": accounts})
    total = sum((each["total"] for each in types), ZERO)
    return {"name": activity.name, "total": total, "cashflowTypes": types}


def _account(account: Record, total: Decimal) -> Record:
    kind = {"accountType": account["Type"], "accountClass": account["Class"]}
    return {**named(account, "accountId"), **kind, "total": total}


ROUTES = (
    route("getFinancialStatementCashflow", "/FinancialStatements/Cashflow", "statements", answer),
)
