"""What the demo's companies sell and how they track it: items, some of them stock, and tracking.

How it was checked: by our own tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xero_emulator.seeds.companies import Goods
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.seeds.year import Year

SALES, COST_OF_SALES, STOCK = "200", "310", "630"
DEPARTMENTS = ("Shop", "Workshop")


def plan(year: Year) -> None:
    year.first(_begin)


def _begin(year: Year) -> None:
    for goods in year.company.goods:
        year.make("createItems", _stock(year, goods) if goods.cost else _service(goods))
    for name, options in (("Region", year.company.regions), ("Department", DEPARTMENTS)):
        made = year.make("createTrackingCategory", {"Name": name})
        at = {"TrackingCategoryID": made["TrackingCategoryID"]}
        for option in options:
            year.call("createTrackingOptions", {"Name": option}, at)


def _service(goods: Goods) -> Record:
    return {
        "Code": goods.code,
        "Name": goods.name,
        "Description": goods.name,
        "IsPurchased": False,
        "SalesDetails": _sold(goods),
    }


def _stock(year: Year, goods: Goods) -> Record:
    bought = {
        "UnitPrice": goods.cost,
        "COGSAccountCode": COST_OF_SALES,
        "TaxType": year.company.purchases,
    }
    return {
        "Code": goods.code,
        "Name": goods.name,
        "Description": goods.name,
        "PurchaseDescription": goods.name,
        "InventoryAssetAccountCode": STOCK,
        "SalesDetails": _sold(goods),
        "PurchaseDetails": bought,
    }


def _sold(goods: Goods) -> Record:
    return {"UnitPrice": goods.price, "AccountCode": SALES, "TaxType": goods.tax}
