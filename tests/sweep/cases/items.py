"""Items that are sold and bought."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome


def item(books: Books) -> dict[str, Any]:
    code = f"SK-{uuid4().hex[:8]}"
    prices = {"UnitPrice": "3.3999", "AccountCode": "200"}
    return books.put(
        "Items", {"Items": [{"Code": code, "Name": "Lamp", "SalesDetails": prices}]}, unitdp="4"
    )["Items"][0]


def there(books: Books, id_: str) -> dict[str, Any]:
    (found,) = books.all(f"Items/{id_}", unitdp="4")
    return found


def _new(_books: Books) -> Given:
    return {
        "Code": f"SI-{uuid4().hex[:8]}",
        "Name": "Lantern",
        "SalesDetails.UnitPrice": "3.3912",
        "SalesDetails.AccountCode": "200",
        "PurchaseDetails.UnitPrice": "1.1",
        "PurchaseDetails.AccountCode": "310",
    }


def _created(books: Books, outcome: Outcome, given: Given) -> None:
    found = there(books, outcome.bundle["ItemID"])
    assert (found["Code"], found["Name"]) == (given["Code"], "Lantern")
    assert found["SalesDetails"]["UnitPrice"] == Decimal("3.3912")
    assert found["PurchaseDetails"]["AccountCode"] == "310"


def _dearer(books: Books) -> Given:
    made = item(books)
    return {"ItemID": made["ItemID"], "Code": made["Code"], "SalesDetails.UnitPrice": "4.05"}


def _changed(books: Books, _outcome: Outcome, given: Given) -> None:
    found = there(books, given["ItemID"])
    assert (found["Name"], found["SalesDetails"]["UnitPrice"]) == ("Lamp", Decimal("4.05"))


def _read(books: Books, outcome: Outcome, given: Given) -> None:
    found = there(books, outcome.bundle["ItemID"])
    assert outcome.bundle["Code"] == found["Code"] == given["Code"]
    assert outcome.bundle["SalesDetails"]["UnitPrice"] == Decimal("3.3999")


def _all(books: Books) -> Given:
    item(books)
    return {"Name": "Lamp"}


def _found(books: Books, outcome: Outcome, _given: Given) -> None:
    lamps = {each["ItemID"] for each in books.all("Items") if each.get("Name") == "Lamp"}
    assert lamps
    assert {bundle["ItemID"] for bundle in outcome.bundles} == lamps


def _sold(books: Books) -> Given:
    item(books)
    return {"where": 'Name=="Lamp"', "IsSold": True, "start": "all", "limit": 1000}


def _count(books: Books) -> int:
    return len([each for each in books.all("Items") if each["Code"].startswith("SI-")])


CASES = [
    Case(
        module="watch_items",
        given=_sold,
        check=_found,
        bad={"start": "yesterday"},
        says="is not one of",
    ),
    Case(
        module="create_item",
        given=_new,
        check=_created,
        bad={"InventoryAssetAccountCode": "630"},
        says="an item with stock needs both accounts",
        count=_count,
    ),
    Case(
        module="update_item",
        given=_dearer,
        check=_changed,
        bad={"Code": "x" * 31},
        says="at most 30",
    ),
    Case(
        module="get_item",
        given=lambda books: {"Code": item(books)["Code"]},
        check=_read,
        bad={"Code": ""},
        says="Give Xero's id of the item, or its number",
    ),
    Case(
        module="search_items",
        given=_all,
        check=_found,
        bad={"limit": 0},
        says="is less than 1",
    ),
]
