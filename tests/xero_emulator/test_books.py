"""One organisation's books: whole or not at all, saved and loaded."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from xero_emulator.books import Books
from xero_emulator.direct import Direct

LINE = {"Description": "x", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}


def busy() -> Direct:
    """Books with one of everything."""
    xero = Direct()
    who = {"Name": "A", "EmailAddress": "a@b.test"}
    sent = {"Type": "ACCREC", "Contact": who, "DueDate": "2026-04-01", "Status": "AUTHORISED"}
    invoice = xero.call("createInvoices", {**sent, "LineItems": [LINE]}).row()
    at = {"InvoiceID": invoice["InvoiceID"]}
    credit = {"Type": "ACCRECCREDIT", "Contact": who, "Status": "AUTHORISED", "LineItems": [LINE]}
    note = xero.call("createCreditNotes", credit).row()
    allocation = {"Amount": 10, "Invoice": at}
    xero.call("createCreditNoteAllocation", allocation, CreditNoteID=note["CreditNoteID"]).row()
    xero.call("createPayment", {"Invoice": at, "Account": {"Code": "090"}, "Amount": 20}).row()
    bank = {"Account": {"Code": "090"}}
    xero.call("createBatchPayment", {**bank, "Payments": [{"Invoice": at, "Amount": 5}]}).row()
    _at_the_bank(xero, who, at)
    xero.call("emailInvoice", {}, **at)
    xero.call("createInvoiceAttachmentByFileName", b"\x00\xff", FileName="a.bin", **at).row()
    return xero


def _at_the_bank(xero, who, at):
    """Money spent, moved, and received in advance; and a part of that used."""
    banked = {"Contact": who, "BankAccount": {"Code": "090"}, "LineItems": [LINE]}
    xero.call("createBankTransactions", {**banked, "Type": "RECEIVE"}).row()
    accounts = {"FromBankAccount": {"Code": "090"}, "ToBankAccount": {"Code": "091"}}
    xero.call("createBankTransfer", {**accounts, "Amount": 7}).row()
    made = xero.call("createBankTransactions", {**banked, "Type": "RECEIVE-PREPAYMENT"}).row()
    key = {"PrepaymentID": made["PrepaymentID"]}
    xero.call("createPrepaymentAllocations", {"Amount": 3, "Invoice": at}, **key).row()
    line = {"Description": "x", "UnitAmount": 4}
    over = {**banked, "Type": "RECEIVE-OVERPAYMENT", "LineItems": [line]}
    made = xero.call("createBankTransactions", over).row()
    key = {"OverpaymentID": made["OverpaymentID"]}
    xero.call("createOverpaymentAllocations", {"Amount": 2, "Invoice": at}, **key).row()


LISTS = (
    *("Contacts", "Invoices", "CreditNotes", "Payments", "Accounts", "BankTransactions"),
    *("BankTransfers", "BatchPayments", "Overpayments", "Prepayments"),
)


def saved(books: Books) -> Books:
    """The books after a trip through a file."""
    encoded = msgspec.json.Encoder(decimal_format="number").encode(books.dump())
    return Books.load(msgspec.json.Decoder(float_hook=Decimal).decode(encoded))


def test_saved_books_are_the_same_books():
    xero = busy()
    loaded = Direct(books=saved(xero.books))
    assert loaded.books.ledger() == xero.books.ledger()
    assert loaded.books.dump() == xero.books.dump()
    for name in LISTS:
        assert loaded.call(f"get{name}").rows() == xero.call(f"get{name}").rows() != []
    path = {"InvoiceID": "INV-0001"}
    told = xero.call("getInvoiceHistory", **path).rows()
    assert loaded.call("getInvoiceHistory", **path).rows() == told
    found = loaded.call("getInvoiceAttachmentByFileName", FileName="a.bin", **path)
    assert found.reply.body == b"\x00\xff"


def test_loaded_books_go_on_where_they_were():
    xero = busy()
    loaded = Direct(books=saved(xero.books))
    payment = {"Invoice": {"InvoiceNumber": "INV-0001"}, "Account": {"Code": "090"}, "Amount": 80}
    made = loaded.call("createPayment", payment).row()
    assert made["PaymentID"] == xero.call("createPayment", payment).row()["PaymentID"]
    invoice = loaded.call("getInvoice", InvoiceID="INV-0001").row()
    assert invoice["Status"] == "PAID"
    assert (
        loaded.call("createInvoices", {"Type": "ACCREC", "Contact": {"Name": "A"}}).row()[
            "InvoiceNumber"
        ]
        == "INV-0002"
    )


COUNTS = {
    **dict.fromkeys(("credit_notes", "bank_transfers", "batch_payments"), 1),
    **dict.fromkeys(("overpayments", "prepayments"), 1),
    **{"payments": 2, "allocations": 3, "bank_transactions": 5},
}


def test_the_evidence_tells_plain_dates_and_names():
    told = busy().books.ledger()
    (invoice,) = told["invoices"]
    assert invoice["Date"] == "2026-03-02"
    assert invoice["Contact"]["Name"] == "A"
    assert invoice["LineItems"][0]["LineAmount"] == 100
    assert told["country"] == "GB"
    counts = {name: len(told[name]) for name in COUNTS}
    assert counts == COUNTS
    assert [journal["SourceType"] for journal in told["journals"]] == [
        *("ACCREC", "ACCRECCREDIT", "ACCRECCREDIT", "ACCRECPAYMENT", "ACCRECPAYMENT"),
        *("CASHREC", "TRANSFER", "ARPREPAYMENT", "ARPREPAYMENT"),
        *("AROVERPAYMENT", "AROVERPAYMENT"),
    ]


@pytest.mark.parametrize("broken", [{"AccountCode": "999"}, {"TaxType": "NOSUCH"}])
def test_a_failed_request_leaves_everything_as_it_was(broken):
    xero = busy()
    before = {**xero.books.dump(), "given": None}
    bad = {"Type": "ACCREC", "Contact": {"Name": "New"}, "LineItems": [{**LINE, **broken}]}
    good = {"Type": "ACCREC", "Contact": {"Name": "A", "FirstName": "x"}, "LineItems": [LINE]}
    assert xero.call("updateOrCreateInvoices", [good, bad]).status == 400
    assert {**xero.books.dump(), "given": None} == before
