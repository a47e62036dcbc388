"""Credit of credit notes, prepayments and overpayments, used for invoices of the same contact."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome
from tests.sweep.cases.bank_transactions import transaction
from tests.sweep.cases.credit_notes import credit_note
from tests.sweep.cases.invoices import invoice

RECEIVED = {"UnitAmount": "15.00", "Quantity": 1, "Description": "In advance"}


def _prepayment(books: Books) -> dict[str, Any]:
    line = RECEIVED | {"AccountCode": "200"}
    return transaction(books, Type="RECEIVE-PREPAYMENT", LineItems=[line])


def _overpayment(books: Books) -> dict[str, Any]:
    return transaction(
        books, Type="RECEIVE-OVERPAYMENT", LineItems=[RECEIVED], LineAmountTypes="NoTax"
    )


def _case(module: str, plural: str, name: str, made: Callable[[Books], dict[str, Any]]) -> Case:
    def given(books: Books) -> Given:
        credit = made(books)
        owed = invoice(books, Contact={"ContactID": credit["Contact"]["ContactID"]})
        return {
            name: credit[name],
            "Invoice.InvoiceID": owed["InvoiceID"],
            "Amount": "7.25",
            "Date": "2026-09-06",
        }

    def check(books: Books, outcome: Outcome, given: Given) -> None:
        (credit,) = books.all(f"{plural}/{given[name]}")
        (used,) = credit["Allocations"]
        assert used["Amount"] == outcome.bundle["Amount"] == Decimal("7.25")
        assert used["Invoice"]["InvoiceID"] == given["Invoice.InvoiceID"]
        (owed,) = books.all(f"Invoices/{given['Invoice.InvoiceID']}")
        assert owed["AmountCredited"] == Decimal("7.25")

    return Case(
        module=module,
        given=given,
        check=check,
        bad={"Amount": "-1"},
        says="is not more than zero",
    )


CASES = [
    _case("allocate_credit_note", "CreditNotes", "CreditNoteID", credit_note),
    _case("allocate_prepayment", "Prepayments", "PrepaymentID", _prepayment),
    _case("allocate_overpayment", "Overpayments", "OverpaymentID", _overpayment),
]
