"""Quotes: one for each number, asked for by the filters of their own list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.apps.xero.spec import Spec, lengths, offered, writable

from tallyloom.apps.xero import app
from tallyloom.kit import AlreadyThere, BadInput
from tallyloom.kit.requests import Answer
from tallyloom.kit.testing import answer, cautions, drive, elements_of, look_up

CREATE = app.modules["create_quote"]
ID = "3f2d9a5c-8b41-4c7e-9a57-1d1f5b0a2c63"
LINE = {"Description": "Lantern", "Quantity": "6", "UnitAmount": "3.39", "AccountCode": "200"}


def given(number: str | None = "QU-1", **more: Any) -> dict[str, Any]:
    base = {"Contact.Name": "Ann", "Date": "2010-12-01", "LineItems": [LINE]}
    return base | ({"QuoteNumber": number} if number else {}) | more


def record(number: str = "QU-1", **more: Any) -> dict[str, Any]:
    contact = {"ContactID": "c1", "Name": "Ann"}
    return {"QuoteID": ID, "QuoteNumber": number, "Contact": contact} | more


def found(*quotes: dict[str, Any]) -> Answer:
    return answer({"Quotes": list(quotes)})


def test_quotes_are_created_together_and_never_changed_by_their_number() -> None:
    driven = drive(CREATE, [given("QU-1"), given("QU-2")], found(record("QU-2"), record("QU-1")))
    request = driven.request
    assert (request.method, request.path) == ("PUT", "/api.xro/2.0/Quotes")
    assert request.query == {"summarizeErrors": "false"}
    assert [bundle["QuoteNumber"] for bundle in driven.result] == ["QU-1", "QU-2"]


def test_a_number_is_looked_up_by_itself_as_the_list_knows_no_other_way() -> None:
    driven = look_up(CREATE, [given("QU-1"), given("QU-2")], found(record()), found())
    assert [request.query["QuoteNumber"] for request in driven.requests] == ["QU-1", "QU-2"]
    assert all("where" not in request.query for request in driven.requests)
    assert set(driven.result) == {"QU-1"}


def test_a_number_that_is_taken_is_a_quote_that_exists_already() -> None:
    refused = record(ValidationErrors=[{"Message": "Quote number must be unique"}])
    refused["StatusAttributeString"] = "ERROR"
    (trouble,) = drive(CREATE, given(), found(refused)).result
    assert isinstance(trouble, AlreadyThere)


def test_a_quote_in_capitals_is_no_other_kind_of_amounts() -> None:
    (element,) = elements_of(CREATE, given(LineAmountTypes="INCLUSIVE"))
    assert CREATE.bulk
    there = record(LineAmountTypes="INCLUSIVE", Date="2010-12-01", LineItems=[LINE])
    assert CREATE.bulk.differs(element, there | {"LineItems": element.body["LineItems"]}) == ""


def test_a_quote_without_a_number_is_known_again() -> None:
    by_id = {"Contact.Name": None, "Contact.ContactID": "C1"}
    (element,) = elements_of(CREATE, given(None, **by_id))
    assert CREATE.bulk
    assert CREATE.bulk.traces
    line = {"Description": "Lantern", "LineAmount": 2034, "Quantity": 6}
    there = record("QU-9", Date="2010-12-01", LineItems=[line | {"LineAmount": 20}])
    assert element.trace
    assert CREATE.bulk.traces.of(there) != element.trace
    there["LineItems"][0]["LineAmount"] = (
        elements_of(CREATE, given())[0].body["LineItems"][0]["UnitAmount"] * 6
    )
    assert CREATE.bulk.traces.of(there) == element.trace


def test_how_xero_rounds_a_quotes_price_is_not_guessed() -> None:
    by_id = {"Contact.Name": None, "Contact.ContactID": "C1"}
    fine = [{"Description": "Lantern", "Quantity": 1000, "UnitAmount": "3.3333"}]
    (element,) = elements_of(CREATE, given(None, **by_id, LineItems=fine))
    assert element.trace == ""
    (numbered,) = elements_of(CREATE, given(LineItems=fine))
    line = {"Description": "Lantern", "Quantity": 1000}
    assert CREATE.bulk
    for price, amount in ((Decimal("3.33"), 3330), (Decimal("3.3333"), Decimal("3333.3"))):
        kept = record(LineItems=[line | {"UnitAmount": price, "LineAmount": amount}])
        assert CREATE.bulk.differs(numbered, kept | {"Date": "2010-12-01"}) == ""
    other = record(LineItems=[line | {"UnitAmount": Decimal("3.34"), "LineAmount": 3340}])
    assert "the unit price of line 1 is 3.34" in CREATE.bulk.differs(numbered, other)


def test_a_quote_without_a_status_becomes_a_draft() -> None:
    (said,) = cautions(CREATE, given()).result
    assert [one.code for one in said] == ["draft"]


def test_a_search_asks_in_the_words_of_the_list() -> None:
    asked = {"Status": "SENT", "ContactID": "c1", "DateFrom": "2010-12-01", "QuoteNumber": "QU-1"}
    request = drive(app.modules["search_quotes"], asked).request
    assert request.query == {
        "Status": "SENT",
        "ContactID": "c1",
        "DateFrom": "2010-12-01",
        "QuoteNumber": "QU-1",
        "page": "1",
    }


def test_a_full_page_of_quotes_holds_a_hundred() -> None:
    search = app.modules["search_quotes"]
    page = found(*(record(str(number)) for number in range(100)))
    assert drive(search, {}, page).result.after == [2, 100]
    assert drive(search, {}, found(record())).result.after is None


def test_a_quote_is_read_by_id_or_number() -> None:
    get = app.modules["get_quote"]
    assert drive(get, {"QuoteID": ID}, found(record())).result[0]["QuoteNumber"] == "QU-1"
    by_number = drive(get, {"QuoteNumber": "QU-1"}, found(record()))
    assert by_number.request.query["QuoteNumber"] == "QU-1"
    assert by_number.result[0]["QuoteID"] == ID
    assert isinstance(drive(get, {}).result[0], BadInput)


def test_a_status_is_changed_without_touching_the_lines() -> None:
    request = drive(app.modules["update_quote"], {"QuoteID": ID, "Status": "ACCEPTED"}).request
    assert request.body == {"Quotes": [{"QuoteID": ID, "Status": "ACCEPTED"}]}
    assert (request.method, request.path) == ("POST", "/api.xro/2.0/Quotes")


def test_a_title_is_as_long_as_xero_lets_it_be() -> None:
    with pytest.raises(BadInput, match="Title: 101 characters"):
        drive(CREATE, given(Title="x" * 101))


def test_every_field_that_xero_lets_be_written_is_offered(spec: Spec) -> None:
    expected = writable(spec, "Quote")
    assert offered(app.modules["update_quote"].inputs) == expected
    assert offered(CREATE.inputs) == expected - {"QuoteID"}
    lengths(spec, "Quote", CREATE.inputs)
