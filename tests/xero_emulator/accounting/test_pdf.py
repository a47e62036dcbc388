"""Documents as PDF."""

from __future__ import annotations

import re

import pytest

from xero_emulator.direct import Direct

LINE = {"Description": "Зерно “x”", "Quantity": 2, "UnitAmount": 50, "AccountCode": "200"}
PDF = {"accept": "application/pdf"}


@pytest.fixture
def xero() -> Direct:
    return Direct()


def invoice(xero, **differences):
    sent = {
        "Type": "ACCREC",
        "Contact": {"Name": "A"},
        "DueDate": "2026-04-01",
        "LineItems": [LINE],
    }
    return xero.call("createInvoices", {**sent, **differences}).row()


def pages(body):
    return len(re.findall(rb"/Type /Page\b", body))


@pytest.mark.parametrize("lines", [1, 24, 300])
def test_an_invoice_is_one_page_whichever_way_it_is_asked_for(xero, lines):
    made = invoice(xero, Reference='PO "9"', LineItems=[LINE] * lines)
    by_path = xero.call("getInvoiceAsPdf", InvoiceID=made["InvoiceID"])
    by_header = xero.call("getInvoice", headers=PDF, InvoiceID=made["InvoiceID"])
    for answer in (by_path, by_header):
        assert answer.status == 200
        assert answer.reply.content_type == "application/pdf"
        assert answer.reply.body.startswith(b"%PDF-")
        assert pages(answer.reply.body) == 1
        assert "INV-0001.pdf" in answer.reply.headers["Content-Disposition"]


def test_a_credit_note_is_one_page(xero):
    sent = {"Type": "ACCRECCREDIT", "Contact": {"Name": "A"}, "LineItems": [LINE]}
    made = xero.call("createCreditNotes", sent).row()
    for answer in (
        xero.call("getCreditNoteAsPdf", CreditNoteID=made["CreditNoteID"]),
        xero.call("getCreditNote", headers=PDF, CreditNoteID=made["CreditNoteID"]),
    ):
        assert answer.reply.content_type == "application/pdf"
        assert pages(answer.reply.body) == 1


def test_a_bill_has_no_paper(xero):
    line = {**LINE, "AccountCode": "400"}
    made = invoice(xero, Type="ACCPAY", LineItems=[line])
    assert xero.call("getInvoiceAsPdf", InvoiceID=made["InvoiceID"]).status == 404
