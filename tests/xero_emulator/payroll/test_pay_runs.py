"""Pay runs and pay slips: who is paid, what for, and what follows when a run is posted."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.xero_emulator.payroll.given import Payroll

from xero_emulator.payroll.dialect import Wrong


@pytest.fixture(params=["NZ", "GB"])
def payroll(request) -> Payroll:
    return Payroll(request.param)


@pytest.fixture
def calendar(payroll) -> str:
    return payroll.calendar()


@pytest.fixture
def employee(payroll, calendar) -> str:
    found = payroll.employed(calendar)
    payroll.wage(found)
    return found


def amounts(lines) -> list[Decimal]:
    return [each["amount"] for each in lines]


def test_who_began_in_time_is_paid(payroll, calendar, employee):
    payroll.employed(payroll.calendar(name="Other"), firstName="Bo")
    payroll.employee(firstName="Cy")
    (slip,) = payroll.slips(payroll.run(calendar))
    assert (slip["employeeID"], slip["grossEarnings"]) == (employee, 1200)


def test_a_slip_adds_up(payroll, calendar, employee):
    run = payroll.run(calendar)
    (slip,) = payroll.slips(run)
    kept = payroll.told("getPayRun", PayRunID=run["payRunID"])
    court = slip.get("totalStatutoryDeductions", slip.get("totalCourtOrders"))
    taken = slip["totalEmployeeTaxes"] + slip["totalDeductions"] + court
    assert slip["totalPay"] == slip["totalEarnings"] - taken + slip["totalReimbursements"]
    assert sum(amounts(slip["employeeTaxLines"])) == slip["totalEmployeeTaxes"] > 0
    assert sum(amounts(slip["paymentLines"])) == slip["totalPay"] == kept["totalPay"]
    assert kept["totalCost"] > slip["totalEarnings"] - 1


def test_a_salary_has_a_rate_of_six_decimals(payroll, calendar):
    employee = payroll.employed(calendar)
    payroll.wage(employee, paymentType="Salary", annualSalary=25_000)
    (slip,) = payroll.slips(payroll.run(calendar))
    (line,) = slip["earningsLines"]
    assert (line["ratePerUnit"], line["numberOfUnits"]) == (Decimal("12.019231"), 40)
    assert line["amount"] == Decimal("480.77")


def test_approved_timesheets_are_paid_in_place_of_hourly_units(payroll, calendar, employee):
    sheet = payroll.timesheet(employee, calendar, ("2026-02-23", 8), ("2026-02-24", 2))
    payroll.told("approveTimesheet", TimesheetID=sheet["timesheetID"])
    run = payroll.run(calendar)
    (slip,) = payroll.slips(run)
    assert (slip["earningsLines"], amounts(slip["timesheetEarningsLines"])) == ([], [300])
    payroll.post(run)
    kept = payroll.told("getTimesheet", TimesheetID=sheet["timesheetID"])
    assert kept["status"] == "Completed"


def test_a_timesheet_at_a_multiple_is_paid_so(payroll, calendar, employee):
    overtime = payroll.rate("Overtime (1.5)" if payroll.country == "NZ" else "Overtime Hours")
    sheet = payroll.timesheet(employee, calendar)["timesheetID"]
    line = {"date": "2026-02-23", "earningsRateID": overtime, "numberOfUnits": 4}
    payroll.told("createTimesheetLine", line, TimesheetID=sheet)
    payroll.told("approveTimesheet", TimesheetID=sheet)
    (slip,) = payroll.slips(payroll.run(calendar))
    assert amounts(slip["timesheetEarningsLines"]) == [180]


def test_paid_leave_takes_the_place_of_ordinary_hours(payroll, calendar, employee):
    payroll.leave(employee, payroll.holiday(employee), "2026-02-24", "2026-02-25")
    (slip,) = payroll.slips(payroll.run(calendar))
    assert amounts(slip["earningsLines"]) == [720]
    assert amounts(slip["leaveEarningsLines"]) == [480]


def test_a_pay_template_is_paid_beside(payroll, calendar, employee):
    sent = {"earningsRateID": payroll.rate("Bonus"), "fixedAmount": 50}
    payroll.told("createEmployeeEarningsTemplate", sent, EmployeeID=employee)
    (slip,) = payroll.slips(payroll.run(calendar))
    assert amounts(slip["earningsLines"]) == [1200, 50]


def test_there_is_one_draft_for_a_calendar(payroll, calendar, employee):
    first = payroll.run(calendar)
    with pytest.raises(Wrong):
        payroll.run(calendar)
    payroll.post(first)
    second = payroll.run(calendar)
    assert second["periodStartDate"] == "2026-03-02T00:00:00"
    with pytest.raises(Wrong):
        payroll.post(first)


def test_posting_moves_the_calendar_on_and_lets_leave_accrue(payroll, calendar, employee):
    kind = payroll.holiday(employee)
    payroll.post(payroll.run(calendar))
    moved = payroll.told("getPayRunCalendars")[0]
    assert moved["periodStartDate"] == "2026-03-02T00:00:00"
    assert payroll.balance(employee, kind) == (84 if payroll.country == "GB" else 80)
    if payroll.country == "NZ":
        assert payroll.balance(employee, payroll.leave_type("Holiday Pay")) == 96


def test_a_posted_run_stands_balanced_in_the_ledger(payroll, calendar, employee):
    run = payroll.run(calendar)
    assert payroll.books.journals.journals == []
    posted = payroll.post(run)
    (journal,) = payroll.books.journals.journals
    amounts = {each["AccountCode"]: each["NetAmount"] for each in journal["JournalLines"]}
    assert amounts["477"] == posted["totalCost"]
    assert sum(each["NetAmount"] for each in journal["JournalLines"]) == 0
    kept = payroll.told("getPayRuns", query={"status": "posted"})
    assert [each["postedDateTime"] for each in kept] == ["2026-03-02T12:00:00"]


def test_slips_are_of_a_pay_run(payroll):
    for query in ({}, {"PayRunID": "x"}):
        answer = payroll.call("getPaySlips", query=query)
        assert (answer.status, answer.json["paySlips"]) == (400, [])
    unknown = {"PayRunID": "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"}
    assert payroll.call("getPaySlips", query=unknown).status == 404


def test_a_run_of_restored_books_is_the_same(payroll, calendar, employee):
    import msgspec

    from xero_emulator import wire
    from xero_emulator.books import Books

    written = wire.encode(payroll.books.dump())
    decode = msgspec.json.Decoder(float_hook=Decimal).decode
    (before,) = payroll.slips(payroll.run(calendar))
    payroll.xero.books = Books.load(decode(written))
    (after,) = payroll.slips(payroll.run(calendar))
    assert after["totalPay"] == before["totalPay"]
