"""Purchase orders: what a supplier is asked for.

A POST with the number of an order that is there already changes that order without a word, so
orders are created by PUT, which refuses such a number. Orders make no contacts.
"""

from __future__ import annotations

from tallyloom.apps.xero import documents
from tallyloom.apps.xero.cautions import checks
from tallyloom.apps.xero.fields import (
    AMOUNTS,
    BRANDING,
    CURRENCY,
    DATE,
    LINES,
    NUMBER,
    ON_DOCUMENT,
    ORDER,
    RATE,
    REFERENCE,
    SENT,
    changed,
    kept,
)
from tallyloom.apps.xero.fields import STATUS as OF_DOCUMENTS
from tallyloom.apps.xero.scopes import INVOICES, INVOICES_READ
from tallyloom.apps.xero.shape import Query, Resource, asked
from tallyloom.kit import Choice, Date, Field, Inputs, Output, Reference, Text

ORDER_ID = Reference(
    name="PurchaseOrderID",
    label="Purchase order",
    search="search_purchase_orders",
    required=True,
    help="Xero's id of the purchase order.",
)
ORDER_NUMBER = NUMBER(name="PurchaseOrderNumber", label="Order number")
STATUS = Choice(
    name="Status",
    label="Status",
    options={**OF_DOCUMENTS.options, "BILLED": "Billed"},
    help="If left out, a draft.",
)
STATE = STATUS(options={**STATUS.options, "DELETED": "Deleted"}, help="")
DETAILS: tuple[Field, ...] = (
    *ON_DOCUMENT[:2],
    ON_DOCUMENT[2](help="The name of a contact that is there: purchase orders make none."),
    ORDER_NUMBER(
        help="Unique: what keeps one from being made twice. If left out, Xero gives the next"
        " number.",
    ),
    DATE,
    Date(name="DeliveryDate", label="Delivery date"),
    AMOUNTS,
    REFERENCE,
    CURRENCY,
    RATE,
    BRANDING,
    Text(name="DeliveryAddress", label="Delivery address", multiline=True),
    Text(name="AttentionTo", label="Attention to"),
    Text(name="Telephone", label="Telephone", advanced=True),
    Text(
        name="DeliveryInstructions",
        label="Delivery instructions",
        max_length=500,
        multiline=True,
        advanced=True,
    ),
    Date(name="ExpectedArrivalDate", label="Arrival expected on", advanced=True),
    SENT(help="Only for approved or billed orders. Nothing is emailed."),
)

_document = documents.Document("Purchase order", "PurchaseOrderNumber")

purchase_orders = Resource(
    plural="PurchaseOrders",
    one="purchase order",
    id="PurchaseOrderID",
    number="PurchaseOrderNumber",
    named=True,
    filters=False,
    group="Purchase Orders",
    reads=INVOICES_READ,
    writes=INVOICES,
    outputs=documents.outputs(
        STATE,
        LINES,
        *DETAILS,
        own=(
            Output("PurchaseOrderID", "text", "Purchase order"),
            Output("PurchaseOrderNumber", "text", "Order number"),
            Output("TotalDiscount", "money", "Total discount"),
        ),
    ),
    sample={
        "PurchaseOrderID": "6cb82d2a-7a3e-4b0f-9f3c-2a54e6f5e5a1",
        "PurchaseOrderNumber": "PO-0001",
        "Status": "AUTHORISED",
        "Contact": {"ContactID": "f5832195-5cd3-4660-ad3f-b73d9c64f263", "Name": "Lamp Works"},
        "Date": "2010-12-01",
        "DeliveryDate": "2010-12-10",
        "LineAmountTypes": "Exclusive",
        "CurrencyCode": "GBP",
        "LineItems": [{"Description": "Lantern", "Quantity": 60, "AccountCode": "300"}],
        "UpdatedDateUTC": "2026-09-14T09:29:59.000Z",
    },
)

FILTERS: tuple[Field, ...] = (
    STATE,
    Date(name="DateFrom", label="Dated from"),
    Date(name="DateTo", label="Dated until"),
)
_NEW = (*DETAILS[:6], LINES(required=True), STATUS, *DETAILS[6:])


def _query(given: Inputs) -> Query:
    return dict(asked(given, "order", *(field.name for field in FILTERS)))


watch_purchase_orders = purchase_orders.watch(
    "Watch Purchase Orders",
    "Gives each purchase order that is new or was changed.",
    *FILTERS,
    query=_query,
    chosen="search_purchase_orders",
)

create_purchase_order = purchase_orders.create(
    "Create a Purchase Order",
    "Creates a purchase order to a supplier that is among the contacts.",
    *_NEW,
    key=_document.keyed(purchase_orders),
    trace=_document.trace,
    checks=checks(side=lambda _body: "purchase"),
)

update_purchase_order = purchase_orders.update(
    "Update a Purchase Order",
    "Changes the given values of a purchase order and leaves the others.",
    *(ORDER_ID, STATE, changed(LINES), *kept(DETAILS)),
    checks=checks(new=False, side=lambda _body: "purchase"),
)

get_purchase_order = purchase_orders.get(
    "Get a Purchase Order",
    "Reads one purchase order by Xero's id or by its number.",
    *(ORDER_ID(required=False), ORDER_NUMBER(help="Instead of the id.")),
)

search_purchase_orders = purchase_orders.search(
    "Search for Purchase Orders",
    "Finds purchase orders by status or date.",
    *(*FILTERS, ORDER),
    query=_query,
)

delete_purchase_order = purchase_orders.set_status(
    "Delete a Purchase Order",
    "Deletes a purchase order; one that is deleted already stays so.",
    ORDER_ID,
    status="DELETED",
    already="deleted purchaseorders cannot be updated",
    help="Its number stays taken. A billed order is deleted without complaint.",
)
