"""Items: what an organisation sells and buys, and how much of it is on hand.

How it was checked: fields, lengths, nulling by IsSold and IsPurchased, the text for a code that is
taken and that both accounts make an item tracked from Xero's OpenAPI 16.1.0; QuantityAvailable and
QuantityOnBackOrder from 16.2.0; 500 elements and matching by Code from the reference's sections
3.1 and 5.1. Unverified: every other text; that letter case does not matter in codes; that details
keep what is not sent; that a tracked item stays tracked, with its accounts, and is not deleted once
stock has moved; that stock moves do not touch UpdatedDateUTC (reference, module 31).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from xero_emulator import wire
from xero_emulator.accounting import history
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, flag, guid, number, one, text
from xero_emulator.money import QUANTITY_PLACES, ZERO, half_up
from xero_emulator.resource import (
    Answer,
    Asked,
    Resource,
    fetching,
    listing,
    reads,
    route,
    writes,
    writing,
)
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

Fits: TypeAlias = Callable[[Record], bool]

SCOPES = ("accounting.settings", "accounting.invoices")
MOST = 500
LONGEST = {"Code": 30, "Name": 50, "Description": 4000, "PurchaseDescription": 4000}
# What goes when an item is no longer sold, or no longer purchased.
SIDES = {
    "IsSold": ("Description", "SalesDetails"),
    "IsPurchased": ("PurchaseDescription", "PurchaseDetails"),
}
COUNTED = ("TotalCostPool", "QuantityOnHand", "QuantityAvailable", "QuantityOnBackOrder")
DETAILS = ("PurchaseDetails", "SalesDetails")

TAKEN = "Price List Item with Code '{}' already exists"
UNKNOWN = "An existing Item with the specified ItemID could not be found"
CODELESS = "The Item Code must be specified."
TOO_MANY = f"A request can hold at most {MOST} items."
HALF_TRACKED = "A tracked item needs both an InventoryAssetAccountCode and a COGSAccountCode."
NO_ASSET = "The inventory asset account must be an active account of type INVENTORY."
NO_COST = "The cost of goods sold account must be an active expense account."
ONE_SIDED = "A tracked item must be both sold and purchased."
STAYS = "An item whose stock has moved stays tracked, with the same accounts."
IN_USE = "The item has stock transactions and cannot be deleted."
NO_ACCOUNT = "Account code '{}' is not a valid code for this item."
NO_TAX = "The TaxType code '{}' does not exist."


class Items(Resource):
    plural = "Items"
    key = "ItemID"
    error_flag = ""
    takes = ("If-Modified-Since",)
    columns = Columns(
        text="Code Name Description PurchaseDescription InventoryAssetAccountCode "
        "SalesDetails.AccountCode SalesDetails.TaxType PurchaseDetails.AccountCode "
        "PurchaseDetails.COGSAccountCode PurchaseDetails.TaxType",
        guid="ItemID",
        number="TotalCostPool QuantityOnHand QuantityAvailable QuantityOnBackOrder "
        "SalesDetails.UnitPrice PurchaseDetails.UnitPrice",
        flag="IsSold IsPurchased IsTrackedAsInventory",
        day="UpdatedDateUTC",
    )
    fields = Fields(
        ItemID=guid,
        Code=text,
        Name=text,
        Description=text,
        PurchaseDescription=text,
        IsSold=flag,
        IsPurchased=flag,
        InventoryAssetAccountCode=text,
        SalesDetails=one(Fields(UnitPrice=number, AccountCode=text, TaxType=text)),
        PurchaseDetails=one(
            Fields(UnitPrice=number, AccountCode=text, COGSAccountCode=text, TaxType=text)
        ),
    )

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        yield "code", record["Code"].lower()

    def match(self, token: str) -> Record | None:
        return super().match(token) or self.by_code(token)

    def by_code(self, code: str) -> Record | None:
        return self.first_by("code", code.strip())

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        old = None if create else self._meant(sent)
        record = self._drawn(sent, old or self._blank(), Asked.of(call, self).unitdp)
        wrong = list(dict.fromkeys([*self._wrong(record), *self._changed(record, old)]))
        if wrong:
            raise Invalid(*wrong)
        record["UpdatedDateUTC"] = wire.bare_instant(call.now)
        told = "Created" if old is None else "Edited"
        self.books.history.add(record["ItemID"], told, f"Item {record['Code']}", call.now)
        return self.keep(record, call.client_id if old is None else None)

    def _meant(self, sent: Record) -> Record | None:
        if "ItemID" not in sent:
            return self.by_code(sent.get("Code", ""))
        found = self.records.get(sent["ItemID"])
        if found is None:
            raise Invalid(UNKNOWN)
        return found

    def _blank(self) -> Record:
        sides: Record = {"PurchaseDetails": {}, "SalesDetails": {}}
        return {"ItemID": self.books.new_id(), **sides, "IsSold": True, "IsPurchased": True}

    def _drawn(self, sent: Record, base: Record, unitdp: int) -> Record:
        """The item as it would be, complete."""
        details = {
            name: _filled({**base[name], **_priced(sent.get(name, {}), unitdp)}) for name in DETAILS
        }
        record = _filled({**base, **sent, **details, "ItemID": base["ItemID"]})
        record["Code"] = record.get("Code", "").strip()
        for said, gone in SIDES.items():
            if not record[said]:
                record.pop(gone[0], None)
                record[gone[1]] = {}
        return _tracked(record)

    def _wrong(self, record: Record) -> Iterator[str]:
        if not record["Code"]:
            yield CODELESS
        for name, most in LONGEST.items():
            if len(record.get(name, "")) > most:
                yield f"The {name} must be {most} characters or fewer."
        other = self.by_code(record["Code"])
        if other is not None and other["ItemID"] != record["ItemID"]:
            yield TAKEN.format(record["Code"])
        for name in DETAILS:
            yield from self._wrong_details(record[name])
        yield from self._wrongly_tracked(record)

    def _wrong_details(self, details: Record) -> Iterator[str]:
        code, tax_type = details.get("AccountCode"), details.get("TaxType")
        if code and not self._account_is(code, lambda account: account["Type"] != "BANK"):
            yield NO_ACCOUNT.format(code)
        if tax_type and self.books.tax_rates.match(tax_type) is None:
            yield NO_TAX.format(tax_type)

    def _wrongly_tracked(self, record: Record) -> Iterator[str]:
        asset = record.get("InventoryAssetAccountCode")
        cost = record["PurchaseDetails"].get("COGSAccountCode")
        if not (record["IsSold"] and record["IsPurchased"]) and asset:
            yield ONE_SIDED
        elif bool(asset) != bool(cost):
            yield HALF_TRACKED
        if asset and not self._account_is(asset, lambda account: account["Type"] == "INVENTORY"):
            yield NO_ASSET
        if cost and not self._account_is(cost, lambda account: account["Class"] == "EXPENSE"):
            yield NO_COST

    def _account_is(self, code: str, fits: Fits) -> bool:
        account = self.books.accounts.by_code(code)
        return account is not None and account["Status"] == "ACTIVE" and fits(account)

    def _changed(self, record: Record, old: Record | None) -> Iterator[str]:
        moved = old is not None and self.books.stock.has_moved(old["ItemID"])
        if moved and old is not None and accounts_of(record) != accounts_of(old):
            yield STAYS

    def remove(self, record: Record) -> None:
        if self.books.stock.has_moved(record["ItemID"]):
            raise Invalid(IN_USE)
        self.discard(record)

    def listed(self, record: Record, asked: Asked) -> Record:
        if asked.unitdp == QUANTITY_PLACES:
            return record
        return {**record, **{name: _priced(record[name], asked.unitdp) for name in DETAILS}}

    def fetched(self, record: Record, asked: Asked) -> Record:
        return self.listed(record, asked)

    def on_line(self, record: Record, *, purchases: bool) -> Record:
        """What a document's line takes from the item unless it says otherwise."""
        details = record["PurchaseDetails" if purchases else "SalesDetails"]
        stored = purchases and record["IsTrackedAsInventory"]
        found = {
            "Description": record.get("PurchaseDescription" if purchases else "Description"),
            "UnitAmount": details.get("UnitPrice"),
            "AccountCode": record["InventoryAssetAccountCode"]
            if stored
            else details.get("AccountCode"),
            "TaxType": details.get("TaxType"),
        }
        return {name: value for name, value in found.items() if value not in (None, "")}


