"""Nothing that a client of Payroll 2.0 sends breaks the emulator."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.xero_emulator.contract import Answer as Held
from tests.xero_emulator.contract import Contract
from tests.xero_emulator.payroll.given import (
    APIS,
    BRITISH,
    CALENDAR,
    EMPLOYMENT,
    PERIOD,
    PERSON,
    Payroll,
)

from xero_emulator.direct import Answer

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=8),
    st.sampled_from(["", "0", "-1", "1e14", "NaN", "2026-02-30", "0001-01-01", "9999-12-31"]),
    st.just([]),
    st.just({}),
    st.just([{}]),
)
WEEK = dict.fromkeys(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), 8
)


@st.composite
def bent(draw, body):
    """The body with some of its values replaced, dropped or doubled."""
    if isinstance(body, list):
        return [draw(bent(item)) for item in body] * draw(st.integers(0, 2))
    if not isinstance(body, dict):
        return draw(ODD) if draw(st.integers(0, 4)) == 0 else body
    kept = {key: draw(bent(value)) for key, value in body.items() if draw(st.integers(0, 9))}
    return draw(ODD) if draw(st.integers(0, 19)) == 0 else kept


@cache
def known(country: str) -> tuple[Payroll, dict[str, str], dict[str, Any]]:
    """A payroll with somebody on it, the ids of what there is, and good bodies."""
    payroll = Payroll(country)
    calendar = payroll.calendar()
    employee = payroll.employed(calendar)
    wage = payroll.wage(employee)["salaryAndWagesID"]
    kind, rate = payroll.holiday(employee), payroll.rate()
    leave = payroll.leave(employee, kind, "2026-03-05", "2026-03-06")["leaveID"]
    sheet = payroll.timesheet(employee, calendar, ("2026-02-23", 8))
    account = payroll.told("getSettings")["accounts"][0]["accountID"]
    run = payroll.run(calendar)
    ids = {
        "EmployeeID": employee,
        "SalaryAndWagesID": wage,
        "LeaveID": leave,
        "TimesheetID": sheet["timesheetID"],
        "TimesheetLineID": sheet["timesheetLines"][0]["timesheetLineID"],
        "PaySlipID": payroll.slips(run)[0]["paySlipID"],
    }
    line = {"date": "2026-02-24", "earningsRateID": rate, "numberOfUnits": 2}
    holiday = {"leaveTypeID": kind, "description": "x", "startDate": "2026-03-12"}
    period = {"periodStartDate": "2026-03-09", "periodEndDate": "2026-03-15", "numberOfUnits": 8}
    bank = {"accountName": "A", "accountNumber": "12345678", "sortCode": "123456"}
    item = {"name": "x", "accountID": account}
    bodies: dict[str, Any] = {
        "createEmployee": {**PERSON, **BRITISH},
        "updateEmployee": {**PERSON, **BRITISH},
        "createEmployment": {
            "payrollCalendarID": calendar,
            "startDate": "2026-01-05",
            **EMPLOYMENT[country],
        },
        "createEmployeeLeave": {**holiday, "endDate": "2026-03-13", "periods": [period]},
        "updateEmployeeLeave": {**holiday, "endDate": "2026-03-13"},
        "createEmployeeSalaryAndWage": {
            "earningsRateID": rate,
            "numberOfUnitsPerWeek": 40,
            "numberOfUnitsPerDay": 8,
            "annualSalary": 100,
            "effectiveFrom": "2026-01-01",
            "status": "Active",
            "paymentType": "Salary",
        },
        "createEmployeePaymentMethod": {"paymentMethod": "Cheque", "bankAccounts": [bank]},
        "createEmployeeEarningsTemplate": {"earningsRateID": rate, "fixedAmount": 1},
        "createMultipleEmployeeEarningsTemplate": [{"earningsRateID": rate, "ratePerUnit": 1}],
        "createTimesheet": {
            "employeeID": employee,
            "payrollCalendarID": calendar,
            **PERIOD,
            "startDate": "2026-03-02",
            "endDate": "2026-03-08",
            "timesheetLines": [{**line, "date": "2026-03-02"}],
        },
        "createTimesheetLine": line,
        "updateTimesheetLine": line,
        "createPayRunCalendar": CALENDAR,
        "createLeaveType": {"name": "x", "isPaidLeave": True, "showOnPayslip": True},
        "createEarningsRate": {
            "name": "x",
            "earningsType": "RegularEarnings",
            "rateType": "RatePerUnit",
            "typeOfUnits": "hours",
            "expenseAccountID": account,
        },
        "createReimbursement": item,
        "createDeduction": {"deductionName": "x", "liabilityAccountId": account},
    }
    return payroll, ids, bodies | _only(country, rate, employee, kind, calendar)


def _only(country: str, rate: str, employee: str, kind: str, calendar: str) -> dict[str, Any]:
    if country == "NZ":
        return {
            "updateEmployeeTax": {
                "taxCode": "M",
                "irdNumber": "111111111",
                "esctRatePercentage": 1,
            },
            "createEmployeeOpeningBalances": [{"periodEndDate": "2026-01-01", "daysPaid": 1}],
            "createEmployeeWorkingPattern": {
                "effectiveFrom": "2026-01-01",
                "workingWeeks": [WEEK],
            },
            "createPayRun": {"payrollCalendarID": calendar},
            "updatePaySlipLineItems": {
                "earningsLines": [{"earningsRateID": rate, "ratePerUnit": 2, "numberOfUnits": 3}],
                "grossEarningsHistory": {"daysPaid": 3, "unpaidWeeks": 0},
            },
        }
    return {
        "updateEmployeeOpeningBalances": {"statutorySickPay": 1},
        "createEmployeeStatutorySickLeave": {
            "employeeID": employee,
            "leaveTypeID": kind,
            "startDate": "2026-03-02",
            "endDate": "2026-03-06",
            "workPattern": ["Monday", "Friday"],
            "isPregnancyRelated": False,
            "sufficientNotice": True,
        },
    }


CASES = [(country, operation) for country in ("NZ", "GB") for operation in known(country)[2]]


@cache
def contract_of(folder: Path, api: str) -> Contract:
    return Contract(folder, api)


def held(answer: Answer) -> Held:
    reply = answer.reply
    return Held("", "", answer.status, reply.content_type, reply.body)


@pytest.mark.parametrize(("country", "operation"), CASES)
def test_a_bent_request_is_answered_or_refused_as_specified(country, operation, reference):
    payroll, ids, bodies = known(country)
    contract = contract_of(reference / "xero-openapi", APIS[country])

    @given(bent(bodies[operation]))
    @settings(max_examples=40, deadline=None)
    def send(body):
        answer = payroll.call(operation, body, **ids)
        assert answer.status in (200, 400, 404)
        assert contract.breaches(operation, held(answer)) == []

    send()


QUERIES = st.dictionaries(
    st.sampled_from(
        ("page", "filter", "status", "startDate", "endDate", "sort", "ActiveOnly", "PayRunID")
    ),
    st.text(max_size=6)
    | st.sampled_from(("1", "2", "firstName==A", "employeeId==x", "2026-01-01", "Draft", "true")),
    max_size=3,
)


@pytest.mark.parametrize("country", ["NZ", "GB"])
@pytest.mark.parametrize(
    "operation",
    [
        *("getEmployees", "getTimesheets", "getLeaveTypes", "getPayRuns", "getPaySlips"),
        *("getEmployeeLeavePeriods", "getEmployeeSalaryAndWages", "getDeductions"),
    ],
)
@given(query=QUERIES)
@settings(max_examples=40, deadline=None)
def test_any_query_is_answered_or_refused_as_specified(country, operation, reference, query):
    payroll, ids, _ = known(country)
    contract = contract_of(reference / "xero-openapi", APIS[country])
    answer = payroll.call(operation, query=query, **ids)
    assert answer.status in (200, 400, 404)
    assert contract.breaches(operation, held(answer)) == []
