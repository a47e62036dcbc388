"""The contract has teeth: what Xero's OpenAPI does not promise is seen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.xero_emulator.contract import Answer, Contract

GUID = "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"
CONTACT = {"ContactID": GUID, "Name": "Ridgeway", "UpdatedDateUTC": "/Date(1772452800000+0000)/"}
HEAD = {"Id": GUID, "Status": "OK", "ProviderName": "app", "DateTimeUTC": "/Date(1772452800000)/"}


@pytest.fixture(scope="session")
def contract(reference: Path) -> Contract:
    return Contract(reference / "xero-openapi")


def contacts(*rows: Any, status: int = 200, kind: str = "application/json") -> Answer:
    body = json.dumps({**HEAD, "Contacts": list(rows)}).encode()
    return Answer("GET", "/api.xro/2.0/Contacts", status, kind, body)


def test_a_good_answer_has_no_breach(contract: Contract) -> None:
    assert contract.breaches("getContacts", contacts(CONTACT)) == []


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("Name", 7, "7 is not of type 'string'"),
        ("Name", "x" * 256, "is too long"),
        ("Nmae", "Ridgeway", "'Nmae' was unexpected"),
        ("ContactID", "nobody", "'nobody' is not a 'uuid'"),
        ("ContactStatus", "active", "'active' is not one of"),
        ("UpdatedDateUTC", "2026-03-02", "does not match"),
        ("Phones", [{"PhoneNumber": 1}], "$.Contacts[0].Phones[0].PhoneNumber"),
        ("Name", None, "None is not of type 'string'"),
    ],
)
def test_a_wrong_field_is_seen(contract: Contract, field: str, value: Any, told: str) -> None:
    (breach,) = contract.breaches("getContacts", contacts({**CONTACT, field: value}))
    assert breach.startswith("getContacts 200 $.Contacts[0]")
    assert told in breach


def test_a_refused_element_may_echo_what_was_sent_but_no_unknown_field(contract: Contract) -> None:
    echo = {**CONTACT, "StatusAttributeString": "ERROR", "ContactStatus": "active"}
    assert contract.breaches("createContacts", contacts(echo)) == []
    assert contract.breaches("createContacts", contacts({**echo, "Nmae": ""})) != []


def test_a_status_or_a_type_that_is_not_documented_is_seen(contract: Contract) -> None:
    assert contract.breaches("getContacts", contacts(status=201)) == [
        "getContacts 201 is not documented"
    ]
    assert contract.breaches("getContacts", contacts(kind="text/html")) == [
        "getContacts 200 is 'text/html', not 'application/json'"
    ]
    mailed = Answer("POST", "/api.xro/2.0/Invoices/1/Email", 204, "", b"{}")
    assert contract.breaches("emailInvoice", mailed) == [
        "emailInvoice 204 has a body of 2 bytes as ''"
    ]


def test_a_refusal_has_its_number_type_and_message(contract: Contract) -> None:
    good = {
        "ErrorNumber": 10,
        "Type": "ValidationException",
        "Message": "No",
        "Elements": [CONTACT],
    }
    for body, count in (
        (good, 0),
        ({**good, "Elements": [{"Nmae": ""}]}, 1),
        ({"ErrorNumber": 14, "Type": "PostDataInvalidException"}, 1),
        ({"Message": "No"}, 7),
    ):
        answer = Answer("PUT", "", 400, "application/json", json.dumps(body).encode())
        assert len(contract.breaches("createContacts", answer)) == count, body


def test_an_operation_knows_its_own_path(contract: Contract) -> None:
    note = contract.operations["createInvoiceHistory"]
    assert note.is_asked_by("PUT", f"/api.xro/2.0/Invoices/{GUID}/History")
    assert not note.is_asked_by("GET", f"/api.xro/2.0/Invoices/{GUID}/History")
    assert not note.is_asked_by("PUT", f"/api.xro/2.0/Invoices/{GUID}/Email")


def test_what_the_emulator_answers_is_in_the_specification(contract: Contract) -> None:
    assert {"createInvoices", "deleteConnection"} <= contract.answered()
    assert contract.answered() <= contract.operations.keys()