def accounts_of(record: Record) -> tuple[str, str]:
    """The codes of the accounts that hold a tracked item's stock and its cost of sales."""
    asset = record.get("InventoryAssetAccountCode", "")
    return asset, record["PurchaseDetails"].get("COGSAccountCode", "")


def _filled(record: Record) -> Record:
    """Without what was emptied."""
    return {name: value for name, value in record.items() if value != ""}


def _priced(details: Record, unitdp: int) -> Record:
    if "UnitPrice" not in details:
        return details
    return {**details, "UnitPrice": half_up(details["UnitPrice"], unitdp)}


def _tracked(record: Record) -> Record:
    """The item with what only tracked items have, or without it."""
    tracked = all(accounts_of(record))
    record["IsTrackedAsInventory"] = tracked
    if not tracked:
        return {name: value for name, value in record.items() if name not in COUNTED}
    record["PurchaseDetails"] = {
        name: value for name, value in record["PurchaseDetails"].items() if name != "AccountCode"
    }
    return {**counted(ZERO, ZERO, ZERO), **record}


def counted(on_hand: Decimal, on_back_order: Decimal, pool: Decimal) -> Record:
    """The quantities of a tracked item, and what those on hand cost, in the base currency."""
    return {
        "TotalCostPool": half_up(pool),
        "QuantityOnHand": half_up(on_hand, QUANTITY_PLACES),
        "QuantityAvailable": half_up(on_hand - on_back_order, QUANTITY_PLACES),
        "QuantityOnBackOrder": half_up(on_back_order, QUANTITY_PLACES),
    }


def items(books: Books) -> Items:
    return books.items


def _few(answer: Answer) -> Answer:
    """The operation, for as many elements as Xero takes at once."""

    def few(call: Call) -> Reply:
        if len(wire.elements(call.body, Items.plural)) > MOST:
            raise Invalid(TOO_MANY)
        return answer(call)

    return few


def remove(call: Call) -> Reply:
    items(call.books).remove(items(call.books).get(call.path["ItemID"]))
    return Reply(204, b"", "")


_AT = "/Items/{ItemID}"

ROUTES = (
    route("getItems", "GET", "/Items", reads(*SCOPES), listing(items)),
    route("createItems", "PUT", "/Items", writes(*SCOPES), _few(writing(items, create=True))),
    route("updateOrCreateItems", "POST", "/Items", writes(*SCOPES), _few(writing(items))),
    route("getItem", "GET", _AT, reads(*SCOPES), fetching(items, "ItemID")),
    route("updateItem", "POST", _AT, writes(*SCOPES), writing(items, "ItemID")),
    route("deleteItem", "DELETE", _AT, writes(*SCOPES), remove),
    *history.routes(_AT, "Item", items, reads(*SCOPES), writes(*SCOPES)),
)
