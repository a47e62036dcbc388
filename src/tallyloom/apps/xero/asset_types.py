"""Types of fixed assets: the accounts and the depreciation that assets of a type begin with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tallyloom.apps.xero import apis
from tallyloom.apps.xero.apis import JSON, Resource
from tallyloom.apps.xero.fields import IF_EXISTS
from tallyloom.apps.xero.scopes import ASSETS, ASSETS_READ
from tallyloom.kit import (
    Again,
    Answer,
    BadInput,
    Bulk,
    Bundle,
    Choice,
    Differs,
    Element,
    Field,
    Inputs,
    Integer,
    NotThere,
    Number,
    Output,
    Request,
    Steps,
    Text,
    Trouble,
    Value,
    outputs_of,
    place,
)

_SETTING = "bookDepreciationSetting"
TYPE_ID = Text(
    name="assetTypeId",
    label="Asset type",
    required=True,
    pick="asset_types",
    help="Xero's id of the asset type.",
)
NAME = Text(name="assetTypeName", label="Name", help="Xero keeps one type of a name.")
METHOD = Choice(
    name=f"{_SETTING}.depreciationMethod",
    label="Depreciation method",
    options={
        "NoDepreciation": "None",
        "StraightLine": "Straight line",
        "DiminishingValue100": "Declining balance",
        "DiminishingValue150": "Declining balance, 150 %",
        "DiminishingValue200": "Declining balance, 200 %",
        "FullDepreciation": "All at purchase",
    },
)
_ACCOUNTS: tuple[Field, ...] = tuple(
    Text(name=name, label=label, pick="account_ids", help="Xero's id of the account.")
    for name, label in (
        ("fixedAssetAccountId", "Asset account"),
        ("depreciationExpenseAccountId", "Depreciation expense account"),
        ("accumulatedDepreciationAccountId", "Accumulated depreciation account"),
    )
)
_DEPRECIATION: tuple[Field, ...] = (
    Choice(
        name=f"{_SETTING}.averagingMethod",
        label="Averaging method",
        options={"FullMonth": "Full month", "ActualDays": "Actual days"},
    ),
    Number(
        name=f"{_SETTING}.depreciationRate",
        label="Depreciation rate",
        minimum=0,
        help="A year's rate, or an effective life instead; not both.",
    ),
    Integer(name=f"{_SETTING}.effectiveLifeYears", label="Effective life in years", minimum=1),
    Choice(
        name=f"{_SETTING}.depreciationCalculationMethod",
        label="Calculated by",
        advanced=True,
        options={"Rate": "The rate", "Life": "The effective life", "None": "Neither"},
    ),
)
DETAILS: tuple[Field, ...] = (*_ACCOUNTS, METHOD, *_DEPRECIATION)
_OF_SETTING = (
    *(output for whole in outputs_of(METHOD, *_DEPRECIATION) for output in whole.of),
    Output("depreciableObjectId", "text", "Whose it is"),
    Output("depreciableObjectType", "text", "Of what kind"),
    Output("bookEffectiveDateOfChangeId", "text", "Change of it"),
)
SETTING = Output(_SETTING, "group", "Depreciation", _OF_SETTING)

asset_types = Resource(
    path=f"{apis.ASSETS}/AssetTypes",
    one="asset type",
    id="assetTypeId",
    group="Asset Types",
    reads=ASSETS_READ,
    writes=ASSETS,
    source="asset_types",
    outputs=(
        *outputs_of(TYPE_ID, NAME, *_ACCOUNTS),
        SETTING,
        Output("taxDepreciationSettings", "lines", "Depreciation for tax"),
        Output("locks", "integer", "Assets that hold it fast"),
        Output("lockPrivateUseAccount", "boolean", "Account of private use is held fast"),
    ),
    sample={
        "assetTypeId": "710255c6-d2ed-4463-b992-06c8685add5e",
        "assetTypeName": "Computer Equipment",
        "fixedAssetAccountId": "37c35de7-8df0-44bf-8e7c-f1f67cf6a278",
        "depreciationExpenseAccountId": "0fbd1820-9dd0-454a-9515-6ec076a84cf7",
        "accumulatedDepreciationAccountId": "512eac06-6894-47cd-b421-673b4ca2693a",
        "bookDepreciationSetting": {
            "depreciationMethod": "StraightLine",
            "averagingMethod": "ActualDays",
            "depreciationRate": 40,
            "depreciationCalculationMethod": "None",
        },
        "locks": 0,
    },
)


def _checked(body: Bundle) -> Bundle:
    """What Xero refuses of a depreciation, refused before it is asked."""
    setting = body.get(_SETTING, {})
    rate, life = "depreciationRate" in setting, "effectiveLifeYears" in setting
    if rate and life:
        raise BadInput(
            "Depreciation rate: give a rate or an effective life, not both.",
            field=f"{_SETTING}.depreciationRate",
        )
    by = setting.get("depreciationCalculationMethod")
    needs = {"Rate": ("Depreciation rate", rate), "Life": ("Effective life in years", life)}
    label, there = needs.get(by, ("", True))
    if not there:
        raise BadInput(
            f"{label}: a value is needed, because depreciation is calculated by it.",
            field=f"{_SETTING}.{'depreciationRate' if by == 'Rate' else 'effectiveLifeYears'}",
        )
    return body


def _listing() -> Request:
    return Request("GET", asset_types.path, headers=JSON)


def _post(body: Bundle, again: Again) -> Request:
    return Request("POST", asset_types.path, headers=JSON, body=body, again=again)


# Creating: Xero keeps one type of a name (409 for another).


def _element(given: Inputs) -> Element:
    body = {name: value for name, value in given.items() if name != "if_exists"}
    return Element(given["assetTypeName"], _checked(place(body)), given["if_exists"])


def _read(answer: Answer, _elements: Sequence[Element]) -> list[Bundle | Trouble]:
    return [apis.record(answer)]


def _look_up(
    elements: Sequence[Element], _known: Mapping[str, Bundle]
) -> Steps[Mapping[str, Bundle]]:
    keys = {str(element.key).casefold(): str(element.key) for element in elements}
    answer = yield _listing()
    found = {one["assetTypeName"].casefold(): one for one in apis.listed(answer, "assetTypes")}
    return {key: found[name] for name, key in keys.items() if name in found}


def _differs(element: Element, found: Bundle) -> str:
    said = dict(_flat(element.body))
    unlike = [
        field.label.lower()
        for field in DETAILS
        if field.name in said and not _alike(said[field.name], _at(found, field.name))
    ]
    if not unlike:
        return ""
    return f"Asset type {found['assetTypeName']} is there with another {', '.join(unlike)}."


def _flat(body: Mapping[str, Value], at: str = "") -> list[tuple[str, Value]]:
    found: list[tuple[str, Value]] = []
    for name, value in body.items():
        inner = isinstance(value, Mapping)
        found += _flat(value, f"{at}{name}.") if inner else [(f"{at}{name}", value)]
    return found


def _at(record: Value, name: str) -> Value:
    for step in name.split("."):
        record = record.get(step) if isinstance(record, Mapping) else None
    return record


def _alike(wanted: Value, found: Value) -> bool:
    if isinstance(wanted, int | Decimal) and isinstance(found, int | Decimal):
        return Decimal(wanted) == Decimal(found)
    return str(wanted).casefold() == str(found).casefold()


_NEW: tuple[Field, ...] = (
    NAME(required=True),
    *_ACCOUNTS,
    METHOD(required=True),
    *_DEPRECIATION,
    IF_EXISTS(options={"fail": "Fail: Xero refuses it", "use": "Use it, when it says the same"}),
)
_CREATION = Bulk(
    element=_element,
    write=lambda elements: _post(elements[0].body, Again.LOOK),
    read=_read,
    look_up=_look_up,
    differs=_differs,
    identity="assetTypeId",
    most=1,
)

create_asset_type = asset_types.action(
    "Create an Asset Type",
    "Creates a type of fixed assets.",
    *_NEW,
    bulk=_CREATION,
    **asset_types.changing(),
)


def _among(answer: Answer, id_: str) -> Bundle:
    for found in apis.listed(answer, "assetTypes"):
        if str(found["assetTypeId"]).lower() == id_.lower():
            return found
    raise NotThere(f"Xero has no asset type {id_}.")


def _changed(found: Bundle, given: Inputs) -> Bundle:
    """The whole type as it shall be: what it says now with the given values in place."""
    named = {field.name for field in (NAME, *DETAILS)}
    now = {name: value for name, value in _flat(found) if name in named and value is not None}
    rate, life = f"{_SETTING}.depreciationRate", f"{_SETTING}.effectiveLifeYears"
    way = f"{_SETTING}.depreciationCalculationMethod"
    for one, other, by in ((rate, life, "Rate"), (life, rate, "Life")):
        if one in given and other not in given:
            now.pop(other, None)
            if now.get(way) in ("Rate", "Life"):
                now[way] = by
    return _checked(place(now | given))


def _update(given: Inputs) -> Steps[Bundle]:
    answer = yield _listing()
    found = _among(answer, given["assetTypeId"])
    body = _changed(found, given)
    if all(_alike(value, _at(found, name)) for name, value in _flat(body)):
        return found
    answer = yield _post(body, Again.SAFE)  # Xero keeps one type of a name, so twice is once
    record = apis.record(answer)
    if str(record.get("assetTypeId")).lower() != given["assetTypeId"].lower():
        raise Differs(f"Xero made another asset type ({record.get('assetTypeId')}) instead.")
    return record


update_asset_type = asset_types.writing(
    "Update an Asset Type",
    "Changes the given values of an asset type and leaves the others.",
    TYPE_ID,
    NAME,
    *DETAILS,
    help="Xero describes no way to change a type. The whole type is sent with its id, which Xero"
    " is said to take for a change (unverified); where it does not, this says so and stops.",
)(_update)


def _get(many: Sequence[Inputs]) -> Steps[Sequence[Bundle | Trouble]]:
    """Of the list, the only place where Xero shows types: one call however many are asked."""
    answer = yield _listing()
    outcomes: list[Bundle | Trouble] = []
    for given in many:
        try:
            outcomes.append(_among(answer, given["assetTypeId"]))
        except NotThere as trouble:
            outcomes.append(trouble)
    return outcomes


get_asset_type = asset_types.action(
    "Get an Asset Type", "Reads one asset type by Xero's id.", TYPE_ID, gather=_get
)
