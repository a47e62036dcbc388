"""How an asset loses its value: the settings of a type or an asset, and an asset's figures.

How it was checked: methods, fields and the refusal of a rate beside a life from Xero's OpenAPI
16.1.0, whose examples also show that gains and this year's depreciation cannot be sent. Unverified:
the texts about negative figures, that a cost limit at or above the price is dropped (as in an
example), and that no method means NoDepreciation.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xero_emulator.assets.answers import Wrong, day, field
from xero_emulator.fields import Fields, choice, names, number, whole
from xero_emulator.money import ZERO
from xero_emulator.wire import NOBODY, Record

METHODS = names(
    "NoDepreciation StraightLine DiminishingValue100 DiminishingValue150 DiminishingValue200 "
    "FullDepreciation"
)
SETTING = Fields(
    depreciationMethod=choice("DepreciationMethod", *METHODS),
    averagingMethod=choice("AveragingMethod", "FullMonth", "ActualDays"),
    depreciationRate=number,
    effectiveLifeYears=whole,
    depreciationCalculationMethod=choice("DepreciationCalculationMethod", "Rate", "Life", "None"),
)
DETAIL = Fields(
    depreciationStartDate=day,
    costLimit=number,
    residualValue=number,
    priorAccumDepreciationAmount=number,
)
BOTH = "Can't have both Depreciation Rate and Effective Life"
NEGATIVE = "The amount can't be negative"  # unverified text
RATE, LIFE = "depreciationRate", "effectiveLifeYears"


def wrong_setting(setting: Record) -> Iterator[Wrong]:
    if RATE in setting and LIFE in setting:
        yield Wrong("BookDepreciationSetting.DepreciationRate", BOTH)
    if setting.get(RATE, ZERO) < ZERO:
        text = "Depreciation Rate can't be negative"  # unverified text
        yield Wrong("BookDepreciationSetting.DepreciationRate", text, str(setting[RATE]))
    if setting.get(LIFE, 1) < 1:
        text = "Effective Life must be at least one year"  # unverified text
        yield Wrong("BookDepreciationSetting.EffectiveLifeYears", text, str(setting[LIFE]))


def wrong_detail(detail: Record) -> Iterator[Wrong]:
    for name in ("costLimit", "residualValue", "priorAccumDepreciationAmount"):
        if detail.get(name, ZERO) < ZERO:
            yield Wrong(f"BookDepreciationDetail.{field(name)}", NEGATIVE, str(detail[name]))


def setting(old: Record, sent: Record) -> Record:
    """The settings after a change: a rate sends a life away, and the other way round."""
    kept = dict(old)
    if RATE in sent or LIFE in sent:
        kept = {name: value for name, value in old.items() if name not in (RATE, LIFE)}
    plain = {"depreciationMethod": METHODS[0], "depreciationCalculationMethod": "None"}
    return {**plain, **kept, **sent}


def owned(record: Record, by: str, kind: str, change: str | None) -> Record:
    """Settings as they stand on their type or asset; `change` is the id of the last change."""
    owner = {"depreciableObjectId": by, "depreciableObjectType": kind}
    return {**owner, **({"bookEffectiveDateOfChangeId": change} if change else {}), **record}


def unowned(record: Record) -> Record:
    """Settings as the answer to a new type has them."""
    return owned(record, NOBODY, "None", None)


def detail(old: Record, sent: Record, price: Decimal | None) -> Record:
    """An asset's figures; nothing has been depreciated or gained through this API."""
    figures = {
        "priorAccumDepreciationAmount": ZERO,
        "currentAccumDepreciationAmount": ZERO,
        "currentCapitalGain": ZERO,
        "currentGainLoss": ZERO,
        **old,
        **sent,
    }
    if price is not None and figures.get("costLimit", ZERO) >= price:
        figures.pop("costLimit", None)
    return figures
