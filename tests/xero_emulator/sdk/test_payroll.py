"""What New Zealand's and the United Kingdom's payroll have in common, through Xero's SDK."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from tests.xero_emulator.sdk.client import Sdk
from tests.xero_emulator.sdk.given import ELSEWHERE, NOON
from tests.xero_emulator.sdk.payroll import (
    BORN,
    HIRED,
    PAID,
    PERIOD,
    Land,
    gone,
    in_both,
    midnight,
    nz,
    uk,
)

MODELS = {"payroll-nz": nz, "payroll-uk": uk}


@pytest.fixture(params=[("payroll-nz", "NZ"), ("payroll-uk", "GB")], ids=["NZ", "GB"])
def sdk(request: pytest.FixtureRequest, sdk_of: Callable[..., Sdk]) -> Sdk:
    return sdk_of(*request.param)


@pytest.fixture
def land(sdk: Sdk) -> Land:
    return Land(sdk, MODELS[sdk.contract.api])


def problem(body: dict) -> tuple[str, list[str]]:
    return body["problem"]["detail"], [each["name"] for each in body["problem"]["invalidFields"]]


@in_both("createEmployee", "getEmployee", "updateEmployee")
def test_an_employee_is_kept_as_it_was_sent(sdk: Sdk, land: Land) -> None:
    made = land.made_employee(email="ada@ridgeway.test", phone_number="0400")
    kept = sdk("getEmployee", made).employee
    assert (kept.first_name, kept.last_name, kept.date_of_birth) == ("Ada", "Smith", midnight(BORN))
    assert (kept.email, kept.phone_number) == ("ada@ridgeway.test", "0400")
    assert (kept.address.address_line1, kept.address.post_code) == ("1 High St", "1010")
    assert (kept.start_date, kept.payroll_calendar_id) == (None, "None")
    assert kept.created_date_utc == NOON
    changed = sdk("updateEmployee", made, land.an_employee("Augusta")).employee
    assert (changed.first_name, changed.email) == ("Augusta", "ada@ridgeway.test")
    refusal = sdk.refused("updateEmployee", ELSEWHERE, land.an_employee())
    assert (refusal.status, sdk.refused("getEmployee", ELSEWHERE).status) == (404, 404)


@in_both("getEmployees")
def test_employees_are_found_by_name_and_by_page(sdk: Sdk, land: Land) -> None:
    land.made_employee("Ada", "Smith"), land.made_employee("Bo", "Smith")
    found = sdk("getEmployees", filter="firstName==bo,lastName==Smith")
    assert [each.first_name for each in found.employees] == ["Bo"]
    assert (found.pagination.item_count, found.pagination.page_size) == (1, 100)
    assert [each.first_name for each in sdk("getEmployees", page=1).employees] == ["Ada", "Bo"]
    refusal = sdk.refused("getEmployees", page=2)
    assert refusal.body["problem"]["detail"] == "Requested page does not exist"
    assert (refusal.status, refusal.body["employees"]) == (400, [])


@in_both("createEmployment", "createPayRunCalendar", "getEmployee")
def test_an_employment_gives_a_calendar_and_a_start(sdk: Sdk, land: Land) -> None:
    calendar, employee = land.made_calendar(), land.made_employee()
    made = sdk("createEmployment", employee, land.an_employment(calendar)).employment
    assert (made.payroll_calendar_id, made.start_date) == (calendar, midnight(HIRED))
    kept = sdk("getEmployee", employee).employee
    assert (kept.payroll_calendar_id, kept.start_date) == (calendar, midnight(HIRED))
    refusal = sdk.refused("createEmployment", employee, land.an_employment(ELSEWHERE))
    assert problem(refusal.body) == ("Validation error occurred.", ["PayrollCalendarID"])


@in_both("getPayRunCalendars", "getPayRunCalendar", "createPayRunCalendar")
def test_a_calendar_knows_the_end_of_its_period(sdk: Sdk, land: Land) -> None:
    made = land.made_calendar("Fridays")
    kept = sdk("getPayRunCalendar", made).pay_run_calendar
    assert (kept.name, kept.calendar_type) == ("Fridays", land.weekly)
    days = (kept.period_start_date, kept.period_end_date, kept.payment_date)
    assert days == tuple(map(midnight, (*PERIOD, PAID)))
    assert [c.payroll_calendar_id for c in sdk("getPayRunCalendars").pay_run_calendars] == [made]
    assert sdk.refused("getPayRunCalendar", ELSEWHERE).status == 404


@in_both(
    "createEmployeeSalaryAndWage",
    "getEmployeeSalaryAndWages",
    "getEmployeeSalaryAndWage",
    "updateEmployeeSalaryAndWage",
    "deleteEmployeeSalaryAndWage",
)
def test_the_latest_wage_in_effect_is_active(sdk: Sdk, land: Land) -> None:
    employee = land.made_employee()
    first = sdk(
        "createEmployeeSalaryAndWage",
        employee,
        land.a_wage(annual_salary=52_000),
    ).salary_and_wages
    assert (first.annual_salary, first.rate_per_unit, first.status) == (52_000, None, "Active")
    later = land.a_wage(annual_salary=60_000, effective_from=date(2026, 4, 1))
    second = sdk("createEmployeeSalaryAndWage", employee, later).salary_and_wages
    assert second.status == "Pending"
    moved = land.a_wage(annual_salary=61_000, effective_from=date(2026, 2, 1))
    key = second.salary_and_wages_id
    changed = sdk("updateEmployeeSalaryAndWage", employee, key, moved).salary_and_wages
    assert (changed.annual_salary, changed.status) == (61_000, "Active")
    every = sdk("getEmployeeSalaryAndWages", employee, page=1)
    assert {each.annual_salary: each.status for each in every.salary_and_wages} == {
        52_000: "History",
        61_000: "Active",
    }
    sdk("deleteEmployeeSalaryAndWage", employee, key)
    (left,) = sdk("getEmployeeSalaryAndWage", employee, first.salary_and_wages_id).salary_and_wages
    assert (left.status, left.number_of_units_per_week) == ("Active", 40)
    assert sdk.refused("getEmployeeSalaryAndWage", employee, key).status == 404


@in_both(
    "createEmployeeLeave",
    "getEmployeeLeaves",
    "updateEmployeeLeave",
    "deleteEmployeeLeave",
    "getEmployeeLeaveBalances",
)
def test_leave_is_counted_by_pay_period_and_off_the_balance(sdk: Sdk, land: Land) -> None:
    employee = land.employed()
    kind = land.assigned_leave(employee, 80)
    sent = land.models.EmployeeLeave(
        leave_type_id=kind,
        description="Majorca",
        start_date=date(2026, 3, 5),
        end_date=date(2026, 3, 10),
    )
    made = sdk("createEmployeeLeave", employee, sent).leave
    periods = [(each.period_start_date, each.number_of_units) for each in made.periods]
    assert periods == [(midnight(date(2026, 3, each)), 16) for each in (2, 9)]
    assert [each.period_status for each in made.periods] == ["Approved", "Approved"]
    assert (balance(sdk, employee, kind), made.updated_date_utc) == (48, NOON)
    sent.end_date = date(2026, 3, 5)
    changed = sdk("updateEmployeeLeave", employee, made.leave_id, sent).leave
    assert [each.number_of_units for each in changed.periods] == [8]
    kept = sdk("getEmployeeLeaves", employee).leave
    assert [(each.leave_id, each.description) for each in kept] == [(made.leave_id, "Majorca")]
    sdk("deleteEmployeeLeave", employee, made.leave_id)
    assert (balance(sdk, employee, kind), sdk("getEmployeeLeaves", employee).leave) == (80, [])


def balance(sdk: Sdk, employee: str, kind: str) -> Decimal:
    every = sdk("getEmployeeLeaveBalances", employee).leave_balances
    return next(each.balance for each in every if each.leave_type_id == kind)


@in_both("createEmployeeLeave")
def test_leave_that_an_employee_does_not_have_is_refused(sdk: Sdk, land: Land) -> None:
    employee = land.employed()
    name = "Holiday" if land.is_british else "Annual Leave"
    sent = land.models.EmployeeLeave(
        leave_type_id=land.leave_type(name), description="x", start_date=PAID, end_date=PAID
    )
    assert sdk.refused("createEmployeeLeave", employee, sent).status == 400
    sent.leave_type_id, sent.end_date = ELSEWHERE, HIRED
    refusal = sdk.refused("createEmployeeLeave", employee, sent)
    assert problem(refusal.body)[1] == ["LeaveTypeID"]


@in_both("getEmployeeLeavePeriods")
def test_the_periods_of_leave_can_be_asked_for_beforehand(sdk: Sdk, land: Land) -> None:
    employee = land.employed()
    found = sdk(
        "getEmployeeLeavePeriods",
        employee,
        start_date=date(2026, 2, 24),
        end_date=date(2026, 3, 6),
    ).periods
    assert [(each.period_end_date, each.number_of_units) for each in found] == [
        (midnight(date(2026, 3, 1)), 32),
        (midnight(date(2026, 3, 8)), 40),
    ]
    assert {each.period_status for each in found} == {"None" if land.is_british else "Estimated"}


@in_both("getLeaveTypes", "createLeaveType", "getLeaveType")
def test_leave_types_can_be_added(sdk: Sdk, land: Land) -> None:
    sent = land.models.LeaveType(name="Jury Duty", is_paid_leave=False, show_on_payslip=True)
    made = sdk("createLeaveType", sent).leave_type
    kept = sdk("getLeaveType", made.leave_type_id).leave_type
    assert (kept.name, kept.is_paid_leave, kept.is_active) == ("Jury Duty", False, True)
    names = [each.name for each in sdk("getLeaveTypes", active_only=True).leave_types]
    assert (names[-1], "Unpaid Leave" in names) == ("Jury Duty", True)


@in_both("getEarningsRates", "createEarningsRate", "getEarningsRate")
def test_earnings_rates_are_paid_from_an_account_of_the_chart(sdk: Sdk, land: Land) -> None:
    sent = land.models.EarningsRate(
        name="Night shift",
        earnings_type="RegularEarnings",
        rate_type="RatePerUnit",
        type_of_units="hours",
        rate_per_unit=41.5,
        expense_account_id=land.account("WAGESEXPENSE"),
    )
    made = sdk("createEarningsRate", sent).earnings_rate
    kept = sdk("getEarningsRate", made.earnings_rate_id).earnings_rate
    assert (kept.name, kept.rate_per_unit, kept.current_record) == ("Night shift", 41.5, True)
    assert land.rate(-1).earnings_rate_id == made.earnings_rate_id
    sent.expense_account_id = ELSEWHERE
    refusal = sdk.refused("createEarningsRate", sent)
    assert problem(refusal.body)[1] == ["ExpenseAccountID"]


@in_both("getDeductions", "createDeduction", "getDeduction")
def test_deductions_can_be_added(sdk: Sdk, land: Land) -> None:
    sent = land.models.Deduction(
        deduction_name="Social club",
        deduction_category="UkOther" if land.is_british else "NzOther",
        liability_account_id=land.account("WAGESPAYABLE"),
        standard_amount=2,
    )
    made = sdk("createDeduction", sent).deduction
    kept = sdk("getDeduction", made.deduction_id).deduction
    assert (kept.deduction_name, kept.standard_amount) == ("Social club", 2)
    assert [each.deduction_id for each in sdk("getDeductions").deductions] == [made.deduction_id]


@in_both("getReimbursements", "createReimbursement", "getReimbursement")
def test_reimbursements_can_be_added(sdk: Sdk, land: Land) -> None:
    sent = land.models.Reimbursement(name="Mileage", account_id=land.account("WAGESEXPENSE"))
    made = sdk("createReimbursement", sent).reimbursement
    kept = sdk("getReimbursement", made.reimbursement_id).reimbursement
    assert (kept.name, kept.account_id, kept.current_record) == ("Mileage", made.account_id, True)
    assert len(sdk("getReimbursements").reimbursements) == 1


@in_both("getSettings", "getTrackingCategories")
def test_the_settings_name_accounts_of_the_chart(sdk: Sdk, land: Land) -> None:
    named = {str(each.type): each.code for each in sdk("getSettings").settings.accounts}
    assert (named["WAGESEXPENSE"], named["WAGESPAYABLE"], named["BANK"]) == ("477", "814", "090")
    tracking = sdk("getTrackingCategories").tracking_categories
    assert tracking.timesheet_tracking_category_id == "None"


@in_both(
    "createTimesheet",
    "getTimesheet",
    "createTimesheetLine",
    "updateTimesheetLine",
    "deleteTimesheetLine",
)
def test_a_timesheet_adds_up_its_lines(sdk: Sdk, land: Land) -> None:
    made = made_timesheet(land)
    assert (made.status, made.total_hours, made.updated_date_utc) == ("Draft", 14, NOON)
    sent = a_line(land, date(2026, 2, 27), "1.5")
    line = sdk("createTimesheetLine", made.timesheet_id, sent).timesheet_line
    assert (line.date, line.number_of_units) == (midnight(date(2026, 2, 27)), Decimal("1.5"))
    key, sent = line.timesheet_line_id, a_line(land, date(2026, 2, 28), "2")
    changed = sdk("updateTimesheetLine", made.timesheet_id, key, sent).timesheet_line
    assert (changed.timesheet_line_id, changed.number_of_units) == (key, 2)
    assert sdk("getTimesheet", made.timesheet_id).timesheet.total_hours == 16
    gone(sdk, "deleteTimesheetLine", made.timesheet_id, key)
    kept = sdk("getTimesheet", made.timesheet_id).timesheet
    assert [each.number_of_units for each in kept.timesheet_lines] == [8, 6]
    outside = a_line(land, date(2026, 3, 2), "1")
    refusal = sdk.refused("createTimesheetLine", made.timesheet_id, outside)
    assert problem(refusal.body)[1] == ["Date"]


def a_line(land: Land, day: date, units: str):
    return land.models.TimesheetLine(
        date=day, earnings_rate_id=land.rate().earnings_rate_id, number_of_units=Decimal(units)
    )


def a_timesheet(land: Land, employee: str, calendar: str):
    lines = [a_line(land, PERIOD[0], "8"), a_line(land, date(2026, 2, 25), "6")]
    return land.models.Timesheet(
        payroll_calendar_id=calendar,
        employee_id=employee,
        start_date=PERIOD[0],
        end_date=PERIOD[1],
        timesheet_lines=lines,
    )


def made_timesheet(land: Land, first: str = "Ada"):
    calendar = land.made_calendar()
    sent = a_timesheet(land, land.employed(calendar, first), calendar)
    return land.sdk("createTimesheet", sent).timesheet


@in_both("approveTimesheet", "revertTimesheet", "deleteTimesheet")
def test_a_timesheet_goes_only_where_its_status_leads(sdk: Sdk, land: Land) -> None:
    made = made_timesheet(land).timesheet_id
    assert sdk("approveTimesheet", made).timesheet.status == "Approved"
    assert sdk.refused("approveTimesheet", made).status == 400
    assert sdk.refused("deleteTimesheet", made).status == 400
    assert sdk("revertTimesheet", made).timesheet.status == "Draft"
    gone(sdk, "deleteTimesheet", made)
    assert sdk.refused("getTimesheet", made).status == 404


@in_both("getTimesheets")
def test_timesheets_are_found_by_who_when_and_status(sdk: Sdk, land: Land) -> None:
    one, two = made_timesheet(land), made_timesheet(land, "Bo")
    sdk("approveTimesheet", two.timesheet_id)
    asked = (
        ({}, [one, two]),
        ({"filter": f"employeeId=={two.employee_id}"}, [two]),
        ({"filter": f"payrollCalendarId=={one.payroll_calendar_id}"}, [one]),
        ({"status": "Approved"}, [two]),
        ({"start_date": PERIOD[1]}, []),
        ({"end_date": PERIOD[1], "sort": "startDate", "page": 1}, [one, two]),
    )
    for how, wanted in asked:
        found = sdk("getTimesheets", **how).timesheets
        assert [t.timesheet_id for t in found] == [t.timesheet_id for t in wanted], how
        assert all(each.timesheet_lines is None for each in found)


@in_both("createTimesheet")
def test_two_timesheets_of_somebody_do_not_overlap(sdk: Sdk, land: Land) -> None:
    made = made_timesheet(land)
    again = a_timesheet(land, made.employee_id, made.payroll_calendar_id)
    body = sdk.refused("createTimesheet", again).body
    assert problem(body)[1] == ["_default"]
    assert body["timesheet"] is None


@in_both(
    "createEmployeeEarningsTemplate",
    "updateEmployeeEarningsTemplate",
    "deleteEmployeeEarningsTemplate",
    "createMultipleEmployeeEarningsTemplate",
)
def test_a_pay_template_names_its_earnings(sdk: Sdk, land: Land) -> None:
    employee, rate = land.made_employee(), land.rate()
    sent = land.models.EarningsTemplate(
        rate_per_unit=20, number_of_units=8, earnings_rate_id=rate.earnings_rate_id
    )
    made = sdk("createEmployeeEarningsTemplate", employee, sent).earning_template
    assert (made.name, made.rate_per_unit, made.number_of_units) == (rate.name, 20, 8)
    sent.rate_per_unit, key = 25, made.pay_template_earning_id
    changed = sdk("updateEmployeeEarningsTemplate", employee, key, sent).earning_template
    assert changed.rate_per_unit == 25
    sdk("deleteEmployeeEarningsTemplate", employee, key)
    several = sdk("createMultipleEmployeeEarningsTemplate", employee, [sent, sent])
    assert [each.name for each in several.earning_templates] == [rate.name, rate.name]
    missing = sdk.refused("updateEmployeeEarningsTemplate", employee, key, sent)
    assert missing.status == 404


@in_both("getEmployeePaymentMethod", "createEmployeePaymentMethod")
def test_an_employee_is_paid_to_a_bank_account(sdk: Sdk, land: Land) -> None:
    employee = land.made_employee()
    bank = land.models.BankAccount(
        account_name="A Smith", account_number="12345678", sort_code="123456"
    )
    sent = land.models.PaymentMethod(payment_method="Electronically", bank_accounts=[bank])
    sdk("createEmployeePaymentMethod", employee, sent)
    kept = sdk("getEmployeePaymentMethod", employee).payment_method
    assert kept.payment_method == "Electronically"
    assert [each.account_number for each in kept.bank_accounts] == ["12345678"]


@in_both("getEmployeeTax", "getEmployeeOpeningBalances", "getEmployeeLeaveTypes")
def test_a_new_employee_has_brought_nothing(sdk: Sdk, land: Land) -> None:
    employee = land.made_employee()
    code = sdk("getEmployeeTax", employee).employee_tax.tax_code
    assert code == ("None" if land.is_british else nz.TaxCode.ND)
    assert sdk("getEmployeeLeaveTypes", employee).leave_types == []
    balances = sdk("getEmployeeOpeningBalances", employee).opening_balances
    assert (balances.statutory_sick_pay if land.is_british else len(balances)) == 0


@in_both("getPayRuns")
def test_there_are_no_pay_runs_before_somebody_draws_one_up(sdk: Sdk, land: Land) -> None:
    assert sdk("getPayRuns", status="Draft").pay_runs == []
    assert sdk.refused("getPayRuns", page=2).status == 400
