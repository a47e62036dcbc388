"""Credit notes: one for each number, looked up by a filter that never grows too long."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from tallyloom.apps.xero import app
from tallyloom.kit import NotThere
from tallyloom.kit.requests import Answer
from tallyloom.kit.testing import answer, drive, elements_of, look_up

CREATE = app.modules["create_credit_note"]
ID = "aea95d78-ea48-456b-9b08-6bc012600072"


def given(number: str = "C536379", **more: Any) -> dict[str, Any]:
    line = {"Description": "Discount", "Quantity": 1, "UnitAmount": "27.50"}
    base = {"Type": "ACCRECCREDIT", "Contact.Name": "Ann", "LineItems": [line]}
    return base | {"CreditNoteNumber": number} | more


def record(number: str = "C536379", **more: Any) -> dict[str, Any]:
    return {"CreditNoteID": ID, "CreditNoteNumber": number, "Type": "ACCRECCREDIT"} | more


def found(*notes: dict[str, Any]) -> Answer:
    return answer({"CreditNotes": list(notes)})


def test_credit_notes_are_created_together() -> None:
    driven = drive(CREATE, [given("C1"), given("C2")], found(record("C2"), record("C1")))
    assert (driven.request.method, driven.request.path) == ("PUT", "/api.xro/2.0/CreditNotes")
    assert [bundle["CreditNoteNumber"] for bundle in driven.result] == ["C1", "C2"]


def test_the_number_of_a_customers_credit_note_is_its_key() -> None:
    (element,) = elements_of(CREATE, given())
    assert element.key == "ACCRECCREDIT C536379"


def test_a_few_numbers_are_looked_up_in_one_call() -> None:
    driven = look_up(CREATE, [given("C1"), given("C2")], found(record("C2")))
    where = 'CreditNoteNumber=="C1"||CreditNoteNumber=="C2"'
    assert driven.request.query["where"] == where
    assert set(driven.result) == {"ACCRECCREDIT C2"}


def test_an_address_never_grows_beyond_what_servers_take() -> None:
    page = [given(f"CREDIT-2010-{number:04}") for number in range(100)]
    driven = look_up(CREATE, page, *(found() for _ in range(10)))
    assert driven.finished
    for request in driven.requests:
        query = urlencode(request.query, quote_via=quote)
        assert len(f"https://api.xero.com{request.path}?{query}") <= 2048
    asked = "||".join(request.query["where"] for request in driven.requests).split("||")
    assert len(asked) == 100


GET = app.modules["get_credit_note"]


def test_a_credit_note_is_read_by_id() -> None:
    driven = drive(GET, {"CreditNoteID": ID}, found(record()))
    assert driven.request.path == f"/api.xro/2.0/CreditNotes/{ID}"
    assert driven.result[0]["CreditNoteNumber"] == "C536379"


def test_a_credit_note_that_is_not_there_is_said_to_be_missing() -> None:
    missing = answer(b"<html>The resource cannot be found</html>", 404, content_type="text/html")
    (trouble,) = drive(GET, {"CreditNoteID": ID}, missing).result
    assert isinstance(trouble, NotThere)


def test_credit_notes_are_read_by_number_together() -> None:
    asked = [{"CreditNoteNumber": "C536379"}, {"CreditNoteNumber": "C2"}]
    driven = drive(GET, asked, found(record()))
    where = 'CreditNoteNumber=="C536379"||CreditNoteNumber=="C2"'
    assert driven.request.query["where"] == where
    assert driven.result[0]["CreditNoteID"] == ID
    assert isinstance(driven.result[1], NotThere)


def test_a_search_finds_by_number_and_type() -> None:
    search = app.modules["search_credit_notes"]
    asked = {"CreditNoteNumber": "C1", "Type": "ACCRECCREDIT", "order": "Date DESC"}
    request = drive(search, asked).request
    assert request.query["where"] == '(Type=="ACCRECCREDIT")&&(CreditNoteNumber=="C1")'
    assert request.query["order"] == "Date DESC"


def test_a_watch_asks_for_type_and_status() -> None:
    watch = app.modules["watch_credit_notes"]
    request = drive(watch, {"start": "all", "Type": "ACCRECCREDIT", "Status": "PAID"}).request
    assert request.query["where"] == '(Type=="ACCRECCREDIT")&&(Status=="PAID")'
