"""Allocations: credit is used once, and known again by what it was used for."""

from __future__ import annotations

from typing import Any

import pytest
from tests.apps.xero.spec import Spec

from tallyloom.apps.xero import app
from tallyloom.kit import Action, Again, BadInput, LookUpFirst, Refused
from tallyloom.kit.requests import Answer
from tallyloom.kit.testing import answer, drive, elements_of, follow

INVOICE = "c45720a1-ade3-4a38-a064-d15489be6841"
KINDS = [
    ("allocate_credit_note", "CreditNotes", "CreditNoteID"),
    ("allocate_prepayment", "Prepayments", "PrepaymentID"),
    ("allocate_overpayment", "Overpayments", "OverpaymentID"),
]
kinds = pytest.mark.parametrize(("id_", "plural", "name"), KINDS)


def given(name: str, **more: Any) -> dict[str, Any]:
    base = {name: "c1", "Invoice.InvoiceID": INVOICE, "Amount": "20", "Date": "2010-12-31"}
    return base | more


def record(**more: Any) -> dict[str, Any]:
    invoice = {"InvoiceID": INVOICE, "InvoiceNumber": "536365"}
    return {"Invoice": invoice, "Amount": 20, "Date": "/Date(1293753600000+0000)/"} | more


def found(*records: dict[str, Any]) -> Answer:
    return answer({"Allocations": list(records)})


def module(id_: str) -> Action:
    chosen = app.modules[id_]
    assert isinstance(chosen, Action)
    return chosen


@kinds
def test_credit_is_used_at_its_own_address(id_: str, plural: str, name: str) -> None:
    driven = drive(module(id_), given(name), found(record(AllocationID="x1")))
    request = driven.request
    assert (request.method, request.path) == ("PUT", f"/api.xro/2.0/{plural}/c1/Allocations")
    assert request.again is Again.LOOK
    (sent,) = request.body["Allocations"]
    assert sent == {"Invoice": {"InvoiceID": INVOICE}, "Amount": 20, "Date": "2010-12-31"}
    (bundle,) = driven.result
    assert (bundle[name], bundle["AllocationID"]) == ("c1", "x1")


def test_one_credit_is_used_many_times_in_one_call() -> None:
    create = module("allocate_credit_note")
    many = [given("CreditNoteID", Amount=amount) for amount in ("20", "5", "20")]
    assert {element.together for element in elements_of(create, many)} == {"c1"}
    said = record(Amount=5, ValidationErrors=[{"Message": "More than remains."}])
    answered = found(said, record(AllocationID="x1"), record(AllocationID="x2"))
    driven = drive(create, many, answered)
    assert [one["Amount"] for one in driven.request.body["Allocations"]] == [20, 5, 20]
    first, refused, last = driven.result
    assert (first["AllocationID"], last["AllocationID"]) == ("x1", "x2")
    assert isinstance(refused, Refused)


def test_two_credits_are_not_used_together() -> None:
    many = [given("CreditNoteID", CreditNoteID=credit) for credit in ("c1", "c2")]
    assert len({e.together for e in elements_of(module("allocate_credit_note"), many)}) == 2


@kinds
def test_an_allocation_whose_answer_was_lost_is_found_with_its_credit(
    id_: str, plural: str, name: str
) -> None:
    bulk = module(id_).bulk
    assert bulk is not None
    assert bulk.traces is not None
    (element,) = elements_of(module(id_), given(name, **{"Invoice.InvoiceID": INVOICE.upper()}))
    credits_ = [
        {name: "c1", "Allocations": [record(Amount=21), record()]},
        {name: "c2", "Allocations": [record()]},
        {name: "c3"},
    ]
    driven = follow(bulk.traces.recent("2010-12-31T10:00:00.000Z"), answer({plural: credits_}))
    assert driven.request.path == f"/api.xro/2.0/{plural}"
    known = [one for one in driven.result if bulk.traces.of(one) == element.trace]
    assert [(one[name], one["Amount"]) for one in known] == [("c1", 20)]
    assert known[0]["AllocationID"]


def test_a_refusal_has_xeros_words() -> None:
    said = record(ValidationErrors=[{"Message": "More than remains."}])
    (trouble,) = drive(module("allocate_credit_note"), given("CreditNoteID"), found(said)).result
    assert isinstance(trouble, Refused)
    assert trouble.words == ("More than remains.",)


def test_an_answer_that_says_nothing_leaves_the_outcome_open() -> None:
    (trouble,) = drive(module("allocate_credit_note"), given("CreditNoteID"), found()).result
    assert isinstance(trouble, LookUpFirst)


@pytest.mark.parametrize(
    ("difference", "said"),
    [
        ({"Amount": "0"}, "Amount: 0 is not more than zero"),
        ({"Date": ""}, "Date: a value is required"),
        ({"Invoice.InvoiceID": ""}, "Invoice or bill: a value is required"),
    ],
)
def test_what_xero_would_not_take_is_refused_before_it_is_asked(
    difference: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        drive(module("allocate_credit_note"), given("CreditNoteID", **difference))


def test_every_field_that_xero_needs_is_asked_for(spec: Spec) -> None:
    needed = set(spec.schema("Allocation")["required"])
    asked = {f.name.split(".")[0] for f in module("allocate_credit_note").inputs if f.required}
    assert asked == needed | {"CreditNoteID"}
