"""Billable expenses: from a line of a bill to a customer and an invoice."""

from __future__ import annotations

import pytest

from xero_emulator.accounting.linked_transactions import (
    FROZEN,
    LINKED,
    NO_CONTACT,
    NO_LINE,
    NO_SOURCE,
    NO_TARGET,
    UNLIKE_CONTACT,
    UNLIKE_LINE,
    UNLIKE_TARGET_LINE,
)
from xero_emulator.direct import Direct

NOWHERE = "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"


@pytest.fixture
def xero() -> Direct:
    return Direct()


def document(xero, kind, status="DRAFT", name=None):
    line = {"Description": "x", "Quantity": 1, "UnitAmount": 100}
    account = {"AccountCode": "200" if kind == "ACCREC" else "404"}
    sent = {
        "Type": kind,
        "Contact": {"Name": name or ("Customer" if kind == "ACCREC" else "Supplier")},
        "DueDate": "2026-04-01",
        "Status": status,
        "LineItems": [{**line, **account}],
    }
    return xero.call("createInvoices", sent).row()


def approve(xero, invoice, status="AUTHORISED"):
    return xero.call("updateInvoice", {"Status": status}, InvoiceID=invoice["InvoiceID"]).row()


def source(bill):
    line = bill["LineItems"][0]["LineItemID"]
    return {"SourceTransactionID": bill["InvoiceID"], "SourceLineItemID": line}


def target(invoice):
    line = invoice["LineItems"][0]["LineItemID"]
    return {"TargetTransactionID": invoice["InvoiceID"], "TargetLineItemID": line}


def link(xero, **sent):
    return xero.call("createLinkedTransaction", {"LinkedTransactions": [sent]})


def change(xero, made, **sent):
    at = {"LinkedTransactionID": made["LinkedTransactionID"]}
    return xero.call("updateLinkedTransaction", {"LinkedTransactions": [sent]}, **at)


def status(xero, made):
    at = {"LinkedTransactionID": made["LinkedTransactionID"]}
    return xero.call("getLinkedTransaction", **at).row()["Status"]


def test_a_line_of_a_bill_becomes_a_billable_expense(xero):
    bill = document(xero, "ACCPAY")
    made = xero.call("createLinkedTransaction", source(bill)).row()
    assert made == {
        **source(bill),
        "LinkedTransactionID": made["LinkedTransactionID"],
        "Status": "DRAFT",
        "Type": "BILLABLEEXPENSE",
        "SourceTransactionTypeCode": "ACCPAY",
        "UpdatedDateUTC": "/Date(1772452800000+0000)/",
    }
    found = xero.call("getLinkedTransactions")
    assert found.row() == made
    assert "pagination" not in found.json


def test_the_status_follows_from_both_documents(xero):
    bill, invoice = document(xero, "ACCPAY"), document(xero, "ACCREC")
    made = link(xero, **source(bill)).row()
    assert made["Status"] == "DRAFT"
    approve(xero, bill)
    assert status(xero, made) == "APPROVED"
    assert change(xero, made, **target(invoice)).row()["Status"] == "ONDRAFT"
    approve(xero, invoice)
    assert status(xero, made) == "BILLED"
    approve(xero, invoice, "VOIDED")
    assert status(xero, made) == "APPROVED"
    approve(xero, bill, "VOIDED")
    assert status(xero, made) == "VOIDED"


def test_a_status_that_is_sent_changes_nothing(xero):
    made = link(xero, **source(document(xero, "ACCPAY")), Status="BILLED").row()
    assert made["Status"] == "DRAFT"


def test_the_customer_is_the_one_of_the_target(xero):
    bill, invoice = document(xero, "ACCPAY"), document(xero, "ACCREC")
    customer = invoice["Contact"]["ContactID"]
    made = link(xero, **source(bill), TargetTransactionID=invoice["InvoiceID"]).row()
    assert made["ContactID"] == customer
    other = document(xero, "ACCREC", name="Other")["Contact"]["ContactID"]
    assert change(xero, made, ContactID=other).messages() == [UNLIKE_CONTACT]
    assert change(xero, made, ContactID=customer).status == 200


def test_an_expense_can_be_for_a_customer_without_an_invoice(xero):
    invoice = document(xero, "ACCREC")
    made = link(xero, **source(document(xero, "ACCPAY"))).row()
    xero.advance(seconds=1)
    after = change(xero, made, ContactID=invoice["Contact"]["ContactID"]).row()
    assert after["ContactID"] == invoice["Contact"]["ContactID"]
    assert (after["Status"], "TargetTransactionID" in after) == ("DRAFT", False)
    assert after["UpdatedDateUTC"] > made["UpdatedDateUTC"]


