"""What comes off pay in New Zealand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.xero_emulator.payroll.given import NOBODY, Payroll


@pytest.fixture
def nz() -> Payroll:
    return Payroll("NZ")


def paid(nz, weekly: int, **tax):
    """The slip of somebody who earns so much a week."""
    calendar = nz.calendar()
    employee = nz.employed(calendar)
    nz.wage(employee, paymentType="Salary", annualSalary=weekly * 52)
    nz.told("updateEmployeeTax", {"taxCode": "M", **tax}, EmployeeID=employee)
    run = nz.run(calendar)
    (slip,) = nz.slips(run)
    return slip


@pytest.mark.parametrize(
    ("weekly", "code", "due"),
    [
        # 15,600 at 10.5 % and 1.67 % levy: (1638 + 260.52) / 52
        (300, "M", "36.51"),
        # and 37,900 at 17.5 %, 8,900 at 30 %: (1638 + 6632.5 + 2670 + 1042.08) / 52
        (1200, "M", "230.43"),
        (1200, "S", "230.04"),
        (1200, "NSW", "0"),
        (1200, "ND", "560.04"),
    ],
)
def test_tax_follows_the_code(nz, weekly, code, due):
    assert paid(nz, weekly, taxCode=code)["totalEmployeeTaxes"] == Decimal(due)


def test_kiwi_saver_comes_off_and_is_added_to(nz):
    slip = paid(
        nz,
        1000,
        kiwiSaverContributions="MakeContributions",
        kiwiSaverEmployeeContributionRatePercentage=4,
        kiwiSaverEmployerContributionRatePercentage=3,
        esctRatePercentage=17.5,
    )
    assert [each["amount"] for each in slip["statutoryDeductionLines"]] == [40]
    assert [each["amount"] for each in slip["superannuationLines"]] == [30]
    assert slip["totalEmployerTaxes"] == Decimal("5.25")
    assert slip["totalPay"] == 1000 - 40 - slip["totalEmployeeTaxes"]


def test_a_student_loan_is_paid_back_above_what_is_free(nz):
    slip = paid(nz, 1000, taxCode="MSL")
    assert slip["totalStatutoryDeductions"] == Decimal("64.32")  # 12 % of 1000 less 464


def test_a_run_is_of_the_calendars_next_period_whatever_was_asked(nz):
    calendar = nz.calendar()
    sent = {"payrollCalendarID": calendar, "periodStartDate": "2030-01-01"}
    made = nz.told("createPayRun", sent)
    assert made["periodStartDate"] == "2026-02-23T00:00:00"
    assert (made["paySlips"], made["totalPay"], made["payRunStatus"]) == ([], 0, "Draft")
    assert nz.wrong("createPayRun", {})[0][0] == "PayrollCalendarID"


def test_lines_that_are_sent_replace_those_there(nz):
    slip = paid(nz, 1000)
    rate = nz.rate()
    lines = [{"earningsRateID": rate, "ratePerUnit": 20, "numberOfUnits": 10}]
    path = {"PaySlipID": slip["paySlipID"]}
    changed = nz.told("updatePaySlipLineItems", {"earningsLines": lines}, **path)
    assert (changed["totalEarnings"], changed["lastEdited"]) == (200, "2026-03-02T12:00:00")
    assert changed["totalEmployeeTaxes"] == slip["totalEmployeeTaxes"]
    sent = {"deductionLines": [{"deductionTypeID": NOBODY, "amount": 1}]}
    assert nz.wrong("updatePaySlipLineItems", sent, **path)[0][0] == "DeductionTypeID"


def test_slips_of_a_posted_run_stand(nz):
    calendar = nz.calendar()
    nz.wage(nz.employed(calendar))
    run = nz.run(calendar)
    (slip,) = nz.slips(run)
    nz.post(run)
    path = {"PaySlipID": slip["paySlipID"]}
    assert nz.wrong("updatePaySlipLineItems", {}, **path)[0][0] == "_default"


def test_a_set_up_gives_everybody_the_same_leave(nz):
    employee = nz.employee()
    sent = {
        "holidayPayOpeningBalance": 10,
        "sickLeaveOpeningBalance": 5,
        "SickLeaveToAccrueAnnually": 80,
        "sickLeaveScheduleOfAccrual": "OnAnniversaryDate",
    }
    made = nz.told("createEmployeeLeaveSetup", sent, EmployeeID=employee)
    assert (made["sickLeaveToAccrueAnnually"], made["includeHolidayPay"]) == (80, None)
    balances = nz.told("getEmployeeLeaveBalances", EmployeeID=employee)
    assert {each["name"]: each["balance"] for each in balances} == {
        "Holiday Pay": 10,
        "Annual Leave": 0,
        "Sick Leave": 5,
        "Alternative Holidays": 0,
        "Family Violence Leave": 0,
    }
    types = nz.told("getEmployeeLeaveTypes", EmployeeID=employee)
    sick = next(each for each in types if each["unitsAccruedAnnually"])
    assert sick["scheduleOfAccrual"] == "OnAnniversaryDate"


def test_working_weeks_take_turns(nz):
    employee = nz.employed(nz.calendar())
    full = dict.fromkeys(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), 0
    )
    weeks = [{**full, "monday": 10}, {**full, "monday": 4}]
    sent = {"effectiveFrom": "2026-02-23", "workingWeeks": weeks}
    nz.told("createEmployeeWorkingPattern", sent, EmployeeID=employee)
    query = {"startDate": "2026-02-23", "endDate": "2026-03-09"}
    found = nz.told("getEmployeeLeavePeriods", query=query, EmployeeID=employee)
    assert [each["numberOfUnits"] for each in found] == [10, 4, 10]
    for wrong in ([], [{**full, "monday": 25}], [{"monday": 8}]):
        sent = {"effectiveFrom": "2026-02-23", "workingWeeks": wrong}
        answer = nz.call("createEmployeeWorkingPattern", sent, EmployeeID=employee)
        assert answer.status == 400
