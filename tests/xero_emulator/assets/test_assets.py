from __future__ import annotations

from decimal import Decimal

import pytest
from tests.xero_emulator.assets.given import ELSEWHERE, STRAIGHT, made_asset, made_type, refused

from xero_emulator.books import Books
from xero_emulator.direct import Direct

READY = {"purchaseDate": "2025-05-01", "purchasePrice": 1200}


@pytest.fixture
def xero() -> Direct:
    return Direct()


@pytest.fixture
def ready(xero) -> dict[str, object]:
    """What an asset needs to be registered."""
    detail = {"depreciationStartDate": "2025-05-01"}
    kind = made_type(xero)["assetTypeId"]
    return {**READY, "assetTypeId": kind, "bookDepreciationDetail": detail}


def listed(xero, status="DRAFT", **query):
    return xero.call("assets.getAssets", query={"status": status, **query}).json


def names(found):
    return [each["assetName"] for each in found["items"]]


def test_a_new_asset_is_a_draft_with_the_next_number(xero):
    first, second = made_asset(xero), made_asset(xero, assetName="Van")
    assert (first["assetStatus"], first["assetNumber"]) == ("Draft", "FA-0001")
    assert second["assetNumber"] == "FA-0002"
    assert xero.call("assets.getAssetSettings").json["assetNumberSequence"] == "0003"
    assert (first["isDeleteEnabledForDate"], first["canRollback"]) == (True, True)


def test_what_is_sent_comes_back(xero):
    made = made_asset(
        xero,
        assetNumber="123477544",
        purchaseDate="2020-01-01",
        purchasePrice=100.0,
        disposalPrice=23.23,
        warrantyExpiryDate="2027-01-31",
        serialNumber="S-1",
        bookDepreciationSetting={**STRAIGHT, "depreciationRate": 0.5},
        bookDepreciationDetail={"depreciationStartDate": "2020-01-02", "costLimit": 90},
    )
    assert made["purchaseDate"] == "2020-01-01T00:00:00"
    assert made["warrantyExpiryDate"] == "2027-01-31T00:00:00"
    assert (made["assetNumber"], made["serialNumber"]) == ("123477544", "S-1")
    assert made["accountingBookValue"] == Decimal("76.77")
    setting, detail = made["bookDepreciationSetting"], made["bookDepreciationDetail"]
    assert setting["depreciableObjectId"] == made["assetId"]
    assert (setting["depreciableObjectType"], setting["depreciationRate"]) == ("Asset", 0.5)
    assert (detail["depreciationStartDate"], detail["costLimit"]) == ("2020-01-02T00:00:00", 90)
    found = xero.call("assets.getAssetById", id=made["assetId"]).json
    assert found.pop("metaData")["bookDepreciationDetailsCanChange"]
    assert found == made


def test_gains_and_this_years_depreciation_cannot_be_sent(xero):
    detail = {"currentCapitalGain": 5.32, "currentGainLoss": 3.88, "costLimit": 100}
    detail |= {"currentAccumDepreciationAmount": 2.25, "priorAccumDepreciationAmount": 10}
    made = made_asset(xero, purchasePrice=100, bookDepreciationDetail=detail)
    told = made["bookDepreciationDetail"]
    assert [told[name] for name in ("currentCapitalGain", "currentGainLoss")] == [0, 0]
    assert told["currentAccumDepreciationAmount"] == 0
    assert (told["priorAccumDepreciationAmount"], "costLimit" in told) == (10, False)
    assert made["accountingBookValue"] == 90


def test_an_asset_depreciates_as_its_type_unless_told_otherwise(xero):
    kind = made_type(xero)["assetTypeId"]
    like = made_asset(xero, assetTypeId=kind.upper())
    assert (like["assetTypeId"], like["bookDepreciationSetting"]["depreciationRate"]) == (kind, 25)
    other = made_asset(xero, assetTypeId=kind, bookDepreciationSetting={"effectiveLifeYears": 5})
    setting = other["bookDepreciationSetting"]
    assert (setting["effectiveLifeYears"], "depreciationRate" in setting) == (5, False)
    assert setting["depreciationMethod"] == "StraightLine"


def test_an_asset_is_registered_and_disposed_of(xero, ready):
    made = made_asset(xero, **ready)
    registered = made_asset(xero, assetId=made["assetId"], assetStatus="Registered")
    assert (registered["assetStatus"], registered["isDeleteEnabledForDate"]) == (
        "Registered",
        False,
    )
    gone = {"assetStatus": "Disposed", "disposalDate": "2026-02-01", "disposalPrice": 200}
    disposed = made_asset(xero, assetId=made["assetId"], **gone)
    assert (disposed["disposalDate"], disposed["accountingBookValue"]) == (
        "2026-02-01T00:00:00",
        1000,
    )
    counts = [listed(xero, s)["pagination"]["itemCount"] for s in ("DRAFT", "REGISTERED")]
    assert counts == [0, 0]
    assert names(listed(xero, "DISPOSED")) == ["Lathe"]


def test_an_asset_may_be_born_registered(xero, ready):
    assert made_asset(xero, **ready, assetStatus="registered")["assetStatus"] == "Registered"


def test_an_asset_goes_only_where_its_status_leads(xero, ready):
    made = made_asset(xero, **ready, assetStatus="Registered")["assetId"]
    for sent in ({"assetId": made, "assetStatus": "Draft"}, {**ready, "assetStatus": "Disposed"}):
        answer = xero.call("assets.createAsset", {"assetName": "x", **sent})
        assert refused(answer)[0][0] == "AssetStatus"


