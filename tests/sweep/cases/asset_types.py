"""Types of fixed assets."""

from __future__ import annotations

import itertools
from typing import Any

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome

_numbers = itertools.count(1)
TYPES = "/assets.xro/1.0/AssetTypes"
SETTING = "bookDepreciationSetting"


def _account(books: Books, code: str) -> str:
    return next(a["AccountID"] for a in books.all("Accounts") if a["Code"] == code)


def accounts(books: Books) -> dict[str, str]:
    return {
        "fixedAssetAccountId": _account(books, "710"),
        "depreciationExpenseAccountId": _account(books, "416"),
        "accumulatedDepreciationAccountId": _account(books, "711"),
    }


def made(books: Books) -> str:
    setting = {
        "depreciationMethod": "StraightLine",
        "averagingMethod": "ActualDays",
        "depreciationRate": 40,
        "depreciationCalculationMethod": "Rate",
    }
    sent = {"assetTypeName": f"Machines {next(_numbers)}", SETTING: setting}
    return str(books.post(TYPES, accounts(books) | sent)["assetTypeId"])


def _all(books: Books) -> dict[str, Any]:
    return {each["assetTypeId"]: each for each in books.get(TYPES)}


def _tools(books: Books) -> int:
    return len([e for e in _all(books).values() if e["assetTypeName"].startswith("Tools")])


def _new(books: Books) -> Given:
    return accounts(books) | {
        "assetTypeName": f"Tools {next(_numbers)}",
        f"{SETTING}.depreciationMethod": "DiminishingValue100",
        f"{SETTING}.averagingMethod": "FullMonth",
        f"{SETTING}.depreciationRate": "12.5",
        f"{SETTING}.depreciationCalculationMethod": "Rate",
    }


def _there(books: Books, outcome: Outcome, given: Given) -> None:
    there = _all(books)[outcome.bundle["assetTypeId"]]
    assert there["assetTypeName"] == given["assetTypeName"]
    assert there["fixedAssetAccountId"] == given["fixedAssetAccountId"]
    assert there[SETTING]["depreciationMethod"] == "DiminishingValue100"
    assert there[SETTING]["depreciationRate"] == outcome.bundle[SETTING]["depreciationRate"]


def _changing(books: Books) -> Given:
    return {"assetTypeId": made(books), "assetTypeName": f"Engines {next(_numbers)}"}


def _changed(books: Books, outcome: Outcome, given: Given) -> None:
    there = _all(books)[given["assetTypeId"]]
    assert there["assetTypeName"] == given["assetTypeName"]
    assert there[SETTING]["depreciationMethod"] == "StraightLine"
    assert outcome.bundle["assetTypeId"] == given["assetTypeId"]


def _got(books: Books, outcome: Outcome, given: Given) -> None:
    there = _all(books)[given["assetTypeId"]]
    names = ("assetTypeId", "assetTypeName", "fixedAssetAccountId")
    assert [outcome.bundle[name] for name in names] == [there[name] for name in names]


CASES = [
    Case(
        module="create_asset_type",
        given=_new,
        check=_there,
        bad={f"{SETTING}.effectiveLifeYears": 4},
        says="give a rate or an effective life, not both",
        count=_tools,
    ),
    Case(
        module="update_asset_type",
        given=_changing,
        check=_changed,
        bad={"assetTypeId": ""},
        says="a value is required",
    ),
    Case(
        module="get_asset_type",
        given=lambda books: {"assetTypeId": made(books)},
        check=_got,
        bad={"assetTypeId": ""},
        says="a value is required",
    ),
]
