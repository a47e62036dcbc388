from __future__ import annotations

from decimal import Decimal

import pytest
from tests.xero_emulator.payroll.au.given import (
    ELSEWHERE,
    PERSON,
    annual,
    call,
    hours,
    item,
    made_calendar,
    made_employee,
    refused,
)

from xero_emulator.direct import Direct


@pytest.fixture
def xero() -> Direct:
    return Direct("AU")


def whole(xero, employee):
    return call(xero, "getEmployee", EmployeeID=employee).row()


def test_a_new_employee_is_active(xero):
    address = {"AddressLine1": "101 Green St", "City": "Perth", "Region": "wa", "PostalCode": "1"}
    sent = {**PERSON, "HomeAddress": address, "Email": "a@b.test", "Gender": "F"}
    made = call(xero, "createEmployee", [sent]).row()
    assert made["Status"] == "ACTIVE"
    assert made["DateOfBirth"] == "/Date(660787200000+0000)/"
    assert made["HomeAddress"] == {**address, "Region": "WA"}
    assert made["UpdatedDateUTC"] == "/Date(1772452800000+0000)/"
    assert "PayTemplate" not in made


def test_a_list_shows_less_than_a_single_employee(xero):
    made = made_employee(xero, HomeAddress={"AddressLine1": "x"}, JobTitle="Countess")
    (told,) = call(xero, "getEmployees").rows()
    assert told["EmployeeID"] == made
    assert told.keys().isdisjoint({"HomeAddress", "JobTitle", "PayTemplate"})
    one = whole(xero, made)
    assert one["JobTitle"] == "Countess"
    empty = {"EarningsLines", "DeductionLines", "SuperLines", "ReimbursementLines", "LeaveLines"}
    assert one["PayTemplate"] == {name: [] for name in empty}
    assert (one["BankAccounts"], one["SuperMemberships"], one["LeaveBalances"]) == ([], [], [])
    assert one["TaxDeclaration"]["TaxFreeThresholdClaimed"] is True


@pytest.mark.parametrize("name", ["FirstName", "LastName", "DateOfBirth"])
def test_an_employee_needs_names_and_a_date_of_birth(xero, name):
    answer = call(xero, "createEmployee", [{**PERSON, name: None}])
    assert refused(answer) == [f"{name} is required."]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"HomeAddress": {"City": "Perth"}}, "AddressLine1 is required."),
        ({"EmployeeID": ELSEWHERE}, f"EmployeeID {ELSEWHERE} does not exist."),
        ({"PayrollCalendarID": ELSEWHERE}, f"PayrollCalendarID {ELSEWHERE} does not exist."),
        (
            {"OrdinaryEarningsRateID": ELSEWHERE},
            f"OrdinaryEarningsRateID {ELSEWHERE} does not exist.",
        ),
        (
            {"PayTemplate": {"DeductionLines": [{"DeductionTypeID": ELSEWHERE}]}},
            f"DeductionTypeID {ELSEWHERE} does not exist.",
        ),
        ({"PayTemplate": {"EarningsLines": [{}]}}, "EarningsRateID is required."),
        (
            {"SuperMemberships": [{"SuperFundID": ELSEWHERE, "EmployeeNumber": "1"}]},
            f"SuperFundID {ELSEWHERE} does not exist.",
        ),
        ({"SuperMemberships": [{"EmployeeNumber": "1"}]}, "SuperFundID is required."),
    ],
)
def test_what_an_employee_names_must_exist(xero, sent, told):
    assert refused(call(xero, "createEmployee", [{**PERSON, **sent}])) == [told]
    assert call(xero, "getEmployees").rows() == []


