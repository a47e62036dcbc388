"""Timesheets that two versions of Australia's payroll share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from tests.xero_emulator.payroll.given import NOBODY, PERIOD, Payroll

HOME = {
    "AddressLine1": "1 High St",
    "City": "Perth",
    "Region": "WA",
    "PostalCode": "6000",
    "Country": "AUSTRALIA",
}


@dataclass(frozen=True)
class Staff:
    """Somebody who is paid weekly."""

    payroll: Payroll
    calendar: str
    employee: str
    rate: str

    def old(self, operation: str, body: Any = None, **path: str) -> Any:
        """What Payroll AU 1.0 answers."""
        answer = self.payroll.xero.call(f"payroll-au.{operation}", body, **path)
        assert answer.status == 200, answer.reply
        return answer.json

    def line(self, day: int, units: float) -> dict[str, Any]:
        return {"date": f"2026-02-{day}", "earningsRateID": self.rate, "numberOfUnits": units}

    def timesheet(self, *lines: dict[str, Any]) -> str:
        sent = {"employeeID": self.employee, "payrollCalendarID": self.calendar, **PERIOD}
        made = self.payroll.told("createTimesheet", {**sent, "timesheetLines": list(lines)})
        return made["timesheetID"]

    def shown(self, key: str) -> Any:
        return self.payroll.told("getTimesheet", TimesheetID=key)

    def units(self, key: str) -> list[tuple[str, float]]:
        lines = self.shown(key)["timesheetLines"]
        return [(each["date"][:10], each["numberOfUnits"]) for each in lines]


@pytest.fixture
def staff() -> Staff:
    payroll = Payroll("AU")
    old = payroll.xero.call
    weekly = {
        "Name": "Weekly",
        "CalendarType": "WEEKLY",
        "StartDate": "2026-02-23",
        "PaymentDate": "2026-03-03",
    }
    calendar = old("payroll-au.createPayrollCalendar", [weekly]).row()["PayrollCalendarID"]
    worker = {
        "FirstName": "Ada",
        "LastName": "Smith",
        "DateOfBirth": "1990-05-17",
        "HomeAddress": HOME,
        "StartDate": "2026-01-05",
        "PayrollCalendarID": calendar,
    }
    employee = old("payroll-au.createEmployee", [worker]).row()["EmployeeID"]
    rate = old("payroll-au.getPayItems").json["PayItems"]["EarningsRates"][0]["EarningsRateID"]
    return Staff(payroll, calendar, employee, rate)


def test_lines_of_one_rate_are_one_row_of_days(staff):
    key = staff.timesheet(staff.line(23, 8), staff.line(25, 6), staff.line(23, 1))
    row = staff.old("getTimesheet", TimesheetID=key)["Timesheet"]["TimesheetLines"]
    assert [each["NumberOfUnits"] for each in row] == [[9, 0, 6, 0, 0, 0, 0]]
    assert staff.units(key) == [("2026-02-23", 8), ("2026-02-25", 6), ("2026-02-23", 1)]
    assert staff.shown(key)["totalHours"] == 15


def test_what_the_old_version_writes_is_seen_line_by_line(staff):
    key = staff.timesheet(staff.line(23, 8))
    row = {"EarningsRateID": staff.rate, "NumberOfUnits": [0, 2, 0, 3.5, 0, 0, 0]}
    staff.old("updateTimesheet", [{"TimesheetLines": [row]}], TimesheetID=key)
    assert staff.units(key) == [("2026-02-24", 2), ("2026-02-26", 3.5)]
    line = staff.shown(key)["timesheetLines"][0]["timesheetLineID"]
    path = {"TimesheetID": key, "TimesheetLineID": line}
    changed = staff.payroll.told("updateTimesheetLine", staff.line(24, 4), **path)
    assert (changed["timesheetLineID"], changed["numberOfUnits"]) == (line, 4)
    staff.payroll.call("deleteTimesheetLine", **path)
    assert staff.units(key) == [("2026-02-26", 3.5)]
    assert staff.payroll.call("deleteTimesheetLine", **path).status == 404


def test_the_rules_of_the_old_version_hold(staff):
    staff.timesheet()
    sent = {"employeeID": staff.employee, "payrollCalendarID": staff.calendar, **PERIOD}
    assert staff.payroll.wrong("createTimesheet", sent)[0][0] == "_default"
    for change, field in (
        ({"employeeID": NOBODY}, "EmployeeID"),
        ({"payrollCalendarID": NOBODY}, "PayrollCalendarID"),
        ({"endDate": "2026-02-01"}, "EndDate"),
        ({"startDate": "2026-03-03", "endDate": "2026-03-09"}, "_default"),
        (
            {
                "startDate": "2026-03-02",
                "endDate": "2026-03-08",
                "timesheetLines": [staff.line(23, 1)],
            },
            "Date",
        ),
    ):
        assert staff.payroll.wrong("createTimesheet", {**sent, **change})[0][0] == field


def test_a_line_of_an_unknown_rate_is_refused_and_leaves_the_rest(staff):
    key = staff.timesheet(staff.line(23, 8))
    sent = {**staff.line(24, 1), "earningsRateID": NOBODY}
    assert staff.payroll.wrong("createTimesheetLine", sent, TimesheetID=key)[0][0] == "_default"
    assert staff.units(key) == [("2026-02-23", 8)]


def test_the_status_is_the_same_in_both(staff):
    key = staff.timesheet(staff.line(23, 8))
    path = {"TimesheetID": key}
    staff.payroll.told("approveTimesheet", **path)
    assert staff.old("getTimesheet", **path)["Timesheet"]["Status"] == "APPROVED"
    assert staff.payroll.wrong("createTimesheetLine", staff.line(24, 1), **path)[0][0] == "_default"
    staff.payroll.told("revertTimesheet", **path)
    assert staff.payroll.wrong("revertTimesheet", **path)[0][0] == "_default"
    staff.payroll.call("deleteTimesheet", **path)
    assert staff.payroll.xero.call("payroll-au.getTimesheet", **path).status == 404


def test_timesheets_of_the_old_version_are_listed_too(staff):
    row = {"EarningsRateID": staff.rate, "NumberOfUnits": [1, 0, 0, 0, 0, 0, 0]}
    sent = {
        "EmployeeID": staff.employee,
        "StartDate": "2026-03-02",
        "EndDate": "2026-03-08",
        "TimesheetLines": [row],
    }
    made = staff.old("createTimesheet", [sent])["Timesheets"][0]["TimesheetID"]
    (found,) = staff.payroll.told("getTimesheets", query={"startDate": "2026-03-01"})
    assert (found["timesheetID"], found["payrollCalendarID"]) == (made, staff.calendar)
    assert "timesheetLines" not in found


@pytest.mark.parametrize("status", ["REQUESTED", "REJECTED"])
def test_what_is_not_approved_yet_is_a_draft_here(staff, status):
    key = staff.timesheet(staff.line(23, 8))
    path = {"TimesheetID": key}
    for each in dict.fromkeys(("REQUESTED", status)):
        staff.old("updateTimesheet", [{"Status": each}], **path)
    assert staff.shown(key)["status"] == "Draft"
    assert staff.payroll.told("approveTimesheet", **path)["status"] == "Approved"
