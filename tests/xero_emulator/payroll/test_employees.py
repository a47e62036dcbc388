"""Employees and their employments."""

from __future__ import annotations

import pytest
from tests.xero_emulator.payroll.given import NOBODY, PERSON, Payroll


@pytest.fixture(params=["NZ", "GB"])
def payroll(request) -> Payroll:
    return Payroll(request.param)


def test_a_calendar_comes_only_with_an_employment(payroll):
    calendar = payroll.calendar()
    employee = payroll.employee(payrollCalendarID=calendar, startDate="2026-01-01")
    kept = payroll.told("getEmployee", EmployeeID=employee)
    assert (kept["payrollCalendarID"], kept["startDate"]) == (None, None)


def test_an_employment_needs_a_calendar_that_exists(payroll):
    employee = payroll.employee()
    wrong = payroll.wrong("createEmployment", {"startDate": "x"}, EmployeeID=employee)
    assert wrong[:2] == [
        ("PayrollCalendarID", "The Payroll Calendar ID is required."),
        ("StartDate", "The Start Date is invalid."),
    ]


def test_an_update_needs_what_a_creation_needs_and_keeps_the_rest(payroll):
    employee = payroll.employee(email="ada@ridgeway.test")
    assert payroll.call("updateEmployee", {"firstName": "Bo"}, EmployeeID=employee).status == 400
    sent = {**PERSON, "title": "Dr", "gender": "F", "firstName": "Bo"}
    payroll.xero.advance(seconds=90)
    changed = payroll.told("updateEmployee", sent, EmployeeID=employee.upper())
    assert (changed["firstName"], changed["email"]) == ("Bo", "ada@ridgeway.test")
    assert (changed["updatedDateUTC"], changed["createdDateUTC"]) == (
        "2026-03-02T12:01:30",
        "2026-03-02T12:00:00",
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("firstName==ada", ["Ada"]),
        ("firstName==ADA,lastName==smith", ["Ada"]),
        ("lastName==Smith", ["Ada", "Bo"]),
        ('lastName=="Smith"', ["Ada", "Bo"]),
        ("firstName==Nobody", []),
        ("", ["Ada", "Bo"]),
    ],
)
def test_employees_are_found_by_name(payroll, asked, found):
    payroll.employee(), payroll.employee(firstName="Bo")
    rows = payroll.told("getEmployees", query={"filter": asked})
    assert [each["firstName"] for each in rows] == found


@pytest.mark.parametrize("asked", ["firstName", "firstName=Ada", "shoe==41"])
def test_a_filter_that_is_none_is_refused(payroll, asked):
    answer = payroll.call("getEmployees", query={"filter": asked})
    assert (answer.status, answer.json["problem"]["title"]) == (400, "InvalidRequest")


def test_what_belongs_to_an_employee_marks_the_employee(payroll):
    employee = payroll.employee()
    payroll.xero.advance(hours=1)
    payroll.wage(employee)
    kept = payroll.told("getEmployee", EmployeeID=employee)
    assert kept["updatedDateUTC"] == "2026-03-02T13:00:00"


def test_nobody_reaches_the_records_of_somebody_else(payroll):
    one, two = payroll.employee(), payroll.employee(firstName="Bo")
    key = payroll.wage(one)["salaryAndWagesID"]
    path = {"EmployeeID": two, "SalaryAndWagesID": key}
    assert payroll.call("getEmployeeSalaryAndWage", **path).status == 404
    assert payroll.call("deleteEmployeeSalaryAndWage", **path).status == 404
    assert payroll.told("getEmployeeSalaryAndWages", EmployeeID=two) == []


def test_a_wage_is_paid_by_a_rate_that_exists(payroll):
    employee = payroll.employee()
    answer = payroll.call("createEmployeeSalaryAndWage", {}, EmployeeID=employee)
    assert answer.status == 400
    sent = {
        "earningsRateID": NOBODY,
        "numberOfUnitsPerWeek": 40,
        "numberOfUnitsPerDay": 8,
        "effectiveFrom": "2026-01-01",
        "annualSalary": 1,
        "status": "ACTIVE",
        "paymentType": "Salary",
    }
    assert payroll.wrong("createEmployeeSalaryAndWage", sent, EmployeeID=employee) == [
        ("EarningsRateID", "The Earnings Rate ID does not exist.")
    ]


def test_hourly_pay_has_no_salary_and_a_salary_no_rate(payroll):
    employee = payroll.employee()
    assert payroll.wage(employee)["annualSalary"] is None
    assert payroll.wage(employee, paymentType="Salary")["ratePerUnit"] is None


def test_the_books_remember_payroll(payroll):
    from xero_emulator.books import Books

    employee = payroll.employed(payroll.calendar())
    payroll.wage(employee)
    payroll.holiday(employee)
    again = Books.load(payroll.books.dump())
    before = payroll.told("getEmployee", EmployeeID=employee)
    payroll.xero.books = again
    assert payroll.told("getEmployee", EmployeeID=employee) == before
    assert len(payroll.told("getEmployeeSalaryAndWages", EmployeeID=employee)) == 1
    told = again.ledger()
    assert [each["employeeID"] for each in told["payroll_employees"]] == [employee]
