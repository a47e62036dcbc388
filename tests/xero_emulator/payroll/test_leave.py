"""Leave: periods, balances, and what cannot be changed."""

from __future__ import annotations

import pytest
from tests.xero_emulator.payroll.given import Payroll


@pytest.fixture(params=["NZ", "GB"])
def payroll(request) -> Payroll:
    return Payroll(request.param)


def units(leave) -> list[tuple[str, int]]:
    return [(each["periodStartDate"][:10], each["numberOfUnits"]) for each in leave["periods"]]


def test_leave_is_split_by_the_pay_calendar(payroll):
    calendar = payroll.calendar(
        calendarType="Monthly", periodStartDate="2026-02-01", paymentDate="2026-02-28"
    )
    employee = payroll.employed(calendar)
    leave = payroll.leave(employee, payroll.holiday(employee), "2026-03-30", "2026-04-03")
    assert units(leave) == [("2026-03-01", 16), ("2026-04-01", 24)]
    assert [each["periodStatus"] for each in leave["periods"]] == ["Approved", "Approved"]


def test_weekends_are_no_leave(payroll):
    employee = payroll.employed(payroll.calendar())
    leave = payroll.leave(employee, payroll.holiday(employee), "2026-03-06", "2026-03-09")
    assert units(leave) == [("2026-03-02", 8), ("2026-03-09", 8)]


def test_the_wage_says_how_long_a_day_is(payroll):
    employee = payroll.employed(payroll.calendar())
    payroll.wage(employee, numberOfUnitsPerDay=7.5)
    leave = payroll.leave(employee, payroll.holiday(employee), "2026-03-05", "2026-03-05")
    assert [each for _, each in units(leave)] == [7.5]


def test_periods_that_are_sent_are_kept(payroll):
    employee = payroll.employed(payroll.calendar())
    kind = payroll.holiday(employee, 40)
    period = {
        "periodStartDate": "2026-03-02",
        "periodEndDate": "2026-03-08",
        "numberOfUnits": 3.25,
    }
    sent = {
        "leaveTypeID": kind,
        "description": "Dentist",
        "startDate": "2026-03-05",
        "endDate": "2026-03-05",
        "periods": [period],
    }
    made = payroll.told("createEmployeeLeave", sent, EmployeeID=employee)
    assert units(made) == [("2026-03-02", 3.25)]
    assert payroll.balance(employee, kind) == 36.75


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"description": "x" * 51}, "Description"),
        ({"description": None}, "Description"),
        ({"startDate": "2026-03-06", "endDate": "2026-03-05"}, "EndDate"),
        ({"startDate": "1000-01-01"}, "EndDate"),
        ({"endDate": "9999-12-31"}, "EndDate"),
        ({"leaveTypeID": "x"}, "LeaveTypeID"),
        ({"periods": [{"numberOfUnits": "x"}]}, "Periods[0].PeriodStartDate"),
    ],
)
def test_leave_that_makes_no_sense_is_refused(payroll, change, field):
    employee = payroll.employed(payroll.calendar())
    sent = {
        "leaveTypeID": payroll.holiday(employee),
        "description": "Away",
        "startDate": "2026-03-05",
        "endDate": "2026-03-05",
        **change,
    }
    wrong = payroll.wrong("createEmployeeLeave", sent, EmployeeID=employee)
    assert wrong[0][0] == field


def test_an_employee_gets_a_leave_type_once(payroll):
    employee = payroll.employee()
    kind = payroll.holiday(employee)
    schedule = "NoAccruals" if payroll.country == "NZ" else "OnHourWorked"
    sent = {"leaveTypeID": kind, "scheduleOfAccrual": schedule}
    assert payroll.wrong("createEmployeeLeaveType", sent, EmployeeID=employee) == [
        ("_default", "The employee already has this leave type.")
    ]


def test_leave_periods_need_both_days(payroll):
    employee = payroll.employee()
    for query in ({}, {"startDate": "2026-03-01"}, {"startDate": "x", "endDate": "2026-03-01"}):
        answer = payroll.call("getEmployeeLeavePeriods", query=query, EmployeeID=employee)
        assert (answer.status, answer.json["periods"]) == (400, [])


def test_leave_that_has_been_paid_cannot_be_changed(payroll):
    calendar = payroll.calendar()
    employee = payroll.employed(calendar)
    kind = payroll.holiday(employee)
    made = payroll.leave(employee, kind, "2026-02-24", "2026-02-24")
    payroll.post(payroll.run(calendar))
    path = {"EmployeeID": employee, "LeaveID": made["leaveID"]}
    (kept,) = payroll.told("getEmployeeLeaves", EmployeeID=employee)
    assert [each["periodStatus"] for each in kept["periods"]] == ["Completed"]
    assert payroll.call("deleteEmployeeLeave", **path).status == 400
    sent = {
        "leaveTypeID": kind,
        "description": "x",
        "startDate": "2026-02-24",
        "endDate": "2026-02-24",
    }
    assert payroll.call("updateEmployeeLeave", sent, **path).status == 400


def test_only_active_leave_types_are_listed_when_asked_for(payroll):
    every = payroll.told("getLeaveTypes")
    assert payroll.told("getLeaveTypes", query={"ActiveOnly": "true"}) == every
    shown = set(every[0])
    assert ("isStatutoryLeave" in shown) is (payroll.country == "GB")
    assert ("typeOfUnits" in shown) is (payroll.country == "NZ")
