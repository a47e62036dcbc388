from __future__ import annotations

from decimal import Decimal

import pytest
from tests.xero_emulator.payroll.au.given import (
    ELSEWHERE,
    annual,
    call,
    hours,
    item,
    made_calendar,
    made_employee,
    made_leave,
    made_timesheet,
    paid_employee,
    refused,
)

from xero_emulator.direct import Direct
from xero_emulator.payroll.au.pay import a_year_of_tax

WAGES = Decimal("1159.00")  # 38 x 30.50
SUPER = Decimal("139.08")  # 12 %


@pytest.fixture
def xero() -> Direct:
    return Direct("AU")


@pytest.fixture
def calendar(xero):
    return made_calendar(xero)


def made_run(xero, calendar, **more):
    made = call(xero, "createPayRun", [{"PayrollCalendarID": calendar, **more}]).row()
    return call(xero, "getPayRun", PayRunID=made["PayRunID"]).row()


def post(xero, run):
    return call(xero, "updatePayRun", [{"PayRunStatus": "POSTED"}], PayRunID=run["PayRunID"])


def slip(xero, run):
    identity = run["Payslips"][0]["PayslipID"]
    return call(xero, "getPayslip", PayslipID=identity).json["Payslip"]


def test_a_pay_run_covers_the_upcoming_period(xero, calendar):
    paid_employee(xero, calendar)
    made = call(xero, "createPayRun", [{"PayrollCalendarID": calendar}]).row()
    assert made["PayRunPeriodStartDate"] == "/Date(1772409600000+0000)/"
    assert made["PayRunPeriodEndDate"] == "/Date(1772928000000+0000)/"
    assert made["PaymentDate"] == "/Date(1773100800000+0000)/"
    assert (made["PayRunStatus"], "Wages" in made) == ("DRAFT", False)


def test_wages_are_hours_times_rate_and_super_twelve_percent(xero, calendar):
    supers = [{"ContributionType": "SGC", "CalculationType": "STATUTORY"}]
    employee = paid_employee(xero, calendar, SuperLines=supers)
    run = made_run(xero, calendar)
    (told,) = run["Payslips"]
    assert (told["EmployeeID"], told["FirstName"]) == (employee, "Ada")
    assert (told["Wages"], told["Super"], told["Deductions"]) == (WAGES, SUPER, 0)
    assert told["NetPay"] == WAGES - told["Tax"]
    for name in ("Wages", "Super", "Tax", "NetPay"):
        assert run[name] == told[name]


def test_net_pay_is_wages_less_tax_and_deductions_reimbursements_apart(xero, calendar):
    deductions = [
        {"DeductionTypeID": item(xero, "DeductionTypes", "Union Fees/Subscriptions"), "Amount": 4},
        {
            "DeductionTypeID": item(xero, "DeductionTypes", "Lease Payments"),
            "CalculationType": "PRETAX",
            "Percentage": 10,
        },
    ]
    taxi = {"ReimbursementTypeID": item(xero, "ReimbursementTypes", "Travel Costs"), "Amount": 55}
    paid_employee(xero, calendar, DeductionLines=deductions, ReimbursementLines=[taxi])
    told = slip(xero, made_run(xero, calendar))
    assert (told["Deductions"], told["Reimbursements"]) == (Decimal("119.90"), 55)
    taxed = (WAGES - Decimal("115.90")) * 52
    assert told["Tax"] == (a_year_of_tax(taxed) / 52).quantize(Decimal(1))
    assert told["NetPay"] == WAGES - told["Tax"] - Decimal("119.90")


@pytest.mark.parametrize(
    ("income", "tax"),
    [(0, 0), (18_200, 0), (45_000, 4_288), (135_000, 31_288), (190_000, 51_638), (-5, 0)],
)
def test_a_year_of_tax_follows_the_brackets(income, tax):
    assert a_year_of_tax(Decimal(income)) == tax


def test_leave_replaces_work_and_is_paid_at_the_ordinary_rate(xero, calendar):
    employee = paid_employee(xero, calendar)
    made_leave(xero, employee)
    told = slip(xero, made_run(xero, calendar))
    assert told["EarningsLines"][0]["NumberOfUnits"] == Decimal("22.8")
    (leave,) = told["LeaveEarningsLines"]
    assert (leave["NumberOfUnits"], leave["RatePerUnit"]) == (Decimal("15.2"), Decimal("30.5"))
    assert told["Wages"] == WAGES


