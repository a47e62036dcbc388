"""Invoices and bills: how they are listed, and their web pages."""

from __future__ import annotations

import pytest
from tests.xero_emulator.accounting.given import LINE, bill, create, in_state

from xero_emulator import wire
from xero_emulator.direct import Direct


@pytest.fixture
def xero() -> Direct:
    return Direct()


class TestLists:
    def test_a_page_has_lines_and_an_unpaged_list_has_none(self, xero):
        create(xero)
        assert xero.call("getInvoices").row()["LineItems"] == []
        (paged,) = xero.call("getInvoices", query={"page": "1"}).rows()
        assert paged["LineItems"][0]["Description"] == "Consulting"
        assert paged["Contact"]["Name"] == "Ridgeway Bank"
        assert paged["Contact"]["Phones"] == []

    def test_a_summary_has_neither_lines_nor_payments_and_is_paged(self, xero):
        create(xero)
        answer = xero.call("getInvoices", query={"summaryOnly": "True"})
        assert answer.json["pagination"]["itemCount"] == 1
        assert "LineItems" not in answer.row()
        assert "Payments" not in answer.row()
        assert answer.row()["AmountDue"] == 120

    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ({"InvoiceNumbers": "A-1,a-3"}, ["A-1", "A-3"]),
            ({"InvoiceNumbers": '"A-1","A-3"'}, ["A-1", "A-3"]),
            ({"Statuses": "DRAFT,SUBMITTED"}, ["A-1", "A-3"]),
            ({"Statuses": "authorised"}, ["A-2"]),
            ({"Statuses": "DRAFT", "InvoiceNumbers": "A-2"}, []),
            ({"searchTerm": "po-9"}, ["A-2"]),
            ({"searchTerm": "a-3"}, ["A-3"]),
            ({"searchTerm": "other cust"}, ["A-3"]),
            ({"where": 'Status=="AUTHORISED"'}, ["A-2"]),
            ({"where": 'AmountDue>=240 AND Type=="ACCREC"'}, ["A-3"]),
            ({"where": 'Contact.Name=="other customer"'}, ["A-3"]),
            ({"where": "Date>=DateTime(2026,2,1)"}, ["A-1", "A-2"]),
            ({"where": 'Reference!="" AND Reference.StartsWith("PO")'}, ["A-2"]),
            ({"order": "InvoiceNumber DESC"}, ["A-3", "A-2", "A-1"]),
            ({"createdByMyApp": "true"}, ["A-1", "A-2"]),
        ],
    )
    def test_it_can_be_asked_for(self, xero, query, numbers):
        create(xero, InvoiceNumber="A-1")
        xero.advance(seconds=1)
        create(xero, InvoiceNumber="A-2", Status="AUTHORISED", Reference="PO-9")
        xero.advance(seconds=1)
        xero.client_id = "another app"
        other = {"Contact": {"Name": "Other Customer"}, "LineItems": [LINE, LINE]}
        create(xero, InvoiceNumber="A-3", Status="SUBMITTED", Date="2026-01-31", **other)
        xero.client_id = "direct"
        shown = xero.call("getInvoices", query=query).rows()
        assert [row["InvoiceNumber"] for row in shown] == numbers

    def test_by_ids_and_contact_ids(self, xero):
        made = [create(xero, Contact={"Name": name}).row() for name in "ABC"]
        ids = f"{made[0]['InvoiceID']},{made[2]['InvoiceID'].upper()}"
        shown = xero.call("getInvoices", query={"IDs": ids, "order": "InvoiceNumber"}).rows()
        assert [row["InvoiceNumber"] for row in shown] == ["INV-0001", "INV-0003"]
        who = made[1]["Contact"]["ContactID"]
        shown = xero.call("getInvoices", query={"ContactIDs": who}).rows()
        assert [row["InvoiceNumber"] for row in shown] == ["INV-0002"]
        shown = xero.call(
            "getInvoices", query={"where": f'Contact.ContactID==Guid("{who}")'}
        ).rows()
        assert [row["InvoiceNumber"] for row in shown] == ["INV-0002"]


class TestDoors:
    def test_an_approved_invoice_has_a_web_address(self, xero):
        made = create(xero, Status="AUTHORISED").row()
        answer = xero.call("getOnlineInvoice", InvoiceID=made["InvoiceID"]).row()
        assert answer["OnlineInvoiceUrl"].startswith("https://in.xero.com/")
        draft = create(xero).row()
        assert xero.call("getOnlineInvoice", InvoiceID=draft["InvoiceID"]).status == 404

    def test_the_sent_mark_waits_for_approval(self, xero):
        assert create(xero, SentToContact=True).row()["SentToContact"] is False
        made = create(xero, SentToContact=True, Status="AUTHORISED").row()
        assert made["SentToContact"] is True

    def test_each_type_has_a_payment_date_of_its_own(self, xero):
        both = {"ExpectedPaymentDate": "2026-03-20", "PlannedPaymentDate": "2026-03-21"}
        sold, bought = create(xero, **both).row(), xero.call("createInvoices", bill(**both)).row()
        assert wire.date_of(sold["ExpectedPaymentDate"]).isoformat() == "2026-03-20"
        assert wire.date_of(bought["PlannedPaymentDate"]).isoformat() == "2026-03-21"
        assert "PlannedPaymentDate" not in sold
        assert "ExpectedPaymentDate" not in bought

    @pytest.mark.parametrize("status", ["DRAFT", "DELETED", "VOIDED"])
    def test_only_an_approved_invoice_has_a_web_address(self, xero, status):
        made = in_state(xero, status)
        assert xero.call("getOnlineInvoice", InvoiceID=made["InvoiceID"]).status == 404

    def test_a_bill_has_no_web_address(self, xero):
        made = xero.call("createInvoices", bill(Status="AUTHORISED")).row()
        assert xero.call("getOnlineInvoice", InvoiceID=made["InvoiceID"]).status == 404
