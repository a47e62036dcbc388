"""Items: the products and services that are sold and bought, some with their stock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from tallyloom.apps.xero.fields import ORDER, WHERE, kept
from tallyloom.apps.xero.scopes import SETTINGS, SETTINGS_READ
from tallyloom.apps.xero.shape import NaturalKey, Paging, Query, Resource, body_of, filtered
from tallyloom.apps.xero.watching import HELP, Marks
from tallyloom.apps.xero.where import chosen
from tallyloom.kit import (
    BadInput,
    Boolean,
    Bundle,
    Element,
    Field,
    Inputs,
    Money,
    Output,
    Reference,
    Steps,
    Text,
    Value,
    outputs_of,
)

_WHERE = WHERE(help='Such as Name.StartsWith("L").')
ITEM_ID = Reference(
    name="ItemID",
    label="Item",
    search="search_items",
    required=True,
    help="Xero's id of the item.",
)
CODE = Text(
    name="Code",
    label="Code",
    max_length=30,
    help="Unique: what keeps an item from being made twice.",
)
NAME = Text(name="Name", label="Name", max_length=50)


def _account(name: str, label: str, help_: str) -> Field:
    return Text(name=name, label=label, max_length=10, pick="account_codes", help=help_)


def _tax(name: str, label: str) -> Field:
    return Text(name=name, label=label, pick="tax_types", help="Xero's name for it.")


DETAILS: tuple[Field, ...] = (
    NAME,
    Text(name="Description", label="Description on sales", max_length=4000, multiline=True),
    Money(name="SalesDetails.UnitPrice", label="Sales price", help="Up to four decimal places."),
    _account("SalesDetails.AccountCode", "Sales account", "The code, such as 200."),
    _tax("SalesDetails.TaxType", "Tax rate of sales"),
    Text(
        name="PurchaseDescription",
        label="Description on purchases",
        max_length=4000,
        multiline=True,
    ),
    Money(
        name="PurchaseDetails.UnitPrice",
        label="Purchase price",
        help="Up to four decimal places.",
    ),
    _account(
        "PurchaseDetails.AccountCode",
        "Purchases account",
        "The code, such as 300. Not of items whose stock Xero tracks.",
    ),
    _tax("PurchaseDetails.TaxType", "Tax rate of purchases"),
    Boolean(
        name="IsSold",
        label="Is sold",
        advanced=True,
        help="If left out, yes. No takes away what is said about its sales.",
    ),
    Boolean(
        name="IsPurchased",
        label="Is bought",
        advanced=True,
        help="If left out, yes. No takes away what is said about its purchases.",
    ),
    _account(
        "InventoryAssetAccountCode",
        "Inventory account",
        "Makes Xero track its stock, together with the account for cost of goods sold.",
    )(advanced=True),
    _account(
        "PurchaseDetails.COGSAccountCode",
        "Account for cost of goods sold",
        "Of items whose stock Xero tracks, together with the inventory account.",
    )(advanced=True),
)
_SIDES = {
    "IsSold": ("Is sold", ("Description", "SalesDetails")),
    "IsPurchased": ("Is bought", ("PurchaseDescription", "PurchaseDetails")),
}


def _check(body: Bundle) -> Bundle:
    purchase = body.get("PurchaseDetails") or {}
    stock, cost = body.get("InventoryAssetAccountCode"), purchase.get("COGSAccountCode")
    if bool(stock) != bool(cost):
        field, label = (
            ("PurchaseDetails.COGSAccountCode", "Account for cost of goods sold")
            if stock
            else ("InventoryAssetAccountCode", "Inventory account")
        )
        raise BadInput(f"{label}: an item with stock needs both accounts.", field=field)
    if cost and purchase.get("AccountCode"):
        said = (
            "Purchases account: an item with stock has an account for cost of goods sold instead."
        )
        raise BadInput(said, field="PurchaseDetails.AccountCode")
    return _sides(body)


def _sides(body: Bundle) -> Bundle:
    """The body with its code trimmed; it says nothing of a side that the item does not have."""
    for switch, (label, names) in _SIDES.items():
        if body.get(switch) is False and any(body.get(name) for name in names):
            said = f"{label}: no, but a text, price, account or tax rate is given for it."
            raise BadInput(said, field=switch)
    return body | {"Code": body["Code"].strip()}


def _same(body: Bundle, record: Bundle) -> bool:
    return bool(str(record.get("Code", "")).casefold() == body["Code"].casefold())


def _look_up(
    elements: Sequence[Element], _known: Mapping[str, Bundle]
) -> Steps[Mapping[str, Bundle]]:
    """By code, as many in a call as its address can hold."""
    wanted = {element.key: element.body for element in elements if element.key is not None}
    found = yield from items.numbered([body["Code"] for body in wanted.values()])
    return {key: one for key, body in wanted.items() for one in found if _same(body, one)}


def _differs(body: Bundle, record: Bundle) -> str:
    said = "; ".join(_told(body, record, ""))
    return f"Item {record.get('Code')} is in Xero already and differs: {said}." if said else ""


def _told(ours: Bundle, theirs: Bundle, at: str) -> Iterator[str]:
    """What the body states otherwise than the record; what it does not state is not compared."""
    labels = {field.name: field.label.lower() for field in (CODE, *DETAILS)}
    for name, our in ours.items():
        their = theirs.get(name)
        if isinstance(our, dict):
            yield from _told(our, their or {}, f"{name}.")
        elif _plain(our) != _plain(their):
            yield f"the {labels[at + name]} is {_shown(their)}, here {_shown(our)}"


def _plain(value: Value) -> Value:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return (value or "").strip() if isinstance(value, str | None) else value
    return Decimal(value).quantize(Decimal("0.0001"))


def _shown(value: Value) -> str:
    return "not given" if value in (None, "") else f"“{value}”"


_KEY = NaturalKey(
    of=lambda body: f"item {body['Code'].casefold()}",
    same=_same,
    look_up=_look_up,
    differs=_differs,
    renewed=lambda body, _record: body,
    check=_check,
)

items = Resource(
    plural="Items",
    one="item",
    id="ItemID",
    group="Items",
    reads=SETTINGS_READ,
    writes=SETTINGS,
    exact={"unitdp": "4"},
    paging=Paging.NONE,
    number="Code",
    outputs=(
        Output("ItemID", "text", "Item"),
        *outputs_of(CODE, *DETAILS),
        Output("IsTrackedAsInventory", "boolean", "Stock is tracked"),
        Output("QuantityOnHand", "decimal", "Quantity on hand"),
        Output("QuantityAvailable", "decimal", "Quantity available"),
        Output("QuantityOnBackOrder", "decimal", "Quantity sold beyond stock"),
        Output("TotalCostPool", "money", "Value on hand"),
        Output("UpdatedDateUTC", "moment", "Changed"),
    ),
    sample={
        "ItemID": "a4544d51-48f6-441f-a623-99ecbced6ab7",
        "Code": "85123A",
        "Name": "Hanging heart T-light holder",
        "Description": "White hanging heart T-light holder",
        "SalesDetails": {"UnitPrice": Decimal("2.55"), "AccountCode": "200", "TaxType": "OUTPUT2"},
        "PurchaseDetails": {"UnitPrice": Decimal("1.10"), "AccountCode": "300"},
        "IsSold": True,
        "IsPurchased": True,
        "IsTrackedAsInventory": False,
        "UpdatedDateUTC": "2026-09-14T09:29:59.000Z",
    },
)
_CHANGES = ("items",)


def _query(given: Inputs) -> Query:
    flags = [
        f"{name}=={str(given[name]).lower()}"
        for name in ("IsSold", "IsPurchased", "IsTrackedAsInventory")
        if given.get(name) is not None
    ]
    return filtered(given, *chosen(given, "Code", "Name"), *flags)


_FLAGS = (
    Boolean(name="IsSold", label="Is sold"),
    Boolean(name="IsPurchased", label="Is bought"),
    Boolean(name="IsTrackedAsInventory", label="Stock is tracked"),
)

watch_items = items.watch(
    "Watch Items",
    "Gives each item that is new or was changed.",
    *(*_FLAGS, _WHERE),
    query=_query,
    marks=Marks(id="ItemID", dead=()),
    chosen="search_items",
    help=f"{HELP} Whether a change of stock alone counts as one, Xero does not say.",
)

create_item = items.create(
    "Create an Item",
    "Creates a product or service that is sold or bought.",
    CODE(required=True),
    *DETAILS,
    key=_KEY,
    changes=_CHANGES,
)

update_item = items.update(
    "Update an Item",
    "Changes the given values of an item and leaves the others.",
    ITEM_ID,
    CODE(required=True, help="Xero asks for it at every change; another one renames the item."),
    *kept(DETAILS),
    body=lambda given: _sides(body_of(given)),
    changes=_CHANGES,
)

get_item = items.get(
    "Get an Item",
    "Reads one item by Xero's id or by its code.",
    ITEM_ID(required=False),
    CODE(help="Instead of the id."),
)

search_items = items.search(
    "Search for Items",
    "Finds items by code, name or any other value.",
    *(CODE(help="The whole code."), NAME(help="The whole name."), *_FLAGS, _WHERE, ORDER),
    query=_query,
    whole=("Code", "Name"),
)
