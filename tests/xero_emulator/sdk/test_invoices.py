"""Invoices, through Xero's official SDK."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import (
    DUE,
    ELSEWHERE,
    NET,
    NOON,
    SENT,
    TAX,
    TOTAL,
    a_contact,
    a_line,
    an_invoice,
    made_contact,
    made_invoice,
    made_payment,
)
from xero_python.accounting import (
    CurrencyCode,
    Invoice,
    Invoices,
    LineAmountTypes,
    LineItem,
    RequestEmpty,
)

from xero_emulator.fixture import Running


@exercises("createInvoices", "getInvoice")
def test_an_invoice_is_kept_as_it_was_sent_and_added_up(sdk: Sdk) -> None:
    made = made_invoice(sdk, invoice_number="A-1", reference="PO 7", url="https://shop.test/7")
    kept = sdk("getInvoice", made.invoice_id).invoices[0]
    assert (kept.type, kept.status, kept.invoice_number) == ("ACCREC", "AUTHORISED", "A-1")
    assert (kept.reference, kept.url) == ("PO 7", "https://shop.test/7")
    assert (kept.date, kept.due_date, kept.updated_date_utc) == (SENT, DUE, NOON)
    assert (kept.sub_total, kept.total_tax, kept.total) == (NET, TAX, TOTAL)
    assert (kept.amount_due, kept.amount_paid, kept.amount_credited) == (TOTAL, 0, 0)
    assert (kept.currency_code, kept.currency_rate) == (CurrencyCode.GBP, 1)
    assert kept.contact.name == "Ridgeway University"
    lines = [(line.description, line.quantity, line.unit_amount) for line in kept.line_items]
    assert lines == [("Lamps", 3, Decimal("12.50")), ("Postage", 1, Decimal("2.55"))]
    assert [line.line_amount for line in kept.line_items] == [Decimal("37.50"), Decimal("2.55")]
    assert [line.tax_amount for line in kept.line_items] == [Decimal("7.50"), Decimal("0.51")]
    assert {line.tax_type for line in kept.line_items} == {"OUTPUT2"}


@exercises("createInvoices")
def test_tax_is_rounded_on_each_line(sdk: Sdk, xero: Running) -> None:
    sdk.tenant = xero.tenants()["NZ"]
    lines = [a_line("1", amount) for amount in ("25.06", "25.61", "25.63")]
    made = made_invoice(sdk, line_items=lines)
    assert (made.total_tax, made.total) == (Decimal("11.44"), Decimal("87.74"))
    assert made.currency_code == CurrencyCode.NZD


@exercises("createInvoices")
@pytest.mark.parametrize(
    ("types", "net", "tax", "total"),
    [
        (LineAmountTypes.EXCLUSIVE, "12.00", "2.40", "14.40"),
        (LineAmountTypes.INCLUSIVE, "10.00", "2.00", "12.00"),
        (LineAmountTypes.NOTAX, "12.00", "0.00", "12.00"),
    ],
)
def test_amounts_mean_what_their_type_says(
    sdk: Sdk, types: LineAmountTypes, net: str, tax: str, total: str
) -> None:
    made = made_invoice(sdk, line_items=[a_line("1", "12")], line_amount_types=types)
    assert made.line_amount_types == types
    sums = (made.sub_total, made.total_tax, made.total)
    assert sums == (Decimal(net), Decimal(tax), Decimal(total))


@exercises("createInvoices", "getInvoice")
def test_four_decimals_are_kept_and_shown_when_asked_for(sdk: Sdk) -> None:
    sent = Invoices(invoices=[an_invoice(line_items=[a_line("1000", "0.0125")])])
    made = sdk("createInvoices", sent, unitdp=4).invoices[0]
    assert made.sub_total == Decimal("12.50")
    fine = sdk("getInvoice", made.invoice_id, unitdp=4).invoices[0].line_items[0]
    coarse = sdk("getInvoice", made.invoice_id).invoices[0].line_items[0]
    assert (fine.unit_amount, coarse.unit_amount) == (Decimal("0.0125"), Decimal("0.01"))


@exercises("createInvoices")
def test_a_discount_and_another_currency_are_reckoned(sdk: Sdk) -> None:
    line = a_line("2", "50", discount_rate=Decimal("10"), tax_type="ZERORATEDOUTPUT")
    made = made_invoice(
        sdk, line_items=[line], currency_code=CurrencyCode.EUR, currency_rate=Decimal("1.25")
    )
    assert (made.total, made.total_discount, made.is_discounted) == (90, 10, True)
    assert (made.currency_code, made.currency_rate) == (CurrencyCode.EUR, Decimal("1.25"))


@exercises("createInvoices")
def test_fifty_invoices_go_in_one_call_and_the_wrong_ones_are_told_apart(sdk: Sdk) -> None:
    sent = [an_invoice(invoice_number=f"B-{at:02}") for at in range(50)]
    sent[7] = an_invoice(invoice_number="B-07", line_items=[a_line("1", "1", account_code="9")])
    answers = sdk("createInvoices", Invoices(invoices=sent), summarize_errors=False).invoices
    wrong = [each for each in answers if each.status_attribute_string == "ERROR"]
    assert [each.invoice_number for each in wrong] == ["B-07"]
    assert wrong[0].validation_errors[0].message == (
        "Account code '9' is not a valid code for this document."
    )
    assert {each.total for each in answers if each not in wrong} == {TOTAL}
    assert sdk("getInvoices", page=1).pagination.item_count == 49


@exercises("createInvoices", "getInvoices")
def test_a_number_is_unique_and_a_refused_call_keeps_nothing(sdk: Sdk) -> None:
    made_invoice(sdk, invoice_number="A-1")
    again = [an_invoice(invoice_number="A-2"), an_invoice(invoice_number="a-1")]
    refusal = sdk.refused("createInvoices", Invoices(invoices=again))
    assert (refusal.status, refusal.messages) == (400, ("Invoice # must be unique.",))
    assert refusal.body["ErrorNumber"] == 10
    assert [each.invoice_number for each in sdk("getInvoices").invoices] == ["A-1"]


@exercises("createInvoices")
def test_an_idempotency_key_makes_one_invoice(sdk: Sdk) -> None:
    sent = Invoices(invoices=[an_invoice(invoice_number="A-1")])
    first = sdk("createInvoices", sent, idempotency_key="k-1").invoices[0]
    again = sdk("createInvoices", sent, idempotency_key="k-1").invoices[0]
    assert first.invoice_id == again.invoice_id
    other = Invoices(invoices=[an_invoice(invoice_number="A-2")])
    assert sdk.refused("createInvoices", other, idempotency_key="k-1").status == 400
    assert len(sdk("getInvoices").invoices) == 1


@exercises("updateOrCreateInvoices")
def test_invoices_are_changed_by_id_and_created_without(sdk: Sdk) -> None:
    draft = made_invoice(sdk, status="DRAFT", invoice_number="A-1")
    change = Invoice(invoice_id=draft.invoice_id, line_items=[a_line("1", "5")], due_date=DUE)
    sent = Invoices(invoices=[change, an_invoice(invoice_number="A-2")])
    changed, created = sdk("updateOrCreateInvoices", sent).invoices
    assert (changed.invoice_id, changed.invoice_number) == (draft.invoice_id, "A-1")
    assert (changed.sub_total, changed.total, changed.status) == (5, 6, "DRAFT")
    assert (created.invoice_number, created.total, created.status) == ("A-2", TOTAL, "AUTHORISED")


@exercises("updateInvoice")
def test_an_invoice_goes_only_where_its_status_leads(sdk: Sdk) -> None:
    made = made_invoice(sdk, status="DRAFT")
    for status in ("SUBMITTED", "AUTHORISED", "VOIDED"):
        sent = Invoices(invoices=[Invoice(status=status)])
        assert sdk("updateInvoice", made.invoice_id, sent).invoices[0].status == status
    refusal = sdk.refused("updateInvoice", made.invoice_id, sent)
    assert refusal.messages == ("Invoice not of valid status for modification",)


@exercises("updateInvoice")
def test_a_line_with_its_id_keeps_what_is_not_sent(sdk: Sdk) -> None:
    made = made_invoice(sdk, status="DRAFT")
    first = made.line_items[0]
    lines = [LineItem(line_item_id=first.line_item_id, quantity=Decimal("4"))]
    sent = Invoices(invoices=[Invoice(line_items=lines)])
    changed = sdk("updateInvoice", made.invoice_id, sent).invoices[0]
    assert [line.line_item_id for line in changed.line_items] == [first.line_item_id]
    assert [(line.description, line.line_amount) for line in changed.line_items] == [("Lamps", 50)]


@exercises("getInvoices")
def test_invoices_are_found_by_each_of_the_list_parameters(sdk: Sdk, xero: Running) -> None:
    ada = made_contact(sdk, "Ada")
    first = made_invoice(sdk, invoice_number="A-1", reference="red lamp")
    xero.control.advance(1200)
    draft = made_invoice(sdk, invoice_number="A-2", contact=ada, status="DRAFT")
    bill = made_invoice(sdk, invoice_number="S-9", type="ACCPAY")
    asked = (
        ({"i_ds": [first.invoice_id, bill.invoice_id]}, [first, bill]),
        ({"invoice_numbers": ["A-2", "S-9"]}, [draft, bill]),
        ({"contact_i_ds": [ada.contact_id]}, [draft]),
        ({"statuses": ["AUTHORISED"]}, [first, bill]),
        ({"where": 'Type=="ACCPAY"'}, [bill]),
        ({"where": f"Date==DateTime({SENT.year},{SENT.month},{SENT.day})"}, [first, draft, bill]),
        ({"where": "AmountDue>48.06"}, []),
        ({"where": 'Contact.Name=="ada" AND Status=="DRAFT"'}, [draft]),
        ({"search_term": "red"}, [first]),
        ({"created_by_my_app": True}, [first, draft, bill]),
        ({"if_modified_since": NOON.replace(minute=10)}, [draft, bill]),
    )
    for how, wanted in asked:
        found = {each.invoice_id for each in sdk("getInvoices", **how).invoices}
        assert found == {each.invoice_id for each in wanted}, how


@exercises("getInvoices")
def test_lines_come_with_pages_and_not_without(sdk: Sdk) -> None:
    made_invoice(sdk)
    assert sdk("getInvoices").invoices[0].line_items == []
    assert len(sdk("getInvoices", page=1).invoices[0].line_items) == 2
    assert sdk("getInvoices", summary_only=True).invoices[0].line_items is None


@exercises("getInvoiceAsPdf")
def test_an_invoice_is_a_pdf(sdk: Sdk) -> None:
    made = made_invoice(sdk, invoice_number="A-1")
    file = Path(sdk("getInvoiceAsPdf", made.invoice_id))
    assert file.name == "A-1.pdf"
    assert file.read_bytes().startswith(b"%PDF-")


@exercises("getOnlineInvoice")
def test_an_approved_invoice_has_a_page_of_its_own(sdk: Sdk) -> None:
    made, other = made_invoice(sdk), made_invoice(sdk)
    pages = [
        sdk("getOnlineInvoice", each.invoice_id).online_invoices[0].online_invoice_url
        for each in (made, other)
    ]
    assert all(page.startswith("https://in.xero.com/") for page in pages)
    assert len(set(pages)) == 2
    draft = made_invoice(sdk, status="DRAFT")
    assert sdk.refused("getOnlineInvoice", draft.invoice_id).status == 404


@exercises("emailInvoice")
def test_an_emailed_invoice_is_marked_and_lies_in_the_outbox(sdk: Sdk, xero: Running) -> None:
    made = made_invoice(sdk, contact=a_contact(email_address="ada@ridgeway.test"))
    assert sdk("emailInvoice", made.invoice_id, RequestEmpty()) is None
    assert sdk("getInvoice", made.invoice_id).invoices[0].sent_to_contact
    assert xero.control.ledger(sdk.tenant)["outbox"] == [
        {"InvoiceID": made.invoice_id, "To": "ada@ridgeway.test", "Day": "2026-03-02"}
    ]
    mute = made_invoice(sdk, contact=a_contact("Mute"))
    assert sdk.refused("emailInvoice", mute.invoice_id, RequestEmpty()).status == 400


@exercises("getInvoice")
def test_a_paid_invoice_shows_its_payment(sdk: Sdk) -> None:
    made = made_invoice(sdk)
    payment = made_payment(sdk, made, "8.06")
    kept = sdk("getInvoice", made.invoice_id).invoices[0]
    assert (kept.status, kept.amount_paid, kept.amount_due) == ("AUTHORISED", Decimal("8.06"), 40)
    assert [each.payment_id for each in kept.payments] == [payment.payment_id]


@exercises("getInvoice")
def test_an_invoice_of_another_organisation_is_not_there(sdk: Sdk, xero: Running) -> None:
    made = made_invoice(sdk)
    sdk.tenant = xero.tenants()["AU"]
    assert sdk.refused("getInvoice", made.invoice_id).status == 404
    assert sdk("getInvoices").invoices == []
    sdk.tenant = ELSEWHERE
    assert sdk.refused("getInvoices").status == 403


@exercises("createInvoices")
def test_a_bill_takes_the_tax_of_purchases(sdk: Sdk) -> None:
    lines = [a_line("1", "10", account_code="429")]
    made = made_invoice(sdk, type="ACCPAY", invoice_number="S-1", line_items=lines)
    assert (made.line_items[0].tax_type, made.total) == ("INPUT2", 12)
