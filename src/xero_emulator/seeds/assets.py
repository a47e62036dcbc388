"""What the demo's companies own: asset types, and assets from before and from this year.

How it was checked: by our own tests.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator.seeds.trading import document, expense
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.seeds.year import Year

# Name, the accounts of what it cost and of what it has lost, how many years it lives.
TYPES = (
    ("Office Equipment", "710", "711", 5),
    ("Computer Equipment", "720", "721", 3),
)
EXPENSE = "416"
# Name, type, price, days before the year began, its end.
OLDER = (
    ("Delivery bicycle", "Office Equipment", 1450, 500, "Registered"),
    ("Till, second hand", "Computer Equipment", 300, 900, "Disposed"),
)
# Name, type, price, days ago: bought on a bill.
BOUGHT = (
    ("Workbench", "Office Equipment", 1900, 340),
    ("Laptop", "Computer Equipment", 1200, 240),
)
WISHED = ("Label printer", "Computer Equipment", 420, 3)
SOLD = 60


def plan(year: Year) -> None:
    year.first(_begin)
    for name, kind, price, days in BOUGHT:
        year.ago(days, _buy, name, kind, price)
    name, kind, price, days = WISHED
    year.ago(days, _register, name, kind, _price(year, price), 0, "Draft")
    year.ago(SOLD, _dispose)


def _begin(year: Year) -> None:
    for name, cost, lost, years in TYPES:
        made = year.call("assets.createAssetType", _type(year, name, cost, lost, years))
        year.remember("asset type", name, made.json)
    for name, kind, price, before, _end in OLDER:
        _register(year, name, kind, _price(year, price), before, "Registered")


def _type(year: Year, name: str, cost: str, lost: str, years: int) -> Record:
    return {
        "assetTypeName": name,
        "fixedAssetAccountId": _account(year, cost),
        "depreciationExpenseAccountId": _account(year, EXPENSE),
        "accumulatedDepreciationAccountId": _account(year, lost),
        "bookDepreciationSetting": {
            "depreciationMethod": "StraightLine",
            "averagingMethod": "ActualDays",
            "effectiveLifeYears": years,
            "depreciationCalculationMethod": "Life",
        },
    }


def _account(year: Year, code: str) -> str:
    found = year.books.accounts.by_code(code)
    assert found is not None, code
    return str(found["AccountID"])


def _price(year: Year, pounds: int) -> Decimal:
    return pounds * year.company.scale


def _register(year: Year, name: str, kind: str, price: Decimal, before: int, status: str) -> None:
    bought = (year.day - timedelta(before)).isoformat()
    sent = {
        "assetName": name,
        "assetTypeId": year.known["asset type", kind]["assetTypeId"],
        "purchaseDate": bought,
        "purchasePrice": price,
        "assetStatus": status,
        "serialNumber": f"{name[:2].upper()}-{year.some(5000)}",
        "bookDepreciationDetail": {"depreciationStartDate": bought},
    }
    year.remember("asset", name, year.call("assets.createAsset", sent).json)


def _buy(year: Year, name: str, kind: str, price: int) -> None:
    cost = next(row[1] for row in TYPES if row[0] == kind)
    lines = expense(cost, _price(year, price), name)
    number = f"EQ-{year.day:%y%m%d}"
    bill = document("ACCPAY", year, "adverts", lines, InvoiceNumber=number)
    year.remember("owed", bill["InvoiceID"], bill)
    _register(year, name, kind, _price(year, price), 0, "Registered")


def _dispose(year: Year) -> None:
    """The old till goes for nothing."""
    name = next(row[0] for row in OLDER if row[-1] == "Disposed")
    sent = {
        "assetId": year.known["asset", name]["assetId"],
        "assetStatus": "Disposed",
        "disposalDate": year.day.isoformat(),
        "disposalPrice": 0,
    }
    year.call("assets.createAsset", sent)
