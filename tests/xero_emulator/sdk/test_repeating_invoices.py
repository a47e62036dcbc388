"""Repeating invoices through Xero's official SDK."""

from __future__ import annotations

from datetime import date

from tests.xero_emulator.sdk.client import CLIENT_ID, Sdk, exercises
from tests.xero_emulator.sdk.given import ELSEWHERE, NET, TAX, TODAY, TOTAL
from tests.xero_emulator.sdk.given_orders import a_schedule, a_template, made_template
from xero_python.accounting import CurrencyCode, RepeatingInvoice, RepeatingInvoices

from xero_emulator.fixture import Running

LATER = date(2026, 4, 15)
DELETION = RepeatingInvoices(repeating_invoices=[RepeatingInvoice(status="DELETED")])


@exercises("createRepeatingInvoices", "getRepeatingInvoice")
def test_a_template_is_kept_as_it_was_sent_and_added_up(sdk: Sdk) -> None:
    schedule = a_schedule(start_date=LATER, end_date=date(2026, 12, 31), unit="MONTHLY")
    made = made_template(sdk, reference="Rent", schedule=schedule, send_copy=True)
    kept = sdk("getRepeatingInvoice", made.repeating_invoice_id).repeating_invoices[0]
    assert (kept.type, kept.status, kept.reference) == ("ACCREC", "DRAFT", "Rent")
    assert (kept.sub_total, kept.total_tax, kept.total) == (NET, TAX, TOTAL)
    assert (kept.id, kept.currency_code) == (kept.repeating_invoice_id, CurrencyCode.GBP)
    found = kept.schedule
    assert (found.period, found.unit, found.due_date) == (1, "MONTHLY", 7)
    assert (found.due_date_type, found.start_date) == ("DAYSAFTERINVOICEDATE", LATER)
    assert (found.next_scheduled_date, found.end_date) == (LATER, date(2026, 12, 31))
    assert (kept.send_copy, kept.mark_as_sent, kept.has_attachments) == (True, False, False)
    assert [line.description for line in kept.line_items] == ["Lamps", "Postage"]


@exercises("createRepeatingInvoices", "getRepeatingInvoices")
def test_a_template_without_a_schedule_is_told_apart(sdk: Sdk) -> None:
    sent = RepeatingInvoices(repeating_invoices=[a_template(schedule=None), a_template()])
    refusal = sdk.refused("createRepeatingInvoices", sent)
    assert refusal.messages == ("The Schedule must be specified.",)
    made = sdk("createRepeatingInvoices", sent, summarize_errors=False).repeating_invoices
    assert [each.total for each in made] == [None, TOTAL]
    found = sdk("getRepeatingInvoices", where='Status=="DRAFT"', order="Total").repeating_invoices
    assert [each.repeating_invoice_id for each in found] == [made[1].repeating_invoice_id]


@exercises("updateRepeatingInvoice", "updateOrCreateRepeatingInvoices")
def test_templates_are_deleted_and_no_more(sdk: Sdk) -> None:
    first = made_template(sdk)
    gone = sdk("updateRepeatingInvoice", first.repeating_invoice_id, DELETION)
    assert gone.repeating_invoices[0].status == "DELETED"
    change = RepeatingInvoices(repeating_invoices=[RepeatingInvoice(reference="R")])
    refusal = sdk.refused("updateRepeatingInvoice", first.repeating_invoice_id, change)
    assert refusal.messages == ("A repeating invoice cannot be edited, only deleted.",)
    assert sdk.refused("updateRepeatingInvoice", ELSEWHERE, DELETION).status == 404
    second = made_template(sdk)
    deletion = RepeatingInvoice(repeating_invoice_id=second.repeating_invoice_id, status="DELETED")
    sent = RepeatingInvoices(repeating_invoices=[deletion, a_template(reference="New")])
    answers = sdk("updateOrCreateRepeatingInvoices", sent).repeating_invoices
    assert [(each.status, each.reference) for each in answers] == [
        ("DELETED", None),
        ("DRAFT", "New"),
    ]


@exercises("createRepeatingInvoices", "getRepeatingInvoice", "getInvoices")
def test_invoices_are_written_while_time_passes(sdk: Sdk, xero: Running) -> None:
    made = made_template(sdk, status="AUTHORISED", schedule=a_schedule(start_date=TODAY))
    xero.control.advance(15 * 86_400)
    sdk.token = xero.consent(CLIENT_ID)
    found = sdk("getInvoices", order="Date", page=1).invoices
    days = [date(2026, 3, day) for day in (2, 9, 16)]
    assert [each.date for each in found] == days
    assert [each.due_date for each in found] == [date(2026, 3, day) for day in (9, 16, 23)]
    assert {(each.status, each.total, each.repeating_invoice_id) for each in found} == {
        ("AUTHORISED", TOTAL, made.repeating_invoice_id)
    }
    kept = sdk("getRepeatingInvoice", made.repeating_invoice_id).repeating_invoices[0]
    assert (kept.schedule.start_date, kept.schedule.next_scheduled_date) == (
        TODAY,
        date(2026, 3, 23),
    )