@pytest.mark.parametrize("name", ["AssetTypeId", "PurchaseDate", "PurchasePrice"])
def test_a_registered_asset_needs_more_than_a_draft(xero, ready, name):
    key = name[0].lower() + name[1:]
    sent = {"assetName": "x", **ready, key: None, "assetStatus": "Registered"}
    answer = xero.call("assets.createAsset", sent)
    assert (name, f"{name} is required for a registered asset") in refused(answer)


def test_an_asset_that_depreciates_needs_a_day_to_begin(xero, ready):
    sent = {"assetName": "x", **ready, "bookDepreciationDetail": {}, "assetStatus": "Registered"}
    assert refused(xero.call("assets.createAsset", sent))[0][0] == "DepreciationStartDate"
    still = {**sent, "bookDepreciationSetting": {"depreciationMethod": "NoDepreciation"}}
    assert xero.call("assets.createAsset", still).status == 200


@pytest.mark.parametrize(
    ("sent", "field", "text"),
    [
        ({"assetName": ""}, "AssetName", "Asset Name is required"),
        ({"assetTypeId": ELSEWHERE}, "AssetTypeId", "Asset Type Id is invalid"),
        ({"assetNumber": "fa-0001"}, "AssetNumber", "Asset Number must be unique"),
        ({"purchasePrice": -1}, "PurchasePrice", "The amount can't be negative"),
        (
            {"bookDepreciationSetting": {"depreciationRate": 1, "effectiveLifeYears": 2}},
            "BookDepreciationSetting.DepreciationRate",
            "Can't have both Depreciation Rate and Effective Life",
        ),
        (
            {"bookDepreciationDetail": {"residualValue": -1}},
            "BookDepreciationDetail.ResidualValue",
            "The amount can't be negative",
        ),
    ],
)
def test_an_asset_that_makes_no_sense_is_refused_by_field(xero, sent, field, text):
    made_asset(xero)
    answer = xero.call("assets.createAsset", {"assetName": "x", **sent})
    assert refused(answer) == [(field, text)]
    assert answer.json["fieldValidationErrors"][0]["title"] == "Validation Error"
    assert listed(xero)["pagination"]["itemCount"] == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[",
        {"purchaseDate": "2026-02-30"},
        {"purchaseDate": 7},
        {"purchasePrice": "much"},
        {"assetStatus": "Sold"},
        {"bookDepreciationSetting": {"depreciationMethod": "Fast"}},
        {"bookDepreciationDetail": []},
    ],
)
def test_an_unreadable_asset_is_refused(xero, body):
    assert refused(xero.call("assets.createAsset", body)) == []


def test_an_asset_that_is_not_there_is_not_found(xero):
    for token in (ELSEWHERE, "x"):
        assert xero.call("assets.getAssetById", id=token).status == 404
    assert xero.call("assets.createAsset", {"assetId": ELSEWHERE}).status == 404


@pytest.fixture
def three(xero):
    kinds = [made_type(xero, name)["assetTypeId"] for name in ("Vans", "Desks")]
    made_asset(xero, assetName="b", assetNumber="9", purchasePrice=1, assetTypeId=kinds[0])
    made_asset(xero, assetName="C", assetNumber="8", purchasePrice=3, assetTypeId=kinds[1])
    made_asset(xero, assetName="a", assetNumber="7x", purchasePrice=2, purchaseDate="2026-01-01")


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, ["a", "b", "C"]),
        ({"orderBy": "AssetName", "sortDirection": "desc"}, ["C", "b", "a"]),
        ({"orderBy": "AssetNumber"}, ["a", "C", "b"]),
        ({"orderBy": "PurchasePrice"}, ["b", "a", "C"]),
        ({"orderBy": "PurchaseDate", "sortDirection": "DESC"}, ["a", "b", "C"]),
        ({"orderBy": "AssetType"}, ["a", "C", "b"]),
        ({"filterBy": "7X"}, ["a"]),
        ({"filterBy": "van"}, ["b"]),
        ({"filterBy": "nothing"}, []),
        ({"pageSize": "2", "page": "2"}, ["C"]),
        ({"page": "9"}, []),
    ],
)
def test_assets_are_found_as_asked(xero, three, query, wanted):
    assert names(listed(xero, **query)) == wanted


def test_pages_are_counted(xero, three):
    block = {"page": 1, "pageSize": 2, "pageCount": 2, "itemCount": 3}
    assert listed(xero, pageSize="2")["pagination"] == block
    assert listed(xero)["pagination"]["pageSize"] == 10


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "Status"),
        ({"status": "SOLD"}, "Status"),
        ({"status": "DRAFT", "page": "0"}, "Page"),
        ({"status": "DRAFT", "pageSize": "x"}, "PageSize"),
        ({"status": "DRAFT", "orderBy": "Colour"}, "OrderBy"),
        ({"status": "DRAFT", "orderBy": "DisposalDate"}, "OrderBy"),
    ],
)
def test_a_list_that_makes_no_sense_is_refused(xero, query, field):
    assert refused(xero.call("assets.getAssets", query=query))[0][0] == field


def test_only_what_was_disposed_of_is_ordered_by_disposal(xero):
    assert names(listed(xero, "DISPOSED", orderBy="DisposalDate")) == []


def test_assets_outlive_a_restart_and_stand_in_the_evidence(xero):
    made = made_asset(xero)
    again = Direct(books=Books.load(xero.books.dump()))
    assert again.call("assets.getAssets", query={"status": "DRAFT"}).json["items"] == [made]
    assert again.books.ledger()["assets"][0]["assetId"] == made["assetId"]
