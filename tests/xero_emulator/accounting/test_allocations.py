"""Credit applied to invoices."""

from __future__ import annotations

import pytest

from xero_emulator.direct import Direct

LINE = {"Description": "x", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}
WHO = {"Name": "Ridgeway Bank"}


@pytest.fixture
def xero() -> Direct:
    return Direct()


def invoice(xero, **differences):
    sent = {"Type": "ACCREC", "Contact": WHO, "DueDate": "2026-04-01", "Status": "AUTHORISED"}
    return xero.call("createInvoices", {**sent, "LineItems": [LINE], **differences}).row()


def note(xero, **differences):
    sent = {"Type": "ACCRECCREDIT", "Contact": WHO, "Status": "AUTHORISED", "LineItems": [LINE]}
    return xero.call("createCreditNotes", {**sent, **differences}).row()


def allocate(xero, source, target, amount, **more):
    sent = {"Amount": amount, "Invoice": {"InvoiceID": target["InvoiceID"]}, "Date": "2026-03-05"}
    body = {"Allocations": [{**sent, **more}]}
    return xero.call("createCreditNoteAllocation", body, CreditNoteID=source["CreditNoteID"])


def states(xero, source, target):
    credit = xero.call("getCreditNote", CreditNoteID=source["CreditNoteID"]).row()
    bill = xero.call("getInvoice", InvoiceID=target["InvoiceID"]).row()
    return credit, bill


def test_an_allocation_moves_credit_to_the_invoice(xero):
    source, target = note(xero), invoice(xero)
    xero.advance(minutes=1)
    made = allocate(xero, source, target, 50).row()
    assert made["Amount"] == 50
    assert made["Date"] == "/Date(1772668800000+0000)/"
    assert made["Invoice"]["InvoiceID"] == target["InvoiceID"]
    credit, due = states(xero, source, target)
    assert (credit["RemainingCredit"], credit["Status"]) == (70, "AUTHORISED")
    assert (due["AmountCredited"], due["AmountDue"], due["Status"]) == (50, 70, "AUTHORISED")
    assert credit["Allocations"][0]["AllocationID"] == made["AllocationID"]
    assert due["CreditNotes"][0]["AppliedAmount"] == 50
    assert due["CreditNotes"][0]["CreditNoteID"] == source["CreditNoteID"]
    assert due["UpdatedDateUTC"] > target["UpdatedDateUTC"]
    assert credit["UpdatedDateUTC"] > source["UpdatedDateUTC"]


def test_the_whole_credit_pays_both(xero):
    source, target = note(xero), invoice(xero)
    allocate(xero, source, target, 120).row()
    credit, due = states(xero, source, target)
    assert (credit["RemainingCredit"], credit["Status"]) == (0, "PAID")
    assert (due["AmountDue"], due["Status"]) == (0, "PAID")
    assert credit["FullyPaidOnDate"] == due["FullyPaidOnDate"] == "/Date(1772668800000+0000)/"


def test_a_deleted_allocation_opens_both_again(xero):
    source, target = note(xero), invoice(xero)
    made = allocate(xero, source, target, 120).row()
    answer = xero.call(
        "deleteCreditNoteAllocations",
        CreditNoteID=source["CreditNoteID"],
        AllocationID=made["AllocationID"],
    )
    assert answer.status == 200
    assert answer.json["IsDeleted"] is True
    assert answer.json["AllocationID"] == made["AllocationID"]
    credit, due = states(xero, source, target)
    assert (credit["RemainingCredit"], credit["Status"], credit["Allocations"]) == (
        120,
        "AUTHORISED",
        [],
    )
    assert (due["AmountDue"], due["Status"], due["CreditNotes"]) == (120, "AUTHORISED", [])
    assert "FullyPaidOnDate" not in due


def test_an_invoice_can_be_named_by_its_number(xero):
    source, target = note(xero), invoice(xero, InvoiceNumber="A-1")
    allocate(xero, source, target, 1, Invoice={"InvoiceNumber": "a-1"}).row()
    assert states(xero, source, target)[1]["AmountDue"] == 119


@pytest.mark.parametrize(
    ("credit", "due", "amount", "message"),
    [
        ({"Status": "DRAFT"}, {}, 1, "Credit can only be allocated from an Authorised document"),
        ({}, {"Status": "DRAFT"}, 1, "Credit can only be allocated from an Authorised document"),
        (
            {},
            {"Contact": {"Name": "Other"}},
            1,
            "Credit can only be allocated to an invoice of the",
        ),
        ({}, {"CurrencyCode": "EUR"}, 1, "Credit can only be allocated to an invoice of the same"),
        (
            {},
            {"Type": "ACCPAY", "LineItems": [{**LINE, "AccountCode": "400"}]},
            1,
            "Credit can only be allocated to an invoice of the same",
        ),
        ({}, {}, 0, "The allocation amount must be greater than zero."),
        ({}, {}, -1, "The allocation amount must be greater than zero."),
        (
            {},
            {"LineItems": [LINE, LINE]},
            121,
            "The allocation amount exceeds the remaining credit",
        ),
        (
            {"LineItems": [LINE, LINE]},
            {},
            121,
            "The allocation amount exceeds the amount outstanding",
        ),
    ],
)
def test_an_allocation_is_refused(xero, credit, due, amount, message):
    source, target = note(xero, **credit), invoice(xero, **due)
    answer = allocate(xero, source, target, amount)
    assert answer.status == 400
    assert answer.messages()[0].startswith(message)
    assert states(xero, source, target)[1]["AmountCredited"] == 0


def test_an_unknown_invoice_is_refused(xero):
    nobody = {"InvoiceID": "a3675fc4-f8dd-4f03-ba5b-f1870566bcd7"}
    answer = allocate(xero, note(xero), nobody, 1)
    assert answer.messages() == ["The invoice to allocate to could not be found."]


def test_two_allocations_stand_or_fall_together(xero):
    source, target = note(xero), invoice(xero)
    one = {"Amount": 100, "Invoice": {"InvoiceID": target["InvoiceID"]}}
    body = {"Allocations": [one, one]}
    answer = xero.call("createCreditNoteAllocation", body, CreditNoteID=source["CreditNoteID"])
    assert answer.status == 400
    assert states(xero, source, target)[0]["RemainingCredit"] == 120


def test_an_allocation_belongs_to_its_credit_note(xero):
    source, target = note(xero), invoice(xero)
    made = allocate(xero, source, target, 1).row()
    answer = xero.call(
        "deleteCreditNoteAllocations",
        CreditNoteID=note(xero)["CreditNoteID"],
        AllocationID=made["AllocationID"],
    )
    assert answer.status == 404


def test_different_rates_leave_a_gain_or_loss(xero):
    source = note(xero, CurrencyCode="EUR", CurrencyRate="1.2")
    target = invoice(xero, CurrencyCode="EUR", CurrencyRate="1.0")
    allocate(xero, source, target, 120).row()
    balances = xero.books.journals.balances()
    debtors = xero.books.accounts.system("DEBTORS")["AccountID"]
    gains = xero.books.accounts.system("REALISEDCURRENCYGAIN")["AccountID"]
    assert balances[debtors] == 0
    assert balances[gains] == 20
