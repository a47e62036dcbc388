"""What goes through the demo's bank accounts without an invoice.

How it was checked: by our own tests.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xero_emulator.money import ZERO
from xero_emulator.seeds.contacts import who
from xero_emulator.seeds.trading import BANK, expense, reconciled
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.seeds.year import Year

SAVINGS = {"Code": "091"}
START = 60_000
# Every month: on which day, which way, with whom, for which account, about how much.
MONTHLY = (
    (5, "RECEIVE", "walk-in", "200", 2400, "Card takings"),
    (14, "RECEIVE", "walk-in", "200", 2400, "Card takings"),
    (23, "RECEIVE", "walk-in", "200", 2400, "Card takings"),
    (7, "SPEND", "fuel", "449", 55, "Fuel"),
    (20, "SPEND", "fuel", "449", 55, "Fuel"),
    (28, "SPEND", "bank", "404", 12, "Account fee"),
)
SAVES, SAVED = 26, 500
INTEREST = 28
OWNER, DRAWN = 27, 1200
SALES_TAX, TAX_QUARTER, TAX_DAY = "820", (1, 4, 7, 10), 7
DELETED = (33, 32)  # days ago


def plan(year: Year) -> None:
    year.first(_begin)
    for day, kind, part, account, amount, what in MONTHLY:
        year.monthly(day, _happen, kind, part, account, amount, what)
    year.monthly(SAVES, _save)
    year.monthly(INTEREST, _earn_interest)
    year.monthly(OWNER, _draw)
    year.monthly(TAX_DAY, _pay_sales_tax)
    year.ago(DELETED[0], _mistype)


def _happen(year: Year, kind: str, part: str, account: str, amount: int, what: str) -> None:
    move(year, kind, part, account, year.about(amount), what)


def move(
    year: Year,
    kind: str,
    part: str,
    account: str,
    amount: Decimal,
    what: str,
    bank: Record = BANK,
    **more: Any,
) -> Record:
    """Money spent or received, of which the statement tells; the amount includes its tax."""
    return year.make(
        "createBankTransactions",
        {
            "Type": kind,
            "Contact": who(year, part),
            "BankAccount": bank,
            "Date": year.day.isoformat(),
            "Reference": what,
            "LineItems": expense(account, amount, what),
            "IsReconciled": reconciled(year),
            **more,
        },
    )


def _begin(year: Year) -> None:
    amount = START * year.company.scale
    move(year, "RECEIVE", "bank", "970", amount, "Owner's money to begin with")


def _save(year: Year) -> None:
    transfer = {
        "FromBankAccount": BANK,
        "ToBankAccount": SAVINGS,
        "Amount": SAVED * year.company.scale,
        "Date": year.day.isoformat(),
        "Reference": "Put aside",
    }
    year.call("createBankTransfer", transfer)


def _earn_interest(year: Year) -> None:
    earned = year.held(SAVINGS["Code"]) / 400
    if earned > ZERO:
        move(year, "RECEIVE", "bank", "270", round(earned, 2), "Interest", SAVINGS)


def _draw(year: Year) -> None:
    move(year, "SPEND", "bank", "880", DRAWN * year.company.scale, "Owner's drawings")


def _pay_sales_tax(year: Year) -> None:
    """Every quarter, what was charged to customers less what was paid to suppliers."""
    owed = -year.held(SALES_TAX)
    if year.day.month in TAX_QUARTER and owed > ZERO:
        move(year, "SPEND", "tax", SALES_TAX, owed, "Sales tax", LineAmountTypes="NoTax")


def _mistype(year: Year) -> None:
    made = move(year, "SPEND", "fuel", "449", year.about(550), "Fuel", IsReconciled=False)
    year.ago(DELETED[1], _take_out, made["BankTransactionID"])


def _take_out(year: Year, key: str) -> None:
    year.change("updateBankTransaction", "BankTransactionID", key, Status="DELETED")
