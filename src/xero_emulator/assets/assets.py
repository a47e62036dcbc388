"""Fixed assets, from draft to disposal.

How it was checked: fields, list parameters, the shapes of answers and the book value (price less
disposal price and depreciation, in the examples) from Xero's OpenAPI 16.1.0; states from the
reference's section 5.3. Unverified: the edges between states, what registering needs, every text
marked so, the default order, that POST with an assetId changes that asset, and that neither
registering nor disposing posts to the ledger here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from xero_emulator import wire
from xero_emulator.assets import answers, depreciation
from xero_emulator.assets.answers import Failed, Wrong, day, field, route
from xero_emulator.assets.settings import PREFIX, number_at
from xero_emulator.calls import Call, Reply
from xero_emulator.fields import Fields, choice, number, one, text
from xero_emulator.money import ZERO
from xero_emulator.resource import Resource, States
from xero_emulator.where import Columns
from xero_emulator.wire import Record

STATES = States(
    "Draft Registered",
    Draft="Draft Registered",
    Registered="Registered Disposed",
)

STATUSES = ("Draft", "Registered", "Disposed")
FIELDS = Fields(
    assetId=text,
    assetName=text,
    assetTypeId=text,
    assetNumber=text,
    purchaseDate=day,
    purchasePrice=number,
    disposalDate=day,
    disposalPrice=number,
    assetStatus=choice("AssetStatus", *STATUSES),
    warrantyExpiryDate=day,
    serialNumber=text,
    bookDepreciationSetting=one(depreciation.SETTING),
    bookDepreciationDetail=one(depreciation.DETAIL),
)
PARTS = ("bookDepreciationSetting", "bookDepreciationDetail")
PER_PAGE = 10


class Assets(Resource):
    plural = "Assets"
    key = "assetId"
    columns = Columns()
    fields = FIELDS

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        yield "number", record["assetNumber"].lower()
        yield "status", record["assetStatus"].lower()
        if "assetTypeId" in record:
            yield "type", record["assetTypeId"]

    def changed(self, record: Record) -> str:
        return ""

    def next_number(self) -> int:
        """The next free number of the sequence."""
        at = max(self._last, 0) + 1
        while self.first_by("number", f"{PREFIX}{number_at(at)}") is not None:
            at += 1
        self._last = at - 1
        return at

    _last = 0

    def write(self, sent: Record, call: Call) -> Record:
        """Makes an asset, or changes the one that is named by its id."""
        old = self.get(sent["assetId"]) if "assetId" in sent else None
        record = self._drawn(old or {}, sent)
        wrong = [*self._misplaced(old, record), *self._wrong(old, sent, record)]
        if wrong:
            raise Failed(wrong)
        return self.keep(record, call.client_id)

    def _drawn(self, old: Record, sent: Record) -> Record:
        sent = {name: value for name, value in sent.items() if name != "assetId"}
        record = {"assetStatus": STATES.first, "disposalPrice": ZERO, **old, **sent}
        record["assetId"] = old.get("assetId") or self.books.new_id()
        if not record.get("assetNumber"):
            record["assetNumber"] = f"{PREFIX}{number_at(self.next_number())}"
        kind = self._kind(record)
        if kind is not None:
            record["assetTypeId"] = kind["assetTypeId"]
        inherited: Record = kind["bookDepreciationSetting"] if kind is not None else {}
        record["bookDepreciationSetting"] = depreciation.setting(
            old.get("bookDepreciationSetting", inherited), sent.get("bookDepreciationSetting", {})
        )
        record["bookDepreciationDetail"] = depreciation.detail(
            old.get("bookDepreciationDetail", {}),
            sent.get("bookDepreciationDetail", {}),
            record.get("purchasePrice"),
        )
        return {**record, "changeId": self.books.new_id()}

    def _kind(self, record: Record) -> Record | None:
        return self.books.asset_types.find(record.get("assetTypeId", ""))

    def _misplaced(self, old: Record | None, record: Record) -> Iterator[Wrong]:
        status = record["assetStatus"]
        before = old["assetStatus"] if old is not None else None
        if not (STATES.allows(before, status) if before else status in STATES.born):
            text = f"Asset can't be {status}"  # unverified text
            yield Wrong("AssetStatus", text, status)
        if status != "Draft":
            for name in _missing(record):
                text = f"{field(name)} is required for a {status.lower()} asset"  # unverified text
                yield Wrong(field(name), text)

    def _wrong(self, old: Record | None, sent: Record, record: Record) -> Iterator[Wrong]:
        if not record.get("assetName"):
            yield Wrong("AssetName", "Asset Name is required")  # unverified text
        if record.get("assetTypeId") and self._kind(record) is None:
            yield Wrong("AssetTypeId", "Asset Type Id is invalid", record["assetTypeId"])
        other = self.first_by("number", record["assetNumber"])
        if other is not None and other is not old:
            text = "Asset Number must be unique"  # unverified text
            yield Wrong("AssetNumber", text, record["assetNumber"])
        for name in ("purchasePrice", "disposalPrice"):
            if record.get(name, ZERO) < ZERO:
                yield Wrong(field(name), depreciation.NEGATIVE, str(record[name]))
        yield from depreciation.wrong_setting(sent.get("bookDepreciationSetting", {}))
        yield from depreciation.wrong_detail(sent.get("bookDepreciationDetail", {}))

    def shown(self, record: Record) -> Record:
        told = {name: value for name, value in record.items() if name != "changeId"}
        told["bookDepreciationSetting"] = depreciation.owned(
            record["bookDepreciationSetting"], record["assetId"], "Asset", record["changeId"]
        )
        draft = record["assetStatus"] == "Draft"
        return {
            **told,
            "trackingItems": [],
            "taxDepreciationSettings": [],
            "taxDepreciationDetails": [],
            "canRollback": True,
            "accountingBookValue": book_value(record),
            "taxValues": [],
            "isDeleteEnabledForDate": draft,
        }

    def type_name(self, record: Record) -> str:
        kind = self._kind(record)
        return kind["assetTypeName"] if kind is not None else ""


def book_value(record: Record) -> Any:
    detail = record["bookDepreciationDetail"]
    gone = detail["priorAccumDepreciationAmount"] + detail["currentAccumDepreciationAmount"]
    return record.get("purchasePrice", ZERO) - record["disposalPrice"] - gone


def _missing(record: Record) -> Iterator[str]:
    needed = ["assetTypeId", "purchaseDate", "purchasePrice"]
    if record["assetStatus"] == "Disposed":
        needed.append("disposalDate")
    yield from (name for name in needed if record.get(name) is None)
    depreciates = record["bookDepreciationSetting"]["depreciationMethod"] != depreciation.METHODS[0]
    if depreciates and "depreciationStartDate" not in record["bookDepreciationDetail"]:
        yield "depreciationStartDate"


def _sorts(assets: Assets) -> dict[str, Callable[[Record], Any]]:
    def plain(name: str, otherwise: Any) -> Callable[[Record], Any]:
        return lambda asset: asset.get(name, otherwise)

    return {
        "assettype": lambda asset: assets.type_name(asset).lower(),
        "assetname": lambda asset: asset["assetName"].lower(),
        "assetnumber": lambda asset: asset["assetNumber"].lower(),
        "purchasedate": plain("purchaseDate", ""),
        "purchaseprice": plain("purchasePrice", ZERO),
        "disposaldate": plain("disposalDate", ""),
        "disposalprice": plain("disposalPrice", ZERO),
    }


def listing(call: Call) -> Reply:
    found = _found(call)
    page, size = _whole(call, "page", 1), _whole(call, "pageSize", PER_PAGE)
    block = {
        "page": page,
        "pageSize": size,
        "pageCount": -(-len(found) // size),
        "itemCount": len(found),
    }
    rows = found[(page - 1) * size : page * size]
    shown = [call.books.assets.shown(asset) for asset in rows]
    return wire.reply({"pagination": block, "items": shown})


def _found(call: Call) -> list[Record]:
    assets = call.books.assets
    status = call.query.get("status", "").lower()
    if status not in {each.lower() for each in STATUSES}:
        text = "Status must be DRAFT, REGISTERED or DISPOSED"  # unverified text
        raise Failed([Wrong("Status", text, call.query.get("status", ""))])
    sought = call.query.get("filterBy", "").strip().lower()
    rows = [
        asset
        for asset in assets.found_by("status", status)
        if sought in "\n".join(_searched(assets, asset)).lower()
    ]
    return sorted(rows, key=_order(call, status), reverse=_backwards(call))


def _searched(assets: Assets, asset: Record) -> tuple[str, ...]:
    return asset["assetName"], asset["assetNumber"], assets.type_name(asset)


def _order(call: Call, status: str) -> Callable[[Record], Any]:
    asked = call.query.get("orderBy", "") or "AssetName"
    found = _sorts(call.books.assets).get(asked.lower())
    if found is None or (asked.lower().startswith("disposal") and status != "disposed"):
        text = f"Assets cannot be ordered by {asked}"  # unverified text
        raise Failed([Wrong("OrderBy", text, asked)])
    return found


def _backwards(call: Call) -> bool:
    return call.query.get("sortDirection", "").lower() == "desc"


def _whole(call: Call, name: str, otherwise: int) -> int:
    text = call.query.get(name, "")
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        message = f"{name} must be a whole number above zero"  # unverified text
        raise Failed([Wrong(field(name), message, text)])
    return int(text)


def create(call: Call) -> Reply:
    assets = call.books.assets
    return wire.reply(assets.shown(assets.write(answers.sent(call, FIELDS, "Asset"), call)))


def fetch(call: Call) -> Reply:
    assets = call.books.assets
    may_change = ("bookDepreciationDetailsCanChange", "taxDepreciationDetailsCanChange")
    told = assets.shown(assets.get(call.path["id"]))
    return wire.reply({**told, "metaData": dict.fromkeys(may_change, True)})


ROUTES = (
    route("getAssets", "GET", "/Assets", listing),
    route("createAsset", "POST", "/Assets", create),
    route("getAssetById", "GET", "/Assets/{id}", fetch),
)
