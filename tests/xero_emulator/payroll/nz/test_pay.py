"""New Zealand's pay runs and pay slips."""

from __future__ import annotations

import pytest
from tests.xero_emulator.payroll.given import NOBODY, Payroll, paid_a_week


@pytest.fixture
def nz() -> Payroll:
    return Payroll("NZ")


def test_a_run_is_of_the_calendars_next_period_whatever_was_asked(nz):
    calendar = nz.calendar()
    sent = {"payrollCalendarID": calendar, "periodStartDate": "2030-01-01"}
    made = nz.told("createPayRun", sent)
    assert made["periodStartDate"] == "2026-02-23T00:00:00"
    assert (made["paySlips"], made["totalPay"], made["payRunStatus"]) == ([], 0, "Draft")
    assert nz.wrong("createPayRun", {})[0][0] == "PayrollCalendarID"


def test_lines_that_are_sent_replace_those_there(nz):
    slip = paid_a_week(nz, 1000)
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
