from __future__ import annotations

from decimal import Decimal

import pytest
from tests.xero_emulator.payroll.au.given import (
    ELSEWHERE,
    call,
    item,
    made_calendar,
    paid_employee,
    refused,
)

from xero_emulator.direct import Direct


@pytest.fixture
def xero() -> Direct:
    return Direct("AU")


@pytest.fixture
def run(xero):
    calendar = made_calendar(xero)
    paid_employee(xero, calendar)
    made = call(xero, "createPayRun", [{"PayrollCalendarID": calendar}]).row()
    return call(xero, "getPayRun", PayRunID=made["PayRunID"]).row()


@pytest.fixture
def slip(run):
    return run["Payslips"][0]["PayslipID"]


def test_a_payslip_tells_its_lines(xero, slip):
    told = call(xero, "getPayslip", PayslipID=slip).json["Payslip"]
    assert told.keys().isdisjoint({"Posted", "PayRunID"})
    (tax,) = told["TaxLines"]
    assert (tax["TaxTypeName"], tax["Amount"]) == ("PAYG Tax", told["Tax"])
    assert told["NetPay"] == told["Wages"] - told["Tax"]


def test_lines_that_are_sent_replace_those_of_their_kind(xero, slip):
    before = call(xero, "getPayslip", PayslipID=slip).json["Payslip"]
    fees = item(xero, "DeductionTypes", "Union Fees/Subscriptions")
    sent = [{"DeductionLines": [{"DeductionTypeID": fees, "Amount": 12.5}]}]
    (changed,) = call(xero, "updatePayslip", sent, PayslipID=slip).rows()
    assert changed["Deductions"] == 12.5
    assert changed["NetPay"] == before["NetPay"] - Decimal("12.5")
    assert changed["EarningsLines"] == before["EarningsLines"]
    (again,) = call(xero, "updatePayslip", [{"DeductionLines": []}], PayslipID=slip).rows()
    assert again["NetPay"] == before["NetPay"]


def test_the_lines_may_stand_in_a_payslip_as_in_the_example(xero, slip):
    tax = {"Payslip": {"EmployeeID": ELSEWHERE, "TaxLines": [{"Amount": 1}]}}
    (changed,) = call(xero, "updatePayslip", tax, PayslipID=slip).rows()
    assert changed["Tax"] == 1
    assert changed["TaxLines"][0]["PayslipTaxLineID"]
    assert changed["EmployeeID"] != ELSEWHERE


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"DeductionLines": [{"Amount": 1}]}, "DeductionTypeID is required."),
        (
            {"EarningsLines": [{"EarningsRateID": ELSEWHERE}]},
            f"EarningsRateID {ELSEWHERE} does not exist.",
        ),
    ],
)
def test_the_items_of_lines_must_exist(xero, slip, sent, told):
    before = call(xero, "getPayslip", PayslipID=slip).json["Payslip"]
    assert told in refused(call(xero, "updatePayslip", [sent], PayslipID=slip))
    assert call(xero, "getPayslip", PayslipID=slip).json["Payslip"] == before


@pytest.mark.parametrize("body", [b"", b"{", [1], {"Payslip": 7}, {"TaxLines": 1}, None])
def test_an_odd_body_changes_nothing_or_is_refused(xero, slip, body):
    before = call(xero, "getPayslip", PayslipID=slip).json["Payslip"]
    assert call(xero, "updatePayslip", body, PayslipID=slip).status in (200, 400)
    after = call(xero, "getPayslip", PayslipID=slip).json["Payslip"]
    assert after["NetPay"] == before["NetPay"]


def test_a_posted_payslip_is_not_changed(xero, run, slip):
    call(xero, "updatePayRun", [{"PayRunStatus": "POSTED"}], PayRunID=run["PayRunID"])
    told = ["Payslips of a posted pay run cannot be changed."]
    assert refused(call(xero, "updatePayslip", [{"TaxLines": []}], PayslipID=slip)) == told
