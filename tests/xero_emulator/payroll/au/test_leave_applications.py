from __future__ import annotations

from decimal import Decimal

import pytest
from tests.xero_emulator.payroll.au.given import (
    ELSEWHERE,
    SUNDAY,
    annual,
    call,
    made_calendar,
    made_employee,
    made_leave,
    paid_employee,
    refused,
)

from xero_emulator import wire
from xero_emulator.direct import Direct


@pytest.fixture
def xero() -> Direct:
    return Direct("AU")


@pytest.fixture
def employee(xero):
    return paid_employee(xero, made_calendar(xero))


def requested(end=SUNDAY):
    return {"PayPeriodEndDate": end, "LeavePeriodStatus": "REQUESTED"}


def statuses(leave):
    return [each["LeavePeriodStatus"] for each in leave["LeavePeriods"]]


def test_leave_is_cut_into_the_pay_periods_it_touches(xero, employee):
    made = made_leave(xero, employee)
    days = [wire.date_of(each["PayPeriodStartDate"]).isoformat() for each in made["LeavePeriods"]]
    assert days == ["2026-03-02", "2026-03-09"]
    assert [each["NumberOfUnits"] for each in made["LeavePeriods"]] == [Decimal("15.2")] * 2
    assert (statuses(made), made["PayOutType"]) == (["SCHEDULED"] * 2, "DEFAULT")


def test_weekends_count_nothing(xero, employee):
    made = made_leave(xero, employee, StartDate="2026-03-07", EndDate="2026-03-08")
    assert [each["NumberOfUnits"] for each in made["LeavePeriods"]] == [0]


def test_a_day_is_as_long_as_the_pay_template_says(xero):
    part_time = paid_employee(xero, made_calendar(xero))
    line = xero.books.resources["au_employees"].records[part_time]["PayTemplate"]["EarningsLines"]
    template = {"EarningsLines": [{**line[0], "NumberOfUnitsPerWeek": 20}]}
    call(xero, "updateEmployee", [{"PayTemplate": template}], EmployeeID=part_time)
    made = made_leave(xero, part_time, StartDate="2026-03-02", EndDate="2026-03-02")
    assert made["LeavePeriods"][0]["NumberOfUnits"] == 4


def test_what_is_said_of_a_period_counts(xero, employee):
    asked = [{"PayPeriodEndDate": SUNDAY, "NumberOfUnits": 3}]
    made = made_leave(xero, employee, LeavePeriods=asked)
    assert [each["NumberOfUnits"] for each in made["LeavePeriods"]] == [3, Decimal("15.2")]
    wrong = [{"PayPeriodEndDate": "2026-04-05"}]
    body = [{"LeavePeriods": wrong}]
    told = call(xero, "updateLeaveApplication", body, LeaveApplicationID=made["LeaveApplicationID"])
    assert refused(told) == ["LeavePeriods must be pay periods of the leave."]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"Title": ""}, "Title is required."),
        ({"EmployeeID": ELSEWHERE}, f"EmployeeID {ELSEWHERE} does not exist."),
        ({"LeaveTypeID": ELSEWHERE}, f"LeaveTypeID {ELSEWHERE} does not exist."),
        ({"EndDate": "2026-03-01"}, "EndDate cannot be before StartDate."),
        ({"StartDate": "0001-01-01"}, "StartDate is out of range."),
        ({"EndDate": "2199-01-01"}, "Leave cannot be longer than three years."),
        ({"LeaveApplicationID": ELSEWHERE}, f"LeaveApplicationID {ELSEWHERE} does not exist."),
        (
            {"LeavePeriods": [{"PayPeriodEndDate": SUNDAY, "LeavePeriodStatus": "PROCESSED"}]},
            "A leave period cannot become PROCESSED.",
        ),
    ],
)
def test_leave_that_makes_no_sense_is_refused(xero, employee, sent, told):
    body = {"EmployeeID": employee, "LeaveTypeID": annual(xero), "Title": "Away"}
    body |= {"StartDate": "2026-03-02", "EndDate": "2026-03-03", **sent}
    assert told in refused(call(xero, "createLeaveApplication", [body]))
    assert call(xero, "getLeaveApplicationsV2").rows() == []


def test_an_employee_without_a_calendar_takes_no_leave(xero):
    body = {"EmployeeID": made_employee(xero), "LeaveTypeID": annual(xero), "Title": "Away"}
    body |= {"StartDate": "2026-03-02", "EndDate": "2026-03-03"}
    told = refused(call(xero, "createLeaveApplication", [body]))
    assert told == ["The employee must have a payroll calendar."]


def test_only_the_second_version_of_the_list_has_what_is_open(xero, employee):
    leave = made_leave(xero, employee, EndDate=SUNDAY, LeavePeriods=[requested()])
    assert call(xero, "getLeaveApplications").rows() == []
    assert call(xero, "getLeaveApplicationsV2").rows() == [leave]
    assert call(xero, "getLeaveApplicationsV2", query={"where": 'Title=="Back"'}).rows() == []


@pytest.mark.parametrize(
    ("operation", "status", "listed"),
    [("approveLeaveApplication", "SCHEDULED", 1), ("rejectLeaveApplication", "REJECTED", 0)],
)
def test_requested_leave_is_decided_once(xero, employee, operation, status, listed):
    leave = made_leave(xero, employee, EndDate=SUNDAY, LeavePeriods=[requested()])
    xero.advance(seconds=1)
    decided = call(xero, operation, LeaveApplicationID=leave["LeaveApplicationID"]).row()
    assert statuses(decided) == [status]
    assert decided["UpdatedDateUTC"] > leave["UpdatedDateUTC"]
    assert len(call(xero, "getLeaveApplications").rows()) == listed
    again = call(xero, operation, LeaveApplicationID=leave["LeaveApplicationID"])
    assert refused(again) == ["Only requested leave can be approved or rejected."]
    assert call(xero, operation, LeaveApplicationID=ELSEWHERE).status == 404


@pytest.mark.parametrize(
    ("before", "after", "works"),
    [
        ("REQUESTED", "REQUESTED", True),
        ("REQUESTED", "SCHEDULED", True),
        ("REQUESTED", "REJECTED", True),
        ("SCHEDULED", "SCHEDULED", True),
        ("SCHEDULED", "REQUESTED", False),
        ("SCHEDULED", "REJECTED", False),
        ("REQUESTED", "PROCESSED", False),
        ("REJECTED", "REQUESTED", False),
        ("REJECTED", "SCHEDULED", False),
    ],
)
def test_a_period_goes_only_where_its_status_leads(xero, employee, before, after, works):
    born = "REQUESTED" if before == "REJECTED" else before
    leave = made_leave(
        xero, employee, EndDate=SUNDAY, LeavePeriods=[{**requested(), "LeavePeriodStatus": born}]
    )
    path = {"LeaveApplicationID": leave["LeaveApplicationID"]}
    if before == "REJECTED":
        call(xero, "rejectLeaveApplication", **path)
    body = [{"LeavePeriods": [{**requested(), "LeavePeriodStatus": after}]}]
    answer = call(xero, "updateLeaveApplication", body, **path)
    if works:
        assert statuses(answer.row()) == [after]
    else:
        assert refused(answer) == [f"A leave period cannot become {after}."]
