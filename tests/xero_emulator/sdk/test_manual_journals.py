"""Manual journals and the journals of the ledger, through Xero's official SDK."""

from __future__ import annotations

from decimal import Decimal

from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import ELSEWHERE, NOON, SENT, TODAY, made_invoice
from tests.xero_emulator.sdk.given_entries import (
    a_journal_line,
    a_manual_journal,
    made_category,
    made_manual_journal,
)
from xero_python.accounting import (
    AccountType,
    HistoryRecord,
    HistoryRecords,
    LineAmountTypes,
    ManualJournal,
    ManualJournals,
    TrackingCategory,
)

from xero_emulator.fixture import Running

UNBALANCED = "The total debits (100.00) must equal total credits (-10.00)"


@exercises("createManualJournals", "getManualJournal")
def test_a_manual_journal_is_kept_as_it_was_sent(sdk: Sdk) -> None:
    made = made_manual_journal(sdk, status="POSTED", url="https://a.test/")
    kept = sdk("getManualJournal", made.manual_journal_id).manual_journals[0]
    assert (kept.narration, kept.status, kept.date) == ("Correction", "POSTED", SENT)
    assert (kept.line_amount_types, kept.url) == (LineAmountTypes.NOTAX, "https://a.test/")
    assert (kept.show_on_cash_basis_reports, kept.has_attachments) == (True, False)
    assert kept.updated_date_utc == NOON
    lines = [(line.account_code, line.line_amount, line.tax_type) for line in kept.journal_lines]
    assert lines == [("429", 100, "NONE"), ("200", -100, "NONE")]
    assert sdk.refused("getManualJournal", ELSEWHERE).status == 404


@exercises("createManualJournals")
def test_a_journal_that_does_not_balance_is_told_apart(sdk: Sdk) -> None:
    wrong = a_manual_journal(journal_lines=[a_journal_line("100"), a_journal_line("-10")])
    sent = ManualJournals(manual_journals=[wrong, a_manual_journal()])
    assert sdk.refused("createManualJournals", sent).messages == (UNBALANCED,)
    answers = sdk("createManualJournals", sent, summarize_errors=False).manual_journals
    assert [each.status_attribute_string for each in answers] == ["ERROR", "OK"]
    assert answers[0].validation_errors[0].message == UNBALANCED


@exercises("createManualJournals")
def test_an_unknown_account_is_a_warning_and_lines_are_tracked(sdk: Sdk) -> None:
    made_category(sdk, "Region", "North")
    tracking = [TrackingCategory(name="Region", option="North")]
    lines = [a_journal_line("5", "476x"), a_journal_line("-5", tracking=tracking)]
    made = made_manual_journal(sdk, journal_lines=lines)
    assert made.warnings[0].message == (
        "Account code '476x' has been removed as it does not match a recognised account."
    )
    (tracked,) = made.journal_lines[1].tracking
    assert (tracked.name, tracked.option) == ("Region", "North")


@exercises("updateOrCreateManualJournals", "updateManualJournal")
def test_a_journal_goes_only_where_its_status_leads(sdk: Sdk) -> None:
    draft = made_manual_journal(sdk)
    change = ManualJournal(manual_journal_id=draft.manual_journal_id, narration="Better")
    sent = ManualJournals(manual_journals=[change, a_manual_journal()])
    changed, created = sdk("updateOrCreateManualJournals", sent).manual_journals
    assert (changed.manual_journal_id, changed.narration) == (draft.manual_journal_id, "Better")
    assert (created.narration, created.status) == ("Correction", "DRAFT")
    for status in ("POSTED", "VOIDED"):
        sent = ManualJournals(manual_journals=[ManualJournal(narration="Better", status=status)])
        answer = sdk("updateManualJournal", draft.manual_journal_id, sent).manual_journals[0]
        assert answer.status == status
    assert sdk.refused("updateManualJournal", draft.manual_journal_id, sent).status == 400


@exercises("getManualJournals")
def test_manual_journals_are_found_by_page_by_where_and_by_time(sdk: Sdk, xero: Running) -> None:
    first = made_manual_journal(sdk, narration="A")
    xero.control.advance(1200)
    posted = made_manual_journal(sdk, narration="B", status="POSTED", date=TODAY)
    asked = (
        ({"where": 'Status=="POSTED"'}, [posted]),
        ({"order": "Date DESC"}, [posted, first]),
        ({"if_modified_since": NOON.replace(minute=10)}, [posted]),
        ({"page": 2, "page_size": 1, "order": "Date ASC"}, [posted]),
    )
    for how, wanted in asked:
        found = [each.manual_journal_id for each in sdk("getManualJournals", **how).manual_journals]
        assert found == [each.manual_journal_id for each in wanted], how
    listed = sdk("getManualJournals", page=1)
    assert len(listed.manual_journals[0].journal_lines) == 2
    assert (listed.pagination.item_count, listed.pagination.page_size) == (2, 100)
    assert sdk("getManualJournals").manual_journals[0].journal_lines == []


@exercises("createManualJournalHistoryRecord", "getManualJournalsHistory")
def test_a_note_stands_in_the_history_of_a_journal(sdk: Sdk) -> None:
    key = made_manual_journal(sdk).manual_journal_id
    sent = HistoryRecords(history_records=[HistoryRecord(details="Asked the accountant")])
    made = sdk("createManualJournalHistoryRecord", key, sent).history_records[0]
    assert made.details == "Asked the accountant"
    told = sdk("getManualJournalsHistory", key).history_records
    assert [each.changes for each in told] == ["Note", "Created"]


@exercises("getJournals", "getJournal", "getJournalByNumber")
def test_what_was_posted_is_read_from_the_ledger(sdk: Sdk, xero: Running) -> None:
    invoice = made_invoice(sdk, reference="R-1")
    xero.control.advance(1200)
    manual = made_manual_journal(sdk, status="POSTED")
    first, second = sdk("getJournals").journals
    assert (first.journal_number, first.source_type, first.source_id) == (
        1,
        "ACCREC",
        invoice.invoice_id,
    )
    assert (first.journal_date, first.created_date_utc, first.reference) == (SENT, NOON, "R-1")
    assert sum(line.net_amount for line in first.journal_lines) == 0
    net = {line.account_code: line.net_amount for line in first.journal_lines}
    assert (net["610"], net["820"]) == (Decimal("48.06"), Decimal("-8.01"))
    sales = first.journal_lines[0]
    assert (sales.account_name, sales.account_type) == ("Sales", AccountType.REVENUE)
    assert (sales.tax_type, sales.tax_name) == ("OUTPUT2", "20% (VAT on Income)")
    assert (second.source_type, second.source_id) == ("MANJOURNAL", manual.manual_journal_id)
    for how in ({"offset": 1}, {"payments_only": True}):
        assert [each.journal_number for each in sdk("getJournals", **how).journals] == [2]
    later = sdk("getJournals", if_modified_since=NOON.replace(minute=10)).journals
    assert [each.journal_number for each in later] == [2]
    assert sdk("getJournal", second.journal_id).journals[0].journal_number == 2
    assert sdk("getJournalByNumber", 1).journals[0].journal_id == first.journal_id
    assert sdk.refused("getJournalByNumber", 3).status == 404
