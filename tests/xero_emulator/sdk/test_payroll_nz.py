"""What only New Zealand's payroll has, through Xero's official SDK."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from tests.xero_emulator.sdk.client import Sdk
from tests.xero_emulator.sdk.client import exercises as exercises_any
from tests.xero_emulator.sdk.given import ELSEWHERE
from tests.xero_emulator.sdk.payroll import HIRED, Land, midnight, nz

exercises = partial(exercises_any, api="payroll-nz")


@pytest.fixture
def sdk(sdk_of: Callable[..., Sdk]) -> Sdk:
    return sdk_of("payroll-nz", "NZ")


@pytest.fixture
def land(sdk: Sdk) -> Land:
    return Land(sdk, nz)


def saver(**more: Any) -> nz.EmployeeTax:
    """Somebody on tax code M who puts 3 % into KiwiSaver, as their employer does."""
    known = {
        "tax_code": nz.TaxCode.M,
        "kiwi_saver_contributions": "MakeContributions",
        "kiwi_saver_employee_contribution_rate_percentage": 3,
        "kiwi_saver_employer_contribution_rate_percentage": 3,
        "esct_rate_percentage": 30,
    }
    return nz.EmployeeTax(**{**known, **more})


def paid_weekly(land: Land) -> tuple[str, str]:
    """An employee with 40 hours at 30.00 a week, and their calendar."""
    calendar = land.made_calendar()
    employee = land.employed(calendar)
    land.sdk("createEmployeeSalaryAndWage", employee, land.a_wage())
    land.sdk("updateEmployeeTax", employee, saver())
    return employee, calendar


@exercises("updateEmployeeTax", "getEmployeeTax")
def test_the_tax_of_an_employee_is_kept(sdk: Sdk, land: Land) -> None:
    employee = land.made_employee()
    sdk("updateEmployeeTax", employee, saver(ird_number="111-111-111"))
    kept = sdk("getEmployeeTax", employee).employee_tax
    assert (kept.ird_number, kept.tax_code) == ("111111111", nz.TaxCode.M)
    assert kept.kiwi_saver_employee_contribution_rate_percentage == 3
    assert sdk.refused("updateEmployeeTax", ELSEWHERE, saver()).status == 404


@exercises("createEmployeeOpeningBalances", "getEmployeeOpeningBalances")
def test_opening_balances_are_a_list_of_periods(sdk: Sdk, land: Land) -> None:
    employee = land.made_employee()
    one = nz.EmployeeOpeningBalance(
        period_end_date=date(2025, 12, 31), days_paid=3, unpaid_weeks=2, gross_earnings=40.5
    )
    made = sdk("createEmployeeOpeningBalances", employee, [one]).opening_balances
    kept = sdk("getEmployeeOpeningBalances", employee).opening_balances
    assert [(each.days_paid, each.gross_earnings) for each in kept] == [(3, Decimal("40.5"))]
    assert [each.period_end_date for each in made] == [midnight(date(2025, 12, 31))]


@exercises("createEmployeeLeaveSetup", "getEmployeeLeaveTypes", "createEmployeeLeaveType")
def test_leave_begins_with_setting_it_up(sdk: Sdk, land: Land) -> None:
    employee = land.made_employee()
    unpaid = nz.EmployeeLeaveType(
        leave_type_id=land.leave_type("Unpaid Leave"),
        schedule_of_accrual="NoAccruals",
        type_of_units_to_accrue="Hours",
    )
    assert sdk.refused("createEmployeeLeaveType", employee, unpaid).status == 400
    setup = nz.EmployeeLeaveSetup(annual_leave_opening_balance=100, holiday_pay_opening_balance=10)
    made = sdk("createEmployeeLeaveSetup", employee, setup).leave_setup
    assert (made.annual_leave_opening_balance, made.holiday_pay_opening_balance) == (100, 10)
    added = sdk("createEmployeeLeaveType", employee, unpaid).leave_type
    assert (added.schedule_of_accrual, added.opening_balance) == ("NoAccruals", 0)
    every = sdk("getEmployeeLeaveTypes", employee).leave_types
    assert [each.opening_balance for each in every] == [10, 100, 0, 0, 0, 0]
    assert sdk.refused("createEmployeeLeaveSetup", employee, setup).status == 400


def a_week(**hours: float) -> nz.WorkingWeek:
    return nz.WorkingWeek(
        **{
            **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), 8),
            **dict.fromkeys(("saturday", "sunday"), 0),
            **hours,
        }
    )


@exercises(
    "createEmployeeWorkingPattern",
    "getEmployeeWorkingPatterns",
    "getEmployeeWorkingPattern",
    "deleteEmployeeWorkingPattern",
)
def test_working_patterns_count_the_hours_of_leave(sdk: Sdk, land: Land) -> None:
    employee = land.employed()
    sent = nz.EmployeeWorkingPatternWithWorkingWeeksRequest(
        effective_from=HIRED, working_weeks=[a_week(friday=4.5)]
    )
    made = sdk("createEmployeeWorkingPattern", employee, sent).payee_working_pattern
    key = made.payee_working_pattern_id
    kept = sdk("getEmployeeWorkingPattern", employee, key).payee_working_pattern
    assert [(each.monday, each.friday) for each in kept.working_weeks] == [(8, 4.5)]
    listed = sdk("getEmployeeWorkingPatterns", employee).payee_working_patterns
    assert [each.payee_working_pattern_id for each in listed] == [key]
    friday = date(2026, 3, 6)
    asked = {"start_date": friday, "end_date": friday}
    periods = sdk("getEmployeeLeavePeriods", employee, **asked).periods
    assert [each.number_of_units for each in periods] == [4.5]
    sdk("deleteEmployeeWorkingPattern", employee, key)
    assert sdk.refused("getEmployeeWorkingPattern", employee, key).status == 404


@exercises("getStatutoryDeductions", "getStatutoryDeduction")
def test_statutory_deductions_are_simply_there(sdk: Sdk) -> None:
    every = sdk("getStatutoryDeductions").statutory_deductions
    first = sdk("getStatutoryDeduction", every[0].id).statutory_deduction
    assert (first.name, str(first.statutory_deduction_category.value)) == (
        "Child Support",
        "ChildSupport",
    )
    assert sdk.refused("getStatutoryDeduction", ELSEWHERE).status == 404


@exercises("getSuperannuations", "createSuperannuation", "getSuperannuation")
def test_superannuations_can_be_added_beside_kiwi_saver(sdk: Sdk, land: Land) -> None:
    sent = nz.Benefit(
        name="SidSaver",
        category="Other",
        liability_account_id=land.account("WAGESPAYABLE"),
        expense_account_id=land.account("WAGESEXPENSE"),
        calculation_type_nz="FixedAmount",
        standard_amount=10,
    )
    made = sdk("createSuperannuation", sent).benefit
    kept = sdk("getSuperannuation", made.id).benefit
    assert (kept.name, kept.standard_amount, kept.percentage) == ("SidSaver", 10, None)
    assert [each.name for each in sdk("getSuperannuations").benefits] == ["KiwiSaver", "SidSaver"]


@exercises("getEmployeePayTemplates")
def test_a_pay_template_holds_its_earnings(sdk: Sdk, land: Land) -> None:
    employee, rate = land.made_employee(), land.rate()
    sent = nz.EarningsTemplate(
        rate_per_unit=20, number_of_units=8, earnings_rate_id=rate.earnings_rate_id
    )
    sdk("createEmployeeEarningsTemplate", employee, sent)
    kept = sdk("getEmployeePayTemplates", employee).pay_template
    assert (kept.employee_id, [each.name for each in kept.earning_templates]) == (
        employee,
        ["Ordinary Time"],
    )


@exercises("createPayRun", "getPayRun", "getPayRuns")
def test_a_pay_run_pays_everybody_on_its_calendar(sdk: Sdk, land: Land) -> None:
    employee, calendar = paid_weekly(land)
    land.employed(land.made_calendar("Other"), "Bo")
    made = sdk("createPayRun", nz.PayRun(payroll_calendar_id=calendar)).pay_run
    assert (made.pay_run_status, made.pay_run_type) == ("Draft", "Scheduled")
    assert made.period_start_date == midnight(date(2026, 2, 23))
    (slip,) = made.pay_slips
    assert (slip.employee_id, slip.first_name, slip.total_earnings) == (employee, "Ada", 1200)
    assert (slip.total_statutory_deductions, slip.total_superannuation) == (36, 36)
    assert slip.total_employer_taxes == Decimal("10.8")
    assert slip.total_pay == 1200 - 36 - slip.total_employee_taxes
    assert (made.total_pay, made.total_cost) == (slip.total_pay, 1236)
    kept = sdk("getPayRun", made.pay_run_id).pay_run
    assert [each.pay_slip_id for each in kept.pay_slips] == [slip.pay_slip_id]
    assert [each.pay_run_id for each in sdk("getPayRuns", status="Draft").pay_runs] == [
        made.pay_run_id
    ]
    assert sdk("getPayRuns", status="Posted").pay_runs == []
    again = sdk.refused("createPayRun", nz.PayRun(payroll_calendar_id=calendar))
    assert (again.status, again.body["payRun"]) == (400, None)


@exercises("getPaySlips", "getPaySlip", "updatePaySlipLineItems", "createDeduction")
def test_a_pay_slip_follows_from_its_lines(sdk: Sdk, land: Land) -> None:
    _, calendar = paid_weekly(land)
    run = sdk("createPayRun", nz.PayRun(payroll_calendar_id=calendar)).pay_run
    (slip,) = sdk("getPaySlips", run.pay_run_id).pay_slips
    (line,) = slip.earnings_lines
    assert (line.display_name, line.rate_per_unit, line.number_of_units) == (
        "Ordinary Time",
        30,
        40,
    )
    club = nz.Deduction(
        deduction_name="Social club",
        deduction_category="NzOther",
        liability_account_id=land.account("WAGESPAYABLE"),
    )
    key = sdk("createDeduction", club).deduction.deduction_id
    sent = nz.PaySlip(deduction_lines=[nz.DeductionLine(deduction_type_id=key, amount=2.5)])
    changed = sdk("updatePaySlipLineItems", slip.pay_slip_id, sent).pay_slip
    assert (changed.total_deductions, changed.total_earnings) == (Decimal("2.5"), 1200)
    assert changed.total_pay == slip.total_pay - Decimal("2.5")
    assert [each.display_name for each in changed.deduction_lines] == ["Social club"]
    kept = sdk("getPaySlip", slip.pay_slip_id).pay_slip
    assert (kept.total_pay, kept.tax_settings.tax_code) == (changed.total_pay, nz.TaxCode.M)
    assert sdk("getPayRun", run.pay_run_id).pay_run.total_pay == changed.total_pay
    assert sdk.refused("getPaySlip", ELSEWHERE).status == 404
