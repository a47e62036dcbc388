"""Choices of Files, Assets and Payroll, from where the organisation's country has them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.apps.xero.spec import Spec, check

from tallyloom.apps.xero import app
from tallyloom.kit import BadInput
from tallyloom.kit.requests import Answer
from tallyloom.kit.testing import Driven, answer, follow

PAYROLL = ("employees", "leave_types", "payroll_calendars", "earnings_rates")


def fetch(name: str, *answers: Answer, country: str = "", after: Any = None) -> Driven:
    steps = app.pick_lists[name].records("", after)
    return follow(steps, *answers, known={"organisation": [{"CountryCode": country}]})


def picks(name: str, *records: dict[str, Any]) -> list[tuple[str, str, str]]:
    found = app.pick_lists[name].choices(records, {})
    return [(pick.value, pick.label, pick.hint) for pick in found]


def v2(plural: str, *records: dict[str, Any], pages: int = 1) -> Answer:
    return answer({"pagination": {"pageCount": pages}, plural: list(records)})


def test_folders_are_offered_by_name() -> None:
    inbox = {"Id": "1", "Name": "Inbox", "Email": "in@example.com"}
    listing, after = fetch("folders", answer([inbox, {"Id": "2", "Name": "A"}])).result
    assert after is None
    assert picks("folders", *listing) == [("2", "A", ""), ("1", "Inbox", "in@example.com")]


def test_asset_types_are_offered_by_name() -> None:
    listing, _ = fetch("asset_types", answer([{"assetTypeId": "1", "assetTypeName": "A"}])).result
    assert picks("asset_types", *listing) == [("1", "A", "")]


@pytest.mark.parametrize(
    ("name", "country", "path"),
    [
        ("employees", "AU", "/payroll.xro/1.0/Employees"),
        ("employees", "NZ", "/payroll.xro/2.0/Employees"),
        ("leave_types", "AU", "/payroll.xro/1.0/PayItems"),
        ("leave_types", "GB", "/payroll.xro/2.0/LeaveTypes"),
        ("payroll_calendars", "AU", "/payroll.xro/1.0/PayrollCalendars"),
        ("payroll_calendars", "NZ", "/payroll.xro/2.0/PayRunCalendars"),
        ("earnings_rates", "AU", "/payroll.xro/1.0/PayItems"),
        ("earnings_rates", "GB", "/payroll.xro/2.0/EarningsRates"),
    ],
)
def test_payroll_is_asked_where_the_country_has_it(
    spec: Spec, name: str, country: str, path: str
) -> None:
    request = fetch(name, country=country).request
    assert request.path == path
    check(spec, request)


@pytest.mark.parametrize("name", PAYROLL)
def test_there_is_nothing_to_choose_elsewhere(name: str) -> None:
    with pytest.raises(BadInput, match="payroll"):
        fetch(name, country="US")


def test_australias_pay_items_hold_rates_and_kinds_of_leave() -> None:
    items = {
        "EarningsRates": [
            {"EarningsRateID": "1", "Name": "Ordinary", "EarningsType": "ORDINARYTIMEEARNINGS"},
            {"EarningsRateID": "2", "Name": "Old", "CurrentRecord": False},
        ],
        "LeaveTypes": [{"LeaveTypeID": "3", "Name": "Annual", "TypeOfUnits": "Hours"}],
    }
    told = answer({"PayItems": items})
    rates, _ = fetch("earnings_rates", told, country="AU").result
    kinds, _ = fetch("leave_types", told, country="AU").result
    assert picks("earnings_rates", *rates) == [("1", "Ordinary", "ORDINARYTIMEEARNINGS")]
    assert picks("leave_types", *kinds) == [("3", "Annual", "Hours")]


def test_calendars_of_australia_have_the_names_of_the_others() -> None:
    told = {"PayrollCalendars": [{"PayrollCalendarID": "1", "Name": "Weekly"}]}
    listing, after = fetch("payroll_calendars", answer(told), country="AU").result
    assert (listing, after) == ([{"payrollCalendarID": "1", "name": "Weekly"}], None)


def test_lists_of_payroll_are_read_to_their_end() -> None:
    told = v2("employees", {"employeeID": "1", "firstName": "A", "lastName": "B"}, pages=2)
    listing, after = fetch("employees", told, country="NZ").result
    assert after == 2
    assert fetch("employees", told, country="NZ", after=2).request.query == {"page": "2"}
    assert picks("employees", *listing) == [("1", "A B", "")]


def test_who_has_left_is_known_and_not_offered() -> None:
    left = {"employeeID": "1", "firstName": "A", "lastName": "B", "status": "TERMINATED"}
    assert picks("employees", left) == []
    assert picks("leave_types", {"leaveTypeID": "1", "name": "Old", "isActive": False}) == []
