"""The lines of a bank account's statements, as if the bank had reported all that the books have.

How it was checked: fields from Xero's OpenAPI 16.1.0. Unverified, as the emulator has no bank
feeds: that every live bank transaction and payment is a line on its own day, reconciled if it says
so; that payments of one batch are one line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.money import ZERO
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

LIVE = "AUTHORISED"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line, in the bank account's currency, positive where money came in."""

    id: str
    on: date
    entered: date
    amount: Decimal
    payee: str
    reference: str
    reconciled: bool
    transactions: tuple[Record, ...] = ()
    payments: tuple[Record, ...] = ()


def of_account(books: Books, account_id: str) -> list[StatementLine]:
    """Every line of an account, oldest first."""
    found = [*_transactions(books, account_id), *_payments(books, account_id)]
    return sorted(found, key=lambda line: (line.on, line.id))


def _transactions(books: Books, account_id: str) -> Iterator[StatementLine]:
    for record in books.bank_transactions.found_by("account", account_id):
        if record["Status"] == LIVE:
            sign = 1 if record["Type"].startswith("RECEIVE") else -1
            yield StatementLine(
                record["BankTransactionID"],
                wire.date_of(record["Date"]),
                _entered(record),
                record["Total"] * sign,
                contact_name(books, record),
                record.get("Reference", ""),
                record.get("IsReconciled", False),
                transactions=(record,),
            )


def _payments(books: Books, account_id: str) -> Iterator[StatementLine]:
    grouped: dict[str, list[Record]] = defaultdict(list)
    for record in books.payments.records.values():
        if record["Status"] == LIVE and record["Account"]["AccountID"] == account_id:
            key: str = record.get("BatchPaymentID") or record["PaymentID"]
            grouped[key].append(record)
    for line, payments in grouped.items():
        amounts = (payment["BankAmount"] * _sign(books, payment) for payment in payments)
        yield StatementLine(
            line,
            wire.date_of(payments[0]["Date"]),
            max(map(_entered, payments)),
            sum(amounts, ZERO),
            payee(books, payments),
            payments[0]["Reference"],
            all(payment["IsReconciled"] for payment in payments),
            payments=tuple(payments),
        )


def _entered(record: Record) -> date:
    return wire.date_of(record["UpdatedDateUTC"])


def _sign(books: Books, payment: Record) -> int:
    """Whether the ledger has a payment coming in or going out."""
    journal = books.journals.standing(payment["PaymentID"]) or {}
    moved = (
        line["NetAmount"]
        for line in journal.get("JournalLines", ())
        if line["AccountID"] == payment["Account"]["AccountID"]
    )
    return 1 if next(moved, ZERO) > ZERO else -1


def payee(books: Books, payments: list[Record]) -> str:
    """Whom payments are from or to, each once."""
    found = (contact_name(books, document(books, payment)[1]) for payment in payments)
    return ", ".join(dict.fromkeys(found))


# What a payment may be for: where the documents are kept.
DOCUMENTS = {
    "Invoice": "invoices",
    "CreditNote": "credit_notes",
    "Prepayment": "prepayments",
    "Overpayment": "overpayments",
}


def document(books: Books, payment: Record) -> tuple[str, Record]:
    """What a payment is for: "Invoice" and the record."""
    name = next(each for each in DOCUMENTS if each in payment)
    held = books.resources[DOCUMENTS[name]]
    return name, held.records[payment[name][held.key]]


def contact_name(books: Books, record: Record) -> str:
    if "Contact" not in record:
        return ""
    return str(books.contacts.records[record["Contact"]["ContactID"]]["Name"])
