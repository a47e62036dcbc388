"""What counts as a change of a record, and what is forgotten when a request fails."""

from __future__ import annotations

import pytest

from xero_emulator.changes import Change
from xero_emulator.direct import Direct

LINE = {"Description": "x", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}


@pytest.fixture
def xero() -> Direct:
    """Books that somebody watches; the clock stands still."""
    found = Direct()
    found.books.changes.watched = True
    return found


def told(xero: Direct) -> list[tuple[str, bool]]:
    """Category and whether it was new, of what happened since the last look."""
    return [(change.category, change.created) for change in xero.books.changes.take()]


def invoice(xero: Direct, **more: object) -> dict[str, object]:
    sent = {"Type": "ACCREC", "Contact": {"Name": "A"}, "DueDate": "2026-04-01"}
    sent |= {"Status": "AUTHORISED", "LineItems": [LINE]}
    return xero.call("createInvoices", sent | more).row()


def test_unwatched_books_note_nothing() -> None:
    quiet = Direct()
    quiet.call("createContacts", {"Name": "A"})
    assert quiet.books.changes.take() == []


def test_two_writes_at_the_same_instant_are_two_changes(xero: Direct) -> None:
    made = xero.call("createContacts", {"Name": "A"}).row()
    assert told(xero) == [("CONTACT", True)]
    xero.call("updateContact", {"LastName": "B"}, ContactID=made["ContactID"])
    assert told(xero) == [("CONTACT", False)]


def test_a_record_is_told_once_for_a_request(xero: Direct) -> None:
    xero.call("updateOrCreateContacts", {"Contacts": [{"Name": "A"}, {"Name": "A"}]})
    assert told(xero) == [("CONTACT", True)]


def test_marking_a_customer_is_no_change(xero: Direct) -> None:
    xero.call("createContacts", {"Name": "A"})
    xero.books.changes.take()
    invoice(xero)
    assert told(xero) == [("INVOICE", True)]


def test_money_for_an_invoice_is_known_as_such(xero: Direct) -> None:
    made = invoice(xero)
    xero.books.changes.take()
    paid = {"Invoice": {"InvoiceID": made["InvoiceID"]}, "Account": {"Code": "090"}}
    xero.call("createPayments", {**paid, "Amount": 10})
    changes = {change.category: change for change in xero.books.changes.take()}
    assert changes["INVOICE"].paid
    assert not changes["INVOICE"].created
    xero.call("updateInvoice", {"Reference": "R"}, InvoiceID=made["InvoiceID"])
    xero.call("emailInvoice", {}, InvoiceID=made["InvoiceID"])
    assert not any(change.paid for change in xero.books.changes.take())


def test_an_element_that_fails_takes_its_changes_with_it(xero: Direct) -> None:
    """The second invoice makes its contact and then fails for its account."""
    good = {"Type": "ACCREC", "Contact": {"Name": "Good"}, "LineItems": [LINE]}
    bad = {**good, "Contact": {"Name": "Bad"}, "LineItems": [{**LINE, "AccountCode": "x"}]}
    sent = {"Invoices": [good, {**bad, "Status": "AUTHORISED"}]}
    xero.call("createInvoices", sent)
    assert told(xero) == []
    xero.call("createInvoices", sent, query={"summarizeErrors": "false"})
    assert told(xero) == [("CONTACT", True), ("INVOICE", True)]


def test_changes_of_one_record_become_one() -> None:
    first = Change("INVOICE", "1", {"Status": "DRAFT"}, created=True, paid=False)
    second = Change("INVOICE", "1", {"Status": "PAID"}, created=False, paid=True)
    assert second.after(first) == Change("INVOICE", "1", {"Status": "PAID"}, True, False)
    assert second.after(None) is second
