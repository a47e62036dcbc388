"""Credit notes: their states, numbers and remaining credit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xero_emulator.accounting.credit_notes import STATES
from xero_emulator.accounting.documents import STATUSES
from xero_emulator.direct import Direct

LINE = {"Description": "Returned", "Quantity": 2, "UnitAmount": 50, "AccountCode": "200"}


@pytest.fixture
def xero() -> Direct:
    return Direct()


def credit(**differences):
    note = {"Type": "ACCRECCREDIT", "Contact": {"Name": "Ridgeway Bank"}, "LineItems": [LINE]}
    return {**note, "Date": "2026-03-01", **differences}


def create(xero, **differences):
    return xero.call("createCreditNotes", {"CreditNotes": [credit(**differences)]})


def change(xero, made, **sent):
    return xero.call("updateCreditNote", {"CreditNotes": [sent]}, CreditNoteID=made["CreditNoteID"])


def get(xero, made):
    return xero.call("getCreditNote", CreditNoteID=made["CreditNoteID"]).row()


def refund(xero, made, amount):
    payment = {
        "CreditNote": {"CreditNoteID": made["CreditNoteID"]},
        "Account": {"Code": "090"},
        "Amount": amount,
        "Date": "2026-03-10",
    }
    return xero.call("createPayment", payment).row()


def in_state(xero, status):
    if status in STATES.born:
        return create(xero, Status=status).row()
    if status == "DELETED":
        return change(xero, create(xero).row(), Status="DELETED").row()
    made = create(xero, Status="AUTHORISED").row()
    if status == "VOIDED":
        return change(xero, made, Status="VOIDED").row()
    refund(xero, made, made["Total"])
    return get(xero, made)


def test_a_credit_note_comes_back_as_it_was_sent(xero):
    made = create(xero, Reference="R", CreditNoteNumber="A-1", Status="AUTHORISED").row()
    assert get(xero, made) == made
    assert (made["Type"], made["CreditNoteNumber"], made["Reference"]) == (
        "ACCRECCREDIT",
        "A-1",
        "R",
    )
    assert (made["SubTotal"], made["TotalTax"], made["Total"]) == (100, 20, 120)
    assert made["RemainingCredit"] == 120
    assert made["DateString"] == "2026-03-01T00:00:00"
    assert made["Contact"]["Name"] == "Ridgeway Bank"
    assert made["LineItems"][0]["LineAmount"] == 100


EXPECTED = {  # reference, section 5.3: the same set as invoices
    "DRAFT": {"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"},
    "SUBMITTED": {"SUBMITTED", "DRAFT", "AUTHORISED", "DELETED"},
    "AUTHORISED": {"AUTHORISED", "VOIDED"},
}


def test_the_table_is_the_expected_one():
    assert {state: set(edges) for state, edges in STATES.edges.items()} == EXPECTED
    assert STATES.born == ("DRAFT", "SUBMITTED", "AUTHORISED")


@pytest.mark.parametrize("status", STATUSES)
def test_it_is_born_only_as(xero, status):
    answer = create(xero, Status=status)
    if status in STATES.born:
        assert answer.row()["Status"] == status
    else:
        assert answer.messages() == ["Credit note not of valid status for creation"]


@pytest.mark.parametrize("after", STATUSES)
@pytest.mark.parametrize("before", ["DRAFT", "SUBMITTED", "AUTHORISED", "VOIDED", "DELETED"])
def test_every_edge_works_or_is_refused(xero, before, after):
    made = in_state(xero, before)
    answer = change(xero, made, Status=after)
    if after in EXPECTED.get(before, ()):
        assert answer.row()["Status"] == after
    else:
        assert answer.messages() == ["Credit note not of valid status for modification"]
    assert get(xero, made)["Status"] == (after if answer.status == 200 else before)


def test_a_refund_uses_the_credit_up(xero):
    made = create(xero, Status="AUTHORISED").row()
    refund(xero, made, 20)
    found = get(xero, made)
    assert (found["RemainingCredit"], found["Status"]) == (100, "AUTHORISED")
    refund(xero, made, 100)
    found = get(xero, made)
    assert (found["RemainingCredit"], found["Status"]) == (0, "PAID")
    assert found["FullyPaidOnDate"] == "/Date(1773100800000+0000)/"
    assert [payment["Amount"] for payment in found["Payments"]] == [20, 100]


@pytest.mark.parametrize("sent", [{"Status": "VOIDED"}, {"Reference": "R"}])
def test_a_used_credit_note_refuses_changes(xero, sent):
    made = create(xero, Status="AUTHORISED").row()
    refund(xero, made, 20)
    assert change(xero, made, **sent).status == 400


def test_sales_credit_notes_are_numbered_and_unique(xero):
    assert create(xero).row()["CreditNoteNumber"] == "CN-0001"
    assert create(xero, CreditNoteNumber="CN-0002").row()["CreditNoteNumber"] == "CN-0002"
    assert create(xero).row()["CreditNoteNumber"] == "CN-0003"
    assert create(xero, CreditNoteNumber="cn-0001").messages() == ["Credit Note # must be unique."]


def test_a_credit_note_and_an_invoice_may_share_a_number(xero):
    invoice = {"Type": "ACCREC", "Contact": {"Name": "A"}, "InvoiceNumber": "A-1"}
    xero.call("createInvoices", invoice).row()
    assert create(xero, CreditNoteNumber="A-1").row()["CreditNoteNumber"] == "A-1"


def test_a_purchase_credit_note_needs_no_number(xero):
    line = {**LINE, "AccountCode": "400"}
    made = create(xero, Type="ACCPAYCREDIT", LineItems=[line]).row()
    assert made["CreditNoteNumber"] == ""
    assert made["LineItems"][0]["TaxType"] == "INPUT2"


def test_a_credit_note_takes_no_discount(xero):
    answer = create(xero, LineItems=[{**LINE, "DiscountRate": 5}])
    assert answer.messages() == ["Discounts are only supported on ACCREC invoices."]


def test_an_unknown_credit_note_cannot_be_changed(xero):
    sent = credit(CreditNoteID="a3675fc4-f8dd-4f03-ba5b-f1870566bcd7")
    answer = xero.call("updateOrCreateCreditNotes", {"CreditNotes": [sent]})
    assert answer.messages() == [
        "An existing Credit Note with the specified CreditNoteID could not be found"
    ]


def test_it_can_be_marked_as_sent(xero):
    made = create(xero, Status="AUTHORISED").row()
    assert change(xero, made, SentToContact=True).row()["SentToContact"] is True


def test_a_page_has_lines_and_an_unpaged_list_has_none(xero):
    create(xero)
    assert xero.call("getCreditNotes").row()["LineItems"] == []
    (paged,) = xero.call("getCreditNotes", query={"page": "1"}).rows()
    assert paged["LineItems"][0]["UnitAmount"] == Decimal("50.00")


def test_it_can_be_asked_for(xero):
    create(xero, Status="AUTHORISED", CreditNoteNumber="A-1")
    create(xero, CreditNoteNumber="A-2", Contact={"Name": "Other"})
    query = {"where": 'Status=="AUTHORISED" AND RemainingCredit>100', "order": "Total"}
    assert xero.call("getCreditNotes", query=query).row()["CreditNoteNumber"] == "A-1"
    query = {"where": 'Contact.Name=="other"'}
    assert xero.call("getCreditNotes", query=query).row()["CreditNoteNumber"] == "A-2"
