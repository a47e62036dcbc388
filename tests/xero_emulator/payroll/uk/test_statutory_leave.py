"""Statutory sick leave, and what is left of it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.xero_emulator.payroll.given import Payroll

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]


@pytest.fixture
def uk() -> Payroll:
    return Payroll("GB")


def sick(uk, employee, first, last, **more):
    sent = {
        "employeeID": employee,
        "leaveTypeID": uk.leave_type("Statutory Sick Leave (non-pensionable)"),
        "startDate": first,
        "endDate": last,
        "workPattern": WEEKDAYS,
        "isPregnancyRelated": False,
        "sufficientNotice": True,
        **more,
    }
    return uk.told("createEmployeeStatutorySickLeave", sent)


def test_sick_leave_is_entitled_by_its_length_and_earnings(uk):
    employee = uk.employee()
    uk.wage(employee)
    entitled = sick(uk, employee, "2026-02-23", "2026-02-27")
    assert (entitled["isEntitled"], entitled["entitlementFailureReasons"]) == (True, [])
    short = sick(uk, employee, "2026-03-09", "2026-03-10", sufficientNotice=False)
    assert short["entitlementFailureReasons"] == ["NotQualifiedInPreviousPiw", "InsufficientNotice"]
    assert (short["entitlementWeeksQualified"], short["entitlementWeeksRequested"]) == (
        27,
        Decimal("0.4"),
    )
    poor = sick(uk, uk.employee(firstName="Bo"), "2026-02-23", "2026-02-27")
    assert poor["entitlementFailureReasons"] == ["AweLowerThanLel"]


def test_the_summary_tells_what_is_to_come(uk):
    employee = uk.employee()
    for first, last in (
        ("2026-02-02", "2026-02-06"),
        ("2026-03-02", "2026-03-06"),
        ("2026-04-06", "2026-04-10"),
    ):
        sick(uk, employee, first, last)
    rows = uk.told("getStatutoryLeaveSummary", EmployeeID=employee)
    assert [each["status"] for each in rows] == ["Completed", "In-Progress", "Pending"]
    active = uk.told("getStatutoryLeaveSummary", query={"activeOnly": "true"}, EmployeeID=employee)
    assert [each["status"] for each in active] == ["In-Progress", "Pending"]


def test_a_balance_is_of_a_day_and_a_kind(uk):
    employee = uk.employee()
    sick(uk, employee, "2026-03-02", "2026-03-06")
    path = {"EmployeeID": employee}

    def left(**query: str):
        return uk.told("getEmployeeStatutoryLeaveBalances", query=query, **path)["balanceRemaining"]

    assert (left(), left(AsOfDate="2026-03-01"), left(LeaveType="Paternity")) == (1080, 1120, 80)
    answer = uk.call("getEmployeeStatutoryLeaveBalances", query={"LeaveType": "x"}, **path)
    assert (answer.status, answer.json["leaveBalance"]) == (400, None)
