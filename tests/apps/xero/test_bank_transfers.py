"""Transfers between two accounts of one's own: made once, deleted visibly."""

from __future__ import annotations

from typing import Any

import pytest
from tests.apps.xero.spec import Case, Spec, offered, writable

from tallyloom.apps.xero import app
from tallyloom.apps.xero.wire import xero_date
from tallyloom.kit import Again, BadInput
from tallyloom.kit.requests import Answer
from tallyloom.kit.testing import answer, drive, elements_of, examples, follow

CREATE = app.modules["create_bank_transfer"]
WATCH = app.modules["watch_bank_transfers"]
CASES = {
    "create_bank_transfer": (
        Case(
            examples(CREATE)
            | {"FromBankAccount.Code": "", "ToBankAccount.AccountID": "", "ToBankAccount.Code": "1"}
        ),
    )
}


def given(**more: Any) -> dict[str, Any]:
    base = {"FromBankAccount.Code": "090", "ToBankAccount.Code": "091", "Amount": "50"}
    return base | {"Date": "2010-12-01"} | more


def record(id_: str = "b1", made: str = "2010-12-01T10:00:00Z", **more: Any) -> dict[str, Any]:
    return {
        "BankTransferID": id_,
        "FromBankAccount": {"AccountID": "a1", "Code": "090", "Name": "Bank"},
        "ToBankAccount": {"AccountID": "a2", "Code": "091", "Name": "Savings"},
        "Amount": 50,
        "Date": "/Date(1291161600000+0000)/",
        "CreatedDateUTC": xero_date(made),
        "Status": "AUTHORISED",
    } | more


def found(*records: dict[str, Any]) -> Answer:
    now = xero_date("2010-12-01T12:00:00Z")
    return answer({"DateTimeUTC": now, "BankTransfers": list(records)})


def test_a_transfer_is_sent_alone() -> None:
    driven = drive(CREATE, given(), found(record()))
    request = driven.request
    assert (request.method, request.path) == ("PUT", "/api.xro/2.0/BankTransfers")
    assert request.query == {}
    assert request.again is Again.LOOK
    assert len(request.body["BankTransfers"]) == 1
    assert CREATE.bulk is not None
    assert CREATE.bulk.most == 1
    assert driven.result[0]["BankTransferID"] == "b1"


@pytest.mark.parametrize(
    ("difference", "said"),
    [
        ({"ToBankAccount.Code": "090"}, "it is the one that the money comes from"),
        ({"ToBankAccount.Code": ""}, "To bank account: give its id or its code."),
        ({"Amount": "0"}, "Amount: 0 is not more than zero"),
        ({"Amount": ""}, "a value is required"),
        ({"FromTracking": [{"TrackingCategoryID": "1", "TrackingOptionID": "2"}] * 3}, "at most"),
    ],
)
def test_what_xero_would_not_take_is_refused_before_it_is_asked(
    difference: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        drive(CREATE, given(**difference))


def test_a_transfer_whose_answer_was_lost_is_known_again_even_if_it_was_deleted() -> None:
    (element,) = elements_of(CREATE, given())
    assert CREATE.bulk is not None
    assert CREATE.bulk.traces is not None
    driven = follow(
        CREATE.bulk.traces.recent("2010-12-01T10:00:00.000Z"),
        found(record(Status="DELETED"), record("b2", Amount=51)),
    )
    assert driven.request.query == {"includeDeleted": "true"}
    known = [one for one in driven.result if CREATE.bulk.traces.of(one) == element.trace]
    assert [one["BankTransferID"] for one in known] == ["b1"]


def test_a_watch_gives_what_is_new_and_what_was_deleted_when_asked() -> None:
    asked = {"deleted": True, "start": "since", "since": "2010-12-01T00:00:00Z"}
    first = drive(WATCH, asked, found(record()))
    assert first.request.query == {"includeDeleted": "true"}
    assert len(first.result.bundles) == 1
    deleted = found(record(Status="DELETED"))
    second = drive(WATCH, asked, deleted, after=first.result.cursor).result
    assert [bundle["Status"] for bundle in second.bundles] == ["DELETED"]
    assert drive(WATCH, asked, deleted, after=second.cursor).result.bundles == []


def test_deletions_are_not_asked_for_without_need() -> None:
    driven = drive(WATCH, {"start": "all"}, found(record(Status="DELETED")))
    assert driven.request.query == {}
    assert driven.result.bundles == []


def test_every_field_that_xero_lets_be_written_is_offered(spec: Spec) -> None:
    assert offered(CREATE.inputs) == writable(spec, "BankTransfer")
