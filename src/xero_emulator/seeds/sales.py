"""What the demo's customers buy, and when they pay; some of them do not.

How it was checked: by our own tests.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator.seeds.contacts import CUSTOMER_PAYS
from xero_emulator.seeds.trading import basket, become, document, pay
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.seeds.year import Year

# Who buys every month: on which day, how many days after it is due they pay, about how many of each
# of the company's goods.
REGULARS = (
    ("prompt", 3, -4, (24, 6, 1, 0)),
    ("steady", 9, 2, (12, 10, 0, 1)),
    ("abroad", 12, 8, (30, 10, 0, 0)),
    ("slow", 15, 17, (18, 0, 2, 0)),
    ("small", 21, 0, (4, 2, 0, 1)),
)
FORMER = ((330, 310), (290, 262))  # days ago: bought and paid
UNPAID = (6, 38, 69, 101, 140)  # days ago: one invoice for each column of an aged report
PART_PAID = (55, 20)  # days ago: bought, and paid in part
VOIDED = (28, 26)
DELETED = (17, 16)
UNSENT = ((4, "DRAFT", "prompt"), (3, "DRAFT", "small"), (2, "SUBMITTED", "steady"))
PROMISE = "Rang them: the money will come after the next event."


def plan(year: Year) -> None:
    for part, day, late, quantities in REGULARS:
        year.monthly(day, _sell, part, late, quantities)
    for bought, paid in FORMER:
        year.ago(bought, _sell, "former", bought - paid - CUSTOMER_PAYS, (3, 2, 0, 0))
    for days in UNPAID:
        year.ago(days, _leave_unpaid)
    year.ago(PART_PAID[0], _sell_in_parts)
    year.ago(VOIDED[0], _undo, "AUTHORISED", "VOIDED", VOIDED[1])
    year.ago(DELETED[0], _undo, "DRAFT", "DELETED", DELETED[1])
    for days, status, part in UNSENT:
        year.ago(days, _prepare, status, part)


def _sell(year: Year, part: str, late: int, quantities: tuple[int, ...]) -> None:
    lines = basket(year, part, [year.some(each) for each in quantities])
    reference = f"Order {year.day:%b %Y}"
    sold = document("ACCREC", year, part, lines, Reference=reference, SentToContact=True)
    year.after(CUSTOMER_PAYS + late, pay, sold)


def _leave_unpaid(year: Year) -> None:
    lines = basket(year, "late", (5, 8, 0, 1))
    sold = document("ACCREC", year, "late", lines, Reference="Event", SentToContact=True)
    year.after(CUSTOMER_PAYS + 10, _remind, sold)


def _remind(year: Year, sold: Record) -> None:
    note = {"HistoryRecords": [{"Details": PROMISE}]}
    year.call("createInvoiceHistory", note, {"InvoiceID": sold["InvoiceID"]})


def _sell_in_parts(year: Year) -> None:
    sold = document("ACCREC", year, "slow", basket(year, "slow", (8, 4, 0, 1)))
    year.ago(PART_PAID[1], pay, sold, Decimal("0.4"), Reference="First part")


def _undo(year: Year, born: str, end: str, days: int) -> None:
    made = document("ACCREC", year, "small", basket(year, "small", (0, 0, 2, 1)), Status=born)
    year.ago(days, become, made, end)


def _prepare(year: Year, status: str, part: str) -> None:
    document("ACCREC", year, part, basket(year, part, (3, 1, 1, 1)), Status=status)