def test_what_does_not_belong_together_is_refused(xero):
    bill, other = document(xero, "ACCPAY"), document(xero, "ACCPAY")
    invoice = document(xero, "ACCREC")
    good = source(bill)
    for sent, message in (
        ({}, NO_SOURCE),
        ({"SourceTransactionID": NOWHERE, "SourceLineItemID": NOWHERE}, NO_SOURCE),
        (source(invoice), NO_SOURCE),
        ({"SourceTransactionID": bill["InvoiceID"]}, NO_LINE),
        ({**good, "SourceLineItemID": source(other)["SourceLineItemID"]}, UNLIKE_LINE),
        ({**good, "ContactID": NOWHERE}, NO_CONTACT),
        ({**good, "TargetTransactionID": other["InvoiceID"]}, NO_TARGET),
        ({**good, "TargetLineItemID": NOWHERE}, NO_TARGET),
        ({**good, **target(invoice), "TargetLineItemID": NOWHERE}, UNLIKE_TARGET_LINE),
    ):
        assert link(xero, **sent).messages() == [message], sent
    assert xero.call("getLinkedTransactions").rows() == []


def test_a_line_is_linked_once(xero):
    bill = document(xero, "ACCPAY")
    made = link(xero, **source(bill)).row()
    assert link(xero, **source(bill)).messages() == [LINKED]
    assert change(xero, made, **source(bill)).status == 200


def test_several_expenses_can_go_on_one_line(xero):
    invoice = document(xero, "ACCREC")
    for _ in range(2):
        made = link(xero, **source(document(xero, "ACCPAY")), **target(invoice)).row()
        assert made["Status"] == "ONDRAFT"


def test_what_is_billed_or_void_is_frozen(xero):
    bill, invoice = document(xero, "ACCPAY", "AUTHORISED"), document(xero, "ACCREC", "AUTHORISED")
    made = link(xero, **source(bill), **target(invoice)).row()
    at = {"LinkedTransactionID": made["LinkedTransactionID"]}
    for state in ("BILLED", "VOIDED"):
        assert change(xero, made, **source(bill)).messages() == [FROZEN.format(state)]
        refused = xero.call("deleteLinkedTransaction", **at)
        assert (refused.status, refused.messages()) == (400, [FROZEN.format(state)])
        approve(xero, bill if state == "BILLED" else invoice, "VOIDED")


def test_a_deleted_link_is_gone(xero):
    bill = document(xero, "ACCPAY")
    made = link(xero, **source(bill)).row()
    at = {"LinkedTransactionID": made["LinkedTransactionID"]}
    gone = xero.call("deleteLinkedTransaction", **at)
    assert (gone.status, gone.reply.body) == (204, b"")
    assert xero.call("getLinkedTransaction", **at).status == 404
    assert xero.call("deleteLinkedTransaction", **at).status == 404
    assert link(xero, **source(bill)).status == 200


def test_links_are_found_by_what_they_join(xero):
    bills = [document(xero, "ACCPAY"), document(xero, "ACCPAY", "AUTHORISED")]
    invoice = document(xero, "ACCREC")
    first = link(xero, **source(bills[0])).row()
    second = link(xero, **source(bills[1]), **target(invoice)).row()
    for query, wanted in (
        ({"LinkedTransactionID": first["LinkedTransactionID"]}, [first]),
        ({"SourceTransactionID": bills[1]["InvoiceID"]}, [second]),
        ({"TargetTransactionID": invoice["InvoiceID"]}, [second]),
        ({"ContactID": invoice["Contact"]["ContactID"], "Status": "ONDRAFT"}, [second]),
        ({"ContactID": invoice["Contact"]["ContactID"], "Status": "BILLED"}, []),
        ({"Status": "draft"}, [first]),
        ({"page": "2"}, []),
    ):
        assert xero.call("getLinkedTransactions", query=query).rows() == wanted, query


@pytest.mark.parametrize("query", [{"Status": "OPEN"}, {"ContactID": "x"}])
def test_a_parameter_that_cannot_be_read_is_refused(xero, query):
    assert xero.call("getLinkedTransactions", query=query).status == 400


def test_a_hundred_links_come_at_once(xero):
    line = {"Description": "x", "Quantity": 1, "UnitAmount": 1, "AccountCode": "404"}
    sent = {"Type": "ACCPAY", "Contact": {"Name": "S"}, "LineItems": [line] * 101}
    bill = xero.call("createInvoices", sent).row()
    of = bill["InvoiceID"]
    links = [
        {"SourceTransactionID": of, "SourceLineItemID": line["LineItemID"]}
        for line in bill["LineItems"]
    ]
    xero.call("createLinkedTransaction", {"LinkedTransactions": links}).rows()
    pages = [xero.call("getLinkedTransactions", query={"page": page}).rows() for page in "12"]
    assert [len(rows) for rows in pages] == [100, 1]
