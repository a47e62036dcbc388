"""What a British employee brought from before."""

from __future__ import annotations

import pytest
from tests.xero_emulator.payroll.given import Payroll


@pytest.fixture
def uk() -> Payroll:
    return Payroll("GB")


def test_opening_balances_are_answered_as_null_and_then_kept(uk):
    path = {"EmployeeID": uk.employee()}
    answer = uk.call("createEmployeeOpeningBalances", {"statutorySickPay": 10}, **path)
    assert (answer.status, answer.json["openingBalances"]) == (200, None)
    uk.call("updateEmployeeOpeningBalances", {"statutoryAdoptionPay": 5}, **path)
    kept = uk.told("getEmployeeOpeningBalances", **path)
    assert (kept["statutorySickPay"], kept["statutoryAdoptionPay"]) == (10, 5)


def test_what_is_deleted_is_answered_with_nothing(uk):
    employee = uk.employee()
    key = uk.wage(employee)["salaryAndWagesID"]
    answer = uk.call("deleteEmployeeSalaryAndWage", EmployeeID=employee, SalaryAndWagesID=key)
    assert (answer.status, answer.reply.body) == (200, b"")


def test_a_wage_shows_days_that_nobody_can_set(uk):
    employee = uk.employee()
    made = uk.wage(employee, paymentType="Salary", daysPerWeek=5)
    assert (made["daysPerWeek"], made["ratePerUnit"]) == (None, None)
