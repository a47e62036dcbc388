"""Items, through Xero's official SDK.

Its model of an item (OpenAPI 16.1.0) does not know QuantityAvailable and QuantityOnBackOrder yet.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import DUE, ELSEWHERE, NOON, SENT, a_contact
from xero_python.accounting import (
    HistoryRecord,
    HistoryRecords,
    Invoice,
    Invoices,
    Item,
    Items,
    LineItem,
    Purchase,
)

from xero_emulator.fixture import Running

SOLD = Purchase(unit_price=Decimal("20.00"), account_code="200", tax_type="OUTPUT2")
BOUGHT = Purchase(unit_price=Decimal("8.00"), account_code="429", tax_type="INPUT2")
STORED = Purchase(unit_price=Decimal("8.00"), cogs_account_code="310")


def an_item(code: str = "LAMP", **more: Any) -> Item:
    return Item(code=code, **more)


def made_item(sdk: Sdk, code: str = "LAMP", **more: Any) -> Item:
    return sdk("createItems", Items(items=[an_item(code, **more)])).items[0]


def traded(sdk: Sdk, kind: str, quantity: str) -> Invoice:
    """An approved invoice or bill over tracked lamps."""
    sent = Invoice(
        type=kind,
        status="AUTHORISED",
        contact=a_contact(),
        date=SENT,
        due_date=DUE,
        line_items=[LineItem(item_code="LAMP", description="Lamps", quantity=Decimal(quantity))],
    )
    return sdk("createInvoices", Invoices(invoices=[sent])).invoices[0]


@exercises("createItems", "getItem")
def test_an_item_is_kept_as_it_was_sent(sdk: Sdk) -> None:
    said = {"name": "Desk lamp", "description": "Bright", "purchase_description": "By the box"}
    made = made_item(sdk, **said, sales_details=SOLD, purchase_details=BOUGHT)
    for token in (made.item_id, "lamp"):
        kept = sdk("getItem", token).items[0]
        assert (kept.item_id, kept.code, kept.name) == (made.item_id, "LAMP", "Desk lamp")
        assert (kept.description, kept.purchase_description) == ("Bright", "By the box")
        assert (kept.sales_details, kept.purchase_details) == (SOLD, BOUGHT)
        assert (kept.is_sold, kept.is_purchased, kept.is_tracked_as_inventory) == (
            True,
            True,
            False,
        )
        assert kept.updated_date_utc == NOON


@exercises("createItems", "getItem")
def test_prices_have_four_decimals_when_asked_for(sdk: Sdk) -> None:
    fine = Items(items=[an_item(sales_details=Purchase(unit_price=Decimal("0.12345")))])
    made = sdk("createItems", fine, unitdp=4).items[0]
    assert made.sales_details.unit_price == Decimal("0.1235")
    assert sdk("getItem", made.item_id).items[0].sales_details.unit_price == Decimal("0.12")
    listed = sdk("getItems", unitdp=4).items[0]
    assert listed.sales_details.unit_price == Decimal("0.1235")


@exercises("createItems")
def test_a_code_is_unique_and_wrong_ones_are_told_apart(sdk: Sdk) -> None:
    made_item(sdk)
    sent = Items(items=[an_item(), an_item("SOFA")])
    refusal = sdk.refused("createItems", sent)
    assert (refusal.status, refusal.messages) == (
        400,
        ("Price List Item with Code 'LAMP' already exists",),
    )
    answers = sdk("createItems", sent, summarize_errors=False).items
    assert [each.status_attribute_string for each in answers] == ["ERROR", "OK"]
    assert [each.code for each in sdk("getItems").items] == ["LAMP", "SOFA"]


@exercises("updateOrCreateItems")
def test_items_are_changed_by_code_and_created_without(sdk: Sdk) -> None:
    made = made_item(sdk, name="Lamp")
    sent = Items(items=[an_item("lamp", description="Bright"), an_item("SOFA")])
    changed, created = sdk("updateOrCreateItems", sent).items
    assert (changed.item_id, changed.name, changed.description) == (made.item_id, "Lamp", "Bright")
    assert created.item_id not in (made.item_id, None)


@exercises("updateItem")
def test_an_item_that_is_no_longer_sold_loses_its_sales_details(sdk: Sdk) -> None:
    made = made_item(sdk, description="Bright", sales_details=SOLD, purchase_details=BOUGHT)
    sent = Items(items=[an_item(is_sold=False)])
    changed = sdk("updateItem", made.item_id, sent).items[0]
    assert (changed.is_sold, changed.description) == (False, None)
    assert changed.sales_details == Purchase()
    assert changed.purchase_details == BOUGHT
    assert sdk.refused("updateItem", ELSEWHERE, sent).status == 404


@exercises("getItems")
def test_items_are_found_by_where_and_by_time(sdk: Sdk, xero: Running) -> None:
    lamp = made_item(sdk, sales_details=SOLD)
    xero.control.advance(1200)
    sofa = made_item(sdk, "SOFA", is_sold=False)
    asked = (
        ({}, [lamp, sofa]),
        ({"where": "IsSold==true"}, [lamp]),
        ({"where": "SalesDetails.UnitPrice>=20"}, [lamp]),
        ({"order": "Code DESC"}, [sofa, lamp]),
        ({"if_modified_since": NOON.replace(minute=10)}, [sofa]),
    )
    for how, wanted in asked:
        found = [each.code for each in sdk("getItems", **how).items]
        assert found == [each.code for each in wanted], how


@exercises("deleteItem")
def test_a_deleted_item_is_gone(sdk: Sdk) -> None:
    made = made_item(sdk)
    assert sdk("deleteItem", made.item_id) is None
    assert sdk.refused("getItem", made.item_id).status == 404
    assert sdk.refused("deleteItem", made.item_id).status == 404


@exercises("getItemHistory", "createItemHistory")
def test_an_items_history_takes_notes(sdk: Sdk) -> None:
    made = made_item(sdk)
    note = HistoryRecords(history_records=[HistoryRecord(details="Ask for a discount")])
    sdk("createItemHistory", made.item_id, note)
    told = sdk("getItemHistory", made.item_id).history_records
    assert [each.changes for each in told] == ["Note", "Created"]
    assert told[0].details == "Ask for a discount"


@exercises("createItems", "createInvoices", "getItem", "deleteItem")
def test_a_tracked_item_is_counted_and_costed(sdk: Sdk, xero: Running) -> None:
    made = made_item(
        sdk, inventory_asset_account_code="630", purchase_details=STORED, sales_details=SOLD
    )
    assert made.is_tracked_as_inventory
    bill = traded(sdk, "ACCPAY", "10")
    assert (bill.total, bill.line_items[0].account_code) == (80, "630")
    sold = traded(sdk, "ACCREC", "4")
    assert (sold.sub_total, sold.line_items[0].item.item_id) == (80, made.item_id)
    kept = sdk("getItem", made.item_id).items[0]
    assert (kept.quantity_on_hand, kept.total_cost_pool) == (6, 48)
    (stock,) = xero.control.ledger(sdk.tenant)["items"]
    assert (stock["QuantityAvailable"], stock["QuantityOnBackOrder"]) == (6, 0)
    assert sdk.refused("deleteItem", made.item_id).status == 400


@exercises("createInvoices", "getItem")
def test_more_than_there_is_cannot_be_sold(sdk: Sdk) -> None:
    made_item(sdk, inventory_asset_account_code="630", purchase_details=STORED, sales_details=SOLD)
    line = LineItem(item_code="LAMP", description="Lamps", quantity=Decimal("1"))
    sent = Invoice(
        type="ACCREC", status="AUTHORISED", contact=a_contact(), due_date=DUE, line_items=[line]
    )
    refusal = sdk.refused("createInvoices", Invoices(invoices=[sent]))
    assert refusal.messages == ("The quantity of item 'LAMP' on hand cannot go below zero.",)
    assert sdk("getItem", "LAMP").items[0].quantity_on_hand == 0
