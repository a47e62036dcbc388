"""Invoices and bills: one for each number, compared before it is adopted, emailed at most once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tallyloom.apps.xero import app
from tallyloom.kit import Again, AlreadyThere, BadInput, Broken, File, NotThere, Refused
from tallyloom.kit.requests import Answer
from tallyloom.kit.testing import answer, drive, elements_of, file_of, look_up

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


def test_an_invoice_is_read_by_id() -> None:
    driven = drive(app.modules["get_invoice"], {"InvoiceID": ID}, found(record()))
    assert driven.request.path == f"/api.xro/2.0/Invoices/{ID}"
    assert driven.result["InvoiceNumber"] == "536365"


def test_an_invoice_is_read_by_number_and_only_by_the_whole_number() -> None:
    get = app.modules["get_invoice"]
    driven = drive(get, {"InvoiceNumber": "536365"}, found(record("5363650"), record()))
    assert driven.request.query["InvoiceNumbers"] == "536365"
    assert driven.result["InvoiceID"] == ID
    with pytest.raises(NotThere, match="536365"):
        drive(get, {"InvoiceNumber": "536365"}, found())
    with pytest.raises(BadInput, match="2 invoices or bills"):
        drive(get, {"InvoiceNumber": "536365"}, found(record(), record(InvoiceID=OTHER)))


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
