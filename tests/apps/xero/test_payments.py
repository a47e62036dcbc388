"""Payments: of one thing, from one account, made once and deleted for good."""

from __future__ import annotations

from typing import Any

import pytest
from tests.apps.xero.spec import Case, Spec, offered, writable

from tallyloom.apps.xero import app
from tallyloom.kit import Again, BadInput, Refused
from tallyloom.kit.requests import Answer
from tallyloom.kit.testing import answer, drive, elements_of, examples, follow

CREATE = app.modules["create_payment"]
DELETE = app.modules["delete_payment"]
ID = "243216c5-369e-4056-ac67-05388f86dc81"
NOT_OFFERED = {
    *("InvoiceNumber", "CreditNoteNumber", "Code"),  # what is paid and the account say it
    *("BatchPayment", "BatchPaymentID"),  # a module of its own
    *("Status", "PaymentID"),  # Delete a Payment
    "HasAccount",  # Xero tells it
}
_FULL = examples(CREATE) | {"Account.Code": ""}
_PAID = [field.name for field in CREATE.inputs if "." in field.name and "Account" not in field.name]
CASES = {
    "create_payment": tuple(
        Case({name: value for name, value in _FULL.items() if name not in _PAID or name == paid})
        for paid in _PAID
    ),
    "search_payments": (
        Case(examples(app.modules["search_payments"]) | {"Invoice.InvoiceID": ID}),
    ),
    "delete_payment": (
        Case({"PaymentID": ID}, (answer({"Elements": [{"ValidationErrors": []}]}, 400),)),
    ),
}


def given(**more: Any) -> dict[str, Any]:
    base = {"Invoice.InvoiceNumber": "536365", "Account.Code": "090", "Amount": "139"}
    return base | {"Date": "2010-12-15"} | more


def record(id_: str = "p1", **more: Any) -> dict[str, Any]:
    return {
        "PaymentID": id_,
        "Invoice": {"InvoiceID": ID, "InvoiceNumber": "536365", "Type": "ACCREC"},
        "Account": {"AccountID": "a1", "Code": "090"},
        "Amount": 139,
        "Date": "/Date(1292371200000+0000)/",
        "Status": "AUTHORISED",
    } | more


def found(*records: dict[str, Any]) -> Answer:
    return answer({"Payments": list(records)})


def refused(*said: str) -> Answer:
    elements = [{"ValidationErrors": [{"Message": word} for word in said]}]
    return answer({"ErrorNumber": 10, "Message": "Validation", "Elements": elements}, 400)


def test_payments_go_together_in_their_order() -> None:
    driven = drive(CREATE, [given(), given(Amount="1")], found(record(), record("p2")))
    request = driven.request
    assert (request.method, request.path) == ("PUT", "/api.xro/2.0/Payments")
    assert request.query == {"summarizeErrors": "false"}
    assert request.again is Again.LOOK
    assert [each["Amount"] for each in request.body["Payments"]] == [139, 1]
    assert [bundle["PaymentID"] for bundle in driven.result] == ["p1", "p2"]


def test_one_that_is_refused_leaves_the_others() -> None:
    over = {"Message": "Payment amount exceeds the amount outstanding on this document"}
    bad = record(StatusAttributeString="ERROR", ValidationErrors=[over])
    first, second = drive(CREATE, [given(), given()], found(bad, record())).result
    assert isinstance(first, Refused)
    assert second["PaymentID"] == "p1"


@pytest.mark.parametrize(
    ("difference", "said", "field"),
    [
        ({"Invoice.InvoiceNumber": ""}, "give an invoice", "Invoice.InvoiceID"),
        ({"CreditNote.CreditNoteID": "c"}, "give only one", "Invoice.InvoiceID"),
        ({"Account.Code": ""}, "Account: give its id or its code", "Account.AccountID"),
        ({"Amount": "0.00"}, "is not more than zero", "Amount"),
        ({"Amount": "-5"}, "is not more than zero", "Amount"),
    ],
)
def test_what_xero_would_not_take_is_refused_before_it_is_asked(
    difference: dict[str, Any], said: str, field: str
) -> None:
    with pytest.raises(BadInput, match=said) as trouble:
        drive(CREATE, given(**difference))
    assert trouble.value.field == field


