"""Pick-lists of Files, Assets and Payroll; payroll's by the organisation's country."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from tallyloom.apps.xero import apis, payroll, wire
from tallyloom.apps.xero.apis import ASSETS, FILES, JSON
from tallyloom.apps.xero.scopes import (
    ASSETS_READ,
    FILES_READ,
    PAYROLL_EMPLOYEES_READ,
    PAYROLL_SETTINGS_READ,
)
from tallyloom.kit import Bundle, Listing, Pick, PickList, Request, Steps, Value

Choices: TypeAlias = Callable[[Sequence[Bundle], Mapping[str, Value]], Sequence[Pick]]


def _folders(_text: str, _after: Value) -> Steps[Listing]:
    answer = yield Request("GET", f"{FILES}/Folders", headers=JSON)
    return apis.listed(answer, "Folders"), None


def _asset_types(_text: str, _after: Value) -> Steps[Listing]:
    answer = yield Request("GET", f"{ASSETS}/AssetTypes", headers=JSON)
    return apis.listed(answer, "assetTypes"), None


def _paged(path: str, plural: str, australia: str = "") -> Callable[[str, Value], Steps[Listing]]:
    """A list of payroll, a page at a time; what Australia calls otherwise is `australia`."""

    def records(_text: str, after: Value) -> Steps[Listing]:
        code = yield from payroll.country()
        number = after or 1
        named = australia if australia and code == "AU" else path
        answer = yield payroll.get(code, named, page=str(number))
        few = named[:1].lower() + named[1:] if code == "AU" else plural
        found, more = payroll.page(code, answer, few, number)
        return found, number + 1 if more else None

    return records


def _pay_items(
    part: str, otherwise: Callable[[str, Value], Steps[Listing]]
) -> Callable[[str, Value], Steps[Listing]]:
    """Of Australia's pay items, which come in one answer, a part; elsewhere a list of its own."""

    def records(text: str, after: Value) -> Steps[Listing]:
        code = yield from payroll.country()
        if code != "AU":
            return (yield from otherwise(text, after))
        answer = yield payroll.get(code, "PayItems")
        wire.judge(answer)
        items = wire.read(answer).get("PayItems") or {}
        return [payroll.common(item) for item in items.get(part) or ()], None

    return records


def _each(value: str, *hints: str) -> Choices:
    """Choices of what is in use, by name."""

    def choices(records: Sequence[Bundle], _form: Mapping[str, Value]) -> list[Pick]:
        picks = [
            Pick(str(record[value]), _label(record), _hint(record, hints))
            for record in records
            if record.get(value) and _in_use(record)
        ]
        return sorted(picks, key=lambda pick: pick.label.casefold())

    return choices


_NAMES = ("name", "Name", "assetTypeName")


def _label(record: Bundle) -> str:
    named = next((str(record[name]) for name in _NAMES if record.get(name)), "")
    return named or f"{record.get('firstName', '')} {record.get('lastName', '')}".strip()


def _hint(record: Bundle, names: Sequence[str]) -> str:
    return " · ".join(str(record[name]) for name in names if record.get(name))


def _in_use(record: Bundle) -> bool:
    """What Xero calls no longer current, not active or ended is known and not offered."""
    idle = record.get("currentRecord") is False or record.get("isActive") is False
    return not idle and record.get("status") != "TERMINATED"


def _list(
    label: str, source: str, records: Callable[[str, Value], Steps[Listing]], choices: Choices
) -> PickList:
    return PickList(
        label=label, source=source, records=records, choices=choices, scopes=_SCOPES[source]
    )


_SCOPES = {
    "folders": FILES_READ,
    "asset_types": ASSETS_READ,
    "employees": PAYROLL_EMPLOYEES_READ,
    "leave_types": PAYROLL_SETTINGS_READ,
    "payroll_calendars": PAYROLL_SETTINGS_READ,
    "earnings_rates": PAYROLL_SETTINGS_READ,
}
_LEAVE_TYPES = _pay_items("LeaveTypes", _paged("LeaveTypes", "leaveTypes"))
_RATES = _pay_items("EarningsRates", _paged("EarningsRates", "earningsRates"))
_CALENDARS = _paged("PayRunCalendars", "payRunCalendars", "PayrollCalendars")

PICK_LISTS: dict[str, PickList] = {
    "folders": _list("Folders", "folders", _folders, _each("Id", "Email")),
    "asset_types": _list("Asset types", "asset_types", _asset_types, _each("assetTypeId")),
    "employees": _list(
        "Employees", "employees", _paged("Employees", "employees"), _each("employeeID", "email")
    ),
    "leave_types": _list(
        "Leave types", "leave_types", _LEAVE_TYPES, _each("leaveTypeID", "typeOfUnits")
    ),
    "payroll_calendars": _list(
        "Payroll calendars",
        "payroll_calendars",
        _CALENDARS,
        _each("payrollCalendarID", "calendarType"),
    ),
    "earnings_rates": _list(
        "Earnings rates", "earnings_rates", _RATES, _each("earningsRateID", "earningsType")
    ),
}
