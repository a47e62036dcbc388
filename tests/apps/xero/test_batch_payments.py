"""Batch payments: every invoice once, known again by what they pay."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.apps.xero.spec import Case, Spec, lengths, offered, writable

from tallyloom.apps.xero import app
from tallyloom.kit import BadInput, Lines
from tallyloom.kit.requests import Answer
from tallyloom.kit.testing import answer, drive, elements_of, examples, follow

CREATE = app.modules["create_batch_payment"]
CASES = {"create_batch_payment": (Case(examples(CREATE) | {"Account.Code": ""}),)}
NOT_OFFERED = {"Amount", "DateString"}  # the payments and the date say it


def given(*paid: tuple[str, str], **more: Any) -> dict[str, Any]:
    rows = [{"Invoice.InvoiceID": id_, "Amount": amount} for id_, amount in paid]
    base = {"Account.AccountID": "a1", "Date": "2010-12-15", "Payments": rows}
    return base | more


def record(id_: str, *paid: tuple[str, str]) -> dict[str, Any]:
    rows = [{"Invoice": {"InvoiceID": i}, "Amount": Decimal(amount)} for i, amount in paid]
    return {"BatchPaymentID": id_, "Date": "/Date(1292371200000+0000)/", "Payments": rows}


def found(*records: dict[str, Any]) -> Answer:
    return answer({"BatchPayments": list(records)})


def test_a_batch_is_sent_with_all_of_its_payments() -> None:
    driven = drive(CREATE, given(("i1", "5"), ("i2", "6.5")), found(record("b1")))
    request = driven.request
    assert (request.method, request.path) == ("PUT", "/api.xro/2.0/BatchPayments")
    (sent,) = request.body["BatchPayments"]
    assert sent["Payments"][1] == {"Invoice": {"InvoiceID": "i2"}, "Amount": Decimal("6.5")}
    assert driven.result[0]["BatchPaymentID"] == "b1"


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        (given(("i1", "5"), ("I1", "6")), "line 2 › Invoice or bill: i1 is in the batch already"),
        (given(("i1", "0")), "line 1 › Amount: 0 is not more than zero"),
        (given(), "at least 1"),
        (given(("i1", "5"), **{"Account.AccountID": ""}), "Account: give its id or its code"),
        (given(("i1", "5"), Details="x" * 19), "at most 18"),
    ],
)
def test_what_xero_would_not_take_is_refused_before_it_is_asked(
    inputs: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        drive(CREATE, inputs)


def test_a_batch_whose_answer_was_lost_is_known_again() -> None:
    (element,) = elements_of(CREATE, given(("I1", "5"), ("i2", "6.50")))
    assert CREATE.bulk is not None
    assert CREATE.bulk.traces is not None
    there = found(record("b1", ("i2", "6.5"), ("i1", "5.0")), record("b2", ("i1", "5")))
    driven = follow(CREATE.bulk.traces.recent("2010-12-15T10:00:00.000Z"), there)
    assert "page" not in driven.request.query
    known = {
        one["BatchPaymentID"]
        for one in driven.result
        if CREATE.bulk.traces.of(one) == element.trace
    }
    assert known == {"b1"}


def test_every_field_that_xero_lets_be_written_is_offered(spec: Spec) -> None:
    assert offered(CREATE.inputs) == writable(spec, "BatchPayment") - NOT_OFFERED
    lengths(spec, "BatchPayment", CREATE.inputs)
    (rows,) = (field for field in CREATE.inputs if field.name == "Payments")
    assert isinstance(rows, Lines)
    assert offered(rows.of) <= writable(spec, "Payment")
