"""What the tests of the Assets API send."""

from __future__ import annotations

from typing import Any

from xero_emulator.direct import Answer, Direct

ELSEWHERE = "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"
STRAIGHT = {"depreciationMethod": "StraightLine", "averagingMethod": "ActualDays"}


def account(xero: Direct, code: str) -> str:
    found = xero.books.accounts.by_code(code)
    assert found is not None
    return str(found["AccountID"])


def a_type(xero: Direct, name: str = "Computers", **more: Any) -> dict[str, Any]:
    return {
        "assetTypeName": name,
        "fixedAssetAccountId": account(xero, "720"),
        "depreciationExpenseAccountId": account(xero, "416"),
        "accumulatedDepreciationAccountId": account(xero, "721"),
        "bookDepreciationSetting": {**STRAIGHT, "depreciationRate": 25},
        **more,
    }


def made_type(xero: Direct, name: str = "Computers", **more: Any) -> Any:
    answer = xero.call("assets.createAssetType", a_type(xero, name, **more))
    assert answer.status == 200, answer.json
    return answer.json


def made_asset(xero: Direct, **sent: Any) -> Any:
    answer = xero.call("assets.createAsset", {"assetName": "Lathe", **sent})
    assert answer.status == 200, answer.json
    return answer.json


def refused(answer: Answer) -> list[tuple[str, str]]:
    """Field and message of each error."""
    assert answer.status == 400, answer.json
    return [(one["fieldName"], one["detail"]) for one in answer.json["fieldValidationErrors"]]
