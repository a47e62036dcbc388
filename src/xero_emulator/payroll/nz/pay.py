"""Pay runs and pay slips in New Zealand.

How it was checked: paths, fields and examples from Xero's OpenAPI 16.1.0, shapes as recorded.
Unverified: that an update replaces the lists of lines that it sends, and that tax is not worked
out anew; days paid.
"""

from __future__ import annotations

from decimal import Decimal

from xero_emulator.calls import Call
from xero_emulator.fields import Reader, flag, guid, number, text, whole
from xero_emulator.money import half_up
from xero_emulator.payroll import pay, pay_runs, pay_slips, shelves
from xero_emulator.payroll.dialect import (
    Form,
    Told,
    Wrong,
    day,
    many,
    moment,
    one,
    sent_object,
    unknown,
    whole_body,
)
from xero_emulator.payroll.nz.api import NZ
from xero_emulator.payroll.nz.levies import levies
from xero_emulator.payroll.pay import Work
from xero_emulator.wire import Record

POSTED = "Pay slips of a posted pay run cannot be changed."  # unverified text


def more(work: Work) -> Record:
    tax = shelves.shelf(work.books, "taxes").records.get(work.worker["employeeID"], {})
    weekly = work.run["calendarType"] in ("Weekly", "Fortnightly", "FourWeekly")
    whole_year = 52 if weekly else 12
    weeks = Decimal(52) / work.periods
    days = work.wage.get("daysPerWeek") if work.wage else None
    return {
        "taxSettings": {
            "periodUnits": half_up(Decimal(whole_year) / work.periods, 1),
            "periodType": "weeks" if weekly else "months",
            "taxCode": tax.get("taxCode"),
            "specialTaxRate": tax.get("specialTaxRatePercentage"),
            "lumpSumTaxCode": None,
            "lumpSumAmount": None,
        },
        "grossEarningsHistory": {"daysPaid": int((days or 5) * weeks), "unpaidWeeks": 0},
    }


SLIPS = pay_slips.PaySlips.of(
    levies,
    ("superannuationLines", "totalSuperannuation"),
    ("statutoryDeductionLines", "totalStatutoryDeductions"),
    more,
    ("taxSettings", "grossEarningsHistory"),
)
RUNS = pay_runs.PayRuns(SLIPS)

RUN_FORM = Form(
    "payrollCalendarID",
    payrollCalendarID=guid,
    periodStartDate=day,
    periodEndDate=day,
    paymentDate=day,
    payRunStatus=pay_runs.STATUS,
)


def create_run(call: Call) -> Told:
    sent = RUN_FORM.read(sent_object(call))
    shelves.check(call.books, sent)
    run = RUNS.draw_up(call.books, sent["payrollCalendarID"], call.now)
    return Told(pay_runs.NOUN.one, RUNS.shown(call.books, run))


EARNINGS: dict[str, Reader] = {
    "earningsLineID": guid,
    "earningsRateID": guid,
    "displayName": text,
    "ratePerUnit": number,
    "numberOfUnits": number,
    "fixedAmount": number,
    "amount": number,
    "isLinkedToTimesheet": flag,
    "isAverageDailyPayRate": flag,
    "isSystemGenerated": flag,
}
ADJUSTED: dict[str, Reader] = {"amount": number, "fixedAmount": number, "manualAdjustment": flag}
TAXED = Form(
    "amount",
    taxLineID=guid,
    description=text,
    amount=number,
    globalTaxTypeID=whole,
    manualAdjustment=flag,
)
LINES = Form(
    earningsLines=many(Form(**EARNINGS)),
    leaveEarningsLines=many(Form(**EARNINGS)),
    timesheetEarningsLines=many(Form(**EARNINGS)),
    deductionLines=many(
        Form(
            "deductionTypeID amount",
            deductionTypeID=guid,
            displayName=text,
            amount=number,
            subjectToTax=flag,
            percentage=number,
        )
    ),
    reimbursementLines=many(
        Form(
            "reimbursementTypeID",
            reimbursementTypeID=guid,
            description=text,
            amount=number,
            ratePerUnit=number,
            numberOfUnits=number,
        )
    ),
    leaveAccrualLines=many(
        Form("leaveTypeID numberOfUnits", leaveTypeID=guid, numberOfUnits=number)
    ),
    superannuationLines=many(
        Form(superannuationTypeID=guid, displayName=text, percentage=number, **ADJUSTED)
    ),
    employeeTaxLines=many(TAXED),
    employerTaxLines=many(TAXED),
    statutoryDeductionLines=many(Form(statutoryDeductionTypeID=guid, **ADJUSTED)),
    grossEarningsHistory=one(Form(daysPaid=whole, unpaidWeeks=whole)),
)
COUNTED = (*pay_slips.LINES[:3], "reimbursementLines")


def update_slip(call: Call) -> Told:
    slip = SLIPS.noun.shelf(call).get(call.path["PaySlipID"])
    run = shelves.shelf(call.books, "pay_runs").get(slip["payRunID"])
    if run["payRunStatus"] != "Draft":
        raise whole_body(POSTED)
    sent = LINES.read(sent_object(call))
    for name in set(COUNTED) & sent.keys():
        sent[name] = [{**line, "amount": pay.amount(line)} for line in sent[name]]
    if "deductionLines" in sent:
        sent["deductionLines"] = [_deduction(call, line) for line in sent["deductionLines"]]
    edited = {**slip, **sent, "lastEdited": moment(call.now)}
    return SLIPS.noun.told(RUNS.changed(call.books, edited))


def _deduction(call: Call, line: Record) -> Record:
    known = shelves.shelf(call.books, "deductions").records.get(line["deductionTypeID"])
    if known is None:
        raise Wrong(unknown("deductionTypeID"))
    return {**line, "displayName": known["deductionName"]}


ROUTES = (
    *pay_runs.routes(NZ, RUNS),
    NZ.route("createPayRun", "POST", "/PayRuns", "payruns", create_run, pay_runs.NOUN.none),
    *pay_slips.routes(NZ, SLIPS, "PaySlips", "PaySlipID"),
    NZ.route(
        "updatePaySlipLineItems",
        "PUT",
        "/PaySlips/{PaySlipID}",
        "payslip",
        update_slip,
        SLIPS.noun.none,
    ),
)
