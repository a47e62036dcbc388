from __future__ import annotations

import pytest
from tests.xero_emulator.assets.given import (
    ELSEWHERE,
    STRAIGHT,
    a_type,
    account,
    made_asset,
    made_type,
    refused,
)

from xero_emulator.books import Books
from xero_emulator.direct import Direct
from xero_emulator.wire import NOBODY


@pytest.fixture
def xero() -> Direct:
    return Direct()


def test_a_new_type_is_answered_without_the_owner_of_its_settings(xero):
    made = made_type(xero)
    assert made["assetTypeName"] == "Computers"
    assert made["fixedAssetAccountId"] == account(xero, "720")
    assert made["bookDepreciationSetting"] == {
        "depreciableObjectId": NOBODY,
        "depreciableObjectType": "None",
        **STRAIGHT,
        "depreciationRate": 25,
        "depreciationCalculationMethod": "None",
    }
    assert (made["locks"], made["lockPrivateUseAccount"]) == (0, False)


def test_types_are_listed_with_the_owner_of_their_settings(xero):
    made = made_type(xero)
    (told,) = xero.call("assets.getAssetTypes").json
    assert told["assetTypeId"] == made["assetTypeId"]
    setting = told["bookDepreciationSetting"]
    assert setting["depreciableObjectId"] == made["assetTypeId"]
    assert (setting["depreciableObjectType"], setting["depreciationRate"]) == ("AssetType", 25)
    assert setting["bookEffectiveDateOfChangeId"] not in ("", NOBODY)


def test_an_organisation_begins_without_types(xero):
    assert xero.call("assets.getAssetTypes").json == []


@pytest.mark.parametrize("name", ["Computers", "COMPUTERS"])
def test_two_types_cannot_share_a_name(xero, name):
    made_type(xero)
    again = xero.call("assets.createAssetType", a_type(xero, name))
    assert (again.status, again.json["detail"]) == (409, "a type already exists")
    assert len(xero.call("assets.getAssetTypes").json) == 1


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (
            {"fixedAssetAccountId": ELSEWHERE},
            [("FixedAssetAccountId", "Fixed Asset Account Id is invalid")],
        ),
        (
            {"fixedAssetAccountId": "", "depreciationExpenseAccountId": ""},
            [
                ("FixedAssetAccountId", "Fixed Asset Account Id is invalid"),
                ("DepreciationExpenseAccountId", "Depreciation Expense Account Id is invalid"),
            ],
        ),
        (
            {"accumulatedDepreciationAccountId": "200"},
            [
                (
                    "AccumulatedDepreciationAccountId",
                    "Accumulated Depreciation Account Id is invalid",
                )
            ],
        ),
        (
            {"bookDepreciationSetting": {"depreciationRate": 1, "effectiveLifeYears": 2}},
            [
                (
                    "BookDepreciationSetting.DepreciationRate",
                    "Can't have both Depreciation Rate and Effective Life",
                )
            ],
        ),
        ({"assetTypeName": ""}, [("AssetTypeName", "Asset Type Name is required")]),
        (
            {"bookDepreciationSetting": None},
            [("BookDepreciationSetting", "Book Depreciation Setting is required")],
        ),
        (
            {"bookDepreciationSetting": {"depreciationRate": -1}},
            [("BookDepreciationSetting.DepreciationRate", "Depreciation Rate can't be negative")],
        ),
        (
            {"bookDepreciationSetting": {"effectiveLifeYears": 0}},
            [
                (
                    "BookDepreciationSetting.EffectiveLifeYears",
                    "Effective Life must be at least one year",
                )
            ],
        ),
    ],
)
def test_a_type_that_makes_no_sense_is_refused_by_field(xero, sent, told):
    answer = xero.call("assets.createAssetType", {**a_type(xero), **sent})
    assert refused(answer) == told
    assert answer.json["title"] == "The resource update failed validation."
    assert (answer.json["detail"], answer.json["resourceValidationErrors"]) == (
        "Validation Errors",
        [],
    )
    assert xero.call("assets.getAssetTypes").json == []


@pytest.mark.parametrize(
    ("name", "code"), [("fixedAssetAccountId", "200"), ("depreciationExpenseAccountId", "720")]
)
def test_an_account_must_be_of_the_right_type(xero, name, code):
    answer = xero.call("assets.createAssetType", a_type(xero, **{name: account(xero, code)}))
    assert [field.lower() for field, _ in refused(answer)] == [name.lower()]


def test_an_archived_account_is_not_taken(xero):
    gone = account(xero, "720")
    xero.call("updateAccount", {"Status": "ARCHIVED"}, AccountID=gone)
    assert refused(xero.call("assets.createAssetType", a_type(xero)))


@pytest.mark.parametrize("body", [b"", b"{", b"null", [], [{}, {}], {"bookDepreciationSetting": 1}])
def test_an_unreadable_type_is_refused(xero, body):
    assert refused(xero.call("assets.createAssetType", body)) == []


def test_a_type_is_changed_by_its_id(xero):
    made = made_type(xero)
    sent = {"assetTypeId": made["assetTypeId"], "assetTypeName": "Laptops"}
    changed = xero.call(
        "assets.createAssetType", {**sent, "bookDepreciationSetting": {"effectiveLifeYears": 4}}
    ).json
    assert (changed["assetTypeId"], changed["assetTypeName"]) == (made["assetTypeId"], "Laptops")
    setting = changed["bookDepreciationSetting"]
    assert (setting["effectiveLifeYears"], "depreciationRate" in setting) == (4, False)
    assert changed["fixedAssetAccountId"] == made["fixedAssetAccountId"]
    assert xero.call("assets.createAssetType", {"assetTypeId": ELSEWHERE}).status == 404


def test_depreciated_assets_lock_their_type(xero):
    kind = made_type(xero)["assetTypeId"]
    for prior in (0, 5):
        detail = {"priorAccumDepreciationAmount": prior}
        made_asset(xero, assetTypeId=kind, purchasePrice=9, bookDepreciationDetail=detail)
    assert xero.call("assets.getAssetTypes").json[0]["locks"] == 1


def test_types_outlive_a_restart(xero):
    made_type(xero)
    again = Direct(books=Books.load(xero.books.dump()))
    assert again.call("assets.getAssetTypes").json == xero.call("assets.getAssetTypes").json
