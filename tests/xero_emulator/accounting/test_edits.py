"""Documents that change, and those that may not any more."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.xero_emulator.accounting.given import (
    BILL_LINE,
    LINE,
    bill,
    change,
    create,
    get,
    pay,
    sales,
)

from xero_emulator.direct import Direct

D = Decimal


@pytest.fixture
def xero() -> Direct:
    return Direct()


class TestEdits:
    def test_lines_sent_replace_all_and_keep_known_ids(self, xero):
        made = create(xero, LineItems=[LINE, {**LINE, "Description": "Other"}]).row()
        kept = made["LineItems"][1]["LineItemID"]
        lines = [{"LineItemID": kept, "Quantity": 3}, {**LINE, "UnitAmount": 1}]
        changed = change(xero, made, LineItems=lines).row()
        assert [line["LineAmount"] for line in changed["LineItems"]] == [150, 2]
        assert changed["LineItems"][0]["LineItemID"] == kept
        assert changed["LineItems"][0]["Description"] == "Other"
        assert changed["LineItems"][1]["LineItemID"] != made["LineItems"][0]["LineItemID"]

    def test_lines_not_sent_stay(self, xero):
        made = create(xero).row()
        changed = change(xero, made, Reference="R").row()
        assert changed["LineItems"] == made["LineItems"]
        assert (changed["Reference"], changed["Total"]) == ("R", 120)

    def test_what_came_back_can_be_sent_again(self, xero):
        line = {"Description": "x", "Quantity": 3, "LineAmount": 10, "AccountCode": "200"}
        made = create(xero, LineItems=[line]).row()
        assert change(xero, made, **made).row()["Total"] == 12

    def test_other_line_amount_types_change_the_tax(self, xero):
        made = create(xero).row()
        changed = change(xero, made, LineAmountTypes="Inclusive").row()
        assert (changed["SubTotal"], changed["TotalTax"], changed["Total"]) == (
            D("83.33"),
            D("16.67"),
            100,
        )

    def test_an_approved_invoice_can_be_edited(self, xero):
        made = create(xero, Status="AUTHORISED").row()
        changed = change(xero, made, LineItems=[{**LINE, "UnitAmount": 10}]).row()
        assert (changed["Total"], changed["AmountDue"]) == (24, 24)

    @pytest.mark.parametrize(
        "edit", [{"Reference": "R"}, {"LineItems": [LINE, LINE]}, {"Date": "2026-01-01"}]
    )
    def test_a_part_paid_sales_invoice_refuses_edits(self, xero, edit):
        made = create(xero, Status="AUTHORISED").row()
        pay(xero, made, 1)
        assert change(xero, made, **edit).messages() == [
            "This document cannot be edited as it has a payment or credit note allocated to it."
        ]

    def test_a_due_date_can_move_without_being_a_change(self, xero):
        made = create(xero, Status="AUTHORISED").row()
        pay(xero, made, 1)
        before = get(xero, made)
        xero.advance(hours=1)
        changed = change(xero, made, DueDate="2026-04-01", SentToContact=True).row()
        assert changed["DueDateString"] == "2026-04-01T00:00:00"
        assert changed["SentToContact"] is True
        assert changed["UpdatedDateUTC"] == before["UpdatedDateUTC"]

    def test_a_paid_bill_takes_what_xero_lists(self, xero):
        made = xero.call("createInvoices", bill(Status="AUTHORISED")).row()
        pay(xero, made, made["Total"])
        line = {"LineItemID": made["LineItems"][0]["LineItemID"], "AccountCode": "400"}
        edits = {
            "Reference": "R",
            "InvoiceNumber": "0815",
            "Url": "https://bills.test/1",
            "PlannedPaymentDate": "2026-03-20",
            "LineItems": [{**line, "Description": "Posters"}],
        }
        changed = change(xero, made, **edits).row()
        assert (changed["Status"], changed["InvoiceNumber"]) == ("PAID", "0815")
        assert changed["LineItems"][0]["Description"] == "Posters"
        refused = change(xero, made, LineItems=[{**line, "UnitAmount": 1}])
        assert "cannot be edited" in refused.messages()[0]

    def test_an_unknown_invoice_cannot_be_changed(self, xero):
        nobody = "a3675fc4-f8dd-4f03-ba5b-f1870566bcd7"
        assert change(xero, {"InvoiceID": nobody}).status == 404
        answer = xero.call("updateOrCreateInvoices", sales(InvoiceID=nobody))
        assert answer.messages() == [
            "An existing Invoice with the specified InvoiceID could not be found"
        ]

    def test_its_type_cannot_change(self, xero):
        made = create(xero).row()
        assert change(xero, made, Type="ACCPAY").messages() == ["Invoice type cannot be changed."]

    @pytest.mark.parametrize(
        "edit",
        [
            {"Date": "2026-03-02"},
            {"CurrencyCode": "EUR"},
            {"LineAmountTypes": "NoTax"},
            {"LineItems": [BILL_LINE, BILL_LINE]},
        ],
    )
    def test_a_part_paid_bill_refuses_what_xero_does_not_list(self, xero, edit):
        made = xero.call("createInvoices", bill(Status="AUTHORISED")).row()
        pay(xero, made, 1)
        answer = change(xero, made, **edit)
        assert "cannot be edited" in answer.messages()[0]

    @pytest.mark.parametrize(
        "wrong",
        [{"Quantity": 2}, {"TaxType": "ZERORATEDINPUT"}, {"TaxAmount": 1}, {"ItemCode": "LAMP"}],
    )
    def test_a_part_paid_bills_lines_keep_their_money(self, xero, wrong):
        xero.call("createItems", {"Code": "LAMP"}).row()
        made = xero.call("createInvoices", bill(Status="AUTHORISED")).row()
        pay(xero, made, 1)
        line = {"LineItemID": made["LineItems"][0]["LineItemID"], **wrong}
        assert "cannot be edited" in change(xero, made, LineItems=[line]).messages()[0]

    def test_a_paid_bill_changes_hands_but_a_credited_one_does_not(self, xero):
        paid, credited = (
            xero.call("createInvoices", bill(Status="AUTHORISED")).row() for _ in range(2)
        )
        pay(xero, paid, 1)
        note = {**bill(Status="AUTHORISED"), "Type": "ACCPAYCREDIT"}
        credit = xero.call("createCreditNotes", note).row()
        about = {"Invoice": {"InvoiceID": credited["InvoiceID"]}, "Amount": 1}
        at = {"CreditNoteID": credit["CreditNoteID"]}
        xero.call("createCreditNoteAllocation", about, **at).row()
        other = {"Name": "Another supplier"}
        assert change(xero, paid, Contact=other).row()["Contact"]["Name"] == "Another supplier"
        assert "cannot be edited" in change(xero, credited, Contact=other).messages()[0]

    def test_recoding_a_paid_bill_moves_it_in_the_ledger(self, xero):
        made = xero.call("createInvoices", bill(Status="AUTHORISED")).row()
        pay(xero, made, made["Total"])
        line = {"LineItemID": made["LineItems"][0]["LineItemID"], "AccountCode": "400"}
        change(xero, made, LineItems=[line]).row()
        balances = xero.books.journals.balances()
        of = {code: xero.books.accounts.by_code(code)["AccountID"] for code in ("400", "469")}
        assert (balances[of["400"]], balances[of["469"]]) == (500, 0)
