"""Fixed assets: found by their state and by a text."""

from __future__ import annotations

from tallyloom.apps.xero import apis
from tallyloom.apps.xero.apis import JSON, Resource
from tallyloom.apps.xero.asset_types import SETTING
from tallyloom.apps.xero.fields import LIMIT
from tallyloom.apps.xero.scopes import ASSETS, ASSETS_READ
from tallyloom.kit import (
    BadInput,
    Choice,
    Field,
    Found,
    Inputs,
    Output,
    Request,
    Steps,
    Text,
    Value,
)

_PAGE = 100  # Xero's largest is unverified; its own count of pages says when to stop
_OF_DISPOSED = ("DisposalDate", "DisposalPrice")
_MONEY = {
    "currentCapitalGain": "Capital gain",
    "currentGainLoss": "Gain or loss",
    "costLimit": "Cost limit",
    "residualValue": "Residual value",
    "priorAccumDepreciationAmount": "Depreciation before this year",
    "currentAccumDepreciationAmount": "Depreciation of this year",
    "businessUseCapitalGain": "Capital gain of business use",
    "businessUseCurrentGainLoss": "Gain or loss of business use",
    "privateUseCapitalGain": "Capital gain of private use",
    "privateUseCurrentGainLoss": "Gain or loss of private use",
}

assets = Resource(
    path=f"{apis.ASSETS}/Assets",
    one="asset",
    id="assetId",
    group="Asset Types",
    reads=ASSETS_READ,
    writes=ASSETS,
    outputs=(
        Output("assetId", "text", "Asset"),
        Output("assetName", "text", "Name"),
        Output("assetTypeId", "text", "Asset type"),
        Output("assetNumber", "text", "Number"),
        Output("assetStatus", "text", "Status"),
        Output("purchaseDate", "date", "Bought on"),
        Output("purchasePrice", "money", "Bought for"),
        Output("disposalDate", "date", "Disposed of on"),
        Output("disposalPrice", "money", "Disposed of for"),
        Output("warrantyExpiryDate", "date", "Warranty until"),
        Output("serialNumber", "text", "Serial number"),
        Output("accountingBookValue", "money", "Book value"),
        Output("canRollback", "boolean", "Depreciation can be rolled back"),
        Output("isDeleteEnabledForDate", "boolean", "Can be deleted"),
        SETTING,
        Output(
            "bookDepreciationDetail",
            "group",
            "Depreciation",
            (
                Output("depreciationStartDate", "date", "Depreciated from"),
                *(Output(name, "money", label) for name, label in _MONEY.items()),
                Output("initialDeductionPercentage", "decimal", "Investment Boost in percent"),
            ),
        ),
        # Shown in the examples of Xero's specification and in none of its schemas.
        Output("trackingItems", "lines", "Tracking"),
        Output("taxDepreciationSettings", "lines", "Depreciation for tax"),
        Output("taxDepreciationDetails", "lines", "Sums of depreciation for tax"),
        Output("taxValues", "lines", "Values for tax"),
    ),
    sample={
        "assetId": "68f17094-af97-4f1b-b36b-013b45b6ad3c",
        "assetName": "Computer 47822",
        "assetNumber": "FA-0013",
        "assetStatus": "Registered",
        "purchaseDate": "2020-01-01",
        "purchasePrice": 100,
        "disposalPrice": 0,
        "bookDepreciationSetting": {
            "depreciationMethod": "StraightLine",
            "averagingMethod": "ActualDays",
            "depreciationRate": 40,
        },
        "bookDepreciationDetail": {"depreciationStartDate": "2020-01-02"},
        "canRollback": True,
        "accountingBookValue": 77,
    },
)


def _page(given: Inputs, after: Value) -> Steps[Found]:
    if given.get("orderBy") in _OF_DISPOSED and given["status"] != "DISPOSED":
        raise BadInput(
            "Order by: only assets that were disposed of have a disposal.", field="orderBy"
        )
    page, taken = after or (1, 0)
    limit = given.get("limit")
    names = {name: name for name in ("status", "orderBy", "sortDirection", "filterBy")}
    query = dict(apis.queried(given, **names)) | {"page": str(page), "pageSize": str(_PAGE)}
    answer = yield Request("GET", assets.path, query=query, headers=JSON)
    found = apis.part(answer, "items")
    total = taken + len(found)
    last = page >= apis.pages(answer) or (limit is not None and total >= limit)
    bundles = found if limit is None else found[: limit - taken]
    return Found(bundles, None if last else [page + 1, total])


_FILTERS: tuple[Field, ...] = (
    Choice(
        name="status",
        label="Status",
        required=True,
        options={"DRAFT": "Draft", "REGISTERED": "Registered", "DISPOSED": "Disposed of"},
    ),
    Text(
        name="filterBy",
        label="Search for",
        help="In names, numbers, descriptions and names of types.",
    ),
    Choice(
        name="orderBy",
        label="Order by",
        options={
            "AssetType": "Type",
            "AssetName": "Name",
            "AssetNumber": "Number",
            "PurchaseDate": "When it was bought",
            "PurchasePrice": "What it cost",
            "DisposalDate": "When it was disposed of",
            "DisposalPrice": "What it was disposed of for",
        },
    ),
    Choice(
        name="sortDirection",
        label="Direction",
        options={"asc": "Upwards", "desc": "Downwards"},
        advanced=True,
    ),
    LIMIT,
)

search_assets = assets.search(
    "Search Assets", "Finds fixed assets of one status.", *_FILTERS, page=_page
)
