"""Australia's timesheets of Payroll 2.0, through Xero's official SDK."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from tests.xero_emulator.sdk.client import Sdk
from tests.xero_emulator.sdk.client import exercises as exercises_any
from tests.xero_emulator.sdk.given import ELSEWHERE, NOON
from tests.xero_emulator.sdk.payroll import BORN, HIRED, PAID, PERIOD, gone
from xero_python.payrollau import CalendarType, Employee, HomeAddress, PayrollCalendar, State
from xero_python.payrollauv2 import Timesheet, TimesheetLine

exercises = partial(exercises_any, api="payroll-au-v2")


@pytest.fixture
def sdk(sdk_of: Callable[..., Sdk]) -> Sdk:
    return sdk_of("payroll-au-v2", "AU")


@dataclass(frozen=True)
class Staff:
    """Somebody who is paid weekly, as Payroll AU 1.0 knows them."""

    old: Sdk
    calendar: str
    employee: str
    rate: str


@pytest.fixture
def staff(sdk_of: Callable[..., Sdk]) -> Staff:
    old = sdk_of("payroll-au", "AU")
    sent = PayrollCalendar(
        name="Weekly", calendar_type=CalendarType.WEEKLY, start_date=PERIOD[0], payment_date=PAID
    )
    calendar = old("createPayrollCalendar", [sent]).payroll_calendars[0].payroll_calendar_id
    home = HomeAddress(
        address_line1="1 High St",
        city="Perth",
        region=State.WA,
        postal_code="6000",
        country="AUSTRALIA",
    )
    worker = Employee(
        first_name="Ada",
        last_name="Smith",
        date_of_birth=BORN,
        home_address=home,
        start_date=HIRED,
        payroll_calendar_id=calendar,
    )
    employee = old("createEmployee", [worker]).employees[0].employee_id
    rate = old("getPayItems").pay_items.earnings_rates[0].earnings_rate_id
    return Staff(old, calendar, employee, rate)


def a_line(staff: Staff, day: int, units: str) -> TimesheetLine:
    return TimesheetLine(
        date=date(2026, 2, day), earnings_rate_id=staff.rate, number_of_units=Decimal(units)
    )


def made_timesheet(sdk: Sdk, staff: Staff, *lines: TimesheetLine) -> Timesheet:
    sent = Timesheet(
        payroll_calendar_id=staff.calendar,
        employee_id=staff.employee,
        start_date=PERIOD[0],
        end_date=PERIOD[1],
        timesheet_lines=list(lines),
    )
    return sdk("createTimesheet", sent).timesheet


@exercises("createTimesheet", "getTimesheet")
def test_a_timesheet_is_the_same_in_both_payroll_apis(sdk: Sdk, staff: Staff) -> None:
    made = made_timesheet(sdk, staff, a_line(staff, 23, "8"), a_line(staff, 25, "6"))
    assert (made.status, made.total_hours, made.updated_date_utc) == ("Draft", 14, NOON)
    kept = sdk("getTimesheet", made.timesheet_id).timesheet
    assert [each.number_of_units for each in kept.timesheet_lines] == [8, 6]
    old = staff.old("getTimesheet", made.timesheet_id).timesheet
    assert [row.number_of_units for row in old.timesheet_lines] == [[8, 0, 6, 0, 0, 0, 0]]
    assert sdk.refused("getTimesheet", ELSEWHERE).status == 404


@exercises("createTimesheetLine", "updateTimesheetLine", "deleteTimesheetLine")
def test_lines_are_added_changed_and_deleted(sdk: Sdk, staff: Staff) -> None:
    made = made_timesheet(sdk, staff, a_line(staff, 23, "8")).timesheet_id
    line = sdk("createTimesheetLine", made, a_line(staff, 23, "1.5")).timesheet_line
    key = line.timesheet_line_id
    changed = sdk("updateTimesheetLine", made, key, a_line(staff, 24, "2")).timesheet_line
    assert (changed.timesheet_line_id, changed.number_of_units) == (key, 2)
    assert sdk("getTimesheet", made).timesheet.total_hours == 10
    gone(sdk, "deleteTimesheetLine", made, key)
    assert sdk("getTimesheet", made).timesheet.total_hours == 8
    assert sdk.refused("updateTimesheetLine", made, key, a_line(staff, 24, "2")).status == 404


@exercises("approveTimesheet", "revertTimesheet", "deleteTimesheet", "getTimesheets")
def test_a_timesheet_goes_only_where_its_status_leads(sdk: Sdk, staff: Staff) -> None:
    made = made_timesheet(sdk, staff).timesheet_id
    assert sdk("approveTimesheet", made).timesheet.status == "Approved"
    found = sdk("getTimesheets", filter=f"employeeId=={staff.employee}", status="Approved")
    assert [each.timesheet_id for each in found.timesheets] == [made]
    assert sdk.refused("deleteTimesheet", made).status == 400
    assert sdk("revertTimesheet", made).timesheet.status == "Draft"
    assert sdk("getTimesheets", status="Approved").timesheets == []
    gone(sdk, "deleteTimesheet", made)
    assert sdk.refused("getTimesheet", made).status == 404


@exercises("createTimesheet")
def test_two_timesheets_of_somebody_do_not_overlap(sdk: Sdk, staff: Staff) -> None:
    made_timesheet(sdk, staff)
    sent = Timesheet(
        payroll_calendar_id=staff.calendar,
        employee_id=staff.employee,
        start_date=PERIOD[0],
        end_date=PERIOD[1],
    )
    (field,) = sdk.refused("createTimesheet", sent).body["problem"]["invalidFields"]
    assert field == {"name": "_default", "reason": "Timesheet overlaps an existing timesheet"}
