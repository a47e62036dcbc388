"""What the tests send: contacts and documents as the SDK's own models, in the British organisation.

A document has two lines, 3 x 12.50 and 1 x 2.55: 40.05 net, and at 20 % 7.50 and 0.51 tax.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tests.xero_emulator.sdk.client import Sdk
from xero_python.accounting import (
    Account,
    Allocation,
    Allocations,
    BankTransaction,
    BankTransactions,
    BankTransfer,
    BankTransfers,
    Contact,
    Contacts,
    CreditNote,
    CreditNotes,
    Invoice,
    Invoices,
    LineAmountTypes,
    LineItem,
    Payment,
    Payments,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
SENT = date(2026, 2, 14)
DUE = date(2026, 3, 16)
NET, TAX, TOTAL = Decimal("40.05"), Decimal("8.01"), Decimal("48.06")
NOBODY = "00000000-0000-0000-0000-000000000000"
ELSEWHERE = "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"


def a_contact(name: str = "Ridgeway University", **more: Any) -> Contact:
    return Contact(name=name, **more)


def a_line(quantity: str, unit: str, description: str = "A thing", **more: Any) -> LineItem:
    return LineItem(
        description=description,
        quantity=Decimal(quantity),
        unit_amount=Decimal(unit),
        **{"account_code": "200", **more},
    )


def two_lines() -> list[LineItem]:
    return [a_line("3", "12.50", "Lamps"), a_line("1", "2.55", "Postage")]


def an_invoice(**more: Any) -> Invoice:
    return Invoice(
        **{
            "type": "ACCREC",
            "status": "AUTHORISED",
            "contact": a_contact(),
            "date": SENT,
            "due_date": DUE,
            "line_amount_types": LineAmountTypes.EXCLUSIVE,
            "line_items": two_lines(),
            **more,
        }
    )


def a_credit_note(**more: Any) -> CreditNote:
    return CreditNote(
        **{
            "type": "ACCRECCREDIT",
            "status": "AUTHORISED",
            "contact": a_contact(),
            "date": SENT,
            "line_amount_types": LineAmountTypes.EXCLUSIVE,
            "line_items": two_lines(),
            **more,
        }
    )


def a_payment(invoice: Invoice, amount: str, **more: Any) -> Payment:
    return Payment(
        **{
            "invoice": Invoice(invoice_id=invoice.invoice_id),
            "account": Account(code="090"),
            "date": TODAY,
            "amount": Decimal(amount),
            **more,
        }
    )


def an_allocation(invoice: Invoice, amount: str) -> Allocations:
    to = Invoice(invoice_id=invoice.invoice_id)
    return Allocations(allocations=[Allocation(invoice=to, amount=Decimal(amount), date=TODAY)])


def made_contact(sdk: Sdk, name: str = "Ridgeway University", **more: Any) -> Contact:
    sent = Contacts(contacts=[a_contact(name, **more)])
    return sdk("createContacts", sent).contacts[0]


def made_invoice(sdk: Sdk, **more: Any) -> Invoice:
    return sdk("createInvoices", Invoices(invoices=[an_invoice(**more)])).invoices[0]


def made_credit_note(sdk: Sdk, **more: Any) -> CreditNote:
    sent = CreditNotes(credit_notes=[a_credit_note(**more)])
    return sdk("createCreditNotes", sent).credit_notes[0]


def made_payment(sdk: Sdk, invoice: Invoice, amount: str) -> Payment:
    sent = Payments(payments=[a_payment(invoice, amount)])
    return sdk("createPayments", sent).payments[0]


def sales_account(sdk: Sdk) -> Account:
    return sdk("getAccounts", where='Code=="200"').accounts[0]


def a_bank_transaction(kind: str = "SPEND", **more: Any) -> BankTransaction:
    """49.20 at the bank: 41.00 and 8.20 of tax, unless it is an overpayment."""
    code = {"SPEND": "429", "RECEIVE": "200"}[kind.partition("-")[0]]
    account = {} if kind.endswith("OVERPAYMENT") else {"account_code": code}
    line = LineItem(description="Lamps", quantity=4, unit_amount=Decimal("12.30"), **account)
    return BankTransaction(
        **{
            "type": kind,
            "contact": a_contact(),
            "date": SENT,
            "bank_account": Account(code="090"),
            "line_items": [line],
            **more,
        }
    )


def made_bank_transaction(sdk: Sdk, kind: str = "SPEND", **more: Any) -> BankTransaction:
    sent = BankTransactions(bank_transactions=[a_bank_transaction(kind, **more)])
    return sdk("createBankTransactions", sent).bank_transactions[0]


def made_bank_transfer(sdk: Sdk, amount: str = "50", **more: Any) -> BankTransfer:
    transfer = BankTransfer(
        from_bank_account=Account(code="090"),
        to_bank_account=Account(code="091"),
        amount=Decimal(amount),
        date=SENT,
        **more,
    )
    return sdk("createBankTransfer", BankTransfers(bank_transfers=[transfer])).bank_transfers[0]
