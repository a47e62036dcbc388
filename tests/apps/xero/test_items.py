"""Items: one for each code, with stock only where both accounts are given."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.apps.xero.spec import Case, Spec, lengths, offered, writable

from tallyloom.apps.xero import app
from tallyloom.kit import Again, AlreadyThere, BadInput, NotThere
from tallyloom.kit.requests import Answer
from tallyloom.kit.testing import answer, drive, elements_of, examples, look_up

CREATE = app.modules["create_item"]
UPDATE = app.modules["update_item"]
GET = app.modules["get_item"]
ID = "a4544d51-48f6-441f-a623-99ecbced6ab7"
# Xero works these out: stock is what is bought and sold.
WORKED_OUT = {"IsTrackedAsInventory", "TotalCostPool", "QuantityOnHand"}
CASES = {
    "create_item": (
        Case(examples(CREATE) | {"PurchaseDetails.AccountCode": ""}),
        Case(
            examples(CREATE)
            | {"PurchaseDetails.COGSAccountCode": "", "InventoryAssetAccountCode": ""}
        ),
    )
}


def given(code: str = "85123A", **more: Any) -> dict[str, Any]:
    return {"Code": code, "Name": "Holder", "SalesDetails.UnitPrice": "2.5512"} | more


def record(code: str = "85123A", **more: Any) -> dict[str, Any]:
    prices = {"SalesDetails": {"UnitPrice": Decimal("2.5512"), "AccountCode": "200"}}
    return {"ItemID": ID, "Code": code, "Name": "Holder", **prices} | more


def found(*records: dict[str, Any]) -> Answer:
    return answer({"DateTimeUTC": "/Date(1291200000000)/", "Items": list(records)})


def test_items_are_created_together_with_four_places() -> None:
    driven = drive(CREATE, [given("a"), given("b")], found(record("b"), record("a")))
    request = driven.request
    assert (request.method, request.path) == ("PUT", "/api.xro/2.0/Items")
    assert request.query == {"summarizeErrors": "false", "unitdp": "4"}
    assert b'"UnitPrice":2.5512' in request.content()
    assert [bundle["Code"] for bundle in driven.result] == ["a", "b"]
    assert CREATE.changes == ("items",)


def test_a_code_that_is_taken_is_an_item_that_exists_already() -> None:
    said = [{"Message": "Price List Item with Code '85123A' already exists"}]
    refused = record(StatusAttributeString="ERROR", ValidationErrors=said)
    (trouble,) = drive(CREATE, given(), found(refused)).result
    assert isinstance(trouble, AlreadyThere)


def test_items_are_looked_up_by_code_in_one_call() -> None:
    driven = look_up(CREATE, [given(" A "), given("B")], found(record("a")))
    assert driven.request.query["where"] == 'Code=="A"||Code=="B"'
    assert "page" not in driven.request.query
    assert set(driven.result) == {"item a"}


def differs(inputs: dict[str, Any], there: dict[str, Any]) -> str:
    (element,) = elements_of(CREATE, inputs)
    assert CREATE.bulk is not None
    return CREATE.bulk.differs(element, there)


def test_an_item_that_says_the_same_does_not_differ() -> None:
    assert differs(given(), record(Description="someone added this")) == ""
    assert differs(given(**{"SalesDetails.UnitPrice": "2.55120"}), record()) == ""


def test_what_differs_is_said_with_both_values() -> None:
    said = differs(given(Name="Lamp", **{"SalesDetails.UnitPrice": "3"}), record())
    assert "the name is “Holder”, here “Lamp”" in said
    assert "the sales price is “2.5512”, here “3”" in said


def test_an_item_that_exists_is_updated_under_its_id() -> None:
    (element,) = elements_of(CREATE, given(if_exists="update"))
    assert CREATE.bulk is not None
    assert CREATE.bulk.renew is not None
    request = CREATE.bulk.renew([(element, record())])
    assert (request.method, request.path) == ("POST", "/api.xro/2.0/Items")
    assert request.body["Items"][0]["ItemID"] == ID


@pytest.mark.parametrize(
    ("difference", "said", "field"),
    [
        (
            {"InventoryAssetAccountCode": "630"},
            "Account for cost of goods sold: an item with stock needs both",
            "PurchaseDetails.COGSAccountCode",
        ),
        (
            {"PurchaseDetails.COGSAccountCode": "310"},
            "Inventory account: an item with stock needs both",
            "InventoryAssetAccountCode",
        ),
        (
            {
                "InventoryAssetAccountCode": "630",
                "PurchaseDetails.COGSAccountCode": "310",
                "PurchaseDetails.AccountCode": "300",
            },
            "Purchases account: an item with stock",
            "PurchaseDetails.AccountCode",
        ),
        ({"IsSold": False}, "Is sold: no, but", "IsSold"),
        ({"Code": "x" * 31}, "at most 30", "Code"),
    ],
)
def test_what_xero_would_not_take_is_refused_before_it_is_asked(
    difference: dict[str, Any], said: str, field: str
) -> None:
    with pytest.raises(BadInput, match=said) as trouble:
        drive(CREATE, given(**difference))
    assert trouble.value.field == field


def test_an_update_says_the_code_and_what_changes() -> None:
    asked = {"ItemID": ID, "Code": "85123A", "SalesDetails.UnitPrice": "3"}
    request = drive(UPDATE, asked).request
    assert (request.method, request.again) == ("POST", Again.SAFE)
    assert request.body == {
        "Items": [{"ItemID": ID, "Code": "85123A", "SalesDetails": {"UnitPrice": 3}}]
    }
    with pytest.raises(BadInput, match="Code: a value is required"):
        drive(UPDATE, {"ItemID": ID})


def test_items_are_read_by_id_or_by_code_and_many_codes_in_one_call() -> None:
    assert drive(GET, {"ItemID": ID}).request.path == f"/api.xro/2.0/Items/{ID}"
    many = drive(GET, [{"Code": "a"}, {"Code": "b"}], found(record("a")))
    assert many.request.query["where"] == 'Code=="a"||Code=="b"'
    assert many.result[0]["ItemID"] == ID
    assert isinstance(many.result[1], NotThere)


def test_an_item_that_is_gone_fails_alone() -> None:
    driven = drive(GET, [{"ItemID": "gone"}, {"ItemID": ID}], NotThere("Gone."), found(record()))
    assert isinstance(driven.result[0], NotThere)
    assert driven.result[1]["ItemID"] == ID


def test_items_are_searched_by_code_name_and_stock() -> None:
    asked = {"Code": "85123A", "IsTrackedAsInventory": True, "limit": 1}
    driven = drive(app.modules["search_items"], asked, found(record(), record("b")))
    assert driven.request.query["where"] == '(Code=="85123A")&&(IsTrackedAsInventory==true)'
    assert len(driven.result.bundles) == 1
    assert driven.result.after is None


def test_a_watch_reads_the_whole_list_of_what_was_changed() -> None:
    watch = app.modules["watch_items"]
    changed = record(UpdatedDateUTC="/Date(1291161600000)/")
    driven = drive(watch, {"start": "all"}, found(changed))
    assert driven.request.query == {"unitdp": "4"}
    again = drive(watch, {"start": "all"}, found(changed), after=driven.result.cursor)
    assert again.request.headers["If-Modified-Since"] == "2010-11-30T23:58:59"
    assert again.result.bundles == []


def test_every_field_that_xero_lets_be_written_is_offered(spec: Spec) -> None:
    assert offered(UPDATE.inputs) == writable(spec, "Item") - WORKED_OUT
    assert offered(CREATE.inputs) == writable(spec, "Item") - WORKED_OUT - {"ItemID"}
    inner = {
        f.name.split(".")[1]
        for f in CREATE.inputs
        if f.name.startswith("Purchase") and "." in f.name
    }
    assert inner == writable(spec, "Purchase")
    lengths(spec, "Item", CREATE.inputs)
