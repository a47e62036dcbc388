"""Purchase orders: created and never overwritten, by contacts that are there."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.apps.xero.spec import Spec, lengths, offered, writable

from tallyloom.apps.xero import app
from tallyloom.kit import AlreadyThere, BadInput, NotThere, Refused
from tallyloom.kit.requests import Answer
from tallyloom.kit.testing import answer, cautions, drive, elements_of, follow, look_up

CREATE = app.modules["create_purchase_order"]
DELETE = app.modules["delete_purchase_order"]
ID = "6cb82d2a-7a3e-4b0f-9f3c-2a54e6f5e5a1"
LINE = {"Description": "Lantern", "Quantity": "6", "UnitAmount": "3.39", "AccountCode": "300"}
GONE = answer(b"<html>The resource cannot be found</html>", 404, content_type="text/html")


def given(number: str = "PO-1", **more: Any) -> dict[str, Any]:
    base = {"Contact.ContactID": "c1", "Date": "2010-12-01", "LineItems": [LINE]}
    return base | {"PurchaseOrderNumber": number} | more


def record(number: str = "PO-1", **more: Any) -> dict[str, Any]:
    return {"PurchaseOrderID": ID, "PurchaseOrderNumber": number} | more


def found(*orders: dict[str, Any]) -> Answer:
    return answer({"PurchaseOrders": list(orders)})


def refused(*words: str) -> Answer:
    errors = [{"Message": word} for word in words]
    return found(record(StatusAttributeString="ERROR", ValidationErrors=errors))


def test_orders_are_put_because_a_post_would_overwrite_one_of_the_same_number() -> None:
    request = drive(CREATE, [given("PO-1"), given("PO-2")]).request
    assert (request.method, request.path) == ("PUT", "/api.xro/2.0/PurchaseOrders")
    assert len(request.body["PurchaseOrders"]) == 2


def test_a_number_that_is_taken_is_an_order_that_exists_already() -> None:
    (trouble,) = drive(CREATE, given(), refused("Order number must be unique")).result
    assert isinstance(trouble, AlreadyThere)


def test_an_order_is_looked_up_at_its_number() -> None:
    driven = look_up(CREATE, [given("PO-1"), given("PO 2")], found(record()), GONE)
    paths = [request.path for request in driven.requests]
    assert paths == ["/api.xro/2.0/PurchaseOrders/PO-1", "/api.xro/2.0/PurchaseOrders/PO%202"]
    assert set(driven.result) == {"PO-1"}


def test_an_order_without_a_number_is_known_again_though_xero_calls_it_by_a_type() -> None:
    (element,) = elements_of(CREATE, given("", LineItems=[LINE | {"DiscountRate": "5"}]))
    line = {"Description": "Lantern", "LineAmount": Decimal("19.32"), "Quantity": 6}
    there = record(
        Type="PURCHASEORDER",
        Contact={"ContactID": "C1", "Name": "Ann"},
        Date="2010-12-01",
        CurrencyCode="GBP",
        LineItems=[line],
    )
    assert CREATE.bulk
    assert CREATE.bulk.traces
    listed = follow(CREATE.bulk.traces.recent("2010-12-01T08:00:00Z"), found(there)).result
    assert element.trace in [CREATE.bulk.traces.of(one) for one in listed]


def test_a_purchase_on_a_revenue_account_is_pointed_out() -> None:
    sales = {"Code": "300", "Name": "Sales", "Class": "REVENUE", "Status": "ACTIVE"}
    (said,) = cautions(CREATE, given(Status="DRAFT"), known={"accounts": [sales]}).result
    assert [one.code for one in said] == ["account_side"]


def test_an_order_is_read_by_id_or_by_number() -> None:
    get = app.modules["get_purchase_order"]
    asked = [{"PurchaseOrderID": ID}, {"PurchaseOrderNumber": "PO-1"}, {}]
    driven = drive(get, asked, found(record()), GONE)
    assert [request.path.split("/")[-1] for request in driven.requests] == [ID, "PO-1"]
    assert driven.result[0]["PurchaseOrderNumber"] == "PO-1"
    assert isinstance(driven.result[1], NotThere)
    assert isinstance(driven.result[2], BadInput)


def test_orders_are_deleted_together() -> None:
    request = drive(DELETE, [{"PurchaseOrderID": ID}, {"PurchaseOrderID": "other"}]).request
    assert request.method == "POST"
    assert [one["Status"] for one in request.body["PurchaseOrders"]] == ["DELETED", "DELETED"]


def test_an_order_that_is_deleted_already_stays_so() -> None:
    words = ("PurchaseOrder status change is invalid", "Deleted PurchaseOrders cannot be updated")
    driven = drive(DELETE, {"PurchaseOrderID": ID}, refused(*words))
    assert driven.result == [{"PurchaseOrderID": ID, "Status": "DELETED"}]


def test_any_other_refusal_of_a_deletion_is_reported() -> None:
    (trouble,) = drive(DELETE, {"PurchaseOrderID": ID}, refused("Not this one.")).result
    assert isinstance(trouble, Refused)


def test_a_search_asks_in_the_words_of_the_list() -> None:
    asked = {"Status": "BILLED", "DateTo": "2010-12-31", "limit": 20}
    request = drive(app.modules["search_purchase_orders"], asked).request
    assert request.query == {
        "Status": "BILLED",
        "DateTo": "2010-12-31",
        "page": "1",
        "pageSize": "20",
    }


def test_an_order_needs_a_contact_that_is_there() -> None:
    with pytest.raises(BadInput, match="Contact: give"):
        drive(CREATE, {"LineItems": [LINE]})
    names = {field.name for field in CREATE.inputs if field.name.startswith("Contact.")}
    assert names == {"Contact.ContactID", "Contact.ContactNumber", "Contact.Name"}


def test_every_field_that_xero_lets_be_written_is_offered(spec: Spec) -> None:
    expected = writable(spec, "PurchaseOrder")
    assert offered(app.modules["update_purchase_order"].inputs) == expected
    assert offered(CREATE.inputs) == expected - {"PurchaseOrderID"}
    lengths(spec, "PurchaseOrder", CREATE.inputs)
