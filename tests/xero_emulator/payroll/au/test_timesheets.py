from __future__ import annotations

import pytest
from tests.xero_emulator.payroll.au.given import (
    ELSEWHERE,
    MONDAY,
    SUNDAY,
    call,
    hours,
    made_calendar,
    made_employee,
    made_timesheet,
    paid_employee,
    refused,
)

from xero_emulator.direct import Direct
from xero_emulator.payroll.au.timesheets import STATES, STATUSES


@pytest.fixture
def xero() -> Direct:
    return Direct("AU")


@pytest.fixture
def employee(xero):
    return paid_employee(xero, made_calendar(xero))


def test_a_new_timesheet_is_a_draft_and_counts_its_hours(xero, employee):
    made = made_timesheet(xero, employee)
    assert (made["Status"], made["Hours"]) == ("DRAFT", 17.5)
    line = made["TimesheetLines"][0]
    assert line["NumberOfUnits"] == [8, 7.5, 0, 0, 0, 0, 2]
    assert line["UpdatedDateUTC"] == made["UpdatedDateUTC"] == "/Date(1772452800000+0000)/"


def test_a_single_timesheet_is_no_array(xero, employee):
    made = made_timesheet(xero, employee)
    told = call(xero, "getTimesheet", TimesheetID=made["TimesheetID"]).json
    assert told["Timesheet"] == made
    assert call(xero, "getTimesheets").rows() == [made]


def test_a_timesheet_may_be_without_lines(xero, employee):
    made = made_timesheet(xero, employee, TimesheetLines=[])
    assert (made["TimesheetLines"], made["Hours"]) == ([], 0)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"EmployeeID": None}, "EmployeeID is required."),
        ({"StartDate": None}, "StartDate is required."),
        ({"EmployeeID": ELSEWHERE}, f"EmployeeID {ELSEWHERE} does not exist."),
        ({"EndDate": "2026-03-01"}, "EndDate cannot be before StartDate."),
        ({"EndDate": "9999-12-31"}, "EndDate is out of range."),
        (
            {"EndDate": "2026-03-07"},
            "StartDate and EndDate must be a pay period of the employee's calendar.",
        ),
        (
            {"TimesheetLines": [{"EarningsRateID": ELSEWHERE, "NumberOfUnits": [0] * 7}]},
            f"EarningsRateID {ELSEWHERE} does not exist.",
        ),
        ({"TimesheetLines": [{"NumberOfUnits": [0] * 7}]}, "EarningsRateID is required."),
        ({"Status": "REJECTED"}, "A timesheet cannot become REJECTED."),
        ({"TimesheetID": ELSEWHERE}, f"TimesheetID {ELSEWHERE} does not exist."),
    ],
)
def test_a_timesheet_that_makes_no_sense_is_refused(xero, employee, sent, told):
    body = {"EmployeeID": employee, "StartDate": MONDAY, "EndDate": SUNDAY, **sent}
    assert told in refused(call(xero, "createTimesheet", [body]))
    assert call(xero, "getTimesheets").rows() == []


def test_each_day_has_its_units(xero, employee):
    line = {"EarningsRateID": hours(xero), "NumberOfUnits": [1, 2]}
    body = {"EmployeeID": employee, "StartDate": MONDAY, "EndDate": SUNDAY}
    answer = call(xero, "createTimesheet", [{**body, "TimesheetLines": [line]}])
    assert refused(answer) == ["NumberOfUnits must have a value for each of the 7 days."]
    odd = {**line, "NumberOfUnits": ["x"]}
    answer = call(xero, "createTimesheet", [{**body, "TimesheetLines": [odd]}])
    assert answer.json["ErrorNumber"] == 14


def test_an_employee_without_a_calendar_has_no_timesheets(xero):
    body = {"EmployeeID": made_employee(xero), "StartDate": MONDAY, "EndDate": SUNDAY}
    told = ["The employee must have a payroll calendar."]
    assert refused(call(xero, "createTimesheet", [body])) == told


def test_an_employee_has_one_timesheet_for_a_period(xero, employee):
    made_timesheet(xero, employee)
    body = {"EmployeeID": employee, "StartDate": MONDAY, "EndDate": SUNDAY}
    overlap = ["Timesheet overlaps an existing timesheet"]
    assert refused(call(xero, "createTimesheet", [body])) == overlap
    made_timesheet(xero, employee, StartDate="2026-03-09", EndDate="2026-03-15")
    other = paid_employee(xero, made_calendar(xero, "Other"))
    made_timesheet(xero, other)
    assert len(call(xero, "getTimesheets").rows()) == 3


def test_a_line_is_tracked_by_an_option_of_the_category_for_timesheets(xero, employee):
    line = {"EarningsRateID": hours(xero), "NumberOfUnits": [0] * 7}
    wrong = {**line, "TrackingItemID": ELSEWHERE}
    body = {"EmployeeID": employee, "StartDate": MONDAY, "EndDate": SUNDAY}
    answer = call(xero, "createTimesheet", [{**body, "TimesheetLines": [wrong]}])
    assert refused(answer) == [f"TrackingItemID {ELSEWHERE} does not exist."]
    job = xero.call("createTrackingCategory", {"Name": "Job"}).row()["TrackingCategoryID"]
    option = xero.call("createTrackingOptions", {"Name": "Bridge"}, TrackingCategoryID=job).row()
    right = {**line, "TrackingItemID": option["TrackingOptionID"]}
    made = made_timesheet(xero, employee, TimesheetLines=[right])
    assert made["TimesheetLines"][0]["TrackingItemID"] == option["TrackingOptionID"]


def in_status(xero, employee, status):
    """A timesheet brought to a status, and what changes it."""
    born = status if status in STATES.born else "REQUESTED"
    made = made_timesheet(xero, employee, Status=born)
    path = {"TimesheetID": made["TimesheetID"]}
    if status == "REJECTED":
        call(xero, "updateTimesheet", [{"Status": status}], **path)
    if status == "PROCESSED":
        held = xero.books.resources["au_timesheets"]
        held.keep({**held.records[made["TimesheetID"]], "Status": status})
    return path


@pytest.mark.parametrize("after", STATUSES)
@pytest.mark.parametrize("before", STATUSES)
def test_a_timesheet_goes_only_where_its_status_leads(xero, employee, before, after):
    path = in_status(xero, employee, before)
    answer = call(xero, "updateTimesheet", [{"Status": after}], **path)
    if STATES.allows(before, after):
        assert answer.row()["Status"] == after
    else:
        assert refused(answer) == [f"A timesheet cannot become {after}."]
        assert call(xero, "getTimesheet", **path).json["Timesheet"]["Status"] == before
