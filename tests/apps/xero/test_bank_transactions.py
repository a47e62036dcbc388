"""Money spent and received: checked before it is recorded, and known again by what it says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.apps.xero.spec import Case, Spec, offered, writable

from tallyloom.apps.xero import app
from tallyloom.kit import Again, BadInput, Refused
from tallyloom.kit.requests import Answer
from tallyloom.kit.testing import answer, cautions, drive, elements_of, examples, follow

CREATE = app.modules["create_bank_transaction"]
SEARCH = app.modules["search_bank_transactions"]
WATCH = app.modules["watch_bank_transactions"]
ACCOUNT = "297c2dc5-cc47-4afd-8ec8-74990b8761e9"
LINE = {"Description": "Stamps", "Quantity": "2", "UnitAmount": "7.50", "AccountCode": "425"}
# Xero works these out; a transaction is deleted or voided in Xero.
WORKED_OUT = {"SubTotal", "TotalTax", "Total", "Status", "BankTransactionID"}

CASES = {
    "create_bank_transaction": (
        Case(
            examples(CREATE)
            | {"Type": "SPEND", "BankAccount.Code": "", "Contact.Name": "Ann", "CurrencyRate": "2"}
        ),
    ),
    "search_bank_transactions": (
        Case({"from": "2010-12-01", "to": "2010-12-31", "order": "Date ASC", "limit": 5}),
    ),
    "watch_bank_transactions": (Case({"start": "all", "BankAccount.AccountID": ACCOUNT}),),
}


def given(**more: Any) -> dict[str, Any]:
    base = {"Type": "SPEND", "BankAccount.AccountID": ACCOUNT, "Contact.Name": "Ann"}
    return base | {"Date": "2010-12-01", "LineItems": [LINE]} | more


def record(**more: Any) -> dict[str, Any]:
    return {
        "BankTransactionID": "t1",
        "Type": "SPEND",
        "BankAccount": {"AccountID": ACCOUNT, "Code": "090", "Name": "Bank"},
        "Contact": {"ContactID": "c1", "Name": "Ann"},
        "Date": "/Date(1291161600000+0000)/",
        "Reference": "",
        "LineItems": [{"LineItemID": "l1", "LineAmount": Decimal("15.00")}],
    } | more


def found(*records: dict[str, Any]) -> Answer:
    return answer({"BankTransactions": list(records)})


def test_bank_transactions_are_recorded_together_with_exact_amounts() -> None:
    driven = drive(CREATE, [given(), given()], found(record(), record(BankTransactionID="t2")))
    request = driven.request
    assert (request.method, request.path) == ("PUT", "/api.xro/2.0/BankTransactions")
    assert request.query == {"summarizeErrors": "false", "unitdp": "4"}
    assert request.again is Again.LOOK
    assert request.body["BankTransactions"][0]["BankAccount"] == {"AccountID": ACCOUNT}
    assert [bundle["BankTransactionID"] for bundle in driven.result] == ["t1", "t2"]


def test_each_refusal_stays_with_its_own() -> None:
    refused = record(StatusAttributeString="ERROR", ValidationErrors=[{"Message": "Locked."}])
    first, second = drive(CREATE, [given(), given()], found(refused, record())).result
    assert isinstance(first, Refused)
    assert second["BankTransactionID"] == "t1"


@pytest.mark.parametrize(
    ("difference", "said"),
    [
        ({"BankAccount.AccountID": ""}, "Bank account: give its id or its code."),
        ({"BankAccount.Code": "090"}, "Bank account: give not both"),
        ({"Contact.Name": ""}, "Contact: give"),
        ({"Type": "SPEND-PREPAYMENT", "Reference": "x"}, "Reference: Xero keeps one"),
        ({"Type": "SPEND-TRANSFER"}, "is not one of"),
        ({"LineItems": []}, "at least 1"),
    ],
)
def test_what_xero_would_not_take_is_refused_before_it_is_asked(
    difference: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        drive(CREATE, given(**difference))


@pytest.mark.parametrize(
    "named",
    [
        {},
        {"BankAccount.AccountID": "", "BankAccount.Code": "090"},
        {"Contact.Name": "", "Contact.ContactID": "C1"},
        {"Contact.Name": "ann "},
        {"Date": ""},
    ],
)
def test_a_transaction_whose_answer_was_lost_is_known_again(named: dict[str, Any]) -> None:
    (element,) = elements_of(CREATE, given(**named))
    assert CREATE.bulk is not None
    assert CREATE.bulk.traces is not None
    moment = "2010-12-01T10:00:00.000Z"
    driven = follow(CREATE.bulk.traces.recent(moment), found(record(), record(Type="RECEIVE")))
    assert driven.request.headers["If-Modified-Since"] == "2010-12-01T09:59:00"
    marks = [CREATE.bulk.traces.of(one) for one in driven.result]
    assert marks.count(element.trace) == 1


def test_a_transaction_whose_amount_only_xero_knows_is_not_guessed_at() -> None:
    (element,) = elements_of(CREATE, given(LineItems=[{"ItemCode": "P1", "Quantity": 1}]))
    assert element.trace == ""
    assert element.key is None


def test_a_refund_that_goes_back_to_its_account_is_not_worth_a_word() -> None:
    sales = {"Code": "425", "AccountID": "a", "Name": "Sales", "Class": "REVENUE"}
    assert cautions(CREATE, given(), known={"accounts": [sales]}).result == [[]]
    archived = sales | {"Status": "ARCHIVED"}
    (said,) = cautions(CREATE, given(), known={"accounts": [archived]}).result
    assert [caution.code for caution in said] == ["account_archived"]


def test_a_watch_asks_for_type_account_and_status() -> None:
    asked = {"Type": "SPEND", "BankAccount.AccountID": ACCOUNT.upper(), "start": "all"}
    request = drive(WATCH, asked).request
    assert request.query["where"] == (
        f'(Type=="SPEND")&&(BankAccount.AccountID==Guid("{ACCOUNT}"))'
    )
    assert request.query["order"] == "UpdatedDateUTC ASC"
    with pytest.raises(BadInput, match="is not an id"):
        drive(WATCH, asked | {"BankAccount.AccountID": 'x")||("1"=="1'})


def test_a_search_asks_for_days_and_order_besides_in_pages_of_a_thousand() -> None:
    asked = {"Status": "AUTHORISED", "from": "2010-12-01", "to": "2010-12-31", "order": "Date ASC"}
    driven = drive(SEARCH, asked, found(record()))
    days = "(Date>=DateTime(2010,12,01))&&(Date<=DateTime(2010,12,31))"
    assert driven.request.query == {
        "where": f'(Status=="AUTHORISED")&&{days}',
        "order": "Date ASC",
        "unitdp": "4",
        "page": "1",
        "pageSize": "1000",
    }
    assert [bundle["Date"] for bundle in driven.result.bundles] == ["2010-12-01"]


def test_a_bank_transaction_is_read_by_id() -> None:
    driven = drive(
        app.modules["get_bank_transaction"], {"BankTransactionID": "t1"}, found(record())
    )
    assert driven.request.path == "/api.xro/2.0/BankTransactions/t1"
    assert driven.result["BankAccount"]["Code"] == "090"


def test_every_field_that_xero_lets_be_written_is_offered(spec: Spec) -> None:
    assert offered(CREATE.inputs) == writable(spec, "BankTransaction") - WORKED_OUT