@pytest.mark.parametrize(
    ("named", "there"),
    [
        ({}, record()),
        ({"Invoice.InvoiceNumber": "", "Invoice.InvoiceID": ID.upper()}, record()),
        ({"Date": ""}, record()),
        (
            {"Invoice.InvoiceNumber": "", "CreditNote.CreditNoteID": "c1"},
            record(Invoice={"InvoiceID": "c1", "Type": "ACCRECCREDIT"}),
        ),
        (
            {"Invoice.InvoiceNumber": "", "Overpayment.OverpaymentID": "o1"},
            record(Invoice=None, Overpayment={"OverpaymentID": "o1"}),
        ),
    ],
)
def test_a_payment_whose_answer_was_lost_is_known_again(
    named: dict[str, Any], there: dict[str, Any]
) -> None:
    (element,) = elements_of(CREATE, given(**named))
    assert CREATE.bulk is not None
    assert CREATE.bulk.traces is not None
    others = (record("p2", Amount=140), record("p3", BatchPaymentID="b1"))
    listed = follow(CREATE.bulk.traces.recent("2010-12-15T10:00:00.000Z"), found(there, *others))
    known = {
        one["PaymentID"] for one in listed.result if CREATE.bulk.traces.of(one) == element.trace
    }
    assert known == {"p1"}


def test_a_payment_is_deleted() -> None:
    driven = drive(DELETE, {"PaymentID": "p1"}, found(record(Status="DELETED")))
    assert (driven.request.method, driven.request.path) == ("POST", "/api.xro/2.0/Payments/p1")
    assert driven.request.body == {"Status": "DELETED"}
    assert driven.request.again is Again.SAFE
    assert driven.result["Status"] == "DELETED"


def test_a_payment_that_is_deleted_already_is_deleted() -> None:
    there = found(record(Status="DELETED"))
    driven = drive(DELETE, {"PaymentID": "p1"}, refused("It is deleted."), there)
    assert driven.result["PaymentID"] == "p1"


def test_a_payment_that_xero_keeps_is_not_said_to_be_deleted() -> None:
    with pytest.raises(Refused, match="reconciled"):
        drive(DELETE, {"PaymentID": "p1"}, refused("It is reconciled."), found(record()))


def test_payments_are_searched_by_what_they_paid() -> None:
    asked = {"Invoice.InvoiceID": ID, "Status": "AUTHORISED", "Reference": "DD 7"}
    query = drive(app.modules["search_payments"], asked).request.query
    assert query["where"] == (
        f'(Status=="AUTHORISED")&&(Reference=="DD 7")&&(Invoice.InvoiceID==Guid("{ID}"))'
    )


def test_a_watch_leaves_deleted_payments_out_unless_they_are_asked_for() -> None:
    watch = app.modules["watch_payments"]
    gone = record(Status="DELETED", UpdatedDateUTC="/Date(1292371200000+0000)/")
    there = answer({"DateTimeUTC": "/Date(1292371300000)/", "Payments": [gone]})
    for asked, given_ in (({}, 0), ({"deleted": True}, 1), ({"Status": "DELETED"}, 1)):
        driven = drive(watch, {"start": "all", **asked}, there)
        assert len(driven.result.bundles) == given_


def test_a_payment_is_read_by_id() -> None:
    driven = drive(app.modules["get_payment"], {"PaymentID": "p1"}, found(record()))
    assert driven.request.path == "/api.xro/2.0/Payments/p1"
    assert driven.result["Invoice"]["InvoiceNumber"] == "536365"


def test_every_field_that_xero_lets_be_written_is_offered(spec: Spec) -> None:
    assert offered(CREATE.inputs) == writable(spec, "Payment") - NOT_OFFERED
