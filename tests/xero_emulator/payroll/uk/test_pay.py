"""What comes off pay in the United Kingdom, and statutory sick leave."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.xero_emulator.payroll.given import Payroll

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]


@pytest.fixture
def uk() -> Payroll:
    return Payroll("GB")


@pytest.mark.parametrize(
    ("yearly", "code", "tax", "own", "employers"),
    [
        # of 31,200: (31,200 - 12,579) at 20 %; above 12,570 at 8 %; above 5,000 at 15 %
        (31_200, "1257L", "71.62", "28.66", "75.58"),
        (31_200, "BR", "120.00", "28.66", "75.58"),
        # of 104,000: 37,700 at 20 % and 53,721 at 40 %; 37,700 at 8 % and 53,730 at 2 %
        (104_000, "1257L", "558.24", "78.67", "285.58"),
        (10_400, "1257L", "0", "0", "15.58"),
    ],
)
def test_tax_and_national_insurance_follow_the_bands(uk, yearly, code, tax, own, employers):
    calendar = uk.calendar()
    employee = uk.employed(calendar)
    uk.books.resources["payroll_taxes"].keep({"employeeID": employee, "taxCode": code})
    uk.wage(employee, paymentType="Salary", annualSalary=yearly)
    (slip,) = uk.slips(uk.run(calendar))
    found = {each["description"]: each["amount"] for each in slip["employeeTaxLines"]}
    assert found.get("PAYE", 0) == Decimal(tax)
    assert found.get("Employee National Insurance Contribution", 0) == Decimal(own)
    assert slip["totalEmployerTaxes"] == Decimal(employers)


def test_a_pay_run_is_drawn_up_by_nobody_who_calls(uk):
    uk.wage(uk.employed(uk.calendar()))
    assert uk.told("getPayRuns") == []


def sick(uk, employee, first, last, **more):
    sent = {
        "employeeID": employee,
        "leaveTypeID": uk.leave_type("Statutory Sick Leave (non-pensionable)"),
        "startDate": first,
        "endDate": last,
        "workPattern": WEEKDAYS,
        "isPregnancyRelated": False,
        "sufficientNotice": True,
        **more,
    }
    return uk.told("createEmployeeStatutorySickLeave", sent)


def test_sick_leave_is_entitled_by_its_length_and_earnings(uk):
    employee = uk.employee()
    uk.wage(employee)
    entitled = sick(uk, employee, "2026-02-23", "2026-02-27")
    assert (entitled["isEntitled"], entitled["entitlementFailureReasons"]) == (True, [])
    short = sick(uk, employee, "2026-03-09", "2026-03-10", sufficientNotice=False)
    assert short["entitlementFailureReasons"] == ["NotQualifiedInPreviousPiw", "InsufficientNotice"]
    assert (short["entitlementWeeksQualified"], short["entitlementWeeksRequested"]) == (
        27,
        Decimal("0.4"),
    )
    poor = sick(uk, uk.employee(firstName="Bo"), "2026-02-23", "2026-02-27")
    assert poor["entitlementFailureReasons"] == ["AweLowerThanLel"]


def test_the_summary_tells_what_is_to_come(uk):
    employee = uk.employee()
    for first, last in (
        ("2026-02-02", "2026-02-06"),
        ("2026-03-02", "2026-03-06"),
        ("2026-04-06", "2026-04-10"),
    ):
        sick(uk, employee, first, last)
    rows = uk.told("getStatutoryLeaveSummary", EmployeeID=employee)
    assert [each["status"] for each in rows] == ["Completed", "In-Progress", "Pending"]
    active = uk.told("getStatutoryLeaveSummary", query={"activeOnly": "true"}, EmployeeID=employee)
    assert [each["status"] for each in active] == ["In-Progress", "Pending"]


def test_a_balance_is_of_a_day_and_a_kind(uk):
    employee = uk.employee()
    sick(uk, employee, "2026-03-02", "2026-03-06")
    path = {"EmployeeID": employee}

    def left(**query: str):
        return uk.told("getEmployeeStatutoryLeaveBalances", query=query, **path)["balanceRemaining"]

    assert (left(), left(AsOfDate="2026-03-01"), left(LeaveType="Paternity")) == (1080, 1120, 80)
    answer = uk.call("getEmployeeStatutoryLeaveBalances", query={"LeaveType": "x"}, **path)
    assert (answer.status, answer.json["leaveBalance"]) == (400, None)


def test_contracts_and_categories_get_their_keys(uk):
    role = {"startDate": "2026-01-05", "endDate": "2027-01-05", "developmentalRole": "Apprentice"}
    contract = {
        "startDate": "2026-01-05",
        "employmentStatus": "offpayrollworker",
        "contractType": "FullTime",
        "developmentalRoleDetails": role,
    }
    employee = uk.employee(contracts=[contract])
    (kept,) = uk.told("getEmployee", EmployeeID=employee)["contracts"]
    assert (kept["employmentStatus"], kept["isFixedTerm"]) == ("OffPayrollWorker", False)
    assert kept["publicKey"] != kept["developmentalRoleDetails"]["publicKey"]
    veteran = {"niCategory": "V", "workplacePostcode": "BA1 1AA"}
    sent = {
        "payrollCalendarID": uk.calendar(),
        "startDate": "2026-01-05",
        "employeeNumber": "7",
        "niCategories": [veteran],
    }
    wrong = uk.wrong("createEmployment", sent, EmployeeID=employee)
    assert [name for name, _ in wrong] == ["DateFirstEmployedAsCivilian"]


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
