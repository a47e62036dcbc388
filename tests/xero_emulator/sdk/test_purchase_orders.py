"""Purchase orders through Xero's official SDK."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import (
    ELSEWHERE,
    NET,
    NOBODY,
    NOON,
    SENT,
    TAX,
    TODAY,
    TOTAL,
    a_contact,
    a_line,
)
from tests.xero_emulator.sdk.given_orders import a_supplier, an_order, made_order
from xero_python.accounting import CurrencyCode, PurchaseOrder, PurchaseOrders

from xero_emulator.fixture import Running

DELIVERY, ARRIVAL = date(2026, 3, 5), date(2026, 3, 6)


def orders(*each: PurchaseOrder) -> PurchaseOrders:
    return PurchaseOrders(purchase_orders=list(each))


@exercises("createPurchaseOrders", "getPurchaseOrder")
def test_an_order_is_kept_as_it_was_sent_and_added_up(sdk: Sdk) -> None:
    made = made_order(
        sdk,
        reference="R-1",
        delivery_date=DELIVERY,
        expected_arrival_date=ARRIVAL,
        delivery_address="1 Hill",
        attention_to="Bo",
        telephone="123",
        delivery_instructions="Ring twice",
    )
    kept = sdk("getPurchaseOrder", made.purchase_order_id).purchase_orders[0]
    assert (kept.purchase_order_number, kept.status, kept.reference) == ("PO-0001", "DRAFT", "R-1")
    assert (kept.date, kept.delivery_date, kept.expected_arrival_date) == (SENT, DELIVERY, ARRIVAL)
    assert (kept.delivery_address, kept.attention_to, kept.telephone) == ("1 Hill", "Bo", "123")
    assert (kept.delivery_instructions, kept.updated_date_utc) == ("Ring twice", NOON)
    assert (kept.sub_total, kept.total_tax, kept.total) == (NET, TAX, TOTAL)
    assert (kept.currency_code, kept.currency_rate) == (CurrencyCode.GBP, 1)
    assert (kept.contact.name, kept.contact.is_supplier) == ("Steelworks", False)
    assert (kept.sent_to_contact, kept.has_attachments) == (False, False)
    lines = [(line.description, line.quantity, line.tax_amount) for line in kept.line_items]
    assert lines == [("Lamps", 3, Decimal("7.50")), ("Postage", 1, Decimal("0.51"))]


@exercises("createPurchaseOrders")
def test_four_decimals_of_a_unit_amount_are_kept(sdk: Sdk) -> None:
    made = made_order(sdk, line_items=[a_line("1000", "0.0125", account_code="404")])
    assert (made.line_items[0].unit_amount, made.total) == (Decimal("0.0125"), Decimal("12.5"))


@exercises("createPurchaseOrders")
def test_a_number_is_given_once_and_a_contact_must_exist(sdk: Sdk) -> None:
    supplier = a_supplier(sdk)
    made_order(sdk, purchase_order_number="P-1")
    again = orders(an_order(supplier, purchase_order_number="P-1"))
    assert sdk.refused("createPurchaseOrders", again).messages == ("Order number must be unique",)
    answer = sdk("createPurchaseOrders", again, summarize_errors=False).purchase_orders[0]
    assert (answer.purchase_order_id, answer.status_attribute_string) == (NOBODY, "ERROR")
    assert answer.validation_errors[0].message == "Order number must be unique"
    unknown = orders(an_order(a_contact("Nobody Ltd")))
    assert sdk.refused("createPurchaseOrders", unknown).status == 400


@exercises("createPurchaseOrders", "updatePurchaseOrder")
def test_a_draft_is_not_marked_as_sent_but_warned_about(sdk: Sdk) -> None:
    sent = orders(an_order(a_supplier(sdk), sent_to_contact=True))
    made = sdk("createPurchaseOrders", sent, summarize_errors=False).purchase_orders[0]
    assert (made.status_attribute_string, made.sent_to_contact) == ("WARNING", False)
    assert [each.message for each in made.warnings] == [
        "Only AUTHORISED and BILLED purchase orders may have SentToContact updated."
    ]
    approved = orders(PurchaseOrder(status="AUTHORISED", sent_to_contact=True))
    answer = sdk("updatePurchaseOrder", made.purchase_order_id, approved).purchase_orders[0]
    assert (answer.status, answer.sent_to_contact, answer.warnings) == ("AUTHORISED", True, None)


@exercises("updateOrCreatePurchaseOrders")
def test_post_changes_the_order_with_the_same_number(sdk: Sdk) -> None:
    supplier, made = a_supplier(sdk), made_order(sdk, purchase_order_number="P-1")
    line = a_line("1", "10", account_code="404")
    change = an_order(supplier, purchase_order_number="P-1", line_items=[line])
    new = an_order(supplier, purchase_order_number="P-2", status="BILLED")
    changed, created = sdk("updateOrCreatePurchaseOrders", orders(change, new)).purchase_orders
    assert (changed.purchase_order_id, changed.total) == (made.purchase_order_id, 10)
    assert (created.purchase_order_number, created.status) == ("P-2", "BILLED")
    assert created.total == TOTAL


@exercises("updatePurchaseOrder", "updateOrCreatePurchaseOrders")
def test_a_deleted_order_is_frozen(sdk: Sdk) -> None:
    made = made_order(sdk, status="BILLED")
    deletion = orders(PurchaseOrder(status="DELETED"))
    gone = sdk("updatePurchaseOrder", made.purchase_order_id, deletion).purchase_orders[0]
    assert (gone.status, gone.purchase_order_number) == ("DELETED", "PO-0001")
    again = an_order(a_supplier(sdk), purchase_order_number="PO-0001", status="SUBMITTED")
    refusal = sdk.refused("updateOrCreatePurchaseOrders", orders(again))
    assert refusal.messages == (
        "PurchaseOrder status change is invalid",
        "Deleted PurchaseOrders cannot be updated",
    )
    assert sdk.refused("updatePurchaseOrder", ELSEWHERE, deletion).status == 404


@exercises("getPurchaseOrders")
def test_orders_are_found_by_their_parameters(sdk: Sdk, xero: Running) -> None:
    first = made_order(sdk)
    xero.control.advance(1200)
    second = made_order(sdk, date=TODAY, status="AUTHORISED")
    asked = (
        ({"status": "AUTHORISED"}, [second]),
        ({"date_from": "2026-03-01"}, [second]),
        ({"date_to": "2026-02-14"}, [first]),
        ({"order": "PurchaseOrderNumber DESC"}, [second, first]),
        ({"if_modified_since": NOON.replace(minute=10)}, [second]),
        ({"page": 2, "page_size": 1, "order": "PurchaseOrderNumber ASC"}, [second]),
    )
    for how, wanted in asked:
        found = [each.purchase_order_id for each in sdk("getPurchaseOrders", **how).purchase_orders]
        assert found == [each.purchase_order_id for each in wanted], how
    page = sdk("getPurchaseOrders")
    assert (page.pagination.page_size, page.pagination.item_count) == (100, 2)
    assert [len(each.line_items) for each in page.purchase_orders] == [2, 2]


@exercises("getPurchaseOrderByNumber")
def test_an_order_is_found_by_its_number(sdk: Sdk) -> None:
    made = made_order(sdk, purchase_order_number="P-1")
    found = sdk("getPurchaseOrderByNumber", "P-1").purchase_orders[0]
    assert (found.purchase_order_id, found.total) == (made.purchase_order_id, TOTAL)
    assert sdk.refused("getPurchaseOrderByNumber", "P-2").status == 404


@exercises("getPurchaseOrderAsPdf")
def test_an_order_is_a_pdf(sdk: Sdk) -> None:
    made = made_order(sdk, purchase_order_number="P-1")
    file = Path(sdk("getPurchaseOrderAsPdf", made.purchase_order_id))
    assert (file.name, file.read_bytes()[:5]) == ("P-1.pdf", b"%PDF-")
