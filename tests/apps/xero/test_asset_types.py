"""Asset types: one of a name, read of the list, changed as a whole."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.apps.xero.spec import Case, Spec

from tallyloom.apps.xero import app
from tallyloom.kit import Action, BadInput, Differs, NotThere
from tallyloom.kit.testing import answer, drive, elements_of, look_up

ID = "710255c6-d2ed-4463-b992-06c8685add5e"
ACCOUNT = "37c35de7-8df0-44bf-8e7c-f1f67cf6a278"
CREATE = app.modules["create_asset_type"]
UPDATE = app.modules["update_asset_type"]
GET = app.modules["get_asset_type"]
SETTING = "bookDepreciationSetting"


def given(**more: Any) -> dict[str, Any]:
    return {
        "assetTypeName": "Computers",
        "fixedAssetAccountId": ACCOUNT,
        "depreciationExpenseAccountId": ACCOUNT,
        "accumulatedDepreciationAccountId": ACCOUNT,
        f"{SETTING}.depreciationMethod": "StraightLine",
        f"{SETTING}.averagingMethod": "ActualDays",
        f"{SETTING}.depreciationRate": "40",
        f"{SETTING}.depreciationCalculationMethod": "Rate",
    } | more


def record(**more: Any) -> dict[str, Any]:
    setting = {
        "depreciationMethod": "StraightLine",
        "averagingMethod": "ActualDays",
        "depreciationRate": Decimal("40.0"),
        "depreciationCalculationMethod": "Rate",
        "depreciableObjectId": ID,
    }
    base = {"assetTypeId": ID, "assetTypeName": "Computers", "fixedAssetAccountId": ACCOUNT}
    base |= {"depreciationExpenseAccountId": ACCOUNT, "accumulatedDepreciationAccountId": ACCOUNT}
    return base | {SETTING: setting, "locks": 0} | more


LIFE = {f"{SETTING}.effectiveLifeYears": 4, f"{SETTING}.depreciationCalculationMethod": "Life"}
CASES = {
    "create_asset_type": (Case(given()),),
    "update_asset_type": (Case({"assetTypeId": ID} | LIFE, answers=(answer([record()]),)),),
}


def test_a_type_is_created_with_its_depreciation() -> None:
    request = drive(CREATE, given(), answer(record())).request
    assert (request.method, request.path) == ("POST", "/assets.xro/1.0/AssetTypes")
    assert request.body["assetTypeName"] == "Computers"
    assert request.body[SETTING]["depreciationMethod"] == "StraightLine"
    assert "if_exists" not in request.body


def test_a_type_is_known_by_its_name() -> None:
    (element,) = elements_of(CREATE, given())
    assert element.key == "Computers"
    driven = look_up(CREATE, given(), answer([record(assetTypeName="COMPUTERS")]))
    assert driven.result["Computers"]["assetTypeId"] == ID


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (record(), ""),
        (record(fixedAssetAccountId=ACCOUNT.upper()), ""),
        (record(fixedAssetAccountId="other"), "another asset account"),
        (record(**{SETTING: record()[SETTING] | {"depreciationRate": 39}}), "depreciation rate"),
    ],
)
def test_what_is_there_is_compared_by_value(found: dict[str, Any], said: str) -> None:
    assert isinstance(CREATE, Action)
    assert CREATE.bulk
    (element,) = elements_of(CREATE, given())
    differs = CREATE.bulk.differs(element, found)
    assert said in differs if said else differs == ""


@pytest.mark.parametrize(
    ("difference", "said"),
    [
        ({f"{SETTING}.effectiveLifeYears": 4}, "Depreciation rate: give a rate or"),
        ({f"{SETTING}.depreciationRate": ""}, "Depreciation rate: a value is needed"),
        (
            {f"{SETTING}.depreciationRate": "", f"{SETTING}.depreciationCalculationMethod": "Life"},
            "Effective life in years: a value is needed",
        ),
    ],
)
def test_a_depreciation_that_xero_refuses_is_refused_before(
    difference: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        elements_of(CREATE, given(**difference))


def test_an_update_sends_the_whole_type_with_its_id() -> None:
    changed = record(assetTypeName="Machines")
    driven = drive(
        UPDATE,
        {"assetTypeId": ID, "assetTypeName": "Machines"},
        answer([record()]),
        answer(changed),
    )
    assert [request.method for request in driven.requests] == ["GET", "POST"]
    body = driven.requests[1].body
    assert (body["assetTypeId"], body["assetTypeName"]) == (ID, "Machines")
    assert body["fixedAssetAccountId"] == ACCOUNT
    assert "locks" not in body
    assert "depreciableObjectId" not in body[SETTING]
    assert driven.result == changed


def test_a_life_takes_the_place_of_a_rate() -> None:
    driven = drive(UPDATE, {"assetTypeId": ID} | LIFE, answer([record()]))
    setting = driven.requests[1].body[SETTING]
    assert setting["effectiveLifeYears"] == 4
    assert "depreciationRate" not in setting


@pytest.mark.parametrize(
    ("held", "change", "by"),
    [
        ({"depreciationRate": 40}, {f"{SETTING}.effectiveLifeYears": 4}, "Life"),
        ({"effectiveLifeYears": 4}, {f"{SETTING}.depreciationRate": 40}, "Rate"),
    ],
)
def test_what_takes_the_place_of_the_other_is_what_is_calculated_by(
    held: dict[str, Any], change: dict[str, Any], by: str
) -> None:
    way = {"depreciationCalculationMethod": "Rate" if "depreciationRate" in held else "Life"}
    there = record(**{SETTING: {"depreciationMethod": "StraightLine", **held, **way}})
    driven = drive(UPDATE, {"assetTypeId": ID} | change, answer([there]))
    setting = driven.requests[1].body[SETTING]
    assert setting["depreciationCalculationMethod"] == by
    assert set(held).isdisjoint(setting)


def test_an_update_that_changes_nothing_sends_nothing() -> None:
    driven = drive(UPDATE, {"assetTypeId": ID, "assetTypeName": "Computers"}, answer([record()]))
    assert driven.finished
    assert driven.request.method == "GET"


def test_a_type_that_xero_made_instead_of_changing_one_stops_for_a_person() -> None:
    made = record(assetTypeId="another")
    change = {"assetTypeId": ID, "assetTypeName": "Machines"}
    with pytest.raises(Differs, match="made another asset type"):
        drive(UPDATE, change, answer([record()]), answer(made))


def test_many_types_are_read_of_one_list() -> None:
    driven = drive(
        GET, [{"assetTypeId": ID}, {"assetTypeId": "gone"}], answer([record(), record()])
    )
    found, missing = driven.result
    assert found == record()
    assert isinstance(missing, NotThere)


def test_every_field_that_xero_lets_be_written_is_offered(spec: Spec) -> None:
    names = {field.name for field in CREATE.inputs} - {"if_exists"}
    top = spec.schema("AssetType", "xero_assets")["properties"]
    assert {name.split(".")[0] for name in names} == set(top) - {"assetTypeId", "locks"}
    setting = spec.schema("BookDepreciationSetting", "xero_assets")["properties"]
    given_by_xero = {"depreciableObjectId", "depreciableObjectType", "bookEffectiveDateOfChangeId"}
    offered = {name.split(".")[1] for name in names if "." in name}
    assert offered == set(setting) - given_by_xero
