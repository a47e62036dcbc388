"""Payroll AU v1; days come back as dates, though the SDK calls some of them times."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import ELSEWHERE
from xero_python.payrollau import (
    CalendarType,
    DeductionType,
    EarningsLine,
    EarningsRate,
    EarningsRateCalculationType,
    EarningsType,
    Employee,
    EmployeeStatus,
    HomeAddress,
    LeaveApplication,
    LeavePeriod,
    LeavePeriodStatus,
    LeaveType,
    PayItem,
    PayrollCalendar,
    PayRun,
    PayRunStatus,
    PayslipLines,
    PayTemplate,
    RateType,
    ReimbursementType,
    State,
    SuperFund,
    SuperFundType,
    SuperLine,
    SuperMembership,
    TaxLine,
    Timesheet,
    TimesheetLine,
    TimesheetStatus,
)

MONDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 8)


@pytest.fixture
def sdk(sdk_of) -> Sdk:
    return sdk_of("payroll-au", "AU")


def hours(sdk: Sdk) -> EarningsRate:
    return sdk("getPayItems").pay_items.earnings_rates[0]


def annual(sdk: Sdk) -> LeaveType:
    return sdk("getPayItems").pay_items.leave_types[0]


def made_calendar(sdk: Sdk) -> PayrollCalendar:
    sent = PayrollCalendar(
        name="Weekly",
        calendar_type=CalendarType.WEEKLY,
        start_date=MONDAY,
        payment_date=date(2026, 3, 10),
    )
    return sdk("createPayrollCalendar", [sent]).payroll_calendars[0]


def made_fund(sdk: Sdk) -> SuperFund:
    sent = SuperFund(type=SuperFundType.REGULATED, usi="PTC0133AU", employer_number="7")
    return sdk("createSuperfund", [sent]).super_funds[0]


def made_employee(sdk: Sdk, **more: Any) -> Employee:
    person = {"first_name": "Ada", "last_name": "Byron", "date_of_birth": date(1990, 12, 10)}
    address = HomeAddress(address_line1="1 High St", city="Perth", region=State.WA)
    sent = Employee(**person, home_address=address, **more)
    return sdk("createEmployee", [sent]).employees[0]


def paid_employee(sdk: Sdk) -> Employee:
    """Works 38 hours a week at 30.50."""
    line = EarningsLine(
        earnings_rate_id=hours(sdk).earnings_rate_id,
        calculation_type=EarningsRateCalculationType.ENTEREARNINGSRATE,
        rate_per_unit=30.5,
        normal_number_of_units=38.0,
    )
    return made_employee(
        sdk,
        payroll_calendar_id=made_calendar(sdk).payroll_calendar_id,
        ordinary_earnings_rate_id=hours(sdk).earnings_rate_id,
        pay_template=PayTemplate(earnings_lines=[line], super_lines=[SuperLine()]),
    )


def made_leave(sdk: Sdk, employee: Employee, **more: Any) -> LeaveApplication:
    sent = LeaveApplication(
        employee_id=employee.employee_id,
        leave_type_id=annual(sdk).leave_type_id,
        title="Away",
        start_date=date(2026, 3, 5),
        end_date=date(2026, 3, 10),
        **more,
    )
    return sdk("createLeaveApplication", [sent]).leave_applications[0]


def a_timesheet(sdk: Sdk, employee: Employee, **more: Any) -> Timesheet:
    line = TimesheetLine(
        earnings_rate_id=hours(sdk).earnings_rate_id,
        number_of_units=[8.0, 7.5, 0.0, 0.0, 0.0, 0.0, 2.0],
    )
    return Timesheet(
        employee_id=employee.employee_id,
        start_date=MONDAY,
        end_date=SUNDAY,
        timesheet_lines=[line],
        **more,
    )


@exercises("createEmployee", "getEmployee", "getEmployees", api="payroll-au")
def test_an_employee_comes_back_as_it_was_sent(sdk: Sdk) -> None:
    fund = made_fund(sdk)
    member = SuperMembership(super_fund_id=fund.super_fund_id, employee_number="12")
    made = made_employee(sdk, email="ada@byron.test", super_memberships=[member])
    assert (made.first_name, made.date_of_birth) == ("Ada", date(1990, 12, 10))
    assert (made.status, made.home_address.region) == (EmployeeStatus.ACTIVE, State.WA)
    found = sdk("getEmployee", made.employee_id).employees[0]
    assert (found.employee_id, found.email) == (made.employee_id, "ada@byron.test")
    assert found.super_memberships[0].super_fund_id == fund.super_fund_id
    listed = sdk("getEmployees", where='Status=="ACTIVE"', order="LastName DESC", page=1)
    assert [each.employee_id for each in listed.employees] == [made.employee_id]


@exercises("createEmployee", "updateEmployee", api="payroll-au")
def test_an_employee_is_changed(sdk: Sdk) -> None:
    made = made_employee(sdk)
    made.middle_names = "Augusta"
    changed = sdk("updateEmployee", made.employee_id, [made]).employees[0]
    assert (changed.employee_id, changed.middle_names) == (made.employee_id, "Augusta")
    assert sdk.refused("updateEmployee", ELSEWHERE, [made]).status == 404
    made.payroll_calendar_id = ELSEWHERE
    refusal = sdk.refused("updateEmployee", made.employee_id, [made])
    assert refusal.messages == (f"PayrollCalendarID {ELSEWHERE} does not exist.",)


@exercises("getPayItems", "createPayItem", api="payroll-au")
def test_pay_items_are_added(sdk: Sdk) -> None:
    rate = EarningsRate(
        name="Night",
        account_code="477",
        earnings_type=EarningsType.ORDINARYTIMEEARNINGS,
        rate_type=RateType.MULTIPLE,
        multiplier=1.5,
        is_qualifying_earnings=True,
    )
    leave = LeaveType(name="Study", type_of_units="Hours", is_qualifying_earnings=False)
    sent = PayItem(
        earnings_rates=[rate],
        leave_types=[leave],
        deduction_types=[DeductionType(name="Club", account_code="850")],
        reimbursement_types=[ReimbursementType(name="Taxi", account_code="493")],
    )
    made = sdk("createPayItem", sent).pay_items
    assert (made.earnings_rates[-1].name, made.earnings_rates[-1].multiplier) == ("Night", 1.5)
    found = sdk("getPayItems").pay_items
    assert [
        found.leave_types[-1].name,
        found.deduction_types[-1].name,
        found.reimbursement_types[-1].name,
    ] == ["Study", "Club", "Taxi"]
    rate.name, rate.is_exempt_from_super = "Late", True
    refusal = sdk.refused("createPayItem", PayItem(earnings_rates=[rate]))
    told = "IsQualifyingEarnings cannot be true when IsExemptFromSuper is true."
    assert refusal.messages == (told,)


@exercises("createPayrollCalendar", "getPayrollCalendar", "getPayrollCalendars", api="payroll-au")
def test_a_calendar_comes_back_as_it_was_sent(sdk: Sdk) -> None:
    made = made_calendar(sdk)
    assert (made.name, made.calendar_type) == ("Weekly", CalendarType.WEEKLY)
    assert (made.start_date, made.payment_date) == (MONDAY, date(2026, 3, 10))
    found = sdk("getPayrollCalendar", made.payroll_calendar_id).payroll_calendars[0]
    assert found.payroll_calendar_id == made.payroll_calendar_id
    listed = sdk("getPayrollCalendars").payroll_calendars
    assert [each.name for each in listed] == ["Weekly"]
    again = PayrollCalendar(name="weekly", calendar_type=CalendarType.MONTHLY)
    assert sdk.refused("createPayrollCalendar", [again]).status == 400


@exercises(
    "createSuperfund",
    "getSuperfund",
    "getSuperfunds",
    "updateSuperfund",
    "getSuperfundProducts",
    api="payroll-au",
)
def test_a_super_fund_is_named_by_its_product(sdk: Sdk) -> None:
    made = made_fund(sdk)
    (product,) = sdk("getSuperfundProducts", usi="PTC0133AU").super_fund_products
    assert (made.name, made.abn) == (product.product_name, product.abn) == ("AMG Super", made.abn)
    change = SuperFund(type=SuperFundType.REGULATED, employer_number="8")
    changed = sdk("updateSuperfund", made.super_fund_id, [change]).super_funds[0]
    assert (changed.super_fund_id, changed.employer_number) == (made.super_fund_id, "8")
    assert sdk("getSuperfund", made.super_fund_id).super_funds[0].usi == "PTC0133AU"
    assert [each.super_fund_id for each in sdk("getSuperfunds").super_funds] == [made.super_fund_id]
    none = SuperFund(type=SuperFundType.SMSF, name="Ours")
    assert "ABN is required." in sdk.refused("createSuperfund", [none]).messages


@exercises(
    "createLeaveApplication",
    "getLeaveApplication",
    "getLeaveApplications",
    "updateLeaveApplication",
    api="payroll-au",
)
def test_leave_is_cut_into_pay_periods(sdk: Sdk) -> None:
    made = made_leave(sdk, paid_employee(sdk))
    assert [each.pay_period_end_date for each in made.leave_periods] == [
        SUNDAY,
        date(2026, 3, 15),
    ]
    assert [each.number_of_units for each in made.leave_periods] == [Decimal("15.2")] * 2
    change = LeaveApplication(title="Back soon", end_date=date(2026, 3, 6))
    identity = made.leave_application_id
    changed = sdk("updateLeaveApplication", identity, [change]).leave_applications[0]
    assert (changed.title, len(changed.leave_periods)) == ("Back soon", 1)
    assert sdk("getLeaveApplication", identity).leave_applications[0].title == "Back soon"
    listed = sdk("getLeaveApplications").leave_applications
    assert [each.leave_application_id for each in listed] == [identity]


@exercises(
    "createLeaveApplication",
    "getLeaveApplications",
    "getLeaveApplicationsV2",
    "approveLeaveApplication",
    "rejectLeaveApplication",
    api="payroll-au",
)
def test_requested_leave_is_approved_or_rejected(sdk: Sdk) -> None:
    employee = paid_employee(sdk)
    asked = [
        LeavePeriod(
            pay_period_end_date=end,
            number_of_units=4.0,
            leave_period_status=LeavePeriodStatus.REQUESTED,
        )
        for end in (SUNDAY, date(2026, 3, 15))
    ]
    one, two = (made_leave(sdk, employee, leave_periods=asked) for _ in range(2))
    assert sdk("getLeaveApplications").leave_applications == []
    assert len(sdk("getLeaveApplicationsV2").leave_applications) == 2
    for operation, leave, status in (
        ("approveLeaveApplication", one, LeavePeriodStatus.SCHEDULED),
        ("rejectLeaveApplication", two, LeavePeriodStatus.REJECTED),
    ):
        told = sdk(operation, leave.leave_application_id).leave_applications[0]
        assert {each.leave_period_status for each in told.leave_periods} == {status}
        assert sdk.refused(operation, leave.leave_application_id).status == 400
    listed = sdk("getLeaveApplications").leave_applications
    assert [each.leave_application_id for each in listed] == [one.leave_application_id]


@exercises("createTimesheet", "getTimesheet", "getTimesheets", "updateTimesheet", api="payroll-au")
def test_a_timesheet_is_made_and_approved(sdk: Sdk) -> None:
    employee = paid_employee(sdk)
    made = sdk("createTimesheet", [a_timesheet(sdk, employee)]).timesheets[0]
    assert (made.status, made.hours) == (TimesheetStatus.DRAFT, 17.5)
    assert made.timesheet_lines[0].number_of_units == [8.0, 7.5, 0.0, 0.0, 0.0, 0.0, 2.0]
    made.status = TimesheetStatus.APPROVED
    changed = sdk("updateTimesheet", made.timesheet_id, [made]).timesheets[0]
    assert changed.status == TimesheetStatus.APPROVED
    found = sdk("getTimesheet", made.timesheet_id).timesheet
    assert (found.timesheet_id, found.start_date) == (made.timesheet_id, MONDAY)
    assert len(sdk("getTimesheets", where='Status=="APPROVED"').timesheets) == 1
    refusal = sdk.refused("createTimesheet", [a_timesheet(sdk, employee)])
    assert refusal.messages == ("Timesheet overlaps an existing timesheet",)


@exercises("getSettings", api="payroll-au")
def test_settings_name_the_accounts(sdk: Sdk) -> None:
    found = sdk("getSettings").settings
    codes = {each.type.value: each.code for each in found.accounts}
    assert (codes["WAGESEXPENSE"], codes["BANK"]) == ("477", "090")
    assert found.days_in_payroll_year == 365


@exercises(
    "createPayRun",
    "getPayRun",
    "getPayRuns",
    "getPayslip",
    "updatePayslip",
    "updatePayRun",
    api="payroll-au",
)
def test_a_pay_run_pays_the_employees_of_its_calendar(sdk: Sdk) -> None:
    employee = paid_employee(sdk)
    sent = PayRun(payroll_calendar_id=employee.payroll_calendar_id)
    made = sdk("createPayRun", [sent]).pay_runs[0]
    assert (made.pay_run_status, made.payment_date) == (PayRunStatus.DRAFT, date(2026, 3, 10))
    run = sdk("getPayRun", made.pay_run_id).pay_runs[0]
    (slip,) = run.payslips
    assert (slip.employee_id, slip.wages, slip.super) == (
        employee.employee_id,
        1159,
        Decimal("139.08"),
    )
    assert (run.wages, run.net_pay) == (1159.0, slip.net_pay)
    detail = sdk("getPayslip", slip.payslip_id).payslip
    assert detail.earnings_lines[0].number_of_units == 38
    lines = PayslipLines(tax_lines=[TaxLine(amount=100.0, tax_type_name="PAYG Tax")])
    # The SDK sends the lines; the specification's example wraps them in a payslip.
    changed = sdk("updatePayslip", slip.payslip_id, [lines]).payslips[0]
    assert (changed.tax, changed.net_pay) == (100.0, 1059.0)
    post = PayRun(
        payroll_calendar_id=employee.payroll_calendar_id, pay_run_status=PayRunStatus.POSTED
    )
    assert sdk("updatePayRun", run.pay_run_id, [post]).pay_runs[0].pay_run_status == (
        PayRunStatus.POSTED
    )
    (listed,) = sdk("getPayRuns", where='PayRunStatus=="POSTED"').pay_runs
    assert (listed.pay_run_id, listed.net_pay) == (run.pay_run_id, 1059.0)
    assert sdk.refused("updatePayRun", run.pay_run_id, [post]).status == 400
    assert sdk.refused("updatePayslip", slip.payslip_id, [lines]).status == 400
