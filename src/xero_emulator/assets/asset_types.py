"""Asset types: the accounts and the depreciation that assets of a kind share.

How it was checked: fields, the answers' shapes and the refused account ids from Xero's OpenAPI
16.1.0; the 409 from the reference's section 6.1. Unverified: that POST with an assetTypeId changes
that type (the reference's module 78), that the accounts may be left out, which account types are
taken for which account, and the texts about names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xero_emulator import wire
from xero_emulator.assets import answers, depreciation
from xero_emulator.assets.answers import Failed, Taken, Wrong, field, route
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import NotThere
from xero_emulator.fields import Fields, one, text
from xero_emulator.money import ZERO
from xero_emulator.resource import Resource
from xero_emulator.where import Columns
from xero_emulator.wire import Record

# Each account of a type: how refusals call it, and the account types that it may have.
ACCOUNTS = {
    "fixedAssetAccountId": ("Fixed Asset", ("FIXED",)),
    "depreciationExpenseAccountId": (
        "Depreciation Expense",
        ("DEPRECIATN", "EXPENSE", "OVERHEADS"),
    ),
    "accumulatedDepreciationAccountId": ("Accumulated Depreciation", ("FIXED",)),
}
FIELDS = Fields(
    assetTypeId=text,
    assetTypeName=text,
    fixedAssetAccountId=text,
    depreciationExpenseAccountId=text,
    accumulatedDepreciationAccountId=text,
    bookDepreciationSetting=one(depreciation.SETTING),
)


class AssetTypes(Resource):
    plural = "AssetTypes"
    key = "assetTypeId"
    columns = Columns()
    fields = FIELDS

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        yield "name", record["assetTypeName"].lower()

    def changed(self, record: Record) -> str:
        return ""

    def write(self, sent: Record, call: Call) -> Record:
        """Makes a type, or changes the one that is named by its id."""
        old = self._meant(sent)
        wrong = list(self._wrong(old, sent))
        if wrong:
            raise Failed(wrong)
        namesake = self.first_by("name", sent.get("assetTypeName", ""))
        if namesake is not None and namesake is not old:
            raise Taken
        return self.keep(self._drawn(old or {}, sent), call.client_id)

    def _meant(self, sent: Record) -> Record | None:
        return self.get(sent["assetTypeId"]) if "assetTypeId" in sent else None

    def _wrong(self, old: Record | None, sent: Record) -> Iterator[Wrong]:
        if not sent.get("assetTypeName", old and old["assetTypeName"]):
            yield Wrong("AssetTypeName", "Asset Type Name is required")  # unverified text
        if old is None and "bookDepreciationSetting" not in sent:
            text = "Book Depreciation Setting is required"  # unverified text
            yield Wrong("BookDepreciationSetting", text)
        yield from depreciation.wrong_setting(sent.get("bookDepreciationSetting", {}))
        for name, (words, types) in ACCOUNTS.items():
            if name in sent and not self._has_account(sent[name], types):
                yield Wrong(field(name), f"{words} Account Id is invalid", sent[name])

    def _has_account(self, identity: str, types: tuple[str, ...]) -> bool:
        found = self.books.accounts.records.get(identity.lower())
        return found is not None and found["Type"] in types and found["Status"] == "ACTIVE"

    def _drawn(self, old: Record, sent: Record) -> Record:
        setting = depreciation.setting(
            old.get("bookDepreciationSetting", {}), sent.get("bookDepreciationSetting", {})
        )
        identity = old.get("assetTypeId") or self.books.new_id()
        return {
            **old,
            **sent,
            "assetTypeId": identity,
            "bookDepreciationSetting": setting,
            "changeId": self.books.new_id(),
        }

    def shown(self, record: Record, *, new: bool = False) -> Record:
        """A type as a list has it; the answer to a write (`new`) knows less of its settings."""
        identity, setting = record["assetTypeId"], record["bookDepreciationSetting"]
        told = {name: value for name, value in record.items() if name != "changeId"}
        if new:
            told["bookDepreciationSetting"] = depreciation.unowned(setting)
        else:
            change = record["changeId"]
            owned = depreciation.owned(setting, identity, "AssetType", change)
            told |= {"bookDepreciationSetting": owned, "taxDepreciationSettings": []}
        return {**told, "locks": self._locks(identity), "lockPrivateUseAccount": False}

    def _locks(self, identity: str) -> int:
        """How many assets of this type have been depreciated."""
        of_type = self.books.assets.found_by("type", identity)
        prior = "priorAccumDepreciationAmount"
        return sum(asset["bookDepreciationDetail"][prior] > ZERO for asset in of_type)

    def find(self, identity: str) -> Record | None:
        try:
            return self.get(identity)
        except NotThere:
            return None


def listing(call: Call) -> Reply:
    types = call.books.asset_types
    return wire.reply([types.shown(each) for each in types.records.values()])


def create(call: Call) -> Reply:
    types = call.books.asset_types
    made = types.write(answers.sent(call, FIELDS, "AssetType"), call)
    return wire.reply(types.shown(made, new=True))


ROUTES = (
    route("getAssetTypes", "GET", "/AssetTypes", listing),
    route("createAssetType", "POST", "/AssetTypes", create),
)
