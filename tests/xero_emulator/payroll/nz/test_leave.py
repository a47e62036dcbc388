"""Leave as New Zealand sets it up, and counts it by working patterns."""

from __future__ import annotations

import pytest
from tests.xero_emulator.payroll.given import Payroll


@pytest.fixture
def nz() -> Payroll:
    return Payroll("NZ")


def test_a_set_up_gives_everybody_the_same_leave(nz):
    employee = nz.employee()
    sent = {
        "holidayPayOpeningBalance": 10,
        "sickLeaveOpeningBalance": 5,
        "SickLeaveToAccrueAnnually": 80,
        "sickLeaveScheduleOfAccrual": "OnAnniversaryDate",
    }
    made = nz.told("createEmployeeLeaveSetup", sent, EmployeeID=employee)
    assert (made["sickLeaveToAccrueAnnually"], made["includeHolidayPay"]) == (80, None)
    balances = nz.told("getEmployeeLeaveBalances", EmployeeID=employee)
    assert {each["name"]: each["balance"] for each in balances} == {
        "Holiday Pay": 10,
        "Annual Leave": 0,
        "Sick Leave": 5,
        "Alternative Holidays": 0,
        "Family Violence Leave": 0,
    }
    types = nz.told("getEmployeeLeaveTypes", EmployeeID=employee)
    sick = next(each for each in types if each["unitsAccruedAnnually"])
    assert sick["scheduleOfAccrual"] == "OnAnniversaryDate"


def test_working_weeks_take_turns(nz):
    employee = nz.employed(nz.calendar())
    full = dict.fromkeys(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), 0
    )
    weeks = [{**full, "monday": 10}, {**full, "monday": 4}]
    sent = {"effectiveFrom": "2026-02-23", "workingWeeks": weeks}
    nz.told("createEmployeeWorkingPattern", sent, EmployeeID=employee)
    query = {"startDate": "2026-02-23", "endDate": "2026-03-09"}
    found = nz.told("getEmployeeLeavePeriods", query=query, EmployeeID=employee)
    assert [each["numberOfUnits"] for each in found] == [10, 4, 10]
    for wrong in ([], [{**full, "monday": 25}], [{"monday": 8}]):
        sent = {"effectiveFrom": "2026-02-23", "workingWeeks": wrong}
        answer = nz.call("createEmployeeWorkingPattern", sent, EmployeeID=employee)
        assert answer.status == 400
