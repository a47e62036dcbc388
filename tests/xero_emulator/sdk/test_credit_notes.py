"""Credit notes and what they are allocated to, through Xero's official SDK."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import (
    ELSEWHERE,
    NET,
    NOON,
    SENT,
    TAX,
    TODAY,
    TOTAL,
    a_contact,
    a_credit_note,
    a_line,
    an_allocation,
    made_credit_note,
    made_invoice,
)
from xero_python.accounting import CreditNote, CreditNotes, CurrencyCode

from xero_emulator.fixture import Running


@exercises("createCreditNotes", "getCreditNote")
def test_a_credit_note_is_kept_as_it_was_sent_and_added_up(sdk: Sdk) -> None:
    made = made_credit_note(sdk, credit_note_number="C-1", reference="Return 7")
    kept = sdk("getCreditNote", made.credit_note_id).credit_notes[0]
    assert (kept.type, kept.status, kept.credit_note_number) == (
        "ACCRECCREDIT",
        "AUTHORISED",
        "C-1",
    )
    assert (kept.reference, kept.date, kept.updated_date_utc) == ("Return 7", SENT, NOON)
    assert (kept.sub_total, kept.total_tax, kept.total) == (NET, TAX, TOTAL)
    assert (kept.remaining_credit, kept.currency_code) == (TOTAL, CurrencyCode.GBP)
    assert kept.contact.name == "Ridgeway University"
    lines = [(line.description, line.quantity, line.tax_amount) for line in kept.line_items]
    assert lines == [("Lamps", 3, Decimal("7.50")), ("Postage", 1, Decimal("0.51"))]


@exercises("getCreditNote", "createCreditNotes")
def test_four_decimals_are_kept_and_shown_when_asked_for(sdk: Sdk) -> None:
    sent = CreditNotes(credit_notes=[a_credit_note(line_items=[a_line("1000", "0.0125")])])
    made = sdk("createCreditNotes", sent, unitdp=4).credit_notes[0]
    fine = sdk("getCreditNote", made.credit_note_id, unitdp=4).credit_notes[0]
    assert (fine.sub_total, fine.line_items[0].unit_amount) == (Decimal("12.5"), Decimal("0.0125"))


@exercises("createCreditNotes")
def test_a_credit_note_without_a_contact_is_told_apart(sdk: Sdk) -> None:
    sent = CreditNotes(credit_notes=[a_credit_note(contact=None), a_credit_note()])
    refusal = sdk.refused("createCreditNotes", sent)
    assert refusal.messages == ("A Contact must be specified for this type of transaction",)
    answers = sdk("createCreditNotes", sent, summarize_errors=False).credit_notes
    assert [each.status_attribute_string for each in answers] == ["ERROR", "OK"]
    assert [each.total for each in sdk("getCreditNotes").credit_notes] == [TOTAL]


@exercises("updateOrCreateCreditNotes")
def test_credit_notes_are_changed_by_id_and_created_without(sdk: Sdk) -> None:
    draft = made_credit_note(sdk, status="DRAFT", credit_note_number="C-1")
    change = CreditNote(credit_note_id=draft.credit_note_id, line_items=[a_line("1", "5")])
    sent = CreditNotes(credit_notes=[change, a_credit_note(credit_note_number="C-2")])
    changed, created = sdk("updateOrCreateCreditNotes", sent).credit_notes
    assert (changed.credit_note_id, changed.total) == (draft.credit_note_id, 6)
    assert (created.credit_note_number, created.total) == ("C-2", TOTAL)


@exercises("updateCreditNote")
def test_a_credit_note_goes_only_where_its_status_leads(sdk: Sdk) -> None:
    made = made_credit_note(sdk, status="DRAFT")
    for status in ("AUTHORISED", "VOIDED"):
        sent = CreditNotes(credit_notes=[CreditNote(status=status)])
        answer = sdk("updateCreditNote", made.credit_note_id, sent).credit_notes[0]
        assert answer.status == status
    assert sdk.refused("updateCreditNote", made.credit_note_id, sent).status == 400


@exercises("getCreditNotes")
def test_credit_notes_are_found_by_page_by_where_and_by_time(sdk: Sdk, xero: Running) -> None:
    first = made_credit_note(sdk, credit_note_number="C-1")
    xero.control.advance(1200)
    draft = made_credit_note(sdk, credit_note_number="C-2", status="DRAFT")
    asked = (
        ({"where": 'Status=="DRAFT"'}, [draft]),
        ({"where": 'CreditNoteNumber=="C-1"'}, [first]),
        ({"order": "CreditNoteNumber DESC"}, [draft, first]),
        ({"if_modified_since": NOON.replace(minute=10)}, [draft]),
        ({"page": 2, "page_size": 1, "order": "CreditNoteNumber ASC"}, [draft]),
    )
    for how, wanted in asked:
        found = [each.credit_note_id for each in sdk("getCreditNotes", **how).credit_notes]
        assert found == [each.credit_note_id for each in wanted], how
    assert len(sdk("getCreditNotes", page=1).credit_notes[0].line_items) == 2


@exercises("createCreditNoteAllocation")
def test_allocated_credit_pays_an_invoice(sdk: Sdk) -> None:
    invoice, note = made_invoice(sdk), made_credit_note(sdk, line_items=[a_line("1", "10")])
    sent = an_allocation(invoice, "12")
    made = sdk("createCreditNoteAllocation", note.credit_note_id, sent).allocations[0]
    assert (made.amount, made.date) == (12, TODAY)
    assert made.invoice.invoice_id == invoice.invoice_id
    used = sdk("getCreditNote", note.credit_note_id).credit_notes[0]
    assert (used.status, used.remaining_credit, used.fully_paid_on_date) == ("PAID", 0, TODAY)
    assert [each.amount for each in used.allocations] == [12]
    paid = sdk("getInvoice", invoice.invoice_id).invoices[0]
    assert (paid.amount_credited, paid.amount_due) == (12, TOTAL - 12)
    assert [(each.credit_note_id, each.applied_amount) for each in paid.credit_notes] == [
        (note.credit_note_id, 12)
    ]


@exercises("createCreditNoteAllocation")
def test_credit_is_allocated_only_as_far_as_it_goes(sdk: Sdk) -> None:
    invoice, note = made_invoice(sdk), made_credit_note(sdk, line_items=[a_line("1", "10")])
    much = an_allocation(invoice, "12.01")
    assert sdk.refused("createCreditNoteAllocation", note.credit_note_id, much).status == 400
    other = made_invoice(sdk, contact=a_contact("Ada"))
    wrong = an_allocation(other, "1")
    assert sdk.refused("createCreditNoteAllocation", note.credit_note_id, wrong).status == 400
    assert sdk.refused("createCreditNoteAllocation", ELSEWHERE, wrong).status == 404
    untouched = sdk("getCreditNote", note.credit_note_id).credit_notes[0]
    assert (untouched.remaining_credit, untouched.allocations) == (12, [])


@exercises("deleteCreditNoteAllocations")
def test_a_deleted_allocation_gives_the_credit_back(sdk: Sdk) -> None:
    invoice, note = made_invoice(sdk), made_credit_note(sdk)
    sent = an_allocation(invoice, "48.06")
    made = sdk("createCreditNoteAllocation", note.credit_note_id, sent).allocations[0]
    assert sdk("getInvoice", invoice.invoice_id).invoices[0].status == "PAID"
    gone = sdk("deleteCreditNoteAllocations", note.credit_note_id, made.allocation_id)
    assert (gone.allocation_id, gone.is_deleted) == (made.allocation_id, True)
    back = sdk("getInvoice", invoice.invoice_id).invoices[0]
    assert (back.status, back.amount_due) == ("AUTHORISED", TOTAL)
    assert sdk("getCreditNote", note.credit_note_id).credit_notes[0].remaining_credit == TOTAL
    again = sdk.refused("deleteCreditNoteAllocations", note.credit_note_id, made.allocation_id)
    assert again.status == 404


@exercises("getCreditNoteAsPdf")
def test_a_credit_note_is_a_pdf(sdk: Sdk) -> None:
    made = made_credit_note(sdk, credit_note_number="C-1")
    file = Path(sdk("getCreditNoteAsPdf", made.credit_note_id))
    assert (file.name, file.read_bytes()[:5]) == ("C-1.pdf", b"%PDF-")
