"""Timesheets: lines, states, and what may not be."""

from __future__ import annotations

import pytest
from tests.xero_emulator.payroll.given import NOBODY, PERIOD, Payroll

from xero_emulator.payroll.timesheets import STATES


@pytest.fixture(params=["NZ", "GB"])
def payroll(request) -> Payroll:
    return Payroll(request.param)


@pytest.fixture
def calendar(payroll) -> str:
    return payroll.calendar()


@pytest.fixture
def employee(payroll, calendar) -> str:
    return payroll.employed(calendar)


def test_the_states_are_these():
    assert STATES.born == ("Draft",)
    assert STATES.edges == {
        "Draft": ("Approved",),
        "Requested": ("Approved",),
        "Approved": ("Draft",),
    }


def test_hours_are_the_sum_of_the_lines(payroll, employee, calendar):
    made = payroll.timesheet(employee, calendar, ("2026-02-23", 7.25), ("2026-03-01", 0.5))
    assert (made["totalHours"], made["status"]) == (7.75, "Draft")
    assert [each["trackingItemID"] for each in made["timesheetLines"]] == [None, None]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"employeeID": NOBODY}, "EmployeeID"),
        ({"payrollCalendarID": NOBODY}, "PayrollCalendarID"),
        ({"endDate": "2026-02-22"}, "EndDate"),
        ({"startDate": None}, "StartDate"),
    ],
)
def test_a_timesheet_belongs_to_somebody_and_some_days(payroll, employee, calendar, change, field):
    sent = {"employeeID": employee, "payrollCalendarID": calendar, **PERIOD, **change}
    assert [name for name, _ in payroll.wrong("createTimesheet", sent)] == [field]


def test_a_timesheet_is_of_the_employees_own_calendar(payroll, employee):
    sent = {"employeeID": employee, "payrollCalendarID": payroll.calendar(name="Other"), **PERIOD}
    assert [name for name, _ in payroll.wrong("createTimesheet", sent)] == ["PayrollCalendarID"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"date": "2026-03-02"}, "Date"),
        ({"earningsRateID": NOBODY}, "EarningsRateID"),
        ({"trackingItemID": NOBODY}, "TrackingItemID"),
        ({"numberOfUnits": None}, "NumberOfUnits"),
    ],
)
def test_a_line_is_of_a_day_and_a_rate_that_exist(payroll, employee, calendar, change, field):
    made = payroll.timesheet(employee, calendar)
    line = {"date": "2026-02-23", "earningsRateID": payroll.rate(), "numberOfUnits": 1, **change}
    path = {"TimesheetID": made["timesheetID"]}
    assert [name for name, _ in payroll.wrong("createTimesheetLine", line, **path)] == [field]


def test_a_line_can_be_tracked_by_an_option_of_the_organisation(payroll, employee, calendar):
    made = payroll.xero.call("createTrackingCategory", {"Name": "Area"}).row()
    at = {"TrackingCategoryID": made["TrackingCategoryID"]}
    option = payroll.xero.call("createTrackingOptions", {"Name": "North"}, **at).row()
    tracked = option["TrackingOptionID"]
    sheet = payroll.timesheet(employee, calendar)["timesheetID"]
    line = {
        "date": "2026-02-23",
        "earningsRateID": payroll.rate(),
        "numberOfUnits": 1,
        "trackingItemID": tracked,
    }
    kept = payroll.told("createTimesheetLine", line, TimesheetID=sheet)
    assert kept["trackingItemID"] == tracked
    ids = payroll.told("getTrackingCategories")
    assert ids["timesheetTrackingCategoryID"] == made["TrackingCategoryID"]


def test_only_drafts_can_be_changed(payroll, employee, calendar):
    made = payroll.timesheet(employee, calendar, ("2026-02-23", 8))
    path = {"TimesheetID": made["timesheetID"]}
    line = {"TimesheetLineID": made["timesheetLines"][0]["timesheetLineID"], **path}
    payroll.told("approveTimesheet", **path)
    for operation, where in (
        ("createTimesheetLine", path),
        ("updateTimesheetLine", line),
        ("deleteTimesheetLine", line),
        ("deleteTimesheet", path),
    ):
        assert payroll.call(operation, {}, **where).status == 400, operation
    payroll.told("revertTimesheet", **path)
    assert payroll.call("deleteTimesheetLine", **line).status == 200
    assert payroll.wrong("revertTimesheet", **path)[0][0] == "_default"


def test_timesheets_of_somebody_do_not_overlap_and_those_of_others_may(payroll, employee, calendar):
    payroll.timesheet(employee, calendar)
    sent = {"employeeID": employee, "payrollCalendarID": calendar, **PERIOD}
    assert payroll.wrong("createTimesheet", {**sent, "startDate": "2026-03-01"}) == [
        ("_default", "Timesheet overlaps an existing timesheet")
    ]
    later = {"startDate": "2026-03-02", "endDate": "2026-03-08"}
    assert payroll.call("createTimesheet", {**sent, **later}).status == 200
    assert payroll.timesheet(payroll.employed(calendar), calendar)["status"] == "Draft"


def test_the_newest_come_first_when_sorted_by_their_start(payroll, employee, calendar):
    one = payroll.timesheet(employee, calendar)
    later = {"startDate": "2026-03-02", "endDate": "2026-03-08"}
    two = payroll.timesheet(employee, calendar, **later)
    rows = payroll.told("getTimesheets", query={"sort": "startDate"})
    assert [each["timesheetID"] for each in rows] == [two["timesheetID"], one["timesheetID"]]
    assert payroll.call("getTimesheets", query={"sort": "size"}).status == 400
    first = payroll.told("getTimesheets", query={"startDate": "2026-03-02"})
    assert [each["timesheetID"] for each in first] == [two["timesheetID"]]
    assert payroll.call("getTimesheets", query={"startDate": "x"}).status == 400
