"""Nothing that a client sends breaks Australian payroll: it answers, or it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.xero_emulator.payroll.au.given import (
    annual,
    call,
    hours,
    item,
    made_calendar,
    made_leave,
    made_timesheet,
    paid_employee,
)
from tests.xero_emulator.test_robustness import bent

from xero_emulator.direct import OPERATIONS, Direct

BENT = (
    *("createEmployee", "updateEmployee", "createLeaveApplication", "updateLeaveApplication"),
    *("createTimesheet", "updateTimesheet", "createPayItem", "createPayrollCalendar"),
    *("createSuperfund", "updateSuperfund", "createPayRun", "updatePayRun", "updatePayslip"),
)


@pytest.fixture(scope="module")
def xero():
    return Direct("AU")


@pytest.fixture(scope="module")
def known(xero):
    """Ids of what exists, by the names that paths and bodies have for them."""
    calendar = made_calendar(xero)
    employee = paid_employee(xero, calendar)
    fund = call(xero, "createSuperfund", [{"Type": "REGULATED", "USI": "PTC0133AU"}]).row()
    run = call(xero, "createPayRun", [{"PayrollCalendarID": calendar}]).row()["PayRunID"]
    slips = call(xero, "getPayRun", PayRunID=run).row()["Payslips"]
    return {
        "EmployeeID": employee,
        "PayrollCalendarID": calendar,
        "SuperFundID": fund["SuperFundID"],
        "LeaveApplicationID": made_leave(xero, employee)["LeaveApplicationID"],
        "TimesheetID": made_timesheet(xero, employee)["TimesheetID"],
        "PayRunID": run,
        "PayslipID": slips[0]["PayslipID"],
        "EarningsRateID": hours(xero),
        "LeaveTypeID": annual(xero),
        "DeductionTypeID": item(xero, "DeductionTypes", "Lease Payments"),
    }


def bodies(known):
    def ids(*names):
        return {name: known[name] for name in names}

    dates = {"StartDate": "2026-03-09", "EndDate": "2026-03-15"}
    earnings = {**ids("EarningsRateID"), "NumberOfUnits": 3, "RatePerUnit": 2.5, "FixedAmount": 1}
    deduction = {**ids("DeductionTypeID"), "Percentage": 5, "Amount": 3}
    lines = {"EarningsLines": [earnings], "DeductionLines": [deduction]}
    employee = {
        "FirstName": "A",
        "LastName": "B",
        "DateOfBirth": "1980-01-01",
        "HomeAddress": {"AddressLine1": "x", "Region": "WA"},
        **ids("PayrollCalendarID"),
        "OrdinaryEarningsRateID": known["EarningsRateID"],
        "PayTemplate": {**lines, "LeaveLines": [{**ids("LeaveTypeID"), "AnnualNumberOfUnits": 1}]},
        "SuperMemberships": [{**ids("SuperFundID"), "EmployeeNumber": "1"}],
        "TerminationDate": "2027-01-01",
    }
    period = {"PayPeriodEndDate": "2026-03-15", "NumberOfUnits": 1}
    leave = {**ids("EmployeeID", "LeaveTypeID"), "Title": "t", **dates, "LeavePeriods": [period]}
    sheet_line = {**ids("EarningsRateID"), "NumberOfUnits": [1, 2, 3, 4, 5, 6, 7]}
    sheet = {**ids("EmployeeID"), **dates, "TimesheetLines": [sheet_line]}
    rate = {"Name": "N", "EarningsType": "FIXED", "RateType": "MULTIPLE", "AccountCode": "477"}
    calendar = {"Name": "C", "CalendarType": "MONTHLY", "StartDate": "2026-03-01"}
    return {
        "createEmployee": [employee],
        "updateEmployee": [employee],
        "createLeaveApplication": [leave],
        "updateLeaveApplication": [leave],
        "createTimesheet": [sheet],
        "updateTimesheet": [sheet],
        "createPayItem": {"EarningsRates": [{**rate, "IsQualifyingEarnings": True, "Amount": 1}]},
        "createPayrollCalendar": [{**calendar, "PaymentDate": "2026-03-31"}],
        "createSuperfund": [{"Type": "SMSF", "Name": "n", "ABN": "1", "BSB": "2"}],
        "updateSuperfund": [{"Type": "REGULATED", "USI": "PTC0133AU"}],
        "createPayRun": [{**ids("PayrollCalendarID"), "PayRunPeriodStartDate": "2026-03-16"}],
        "updatePayRun": [{"PaymentDate": "2026-03-20", "PayslipMessage": "m"}],
        "updatePayslip": [{**lines, "TaxLines": [{"Amount": 5}]}],
    }


@pytest.mark.parametrize("operation", BENT)
def test_a_bent_request_is_answered_or_refused(operation, xero, known):
    pattern = OPERATIONS[f"payroll-au.{operation}"].pattern
    path = {name: value for name, value in known.items() if f"{{{name}}}" in pattern}

    @settings(max_examples=60, deadline=None)
    @given(bent(bodies(known)[operation]), st.sampled_from([{}, {"summarizeErrors": "false"}]))
    def send(body, query):
        sent = body if body is not None else b"null"
        answer = call(xero, operation, sent, query=query, **path)
        assert answer.status in (200, 400), answer.reply

    send()
    call(xero, "getPayRuns")
    assert call(xero, "getEmployee", EmployeeID=known["EmployeeID"]).status == 200
