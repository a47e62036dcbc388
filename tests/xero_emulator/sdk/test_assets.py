from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import ELSEWHERE
from xero_python.assets import Asset, AssetStatus, AssetStatusQueryParam, AssetType
from xero_python.assets.models import BookDepreciationDetail, BookDepreciationSetting

YEARLY = BookDepreciationSetting(
    depreciation_method="StraightLine", averaging_method="FullMonth", depreciation_rate=25.5
)
DRAFT = AssetStatusQueryParam.DRAFT


@pytest.fixture
def sdk(sdk_of) -> Sdk:
    return sdk_of("assets")


@pytest.fixture
def accounts(sdk_of) -> dict[str, str]:
    found = sdk_of()("getAccounts").accounts
    return {each.code: each.account_id for each in found}


def made_type(sdk: Sdk, accounts: dict[str, str], name: str = "Computers") -> AssetType:
    sent = AssetType(
        asset_type_name=name,
        fixed_asset_account_id=accounts["720"],
        depreciation_expense_account_id=accounts["416"],
        accumulated_depreciation_account_id=accounts["721"],
        book_depreciation_setting=YEARLY,
    )
    return sdk("createAssetType", sent)


def made_asset(sdk: Sdk, name: str = "Lathe", **more: Any) -> Asset:
    return sdk("createAsset", Asset(asset_name=name, **more))


@exercises("createAssetType", "getAssetTypes", api="assets")
def test_a_type_is_made_and_listed(sdk: Sdk, accounts: dict[str, str]) -> None:
    made = made_type(sdk, accounts)
    assert (made.asset_type_name, made.fixed_asset_account_id) == ("Computers", accounts["720"])
    (told,) = sdk("getAssetTypes")
    assert (told.asset_type_id, told.locks) == (made.asset_type_id, 0)
    assert told.book_depreciation_setting.depreciation_rate == 25.5


@exercises("createAssetType", api="assets")
def test_a_type_needs_accounts_that_exist_and_a_name_of_its_own(
    sdk: Sdk, accounts: dict[str, str]
) -> None:
    nowhere = AssetType(
        asset_type_name="T",
        fixed_asset_account_id=ELSEWHERE,
        book_depreciation_setting=YEARLY,
    )
    refusal = sdk.refused("createAssetType", nowhere)
    assert "Fixed Asset Account Id is invalid" in [
        each["detail"] for each in refusal.body["fieldValidationErrors"]
    ]
    made_type(sdk, accounts)
    sent = AssetType(asset_type_name="computers", book_depreciation_setting=YEARLY)
    refusal = sdk.refused("createAssetType", sent)
    assert (refusal.status, refusal.body["detail"]) == (409, "a type already exists")


@exercises("createAsset", "getAssetById", "getAssetSettings", api="assets")
def test_an_asset_comes_back_as_it_was_sent(sdk: Sdk) -> None:
    assert sdk("getAssetSettings").asset_number_sequence == "0001"
    made = made_asset(
        sdk,
        purchase_date=date(2026, 1, 5),
        purchase_price=1000.5,
        book_depreciation_setting=YEARLY,
        book_depreciation_detail=BookDepreciationDetail(prior_accum_depreciation_amount=100.25),
    )
    assert (made.asset_status, made.asset_number) == (AssetStatus.DRAFT, "FA-0001")
    found = sdk("getAssetById", made.asset_id)
    assert (found.asset_id, found.purchase_date.date()) == (made.asset_id, date(2026, 1, 5))
    assert (found.purchase_price, found.accounting_book_value) == (1000.5, 900.25)
    settings = sdk("getAssetSettings")
    assert (settings.asset_number_prefix, settings.asset_number_sequence) == ("FA-", "0002")
    assert settings.asset_start_date.date() == date(2025, 4, 1)


@exercises("createAsset", "getAssets", api="assets")
def test_an_asset_is_registered(sdk: Sdk, accounts: dict[str, str]) -> None:
    kind = made_type(sdk, accounts).asset_type_id
    bought = {"purchase_date": date(2026, 1, 5), "purchase_price": 10.0, "asset_type_id": kind}
    started = BookDepreciationDetail(depreciation_start_date=date(2026, 1, 5))
    made = made_asset(sdk, **bought, book_depreciation_detail=started)
    change = Asset(asset_id=made.asset_id, asset_name="L2", asset_status=AssetStatus.REGISTERED)
    assert sdk("createAsset", change).asset_status == AssetStatus.REGISTERED
    found = sdk("getAssets", AssetStatusQueryParam.REGISTERED)
    assert [(each.asset_id, each.asset_name) for each in found.items] == [(made.asset_id, "L2")]
    assert sdk("getAssets", DRAFT).items == []


@exercises("createAsset", "getAssets", api="assets")
def test_assets_are_paged_ordered_and_filtered(sdk: Sdk) -> None:
    for name in ("Van", "Desk", "Vault"):
        made_asset(sdk, name)
    found = sdk("getAssets", DRAFT, page=1, page_size=2, order_by="AssetName", sort_direction="asc")
    assert [each.asset_name for each in found.items] == ["Desk", "Van"]
    assert (found.pagination.item_count, found.pagination.page_count) == (3, 2)
    found = sdk("getAssets", DRAFT, filter_by="va", sort_direction="desc")
    assert [each.asset_name for each in found.items] == ["Vault", "Van"]


@exercises("createAsset", "getAssetById", api="assets")
def test_what_makes_no_sense_is_refused(sdk: Sdk) -> None:
    both = BookDepreciationSetting(depreciation_rate=1.0, effective_life_years=2)
    refusal = sdk.refused("createAsset", Asset(asset_name="x", book_depreciation_setting=both))
    (told,) = refusal.body["fieldValidationErrors"]
    assert told["detail"] == "Can't have both Depreciation Rate and Effective Life"
    assert sdk.refused("getAssetById", ELSEWHERE).status == 404