@pytest.mark.parametrize(
    "sent",
    [
        {"DateOfBirth": "1990-02-30"},
        {"Gender": "X"},
        {"HomeAddress": {"Region": "UK"}},
        {"HomeAddress": "here"},
        {"PayTemplate": {"EarningsLines": [{"NumberOfUnits": "many"}]}},
        {"PayTemplate": {"EarningsLines": [{"NumberOfUnits": 1e12}]}},
        {"TaxDeclaration": {"HasHELPDebt": "maybe"}},
        {"OrdinaryEarningsRateID": "x"},
    ],
)
def test_what_cannot_be_read_is_refused_by_its_path(xero, sent):
    answer = call(xero, "createEmployee", [{**PERSON, **sent}])
    assert (answer.status, answer.json["ErrorNumber"]) == (400, 14)
    assert "Path 'Employees[0]." in answer.json["Message"]


def test_a_change_touches_what_is_sent_and_nothing_else(xero):
    address = {"AddressLine1": "x", "City": "Perth"}
    made = made_employee(xero, HomeAddress=address, TaxDeclaration={"HasHELPDebt": True})
    xero.advance(seconds=1)
    sent = [{"MiddleNames": "Augusta", "HomeAddress": {"City": "Hobart"}}]
    changed = call(xero, "updateEmployee", sent, EmployeeID=made).row()
    assert (changed["FirstName"], changed["MiddleNames"]) == ("Ada", "Augusta")
    assert changed["HomeAddress"] == {"AddressLine1": "x", "City": "Hobart"}
    assert changed["UpdatedDateUTC"] == "/Date(1772452801000+0000)/"
    assert whole(xero, made)["TaxDeclaration"]["HasHELPDebt"] is True
    assert call(xero, "updateEmployee", sent, EmployeeID=ELSEWHERE).status == 404


def test_an_employee_is_also_changed_by_the_id_in_the_element(xero):
    made = made_employee(xero)
    call(xero, "createEmployee", [{"EmployeeID": made, "LastName": "King"}])
    assert [each["LastName"] for each in call(xero, "getEmployees").rows()] == ["King"]


def test_a_termination_date_ends_the_employment(xero):
    made = made_employee(xero)
    sent = [{"TerminationDate": "2026-03-31", "TerminationReason": "V"}]
    changed = call(xero, "updateEmployee", sent, EmployeeID=made).row()
    assert (changed["Status"], changed["TerminationReason"]) == ("TERMINATED", "V")


def test_a_pay_template_comes_back(xero):
    leave = {"LeaveTypeID": annual(xero), "CalculationType": "FIXEDAMOUNTEACHPERIOD"}
    template = {
        "EarningsLines": [{"EarningsRateID": hours(xero), "NormalNumberOfUnits": Decimal("7.5")}],
        "LeaveLines": [{**leave, "AnnualNumberOfUnits": 152}],
    }
    made = made_employee(
        xero, PayTemplate=template, PayrollCalendarID=made_calendar(xero), BankAccounts=[{}]
    )
    told = whole(xero, made)["PayTemplate"]
    assert told["EarningsLines"] == template["EarningsLines"]
    assert told["LeaveLines"][0]["IsQualifyingEarnings"] is True
    call(xero, "updateEmployee", [{"PayTemplate": {"LeaveLines": []}}], EmployeeID=made)
    told = whole(xero, made)["PayTemplate"]
    assert (len(told["EarningsLines"]), told["LeaveLines"]) == (1, [])


def test_opening_balances_are_the_first_leave_balances(xero):
    carer = item(xero, "LeaveTypes", "Carer Leave (unpaid)")
    opening = {"OpeningBalanceDate": "2026-01-01", "LeaveLines": []}
    opening["LeaveLines"] = [{"LeaveTypeID": carer, "NumberOfUnits": 10}]
    made = whole(xero, made_employee(xero, OpeningBalances=opening))
    assert made["LeaveBalances"] == [
        {
            "LeaveName": "Carer Leave (unpaid)",
            "LeaveTypeID": carer,
            "NumberOfUnits": 10,
            "TypeOfUnits": "Hours",
        }
    ]
    assert made["OpeningBalances"]["OpeningBalanceDate"] == "/Date(1767225600000+0000)/"
