"""Money that the demo's companies and their contacts owe each other back.

Credit notes that were allocated, refunded or left open; prepayments and overpayments.

How it was checked: by our own tests.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xero_emulator.seeds.contacts import who
from xero_emulator.seeds.trading import BANK, basket, document, expense, pay, reconciled
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.seeds.year import Year

AHEAD = "620"  # the account of what was paid beforehand
# All in days ago.
RETURNED, CREDITED, REST_PAID = 86, 80, 58
OVERCHARGED, CORRECTED = 118, 110
RETURNED_LATE, REFUNDED = 130, 121
OPEN_CREDIT = 14
DEPOSIT, DELIVERED, USED, SETTLED = 78, 60, 59, 35
DEPOSIT_PAID = 22
TOO_MUCH, TAKEN_OFF = 150, 139
TOO_MUCH_AGAIN = 24


def plan(year: Year) -> None:
    year.ago(RETURNED, _return)
    year.ago(OVERCHARGED, _overcharge)
    year.ago(RETURNED_LATE, _refund)
    year.ago(OPEN_CREDIT, _show_goodwill)
    year.ago(DEPOSIT, _take_deposit)
    year.ago(DEPOSIT_PAID, _pay_deposit)
    year.ago(TOO_MUCH, _overpaid)
    year.ago(TOO_MUCH_AGAIN, _receive_more, "prompt", "RECEIVE-OVERPAYMENT", 45)


def _return(year: Year) -> None:
    """A customer sends some of the goods back, and pays for the rest."""
    sold = document("ACCREC", year, "steady", basket(year, "steady", (6, 2, 0, 0)))
    year.ago(CREDITED, _take_back, sold)
    year.ago(REST_PAID, pay, sold)


def _take_back(year: Year, sold: Record) -> None:
    note = _credit(year, "ACCRECCREDIT", "steady", basket(year, "steady", (2, 0, 0, 0)))
    _allocate(year, "CreditNote", note["CreditNoteID"], sold, note["Total"])


def _overcharge(year: Year) -> None:
    """A supplier's bill is too high, and corrected."""
    lines = expense("473", Decimal(240) * year.company.scale, "Boiler check")
    bill = document("ACCPAY", year, "repairs", lines, InvoiceNumber="R-BOILER")
    year.ago(CORRECTED, _correct, bill)


def _correct(year: Year, bill: Record) -> None:
    lines = expense("473", Decimal(40) * year.company.scale, "Charged twice")
    note = _credit(year, "ACCPAYCREDIT", "repairs", lines, CreditNoteNumber="R-CR-1")
    _allocate(year, "CreditNote", note["CreditNoteID"], bill, note["Total"])
    pay(year, bill)


def _refund(year: Year) -> None:
    note = _credit(year, "ACCRECCREDIT", "prompt", basket(year, "prompt", (0, 1, 0, 0)))
    year.ago(REFUNDED, _give_back, note)


def _give_back(year: Year, note: Record) -> None:
    sent = {"CreditNote": {"CreditNoteID": note["CreditNoteID"]}, "Amount": note["Total"]}
    day = year.day.isoformat()
    year.call("createPayment", {**sent, "Account": BANK, "Date": day, "Reference": "Refund"})


def _show_goodwill(year: Year) -> None:
    _credit(year, "ACCRECCREDIT", "small", basket(year, "small", (0, 0, 0, 1)))


def _credit(year: Year, kind: str, part: str, lines: list[Record], **more: Any) -> Record:
    sent = {
        "Type": kind,
        "Contact": who(year, part),
        "Date": year.day.isoformat(),
        "LineItems": lines,
        "Status": "AUTHORISED",
        **more,
    }
    return year.make("createCreditNotes", sent)


def _allocate(year: Year, kind: str, key: str, onto: Record, amount: Decimal) -> None:
    operation = f"create{kind}Allocation" + ("" if kind == "CreditNote" else "s")
    sent = {"Amount": amount, "Date": year.day.isoformat()}
    sent["Invoice"] = {"InvoiceID": onto["InvoiceID"]}
    year.call(operation, {"Allocations": [sent]}, {f"{kind}ID": key})


def _take_deposit(year: Year) -> None:
    """A customer pays some of an order beforehand."""
    deposit = _receive_more(year, "slow", "RECEIVE-PREPAYMENT", 150)
    year.ago(DELIVERED, _deliver, deposit)


def _deliver(year: Year, deposit: Record) -> None:
    sold = document("ACCREC", year, "slow", basket(year, "slow", (10, 5, 0, 0)))
    key, amount = deposit["PrepaymentID"], deposit["Total"]
    year.ago(USED, _allocate, "Prepayment", key, sold, amount)
    year.ago(SETTLED, pay, sold)


def _pay_deposit(year: Year) -> None:
    _receive_more(year, "insurer", "SPEND-PREPAYMENT", 320)


def _overpaid(year: Year) -> None:
    """A customer paid too much, and takes it off the next invoice."""
    more = _receive_more(year, "small", "RECEIVE-OVERPAYMENT", 12)
    sold = document("ACCREC", year, "small", basket(year, "small", (2, 1, 0, 0)))
    key = more["OverpaymentID"]
    year.ago(TAKEN_OFF, _take_off, key, sold, more["Total"])


def _take_off(year: Year, key: str, sold: Record, amount: Decimal) -> None:
    _allocate(year, "Overpayment", key, sold, amount)
    pay(year, sold)


def _receive_more(year: Year, part: str, kind: str, amount: int) -> Record:
    """Money that belongs to no invoice yet, received or spent."""
    money = amount * year.company.scale
    lines: list[Record] = expense(AHEAD, money, "Paid beforehand")
    if kind.endswith("OVERPAYMENT"):
        lines = [{"Description": "Paid too much", "UnitAmount": money}]
    sent = {
        "Type": kind,
        "Contact": who(year, part),
        "BankAccount": BANK,
        "Date": year.day.isoformat(),
        "LineItems": lines,
        "IsReconciled": reconciled(year),
    }
    return year.make("createBankTransactions", sent)
