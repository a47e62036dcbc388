"""Purchase orders."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome
from tests.sweep.cases.invoices import LINE, contact


def order(books: Books, **more: Any) -> dict[str, Any]:
    return books.made(
        "PurchaseOrders",
        Contact={"ContactID": contact(books)["ContactID"]},
        PurchaseOrderNumber=f"SP-{uuid4().hex[:8]}",
        LineItems=[LINE],
        **{"Date": "2026-09-01"} | more,
    )


def _there(books: Books, id_: str) -> dict[str, Any]:
    (found,) = books.all(f"PurchaseOrders/{id_}")
    return found


def _id(books: Books) -> Given:
    return {"PurchaseOrderID": order(books)["PurchaseOrderID"]}


def _new(books: Books) -> Given:
    return {
        "Contact.ContactID": contact(books)["ContactID"],
        "PurchaseOrderNumber": f"SP-{uuid4().hex[:8]}",
        "Date": "2026-09-01",
        "DeliveryDate": "2026-09-10",
        "DeliveryInstructions": "To the back door",
        "LineAmountTypes": "Exclusive",
        "LineItems": [LINE],
        "Status": "AUTHORISED",
    }


def _created(books: Books, outcome: Outcome, given: Given) -> None:
    found = _there(books, outcome.bundle["PurchaseOrderID"])
    names = ("PurchaseOrderNumber", "DeliveryInstructions", "Status")
    assert {name: found[name] for name in names} == {name: given[name] for name in names}
    (line,) = found["LineItems"]
    assert (line["Quantity"], line["UnitAmount"]) == (6, Decimal("3.39"))
    assert (found["DateString"][:10], found["DeliveryDateString"][:10]) == (
        given["Date"],
        given["DeliveryDate"],
    )
    assert (found["SubTotal"], found["Contact"]["ContactID"]) == (
        Decimal("20.34"),
        given["Contact.ContactID"],
    )


def _changed(books: Books, _outcome: Outcome, given: Given) -> None:
    found = _there(books, given["PurchaseOrderID"])
    assert (found["Reference"], found["Status"]) == ("Order 7", "SUBMITTED")
    assert len(found["LineItems"]) == 1


def _read(books: Books, outcome: Outcome, given: Given) -> None:
    found = _there(books, given["PurchaseOrderID"])
    assert outcome.bundle["PurchaseOrderNumber"] == found["PurchaseOrderNumber"]
    assert outcome.bundle["Total"] == found["Total"]


def _deleted(books: Books, _outcome: Outcome, given: Given) -> None:
    assert _there(books, given["PurchaseOrderID"])["Status"] == "DELETED"


def _of_a_day(books: Books) -> Given:
    """The days of a month that no other order of the sweep has."""
    order(books, Date="2025-04-07", Status="SUBMITTED")
    return {"DateFrom": "2025-04-07", "DateTo": "2025-04-07", "Status": "SUBMITTED"}


def _found(books: Books, outcome: Outcome, given: Given) -> None:
    found = books.all("PurchaseOrders", **given_days(given))
    assert found
    ids = {one["PurchaseOrderID"] for one in outcome.bundles}
    assert ids == {one["PurchaseOrderID"] for one in found}


def given_days(given: Given) -> dict[str, str]:
    return {name: given[name] for name in ("DateFrom", "DateTo")}


def _count(books: Books) -> int:
    found = books.all("PurchaseOrders", pageSize="1000", page="1")
    return len([one for one in found if one["PurchaseOrderNumber"].startswith("SP-")])


CASES = [
    Case(
        module="watch_purchase_orders",
        given=lambda books: _of_a_day(books) | {"start": "all"},
        check=_found,
        bad={"DateTo": "soon"},
        says="is not a date",
    ),
    Case(
        module="create_purchase_order",
        given=_new,
        check=_created,
        bad={"DeliveryInstructions": "x" * 501},
        says="at most 500",
        count=_count,
    ),
    Case(
        module="update_purchase_order",
        given=lambda books: {**_id(books), "Reference": "Order 7", "Status": "SUBMITTED"},
        check=_changed,
        bad={"CurrencyCode": "pounds"},
        says="does not have the form",
    ),
    Case(
        module="get_purchase_order",
        given=_id,
        check=_read,
        bad={"PurchaseOrderID": ""},
        says="Give Xero's id of the purchase order, or its number",
    ),
    Case(
        module="search_purchase_orders",
        given=_of_a_day,
        check=_found,
        bad={"Status": "PAID"},
        says="is not one of",
    ),
    Case(
        module="delete_purchase_order",
        given=_id,
        check=_deleted,
        bad={"PurchaseOrderID": ""},
        says="a value is required",
    ),
]
