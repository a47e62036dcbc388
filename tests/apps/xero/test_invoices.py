"""Invoices and bills: one for each number, compared before it is adopted, emailed at most once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

import pytest

from tallyloom.apps.xero import app
from tallyloom.kit import Again, AlreadyThere, BadInput, Broken, File, NotThere, Refused
from tallyloom.kit.requests import Answer
from tallyloom.kit.testing import (
    answer,
    cautions,
    drive,
    elements_of,
    file_of,
    follow,
    look_up,
)

CREATE = app.modules["create_invoice"]
ID = "243216c5-369e-4056-ac67-05388f86dc81"
OTHER = "f5832195-5cd3-4660-ad3f-b73d9c64f263"
LINE = {"Description": "Lantern", "Quantity": "6", "UnitAmount": "3.39", "AccountCode": "200"}


def given(number: str | None = "536365", **more: Any) -> dict[str, Any]:
    base = {"Type": "ACCREC", "Contact.Name": "Ann", "Date": "2010-12-01", "LineItems": [LINE]}
    return base | ({"InvoiceNumber": number} if number else {}) | more


def bill(**more: Any) -> dict[str, Any]:
    return given(Type="ACCPAY", **more)


def record(number: str = "536365", **more: Any) -> dict[str, Any]:
    line = {
        "LineItemID": "l1",
        "Description": "Lantern",
        "Quantity": Decimal("6.0000"),
        "UnitAmount": Decimal("3.3900"),
        "AccountCode": "200",
    }
    return {
        "InvoiceID": ID,
        "InvoiceNumber": number,
        "Type": "ACCREC",
        "Status": "AUTHORISED",
        "Contact": {"ContactID": "c1", "Name": "Ann"},
        "Date": "/Date(1291161600000+0000)/",
        "LineItems": [line],
    } | more


def found(*invoices: dict[str, Any]) -> Answer:
    return answer({"Invoices": list(invoices)})


def differs(inputs: dict[str, Any], **more: Any) -> str:
    """What is said of an invoice in Xero that the look-up found."""
    driven = look_up(CREATE, inputs, found(record(**more)))
    (element,) = elements_of(CREATE, inputs)
    assert CREATE.bulk is not None
    assert element.key is not None
    return CREATE.bulk.differs(element, driven.result[element.key])


def test_invoices_are_created_together_with_exact_amounts() -> None:
    driven = drive(CREATE, [given("1"), given("2")])
    request = driven.request
    assert (request.method, request.path) == ("PUT", "/api.xro/2.0/Invoices")
    assert request.query == {"summarizeErrors": "false", "unitdp": "4"}
    assert request.again is Again.LOOK
    assert b'"UnitAmount":3.39' in request.content()
    assert request.body["Invoices"][0]["Contact"] == {"Name": "Ann"}
    assert "if_exists" not in request.body["Invoices"][0]


def test_answers_are_matched_by_number_and_not_by_place() -> None:
    driven = drive(CREATE, [given("1"), given("2")], found(record("2"), record("1")))
    assert [bundle["InvoiceNumber"] for bundle in driven.result] == ["1", "2"]


def test_answers_without_numbers_are_matched_by_place() -> None:
    numbered = [record("INV-1", InvoiceID=ID), record("INV-2", InvoiceID=OTHER)]
    driven = drive(CREATE, [given(None), given(None)], found(*numbered))
    assert [bundle["InvoiceNumber"] for bundle in driven.result] == ["INV-1", "INV-2"]


def test_dates_come_back_as_days_and_moments() -> None:
    changed = record(UpdatedDateUTC="/Date(1789378199000+0000)/")
    (bundle,) = drive(CREATE, given(), found(changed)).result
    assert bundle["Date"] == "2010-12-01"
    assert bundle["UpdatedDateUTC"] == "2026-09-14T09:29:59.000Z"


def test_a_number_that_is_taken_is_an_invoice_that_exists_already() -> None:
    refused = record(HasErrors=True, ValidationErrors=[{"Message": "Invoice # must be unique."}])
    (trouble,) = drive(CREATE, given(), found(refused)).result
    assert isinstance(trouble, AlreadyThere)


def test_every_word_of_a_refusal_is_kept_those_of_the_lines_too() -> None:
    lines = [{"ValidationErrors": [{"Message": "Account code 'X' is not a valid code."}]}]
    refused = record(
        StatusAttributeString="ERROR",
        ValidationErrors=[{"Message": "The document date cannot be before the lock date"}],
        LineItems=lines,
    )
    (trouble,) = drive(CREATE, given(), found(refused)).result
    assert isinstance(trouble, Refused)
    assert trouble.words == (
        "The document date cannot be before the lock date",
        "Account code 'X' is not a valid code.",
    )


def test_a_warning_is_not_a_refusal() -> None:
    warned = record(StatusAttributeString="WARNING", Warnings=[{"Message": "Odd rate."}])
    (bundle,) = drive(CREATE, given(), found(warned)).result
    assert bundle["Warnings"] == [{"Message": "Odd rate."}]


def test_the_number_of_a_sales_invoice_is_its_key() -> None:
    keys = [e.key for e in elements_of(CREATE, [given(" 536365 "), given(None)])]
    assert keys == ["ACCREC 536365", None]


def test_the_number_of_a_bill_is_a_key_only_together_with_contact_and_date() -> None:
    (key,) = [e.key for e in elements_of(CREATE, bill())]
    assert key == "ACCPAY 536365 of ann on 2010-12-01"


def test_a_document_needs_a_contact() -> None:
    with pytest.raises(BadInput, match="Contact: give"):
        drive(CREATE, {"Type": "ACCREC", "LineItems": [LINE]})


def test_a_page_of_numbers_is_looked_up_fifty_at_a_time_with_lines() -> None:
    page = [given(str(number)) for number in range(100)]
    driven = look_up(CREATE, page, found(record("7")), found(record("99")))
    assert [len(r.query["InvoiceNumbers"].split(",")) for r in driven.requests] == [50, 50]
    assert all(r.query["page"] == "1" for r in driven.requests)
    assert set(driven.result) == {"ACCREC 7", "ACCREC 99"}


def test_a_number_with_a_comma_is_looked_up_by_a_filter() -> None:
    driven = look_up(CREATE, given("A,1"), found(record("A,1")))
    assert driven.request.query["where"] == 'InvoiceNumber=="A,1"'
    assert set(driven.result) == {"ACCREC A,1"}


def test_a_bill_with_the_number_of_a_sales_invoice_is_not_that_invoice() -> None:
    assert look_up(CREATE, given(), found(record(Type="ACCPAY"))).result == {}


def test_a_bill_of_another_contact_or_day_is_another_bill() -> None:
    same = record(Type="ACCPAY")
    someone_else = record(Type="ACCPAY", Contact={"Name": "Bob"})
    another_day = record(Type="ACCPAY", Date="/Date(1291248000000+0000)/")
    assert look_up(CREATE, bill(), found(someone_else, another_day)).result == {}
    assert len(look_up(CREATE, bill(), found(someone_else, same)).result) == 1


def test_an_invoice_that_says_the_same_does_not_differ() -> None:
    assert differs(given()) == ""
    assert differs(given(), CurrencyCode="GBP", Reference="someone added this") == ""


@pytest.mark.parametrize(
    ("inputs", "there", "said"),
    [
        (
            {"Date": "2010-12-02"},
            {},
            "the date is “2010-12-01”, here “2010-12-02”",
        ),
        ({"CurrencyCode": "USD"}, {"CurrencyCode": "GBP"}, "the currency is “GBP”, here “USD”"),
        (
            {"LineAmountTypes": "Exclusive"},
            {"LineAmountTypes": "Inclusive"},
            "the kind of amounts is “Inclusive”, here “Exclusive”",
        ),
        ({}, {"Contact": {"Name": "Bob"}}, "its contact is “Bob”, here “Ann”"),
        ({}, {"LineItems": []}, "it has 0 lines, here 1"),
        (
            {"LineItems": [LINE | {"Quantity": "8"}]},
            {},
            "the quantity of line 1 is 6.0000, here 8",
        ),
        (
            {"LineItems": [LINE | {"UnitAmount": "3.3912"}]},
            {},
            "the unit price of line 1 is 3.3900, here 3.3912",
        ),
        (
            {"LineItems": [LINE | {"TaxType": "OUTPUT2"}]},
            {},
            "the tax rate of line 1 is not given, here “OUTPUT2”",
        ),
        ({"Total": "20.00"}, {"Total": Decimal("24.41")}, "the total is 24.41, here 20.00"),
        ({}, {"Status": "VOIDED"}, "is in Xero, but voided"),
    ],
)
def test_what_differs_is_said_with_both_values(
    inputs: dict[str, Any], there: dict[str, Any], said: str
) -> None:
    assert said in differs(given(**inputs), **there)


def test_a_total_that_was_rounded_by_a_few_cents_is_the_same() -> None:
    assert differs(given(Total="24.40"), Total=Decimal("24.41")) == ""


def test_a_living_invoice_is_found_before_a_voided_one_of_its_number() -> None:
    voided = record(Status="VOIDED", InvoiceID=OTHER)
    driven = look_up(CREATE, given(), found(voided, record()))
    assert driven.result["ACCREC 536365"]["InvoiceID"] == ID


def test_an_invoice_that_exists_is_updated_with_its_lines_kept() -> None:
    (element,) = elements_of(CREATE, given(LineItems=[LINE, LINE]))
    assert CREATE.bulk is not None
    assert CREATE.bulk.renew is not None
    request = CREATE.bulk.renew([(element, record())])
    assert (request.method, request.path) == ("POST", "/api.xro/2.0/Invoices")
    (sent,) = request.body["Invoices"]
    assert sent["InvoiceID"] == ID
    assert [line.get("LineItemID") for line in sent["LineItems"]] == ["l1", None]


def test_backorders_are_a_matter_of_the_address_and_only_when_all_ask_for_them() -> None:
    one = drive(CREATE, given(allowBackorders=True)).request
    assert one.query["allowBackorders"] == "true"
    assert "allowBackorders" not in one.body["Invoices"][0]
    mixed = drive(CREATE, [given("1", allowBackorders=True), given("2")]).request
    assert "allowBackorders" not in mixed.query


def test_a_change_of_status_leaves_the_lines_alone() -> None:
    update = app.modules["update_invoice"]
    request = drive(update, {"InvoiceID": ID, "Status": "VOIDED"}).request
    assert request.body == {"Invoices": [{"InvoiceID": ID, "Status": "VOIDED"}]}
    assert (request.method, request.again) == ("POST", Again.SAFE)


def test_an_email_is_never_sent_a_second_time_on_its_own() -> None:
    driven = drive(app.modules["email_invoice"], {"InvoiceID": ID}, answer(status=204))
    assert driven.request.path == f"/api.xro/2.0/Invoices/{ID}/Email"
    assert driven.request.again is Again.NEVER
    assert driven.request.content() == b"{}"
    assert driven.result == {"InvoiceID": ID, "sent": True}


GET = app.modules["get_invoice"]


def test_an_invoice_is_read_by_id() -> None:
    driven = drive(GET, {"InvoiceID": ID}, found(record()))
    assert driven.request.path == f"/api.xro/2.0/Invoices/{ID}"
    assert driven.result[0]["InvoiceNumber"] == "536365"


def test_500_invoices_are_read_by_id_in_ten_calls() -> None:
    ids = [str(UUID(int=number)) for number in range(500)]
    pages = [
        found(*(record(InvoiceID=id_) for id_ in ids[at : at + 50])) for at in range(0, 500, 50)
    ]
    driven = drive(GET, [{"InvoiceID": id_} for id_ in ids], *pages)
    assert [bundle["InvoiceID"] for bundle in driven.result] == ids
    assert len(driven.requests) == 10
    for request in driven.requests:
        assert len(request.query["IDs"].split(",")) == 50
        address = f"https://api.xero.com{request.path}?{urlencode(request.query, quote_via=quote)}"
        assert len(address) <= 2048


def test_an_invoice_that_is_not_there_stops_alone() -> None:
    driven = drive(GET, [{"InvoiceID": ID}, {"InvoiceID": OTHER}], found(record()))
    assert driven.result[0]["InvoiceID"] == ID
    assert isinstance(driven.result[1], NotThere)


def test_invoices_are_read_by_number_together_and_only_by_the_whole_number() -> None:
    asked = [{"InvoiceNumber": number} for number in ("536365", "2", "3")]
    there = found(record("5363650"), record(), record("3"), record("3", InvoiceID=OTHER))
    driven = drive(GET, asked, there)
    assert driven.request.query["InvoiceNumbers"] == "536365,2,3"
    assert driven.result[0]["InvoiceID"] == ID
    assert isinstance(driven.result[1], NotThere)
    assert "2 invoices have the number 3" in driven.result[2].message


def test_an_invoice_is_read_by_one_of_both() -> None:
    (trouble,) = drive(GET, {}).result
    assert isinstance(trouble, BadInput)
    assert trouble.field == "InvoiceID"


def test_the_address_for_the_customer_is_read() -> None:
    url = "https://in.xero.com/x"
    answered = answer({"OnlineInvoices": [{"OnlineInvoiceUrl": url}]})
    driven = drive(app.modules["get_invoice_url"], {"InvoiceID": ID}, answered)
    assert driven.request.path == f"/api.xro/2.0/Invoices/{ID}/OnlineInvoice"
    assert driven.result["OnlineInvoiceUrl"] == url


def pdf(file: File) -> Answer:
    return Answer(200, {"content-type": file.type}, b"", file)


def test_a_pdf_goes_straight_into_a_file() -> None:
    module = app.modules["download_invoice"]
    file = file_of(b"%PDF-1.7", "Ann.pdf", "application/pdf")
    driven = drive(module, {"InvoiceID": ID, "file_name": "Ann"}, pdf(file))
    assert driven.request.headers["Accept"] == "application/pdf"
    assert driven.request.save_as == "Ann.pdf"
    assert driven.result["file"] == file.as_value()


def test_a_page_instead_of_a_pdf_is_not_taken_for_one() -> None:
    file = file_of(b"<html>", "x.pdf", "text/html; charset=utf-8")
    with pytest.raises(Broken):
        drive(app.modules["get_sales_invoice_pdf"], {"InvoiceID": ID}, pdf(file))


def test_a_search_combines_days_types_and_a_filter_of_ones_own() -> None:
    search = app.modules["search_invoices"]
    asked = {
        "Type": "ACCREC",
        "from": "2010-12-01",
        "to": "2010-12-31",
        "where": "Total>100 || Total==0",
        "Statuses": "AUTHORISED, PAID",
        "modified_since": "2026-09-14T09:29:59+02:00",
    }
    request = drive(search, asked).request
    assert request.query["where"] == (
        "(Date>=DateTime(2010,12,01))&&(Date<=DateTime(2010,12,31))"
        '&&(Type=="ACCREC")&&(Total>100 || Total==0)'
    )
    assert request.query["Statuses"] == "AUTHORISED,PAID"
    assert request.query["unitdp"] == "4"
    assert request.headers["If-Modified-Since"] == "2026-09-14T07:29:59"


def test_a_filter_for_voided_ones_shows_them() -> None:
    watch = app.modules["watch_invoices"]
    request = drive(watch, {"start": "all", "Statuses": "VOIDED"}).request
    assert request.query["Statuses"] == "VOIDED"


VOID = app.modules["void_invoice"]


def test_what_is_approved_is_voided_and_what_is_not_is_deleted() -> None:
    given = [{"InvoiceID": ID}, {"InvoiceID": OTHER, "now": "DRAFT"}]
    request = drive(VOID, given).request
    assert (request.method, request.path) == ("POST", "/api.xro/2.0/Invoices")
    assert request.body == {
        "Invoices": [
            {"InvoiceID": ID, "Status": "VOIDED"},
            {"InvoiceID": OTHER, "Status": "DELETED"},
        ]
    }


def test_a_refused_void_is_done_only_where_the_invoice_is_void() -> None:
    words = [{"Message": "Invoice not of valid status for modification"}]
    refused = found(record(HasErrors=True, ValidationErrors=words))
    for answered in (refused, replace(refused, repeated=True)):
        assert isinstance(drive(VOID, {"InvoiceID": ID}, answered).result[0], Refused)
    assert look_up(VOID, {"InvoiceID": ID}, found(record(Status="PAID"))).result == {}
    there = look_up(VOID, {"InvoiceID": ID.upper()}, found(record(Status="VOIDED")))
    assert there.result[ID]["Status"] == "VOIDED"


def test_text_that_looks_like_lines_is_refused_with_what_to_do() -> None:
    with pytest.raises(BadInput, match="Lines: this is text; map a list here"):
        drive(CREATE, given(LineItems='[{"Description": "Lantern"}]'))


def test_a_discount_or_a_tax_of_its_own_makes_it_another_invoice() -> None:
    there = record()["LineItems"][0] | {
        "LineAmount": Decimal("20.34"),
        "TaxAmount": Decimal("4.07"),
    }
    assert differs(given(), LineItems=[there]) == ""
    half = differs(given(LineItems=[LINE | {"DiscountRate": "50"}]), LineItems=[there])
    assert "the amount of line 1 is 20.34, here 10.17" in half
    taxed = differs(given(LineItems=[LINE | {"TaxAmount": "1"}]), LineItems=[there])
    assert "the tax of line 1 is 4.07, here 1" in taxed


# Invoices without a number


def traced(**more: Any) -> str:
    (element,) = elements_of(CREATE, given(None, **more))
    return element.trace


def test_an_invoice_without_a_number_is_known_again_by_contact_date_and_lines() -> None:
    assert CREATE.bulk
    assert CREATE.bulk.traces
    there = record("INV-7", Contact={"ContactID": "C1", "Name": "Ann"}, Date="2010-12-01")
    there["LineItems"][0]["LineAmount"] = Decimal("20.34")
    by_id = {"Contact.Name": None, "Contact.ContactID": "c1"}
    assert traced(**by_id) == CREATE.bulk.traces.of(there) != ""
    assert traced(**by_id | {"Date": "2010-12-02"}) != CREATE.bulk.traces.of(there)


def known_again(there: dict[str, Any], **more: Any) -> bool:
    """Whether an invoice without a number is known again in what is listed."""
    assert CREATE.bulk
    assert CREATE.bulk.traces
    listed = follow(CREATE.bulk.traces.recent("2026-09-14T09:29:59.000Z"), found(there)).result
    return traced(**more) in [CREATE.bulk.traces.of(one) for one in listed]


def test_what_the_body_leaves_to_xero_is_not_asked_of_the_record() -> None:
    there = record("INV-7", Contact={"ContactID": "C1", "Name": "Ann"}, Date="2010-12-01")
    there |= {"CurrencyCode": "GBP", "Reference": ""}
    assert known_again(there)
    assert known_again(there, Date=None, CurrencyCode="GBP")
    assert known_again(there, **{"Contact.Name": "  ANN"})


def test_another_currency_reference_or_discount_is_another_invoice() -> None:
    there = record("INV-7", Date="2010-12-01", CurrencyCode="GBP", Reference="R1")
    assert known_again(there, Reference="R1")
    assert not known_again(there)
    assert not known_again(there, Reference="R1", CurrencyCode="USD")
    assert not known_again(there, Reference="R1", LineItems=[LINE | {"DiscountRate": "5"}])


def test_xero_keeps_no_reference_of_a_bill() -> None:
    there = record("B-7", Type="ACCPAY", Date="2010-12-01")
    assert known_again(there, Type="ACCPAY", Reference="R1")


def test_a_contact_that_is_given_by_number_alone_leaves_it_to_a_person() -> None:
    assert traced(**{"Contact.Name": None, "Contact.ContactNumber": "17850"}) == ""


def test_what_was_made_lately_is_listed_with_lines_a_little_further_back() -> None:
    assert CREATE.bulk
    assert CREATE.bulk.traces
    driven = follow(CREATE.bulk.traces.recent("2026-09-14T09:29:59.000Z"), found())
    assert driven.request.headers["If-Modified-Since"] == "2026-09-14T09:28:59"
    assert driven.request.query["page"] == "1"


# Bills that are there already


def said(inputs: Any, *answers: Answer) -> list[list[str]]:
    return [[one.code for one in page] for page in cautions(CREATE, inputs, *answers).result]


def test_a_bill_whose_number_its_contact_has_used_is_pointed_out_with_one_call_for_all() -> None:
    page = [bill(Status="DRAFT"), bill(Status="DRAFT", InvoiceNumber="7")]
    driven = cautions(CREATE, page, found(record(Type="ACCPAY")))
    assert driven.request.query["InvoiceNumbers"] == "536365,7"
    assert [[one.code for one in said] for said in driven.result] == [["duplicate_bill"], []]


def test_a_bill_of_another_contact_or_one_that_is_voided_is_no_duplicate() -> None:
    other = record(Type="ACCPAY", Contact={"Name": "Bob"})
    voided = record(Type="ACCPAY", Status="VOIDED")
    assert said(bill(Status="DRAFT"), found(other, voided)) == [[]]


def test_a_bill_without_a_number_is_compared_by_date_and_total() -> None:
    there = record("", Type="ACCPAY", Date="2010-12-01")
    driven = cautions(CREATE, bill(InvoiceNumber=None, Status="DRAFT"), found(there))
    assert driven.request.query["where"] == '((Type=="ACCPAY")&&(Date==DateTime(2010,12,01)))'
    assert [one.code for one in driven.result[0]] == ["duplicate_bill"]


def test_the_same_bill_twice_in_a_page_is_pointed_out() -> None:
    twice = [bill(Status="DRAFT"), bill(Status="DRAFT")]
    assert said(twice, found()) == [[], ["duplicate_bill"]]


def test_a_sales_invoice_and_a_bill_that_is_looked_up_anyway_cost_no_call() -> None:
    page = [given(Status="DRAFT"), bill(Status="DRAFT", if_exists="use")]
    assert cautions(CREATE, page).requests == ()


# Searching by lists of values


def test_a_number_with_a_comma_cannot_stand_in_a_list_of_numbers() -> None:
    with pytest.raises(BadInput, match="“A,1” has a comma"):
        drive(app.modules["search_invoices"], {"InvoiceNumbers": ["A,1"]}, found())


def test_a_status_is_understood_in_small_letters_and_a_wrong_one_is_named() -> None:
    search = app.modules["search_invoices"]
    assert drive(search, {"Statuses": "paid, voided"}, found()).request.query["Statuses"] == (
        "PAID,VOIDED"
    )
    with pytest.raises(BadInput, match="Statuses: “OPEN” is not one of DRAFT"):
        drive(search, {"Statuses": ["OPEN"]}, found())


def test_lines_have_two_categories_at_most() -> None:
    tracking = [{"Name": "Region", "Option": "North"}] * 3
    with pytest.raises(BadInput, match="line 1 › Tracking: 3 are given, at most 2"):
        drive(CREATE, given(LineItems=[LINE | {"Tracking": tracking}]))
