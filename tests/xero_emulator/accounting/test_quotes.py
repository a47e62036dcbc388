"""Quotes: their states, numbers, and what an update keeps of them."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from xero_emulator.accounting.quotes import NUMBER_TAKEN, STATES, UNKNOWN
from xero_emulator.books import Books
from xero_emulator.direct import Direct

LINE = {"Description": "Frame", "Quantity": 2, "UnitAmount": 50, "AccountCode": "200"}
TAXED = {**LINE, "TaxType": "OUTPUT2"}
ALONE = {"summarizeErrors": "False"}
ALL = ("DRAFT", "SENT", "DECLINED", "ACCEPTED", "INVOICED", "DELETED")
WAYS = {  # how a quote gets into each state
    "DRAFT": (),
    "SENT": ("SENT",),
    "DECLINED": ("SENT", "DECLINED"),
    "ACCEPTED": ("SENT", "ACCEPTED"),
    "INVOICED": ("SENT", "ACCEPTED", "INVOICED"),
    "DELETED": ("DELETED",),
}
NOWHERE = "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"


@pytest.fixture
def xero() -> Direct:
    return Direct()


def quote(**differences):
    sent = {"Contact": {"Name": "Ridgeway Bank"}, "LineItems": [LINE], "Date": "2026-03-01"}
    return {**sent, **differences}


def create(xero, **differences):
    return xero.call("createQuotes", {"Quotes": [quote(**differences)]})


def change(xero, made, **sent):
    return xero.call("updateQuote", {"Quotes": [sent]}, QuoteID=made["QuoteID"])


def get(xero, made):
    return xero.call("getQuote", QuoteID=made["QuoteID"]).row()


def listed(xero, headers=None, **query):
    return xero.call("getQuotes", query=query, headers=headers)


def in_state(xero, status):
    made = create(xero).row()
    for step in WAYS[status]:
        made = change(xero, made, Status=step).row()
    return made


def test_a_quote_comes_back_as_it_was_sent(xero):
    sent = {"Title": "A title", "Summary": "Short", "Terms": "Cash", "Reference": "R-1"}
    made = create(xero, **sent, ExpiryDate="2026-03-31", QuoteNumber="Q1").row()
    assert {name: made[name] for name in sent} == sent
    assert get(xero, made) == made
    assert (made["Date"], made["DateString"]) == ("/Date(1772323200000)/", "2026-03-01T00:00:00")
    assert made["ExpiryDate"] == "/Date(1774915200000)/"
    assert made["ExpiryDateString"] == "2026-03-31T00:00:00"
    assert made["UpdatedDateUTC"] == "/Date(1772452800000)/"
    assert (made["QuoteNumber"], made["Status"]) == ("Q1", "DRAFT")
    assert (made["CurrencyCode"], made["CurrencyRate"]) == ("GBP", 1)
    assert "HasAttachments" not in made


def test_answers_about_quotes_begin_with_what_was_said_of_errors(xero):
    made = create(xero)
    assert list(made.json)[:3] == ["SummarizeErrors", "Id", "Status"]
    assert made.json["SummarizeErrors"] is True
    assert made.reply.content_type == "application/json"
    alone = xero.call("createQuotes", [quote(), {}], ALONE)
    assert alone.json["SummarizeErrors"] is False
    assert [each["StatusAttributeString"] for each in alone.rows()] == ["OK", "ERROR"]
    page = listed(xero, page="1")
    assert page.json["SummarizeErrors"] is True
    assert "pagination" not in page.json


def test_only_a_line_with_a_tax_type_is_taxed(xero):
    made = create(xero, LineItems=[LINE, TAXED]).row()
    plain, taxed = made["LineItems"]
    assert "TaxType" not in plain
    assert (plain["TaxAmount"], taxed["TaxAmount"]) == (0, 20)
    assert (made["SubTotal"], made["TotalTax"], made["Total"]) == (200, 20, 220)
    again = change(xero, made, LineItems=[{"LineItemID": taxed["LineItemID"], "Quantity": 1}])
    assert (again.row()["LineItems"][0]["TaxType"], again.row()["TotalTax"]) == ("OUTPUT2", 10)


def test_the_kind_of_amounts_is_in_capitals(xero):
    made = create(xero, LineItems=[TAXED], LineAmountTypes="Inclusive").row()
    assert (made["LineAmountTypes"], made["Total"]) == ("INCLUSIVE", 100)
    assert made["TotalTax"] == Decimal("16.67")
    assert create(xero, LineItems=[TAXED], LineAmountTypes="NoTax").row()["TotalTax"] == 0


def test_discounts_are_added_up(xero):
    made = create(xero, LineItems=[{**LINE, "DiscountRate": 10}, LINE]).row()
    assert (made["TotalDiscount"], made["Total"]) == (10, 190)
    plain = create(xero).row()
    assert "TotalDiscount" not in plain
    rows = {row["QuoteID"]: row for row in listed(xero).rows()}
    assert rows[plain["QuoteID"]]["TotalDiscount"] == 0


def test_a_list_shows_lines_but_no_terms(xero):
    made = create(xero, Terms="Cash").row()
    assert (made["Terms"], made["LineItems"][0]["ItemCode"]) == ("Cash", "")
    row = listed(xero).row()
    assert "Terms" not in row
    assert (row["LineItems"][0]["DiscountAmount"], row["Total"]) == (0, 100)
    assert row["Contact"] == {
        "ContactID": made["Contact"]["ContactID"],
        "Name": "Ridgeway Bank",
        "EmailAddress": "",
    }


def test_a_quote_has_the_default_theme_unless_it_names_one(xero):
    theme = xero.call("getBrandingThemes").row()["BrandingThemeID"]
    assert create(xero).row()["BrandingThemeID"] == theme
    assert create(xero, BrandingThemeID=NOWHERE).row()["BrandingThemeID"] == NOWHERE


def test_an_update_clears_what_it_does_not_name_but_keeps_the_lines(xero):
    sent = {"Title": "T", "Summary": "S", "Terms": "C", "Reference": "R"}
    made = create(xero, **sent, ExpiryDate="2026-03-31", LineAmountTypes="INCLUSIVE").row()
    after = change(xero, made, Status="SENT").row()
    assert after["Terms"] == ""
    cleared = {"Title", "Summary", "Reference", "ExpiryDate", "ExpiryDateString"}
    assert cleared.isdisjoint(after)
    assert (after["LineAmountTypes"], after["LineItems"]) == ("EXCLUSIVE", made["LineItems"])
    assert (after["Contact"], after["Date"]) == (made["Contact"], made["Date"])


def test_falling_back_to_exclusive_amounts_prices_the_quote_anew(xero):
    made = create(xero, LineItems=[TAXED], LineAmountTypes="INCLUSIVE").row()
    assert change(xero, made, Reference="R").row()["Total"] == 120


def test_an_update_without_a_number_gives_another_one(xero):
    made = create(xero).row()
    seen = [made["QuoteNumber"]]
    for status in ("SENT", "ACCEPTED", "DELETED"):
        seen.append(change(xero, made, Status=status).row()["QuoteNumber"])
    assert seen == ["QU-0001", "QU-0002", "QU-0003", "QU-0002"]
    kept = create(xero).row()
    assert change(xero, kept, QuoteNumber=kept["QuoteNumber"]).row()["QuoteNumber"] == "QU-0002"


def test_a_number_that_another_quote_has_is_refused(xero):
    create(xero, QuoteNumber="Q1")
    assert create(xero, QuoteNumber="q1").messages() == [NUMBER_TAKEN]
    other = create(xero, QuoteNumber="Q2").row()
    assert change(xero, other, QuoteNumber="Q1").messages() == [NUMBER_TAKEN]
    posted = xero.call("updateOrCreateQuotes", quote(QuoteNumber="Q1"))
    assert posted.messages() == [NUMBER_TAKEN]


def test_a_refused_request_uses_up_no_number(xero):
    bad = quote(LineItems=[{**LINE, "AccountCode": "nope"}])
    assert xero.call("createQuotes", [quote(), bad]).status == 400
    assert create(xero).row()["QuoteNumber"] == "QU-0001"


def test_numbers_go_on_after_books_are_saved(xero):
    made = create(xero).row()
    change(xero, made, Status="DELETED")
    again = Direct(books=Books.load(xero.books.dump()))
    assert create(again).row()["QuoteNumber"] == create(xero).row()["QuoteNumber"]
    assert again.call("getQuote", QuoteID=made["QuoteID"]).row()["Status"] == "DELETED"


@pytest.mark.parametrize("before", ALL)
@pytest.mark.parametrize("after", ALL)
def test_a_quote_goes_only_where_its_status_leads(xero, before, after):
    made = in_state(xero, before)
    answer = change(xero, made, Status=after)
    if STATES.allows(before, after):
        assert answer.row()["Status"] == after
    else:
        assert answer.messages() == [f"The quote cannot be {after}."]
        assert get(xero, made) == made


@pytest.mark.parametrize("status", ALL)
def test_a_quote_is_born_only_as_draft_or_sent(xero, status):
    assert (create(xero, Status=status).status == 200) is (status in ("DRAFT", "SENT"))


def test_quotes_post_nothing_and_make_nobody_a_customer(xero):
    made = in_state(xero, "ACCEPTED")
    assert xero.books.journals.journals == []
    contact = xero.call("getContact", ContactID=made["Contact"]["ContactID"]).row()
    assert (contact["IsCustomer"], contact["IsSupplier"]) == (False, False)


def test_a_foreign_quote_has_a_rate(xero):
    assert create(xero, CurrencyCode="EUR").row()["CurrencyRate"] == Decimal("1.125")
    own = create(xero, CurrencyCode="EUR", CurrencyRate="1.2").row()
    assert own["CurrencyRate"] == Decimal("1.2")
    assert change(xero, own, Reference="R").row()["CurrencyRate"] == Decimal("1.2")
    wrong = create(xero, CurrencyCode="XXX")
    assert wrong.messages() == ["Organisation is not subscribed to currency XXX"]
    assert create(xero, CurrencyCode="EUR", CurrencyRate=0).status == 400


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"Status": "SENT"}, {"Q2"}),
        ({"status": "SENT"}, {"Q1", "Q2"}),
        ({"QuoteNumber": "q1"}, {"Q1"}),
        ({"DateFrom": "2026-03-02"}, {"Q2"}),
        ({"DateTo": "2026-03-01"}, {"Q1"}),
        ({"DateFrom": "2026-03-01", "DateTo": "2026-03-02"}, {"Q1", "Q2"}),
        ({"ExpiryDateFrom": "2026-01-01"}, {"Q2"}),
        ({"ExpiryDateTo": "2026-04-29"}, set()),
        ({"where": 'Status=="SENT"'}, {"Q1", "Q2"}),
        ({"where": "nonsense("}, {"Q1", "Q2"}),
        ({"page": "2"}, set()),
        ({"page": "1", "pageSize": "1"}, {"Q1", "Q2"}),
        ({"order": "Total DESC"}, {"Q1", "Q2"}),
    ],
)
def test_quotes_are_found_by_their_parameters(xero, query, wanted):
    create(xero, QuoteNumber="Q1")
    create(xero, QuoteNumber="Q2", Date="2026-03-02", ExpiryDate="2026-04-30", Status="SENT")
    assert {row["QuoteNumber"] for row in listed(xero, **query).rows()} == wanted


def test_quotes_are_found_by_contact_and_by_time(xero):
    made = create(xero).row()
    xero.advance(seconds=60)
    later = create(xero, Contact={"Name": "Bo"}).row()
    found = listed(xero, ContactID=made["Contact"]["ContactID"].upper()).row()
    assert found["QuoteID"] == made["QuoteID"]
    since = listed(xero, headers={"if-modified-since": "2026-03-02T12:00:30"}).row()
    assert since["QuoteID"] == later["QuoteID"]
    ordered = listed(xero, order="Contact.Name").rows()
    assert [row["Contact"]["Name"] for row in ordered] == ["Bo", "Ridgeway Bank"]


def test_a_list_has_a_hundred_quotes_at_most(xero):
    xero.call("createQuotes", {"Quotes": [quote() for _ in range(101)]})
    assert (len(listed(xero).rows()), len(listed(xero, page="2").rows())) == (100, 1)


@pytest.mark.parametrize(
    "query", [{"Status": "OPEN"}, {"DateFrom": "x"}, {"ContactID": "7"}, {"ExpiryDateTo": "1"}]
)
def test_a_parameter_that_cannot_be_read_is_refused(xero, query):
    answer = listed(xero, **query)
    assert (answer.status, answer.json["ErrorNumber"]) == (400, 14)


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"LineItems": []}, "One or more line items must be specified"),
        ({"LineItems": [{"Quantity": 1}]}, "Description needs to be at least 1 char long."),
        ({"Title": "t" * 101}, "The Title must be 100 characters or fewer."),
        ({"Summary": "t" * 3001}, "The Summary must be 3000 characters or fewer."),
        ({"Terms": "t" * 4001}, "The Terms must be 4000 characters or fewer."),
        ({"QuoteNumber": "t" * 256}, "The QuoteNumber must be 255 characters or fewer."),
        ({"Contact": None}, "A Contact must be specified for this type of transaction"),
        (
            {"LineItems": [{**LINE, "AccountCode": "999"}]},
            "Account code '999' is not a valid code for this document.",
        ),
    ],
)
def test_a_wrong_quote_is_refused(xero, sent, message):
    answer = create(xero, **sent)
    assert answer.messages() == [message]
    assert answer.json["Elements"][0]["QuoteID"] == "00000000-0000-0000-0000-000000000000"
    assert listed(xero).rows() == []


@pytest.mark.parametrize("sent", [{"Status": "OPEN"}, {"Date": "soon"}, {"LineAmountTypes": "Net"}])
def test_a_quote_that_cannot_be_read_is_refused(xero, sent):
    answer = create(xero, **sent)
    assert (answer.status, answer.json["ErrorNumber"]) == (400, 14)


def test_a_quote_that_nobody_has_is_not_found(xero):
    assert xero.call("getQuote", QuoteID=NOWHERE).status == 404
    assert change(xero, {"QuoteID": NOWHERE}, Status="SENT").status == 404
    posted = xero.call("updateOrCreateQuotes", quote(QuoteID=NOWHERE))
    assert posted.messages() == [UNKNOWN]


def test_every_change_is_told_in_the_history(xero):
    made = create(xero).row()
    change(xero, made, Status="SENT")
    change(xero, made, Reference="R")
    told = xero.call("getQuoteHistory", QuoteID=made["QuoteID"]).rows()
    assert [each["Changes"] for each in told] == ["Edited", "Sent", "Created"]
    note = xero.call("createQuoteHistory", {"Details": "Rang"}, QuoteID=made["QuoteID"])
    assert note.row()["Details"] == "Rang"


def test_a_file_on_a_quote_survives_an_update(xero):
    made = create(xero).row()
    at = {"QuoteID": made["QuoteID"]}
    xero.call("createQuoteAttachmentByFileName", b"x", FileName="a.txt", **at)
    change(xero, made, Status="SENT")
    assert xero.call("getQuoteAttachments", **at).row()["FileName"] == "a.txt"
    assert "HasAttachments" not in get(xero, made)


def test_a_quote_is_a_pdf_whichever_way_it_is_asked_for(xero):
    made = create(xero).row()
    by_path = xero.call("getQuoteAsPdf", QuoteID=made["QuoteID"])
    accept = {"accept": "application/pdf"}
    by_header = xero.call("getQuote", headers=accept, QuoteID=made["QuoteID"])
    for answer in (by_path, by_header):
        assert answer.reply.content_type == "application/pdf"
        assert len(re.findall(rb"/Type /Page\b", answer.reply.body)) == 1
        assert "QU-0001.pdf" in answer.reply.headers["Content-Disposition"]