def test_unpaid_leave_costs_wages_and_cashed_out_leave_adds_to_them(xero, calendar):
    unpaid = item(xero, "LeaveTypes", "Parental Leave (unpaid)")
    employee = paid_employee(xero, calendar)
    day = {"StartDate": "2026-03-02", "EndDate": "2026-03-02"}
    made_leave(xero, employee, LeaveTypeID=unpaid, **day)
    made_leave(xero, employee, PayOutType="CASHED_OUT", **day)
    told = slip(xero, made_run(xero, calendar))
    assert told["Wages"] == WAGES
    assert [each["RatePerUnit"] for each in told["LeaveEarningsLines"]] == [0, Decimal("30.5")]


def test_only_approved_timesheets_are_paid(xero, calendar):
    employee = paid_employee(xero, calendar)
    sheet = made_timesheet(xero, employee)
    assert slip(xero, made_run(xero, calendar))["TimesheetEarningsLines"] == []
    other = Direct("AU")
    its = made_calendar(other)
    made_timesheet(other, paid_employee(other, its), Status="APPROVED")
    told = slip(other, made_run(other, its))
    (line,) = told["TimesheetEarningsLines"]
    assert (line["NumberOfUnits"], sheet["Hours"]) == (17.5, 17.5)
    assert told["Wages"] == WAGES + Decimal("533.75")


def test_every_way_to_earn_is_counted(xero, calendar):
    rate = hours(xero)
    half = {"Name": "Half", "EarningsType": "OVERTIMEEARNINGS", "RateType": "MULTIPLE"}
    half |= {"Multiplier": 1.5, "AccountCode": "477", "IsQualifyingEarnings": False}
    told = call(xero, "createPayItem", {"EarningsRates": [half]}).json["PayItems"]
    multiple = told["EarningsRates"][-1]["EarningsRateID"]
    bonus = item(xero, "EarningsRates", "Bonuses & Commissions")
    salary = {"EarningsRateID": rate, "CalculationType": "ANNUALSALARY"}
    salary |= {"AnnualSalary": 79_040, "NumberOfUnitsPerWeek": 38}
    lines = [
        salary,
        {"EarningsRateID": multiple, "NormalNumberOfUnits": 2},
        {"EarningsRateID": bonus, "Amount": 100},
    ]
    template = {"EarningsLines": lines}
    how = {"PayrollCalendarID": calendar, "OrdinaryEarningsRateID": rate}
    made_employee(xero, PayTemplate=template, **how)
    told = slip(xero, made_run(xero, calendar))
    assert [each.get("RatePerUnit") for each in told["EarningsLines"]] == [40, 60, None]
    assert told["Wages"] == 38 * 40 + 2 * 60 + 100


def test_leave_accrues_with_each_posted_pay_run(xero, calendar):
    line = {"LeaveTypeID": annual(xero), "CalculationType": "FIXEDAMOUNTEACHPERIOD"}
    employee = paid_employee(xero, calendar, LeaveLines=[{**line, "AnnualNumberOfUnits": 4}])
    run = made_run(xero, calendar)
    assert slip(xero, run)["LeaveAccrualLines"][0]["NumberOfUnits"] == Decimal("0.0769")

    def balance():
        told = call(xero, "getEmployee", EmployeeID=employee).row()
        return told["LeaveBalances"][0]["NumberOfUnits"]

    assert balance() == 0
    post(xero, run)
    assert balance() == Decimal("0.0769")


def test_posting_moves_everything_on(xero, calendar):
    employee = paid_employee(xero, calendar)
    leave = made_leave(xero, employee)["LeaveApplicationID"]
    sheet = made_timesheet(xero, employee, Status="APPROVED")["TimesheetID"]
    assert post(xero, made_run(xero, calendar)).row()["PayRunStatus"] == "POSTED"
    told = call(xero, "getLeaveApplication", LeaveApplicationID=leave).row()["LeavePeriods"]
    assert [each["LeavePeriodStatus"] for each in told] == ["PROCESSED", "SCHEDULED"]
    assert call(xero, "getTimesheet", TimesheetID=sheet).json["Timesheet"]["Status"] == "PROCESSED"
    moved = call(xero, "getPayrollCalendar", PayrollCalendarID=calendar).row()
    assert moved["StartDate"] == "/Date(1773014400000+0000)/"
    assert moved["PaymentDate"] == "/Date(1773705600000+0000)/"
    following = made_run(xero, calendar)
    assert following["PayRunPeriodStartDate"] == moved["StartDate"]
    assert slip(xero, following)["LeaveEarningsLines"][0]["NumberOfUnits"] == Decimal("15.2")
    body = [{"Title": "Later"}]
    told = refused(call(xero, "updateLeaveApplication", body, LeaveApplicationID=leave))
    assert told == ["Leave that has been processed cannot be changed."]


