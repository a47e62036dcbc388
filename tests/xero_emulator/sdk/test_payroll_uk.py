"""What only the United Kingdom's payroll has, through Xero's official SDK."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial

import pytest
from tests.xero_emulator.sdk.client import Sdk
from tests.xero_emulator.sdk.client import exercises as exercises_any
from tests.xero_emulator.sdk.given import ELSEWHERE
from tests.xero_emulator.sdk.payroll import HIRED, Land, midnight, uk

from xero_emulator.books import Books
from xero_emulator.fixture import Running
from xero_emulator.payroll.uk.pay import RUNS

exercises = partial(exercises_any, api="payroll-uk")
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]


@pytest.fixture
def sdk(sdk_of: Callable[..., Sdk]) -> Sdk:
    return sdk_of("payroll-uk", "GB")


@pytest.fixture
def land(sdk: Sdk) -> Land:
    return Land(sdk, uk)


def draw_up(xero: Running, tenant: str, calendar: str) -> str:
    """A pay run, which only people can draw up in Xero itself; gives its id."""
    kept = xero.control.snapshot()
    every = [Books.load(each) for each in kept["organisations"]]
    books = next(each for each in every if each.tenant_id == tenant)
    now = datetime.fromisoformat("2026-03-02T12:00:00+00:00")
    run = RUNS.draw_up(books, calendar, now)
    kept["organisations"] = [each.dump() for each in every]
    xero.control.load_snapshot(kept)
    return str(run["payRunID"])


@exercises("createEmployee", "getEmployees", "getEmployee")
def test_off_payroll_workers_are_told_apart(sdk: Sdk, land: Land) -> None:
    contract = uk.Contracts(
        start_date=HIRED,
        employment_status=uk.EmploymentStatus.WORKER,
        contract_type=uk.ContractType.PARTTIME,
    )
    worker = land.made_employee("Bo", is_off_payroll_worker=True, contracts=[contract])
    land.made_employee("Ada")
    found = sdk("getEmployees", filter="isOffPayrollWorker==true").employees
    assert [each.first_name for each in found] == ["Bo"]
    (kept,) = sdk("getEmployee", worker).employee.contracts
    assert (kept.employment_status, kept.is_fixed_term) == (uk.EmploymentStatus.WORKER, False)
    assert kept.public_key != "None"


@exercises(
    "createEmployeeOpeningBalances", "updateEmployeeOpeningBalances", "getEmployeeOpeningBalances"
)
def test_opening_balances_are_set_and_then_read(sdk: Sdk, land: Land) -> None:
    employee = land.made_employee()
    sent = uk.EmployeeOpeningBalances(statutory_sick_pay=10, statutory_maternity_pay=20)
    sdk("createEmployeeOpeningBalances", employee, sent)
    sdk(
        "updateEmployeeOpeningBalances", employee, uk.EmployeeOpeningBalances(statutory_sick_pay=12)
    )
    kept = sdk("getEmployeeOpeningBalances", employee).opening_balances
    assert (kept.statutory_sick_pay, kept.statutory_maternity_pay) == (12, 20)


@exercises("createEmployeeLeaveType", "getEmployeeLeaveTypes", "getEmployeeLeave")
def test_one_leave_record_can_be_fetched(sdk: Sdk, land: Land) -> None:
    employee = land.employed()
    kind = land.assigned_leave(employee, 40)
    (held,) = sdk("getEmployeeLeaveTypes", employee).leave_types
    assert (held.leave_type_id, held.opening_balance) == (kind, 40)
    sent = uk.EmployeeLeave(
        leave_type_id=kind, description="Bath", start_date=HIRED, end_date=HIRED
    )
    made = sdk("createEmployeeLeave", employee, sent).leave
    kept = sdk("getEmployeeLeave", employee, made.leave_id).leave
    assert (kept.description, kept.start_date) == ("Bath", midnight(HIRED))
    assert sdk.refused("getEmployeeLeave", ELSEWHERE, made.leave_id).status == 404


@exercises(
    "createEmployeeStatutorySickLeave",
    "getEmployeeStatutorySickLeave",
    "getStatutoryLeaveSummary",
    "getEmployeeStatutoryLeaveBalances",
)
def test_sick_leave_is_counted_off_twenty_eight_weeks(sdk: Sdk, land: Land) -> None:
    employee = land.employed()
    sdk("createEmployeeSalaryAndWage", employee, land.a_wage())
    sent = uk.EmployeeStatutorySickLeave(
        employee_id=employee,
        leave_type_id=land.leave_type("Statutory Sick Leave (non-pensionable)"),
        start_date=date(2026, 2, 24),
        end_date=date(2026, 2, 27),
        work_pattern=WEEKDAYS,
        is_pregnancy_related=False,
        sufficient_notice=True,
    )
    made = sdk("createEmployeeStatutorySickLeave", sent).statutory_sick_leave
    weeks = (made.entitlement_weeks_requested, made.entitlement_weeks_remaining)
    assert (made.is_entitled, *weeks) == (True, Decimal("0.8"), Decimal("27.2"))
    kept = sdk("getEmployeeStatutorySickLeave", made.statutory_leave_id).statutory_sick_leave
    assert (kept.work_pattern, kept.entitlement_failure_reasons) == (WEEKDAYS, [])
    (summed,) = sdk("getStatutoryLeaveSummary", employee).statutory_leaves
    assert (summed.type, summed.status) == ("Sick", "Completed")
    assert sdk("getStatutoryLeaveSummary", employee, active_only=True).statutory_leaves == []
    left = sdk("getEmployeeStatutoryLeaveBalances", employee, leave_type="sick").leave_balance
    assert (left.leave_type, left.balance_remaining) == ("Sick", Decimal("27.2") * 40)


@exercises("getEarningsOrders", "getEarningsOrder")
def test_earnings_orders_are_simply_there(sdk: Sdk) -> None:
    every = sdk("getEarningsOrders").statutory_deductions
    first = sdk("getEarningsOrder", every[0].id).statutory_deduction
    assert (first.name, first.current_record) == ("AEO (maintenance)", True)


@exercises("getBenefits", "createBenefit", "getBenefit")
def test_a_benefit_in_percent_has_no_standard_amount(sdk: Sdk, land: Land) -> None:
    sent = uk.Benefit(
        name="Mind The Gap Pensions",
        category="StakeholderPension",
        liability_account_id=land.account("WAGESPAYABLE"),
        expense_account_id=land.account("WAGESEXPENSE"),
        calculation_type="PercentageOfGross",
        standard_amount=50,
        percentage=25,
    )
    made = sdk("createBenefit", sent).benefit
    kept = sdk("getBenefit", made.id).benefit
    assert (kept.percentage, kept.standard_amount, kept.show_balance_to_employee) == (
        25,
        None,
        True,
    )
    assert [each.id for each in sdk("getBenefits").benefits] == [made.id]


@exercises("getEmployeePayTemplate")
def test_a_pay_template_holds_its_earnings(sdk: Sdk, land: Land) -> None:
    employee, rate = land.made_employee(), land.rate()
    sent = uk.EarningsTemplate(
        rate_per_unit=20, number_of_units=8, earnings_rate_id=rate.earnings_rate_id
    )
    sdk("createEmployeeEarningsTemplate", employee, sent)
    (kept,) = sdk("getEmployeePayTemplate", employee).pay_template.earning_templates
    assert (kept.name, kept.rate_per_unit) == ("Regular Hours", 20)


@exercises("getPayRun", "getPaySlips", "getPaySlip")
def test_a_pay_run_has_a_slip_for_everybody(sdk: Sdk, land: Land, xero: Running) -> None:
    calendar = land.made_calendar()
    employee = land.employed(calendar)
    wage = land.a_wage(annual_salary=25_000)
    sdk("createEmployeeSalaryAndWage", employee, wage)
    key = draw_up(xero, sdk.tenant, calendar)
    run = sdk("getPayRun", key).pay_run
    assert (run.pay_run_status, run.calendar_type) == ("Draft", "Weekly")
    (slip,) = sdk("getPaySlips", key).pay_slips
    (line,) = slip.earnings_lines
    assert (line.rate_per_unit, line.number_of_units) == (Decimal("12.019231"), 40)
    assert (slip.total_earnings, slip.employee_id) == (Decimal("480.77"), employee)
    taxes = [each.description for each in slip.employee_tax_lines]
    assert taxes == ["PAYE", "Employee National Insurance Contribution"]
    kept = sdk("getPaySlip", slip.pay_slip_id).pay_slip
    assert kept.total_pay == slip.total_earnings - slip.total_employee_taxes == run.total_pay
    assert run.total_cost == slip.total_earnings + slip.total_employer_taxes
