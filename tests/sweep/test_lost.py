"""What is known again when the answer to a write was lost, and what is not taken for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.sweep.books import Books
from tests.sweep.case import Given, Outcome
from tests.sweep.cases.invoices import contact, invoice
from tests.sweep.desk import Desk

from tallyloom.apps.xero import app

# The answer is lost, and then the service fails under the request's key for good.
LOST = ("lost", "failed", "failed")
LINE = {
    "Description": 'Laterne “grün” \\ 6" - 1.5 m',
    "Quantity": "7.5",
    "UnitAmount": "3.33",
    "AccountCode": "200",
}
COUNTED = {
    "create_invoice": "Invoices",
    "create_credit_note": "CreditNotes",
    "create_quote": "Quotes",
    "create_purchase_order": "PurchaseOrders",
}
TYPES = {"create_invoice": "ACCREC", "create_credit_note": "ACCRECCREDIT"}


@pytest.fixture
def books(desk: Desk) -> Iterator[Books]:
    books = desk.books("GB")
    yield books
    books.close()


def run(desk: Desk, books: Books, module: str, given: Given, *troubles: str) -> Outcome:
    connection = desk.connect(app.modules[module].scopes.granular)
    desk.recorder.troubles.extend(troubles)
    return desk.run(module, given, connection, books.name)


def numberless(module: str, books: Books) -> dict[str, object]:
    """A document of a contact's own, of many lines, in another currency, without a number."""
    discount = {} if module == "create_credit_note" else {"DiscountRate": "12.5"}
    lines = [LINE | discount | {"Description": f"{n:02} {LINE['Description']}"} for n in range(60)]
    kind = {"Type": TYPES[module]} if module in TYPES else {}
    facts = {"Date": "2026-09-01", "CurrencyCode": "EUR", "Reference": "Order 0007/ä"}
    return {**kind, "Contact.Name": contact(books)["Name"], "LineItems": lines, **facts}


@pytest.mark.parametrize("module", list(COUNTED))
def test_a_document_without_a_number_is_known_again_by_all_that_it_says(
    desk: Desk, books: Books, module: str
) -> None:
    given = numberless(module, books)
    outcome = run(desk, books, module, given, *LOST)
    assert outcome.status == "success", outcome.said
    pages = {} if module == "create_quote" else {"pageSize": "1000"}
    there = books.all(COUNTED[module], page="1", **pages)
    ours = [one for one in there if one["Contact"]["Name"] == given["Contact.Name"]]
    (only,) = ours
    assert outcome.bundle["Total"] == only["Total"] > 0
    assert len(outcome.bundle["LineItems"]) == 60


def test_a_contact_that_had_the_name_before_is_not_the_one_whose_answer_was_lost(
    desk: Desk, books: Books
) -> None:
    theirs = contact(books)
    given = {"Name": theirs["Name"], "EmailAddress": "another@example.com"}
    outcome = run(desk, books, "create_contact", given, "lost")
    assert (outcome.status, list(outcome.bundles)) == ("error", [])
    assert "already assigned to another contact" in outcome.said


def test_a_paid_invoice_is_not_void_though_the_first_refusal_was_lost(
    desk: Desk, books: Books
) -> None:
    paid = invoice(books)
    (bank,) = books.all("Accounts", where='Code=="090"')
    books.made(
        "Payments",
        Invoice={"InvoiceID": paid["InvoiceID"]},
        Account={"AccountID": bank["AccountID"]},
        Amount=paid["Total"],
        Date="2026-09-02",
    )
    outcome = run(desk, books, "void_invoice", {"InvoiceID": paid["InvoiceID"]}, "lost")
    assert (outcome.status, list(outcome.bundles)) == ("error", [])


def test_an_invoice_that_was_void_before_is_refused_and_one_of_a_lost_answer_is_not(
    desk: Desk, books: Books
) -> None:
    given = {"InvoiceID": invoice(books)["InvoiceID"]}
    assert run(desk, books, "void_invoice", given, "lost").status == "success"
    assert "not of valid status" in run(desk, books, "void_invoice", given).said