def test_a_posted_pay_run_stands_in_the_ledger(xero, calendar):
    supers = [{"ContributionType": "SGC", "CalculationType": "STATUTORY"}]
    taxi = {"ReimbursementTypeID": item(xero, "ReimbursementTypes", "Travel Costs"), "Amount": 55}
    paid_employee(xero, calendar, SuperLines=supers, ReimbursementLines=[taxi])
    run = made_run(xero, calendar)
    assert xero.books.journals.journals == []
    post(xero, run)
    (journal,) = xero.books.journals.journals
    amounts = {line["AccountCode"]: line["NetAmount"] for line in journal["JournalLines"]}
    assert amounts == {"477": WAGES + SUPER, "850": 55, "814": -(WAGES + SUPER + 55)}
    assert journal["JournalDate"] == run["PaymentDate"]
    assert sum(xero.books.journals.balances().values()) == 0


def test_a_pay_run_cannot_be_posted_into_a_locked_period(xero, calendar):
    paid_employee(xero, calendar)
    run = made_run(xero, calendar)
    lock = {"PeriodLockDate": "/Date(1773100800000+0000)/"}
    xero.books.organisations.keep({**xero.books.organisation, **lock})
    assert "period lock date" in refused(post(xero, run))[0]
    assert call(xero, "getPayRun", PayRunID=run["PayRunID"]).row() == run


def test_who_is_paid(xero, calendar):
    paid_employee(xero, calendar)
    made_employee(xero)
    made_employee(xero, PayrollCalendarID=made_calendar(xero, "Other"))
    made_employee(xero, PayrollCalendarID=calendar, StartDate="2026-03-09")
    made_employee(xero, PayrollCalendarID=calendar, TerminationDate="2026-03-01")
    last = made_employee(xero, PayrollCalendarID=calendar, TerminationDate="2026-03-02")
    paid = [each["EmployeeID"] for each in made_run(xero, calendar)["Payslips"]]
    assert len(paid) == 2
    assert paid[1] == last


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"PayrollCalendarID": None}, "PayrollCalendarID is required."),
        ({"PayrollCalendarID": ELSEWHERE}, f"PayrollCalendarID {ELSEWHERE} does not exist."),
        ({"PayRunStatus": "POSTED"}, "A pay run cannot begin as POSTED."),
        (
            {"PayRunPeriodStartDate": "2026-03-03"},
            "The dates are not a pay period of the payroll calendar.",
        ),
        ({"PayRunPeriodEndDate": "9999-12-31"}, "PayRunPeriodEndDate is out of range."),
        ({"PayRunID": ELSEWHERE}, f"PayRunID {ELSEWHERE} does not exist."),
    ],
)
def test_a_pay_run_that_makes_no_sense_is_refused(xero, calendar, sent, told):
    body = {"PayrollCalendarID": calendar, **sent}
    assert refused(call(xero, "createPayRun", [body])) == [told]
    assert call(xero, "getPayRuns").rows() == []


def test_a_calendar_has_one_draft_and_one_pay_run_for_a_period(xero, calendar):
    run = made_run(xero, calendar)
    later = {"PayRunPeriodStartDate": "2026-03-09"}
    body = {"PayrollCalendarID": calendar}
    draft = ["There is already a draft pay run for this payroll calendar."]
    assert refused(call(xero, "createPayRun", [{**body, **later}])) == draft
    twice = ["There is already a pay run for this pay period."]
    assert refused(call(xero, "createPayRun", [body])) == twice
    post(xero, run)
    first = {"PayRunPeriodStartDate": "2026-03-02"}
    assert refused(call(xero, "createPayRun", [{**body, **first}])) == twice


def test_a_draft_is_changed_and_a_posted_pay_run_is_not(xero, calendar):
    run = made_run(xero, calendar)
    body = [{"PayslipMessage": "Thanks", "PaymentDate": "2026-03-11"}]
    changed = call(xero, "updatePayRun", body, PayRunID=run["PayRunID"]).row()
    assert changed["PayslipMessage"] == "Thanks"
    assert changed["PaymentDate"] == "/Date(1773187200000+0000)/"
    post(xero, run)
    told = ["A posted pay run cannot be changed."]
    assert refused(call(xero, "updatePayRun", body, PayRunID=run["PayRunID"])) == told
