"""Quotes through Xero's official SDK."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import (
    ELSEWHERE,
    NET,
    NOBODY,
    NOON,
    SENT,
    TAX,
    TODAY,
    TOTAL,
    a_contact,
    a_line,
)
from tests.xero_emulator.sdk.given_orders import a_quote, made_quote
from xero_python.accounting import (
    CurrencyCode,
    LineItem,
    Quote,
    QuoteLineAmountTypes,
    Quotes,
    QuoteStatusCodes,
)

from xero_emulator.fixture import Running

EXPIRY = date(2026, 3, 31)


@exercises("createQuotes", "getQuote")
def test_a_quote_is_kept_as_it_was_sent_and_added_up(sdk: Sdk) -> None:
    made = made_quote(sdk, title="Lamps", summary="Bright", terms="Cash", expiry_date=EXPIRY)
    kept = sdk("getQuote", made.quote_id).quotes[0]
    assert (kept.quote_number, kept.status) == ("QU-0001", QuoteStatusCodes.DRAFT)
    assert (kept.title, kept.summary, kept.terms) == ("Lamps", "Bright", "Cash")
    assert (kept.date, kept.expiry_date, kept.updated_date_utc) == (SENT, EXPIRY, NOON)
    assert kept.date_string == "2026-02-14T00:00:00"
    assert (kept.sub_total, kept.total_tax, kept.total) == (NET, TAX, TOTAL)
    assert kept.line_amount_types == QuoteLineAmountTypes.EXCLUSIVE
    assert (kept.currency_code, kept.currency_rate) == (CurrencyCode.GBP, 1)
    assert kept.contact.name == "Ridgeway University"
    lines = [(line.description, line.quantity, line.tax_amount) for line in kept.line_items]
    assert lines == [("Lamps", 3, Decimal("7.50")), ("Postage", 1, Decimal("0.51"))]


@exercises("createQuotes")
def test_a_line_without_a_tax_type_is_not_taxed(sdk: Sdk) -> None:
    made = made_quote(sdk, line_items=[a_line("1", "703.02")])
    assert (made.total_tax, made.total) == (0, Decimal("703.02"))
    assert (made.line_items[0].tax_type, made.line_items[0].item_code) == (None, "")


@exercises("createQuotes", "getQuotes")
def test_a_wrong_quote_is_told_apart(sdk: Sdk) -> None:
    sent = Quotes(quotes=[a_quote(contact=None), a_quote()])
    refusal = sdk.refused("createQuotes", sent)
    assert refusal.messages == ("A Contact must be specified for this type of transaction",)
    answers = sdk("createQuotes", sent, summarize_errors=False).quotes
    assert [each.status_attribute_string for each in answers] == ["ERROR", "OK"]
    assert [each.quote_id == NOBODY for each in answers] == [True, False]
    assert [each.total for each in sdk("getQuotes").quotes] == [TOTAL]


@exercises("updateOrCreateQuotes")
def test_quotes_are_changed_by_id_and_created_without(sdk: Sdk) -> None:
    draft = made_quote(sdk, quote_number="Q-1")
    line = LineItem(description="Less", quantity=1, unit_amount=5, account_code="200")
    change = Quote(
        quote_id=draft.quote_id,
        quote_number="Q-1",
        contact=a_contact(),
        date=TODAY,
        line_items=[line],
    )
    sent = Quotes(quotes=[change, a_quote(quote_number="Q-2")])
    changed, created = sdk("updateOrCreateQuotes", sent).quotes
    assert (changed.quote_id, changed.quote_number, changed.total) == (draft.quote_id, "Q-1", 5)
    assert (changed.date, created.quote_number, created.total) == (TODAY, "Q-2", TOTAL)


@exercises("updateQuote")
def test_a_quote_goes_only_where_its_status_leads(sdk: Sdk) -> None:
    made = made_quote(sdk, terms="Cash")
    numbers = []
    for status in map(QuoteStatusCodes, ("SENT", "ACCEPTED", "INVOICED", "DELETED")):
        sent = Quotes(quotes=[Quote(status=status, contact=a_contact(), date=SENT)])
        answer = sdk("updateQuote", made.quote_id, sent).quotes[0]
        assert answer.status == status
        assert (answer.terms, answer.total, len(answer.line_items)) == ("", TOTAL, 2)
        numbers.append(answer.quote_number)
    assert numbers == ["QU-0002", "QU-0003", "QU-0002", "QU-0003"]
    assert sdk.refused("updateQuote", made.quote_id, sent).status == 400
    assert sdk.refused("updateQuote", ELSEWHERE, sent).status == 404


@exercises("getQuotes")
def test_quotes_are_found_by_their_parameters(sdk: Sdk, xero: Running) -> None:
    first = made_quote(sdk, quote_number="Q-1", expiry_date=EXPIRY)
    xero.control.advance(1200)
    second = made_quote(
        sdk, quote_number="Q-2", date=TODAY, status=QuoteStatusCodes.SENT, contact=a_contact("Ada")
    )
    asked = (
        ({"status": "SENT"}, [second]),
        ({"quote_number": "Q-1"}, [first]),
        ({"contact_id": first.contact.contact_id}, [first]),
        ({"date_from": TODAY}, [second]),
        ({"date_to": SENT}, [first]),
        ({"expiry_date_from": EXPIRY, "expiry_date_to": EXPIRY}, [first]),
        ({"order": "QuoteNumber DESC"}, [second, first]),
        ({"if_modified_since": NOON.replace(minute=10)}, [second]),
        ({"page": 2}, []),
    )
    for how, wanted in asked:
        found = [each.quote_id for each in sdk("getQuotes", **how).quotes]
        assert found == [each.quote_id for each in wanted], how
    listed = sdk("getQuotes", page=1).quotes[0]
    assert (listed.total_discount, len(listed.line_items), listed.terms) == (0, 2, None)


@exercises("createQuotes")
def test_a_status_that_does_not_exist_is_refused(sdk: Sdk) -> None:
    made_quote(sdk)
    refusal = sdk.refused("getQuotes", status="OPEN")
    assert (refusal.status, refusal.body["ErrorNumber"]) == (400, 14)


@exercises("getQuoteAsPdf")
def test_a_quote_is_a_pdf(sdk: Sdk) -> None:
    made = made_quote(sdk, quote_number="Q-1")
    file = Path(sdk("getQuoteAsPdf", made.quote_id))
    assert (file.name, file.read_bytes()[:5]) == ("Q-1.pdf", b"%PDF-")
    assert sdk.refused("getQuoteAsPdf", ELSEWHERE).status == 404
