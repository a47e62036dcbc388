"""Pay runs and pay slips in New Zealand, with PAYE, KiwiSaver and the employer's tax on it.

How it was checked: line types and their numbers, KiwiSaver in percent of gross, the employer's tax
of whole dollars of its contribution as recorded; paths and fields from Xero's OpenAPI 16.1.0.
Unverified: the tax itself, which is worked out from the year's bands and the earners' levy of
April 2025, not from the tables that Xero uses; 33 % on contributions when no rate is set; that an
update replaces the lists of lines that it sends, and that tax is not worked out anew.
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from xero_emulator.calls import Call
from xero_emulator.fields import Reader, flag, guid, number, text, whole
from xero_emulator.money import HUNDRED, ZERO, half_up
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
from xero_emulator.payroll.pay import Work
from xero_emulator.payroll.pay_slips import Levies
from xero_emulator.wire import Record

BANDS = ((15_600, "10.5"), (53_500, "17.5"), (78_100, "30"), (180_000, "33"), (None, "39"))
FLAT = {"SB": "10.5", "S": "17.5", "SH": "30", "ST": "33", "ND": "45", "CAE": "17.5", "EDW": "17.5"}
EARNERS_LEVY, LEVIED_AT_MOST = Decimal("1.67"), Decimal(152_790)
STUDENT_LOAN, LOAN_FREE = Decimal(12), Decimal(24_128)
ESCT = Decimal(33)
PAYE, EMPLOYER_TAX = 11, 10
POSTED = "Pay slips of a posted pay run cannot be changed."  # unverified text


def levies(work: Work, gross: Decimal) -> Levies:
    tax = shelves.shelf(work.books, "taxes").records.get(work.worker["employeeID"], {})
    due = half_up(_paye(tax, gross * work.periods) / work.periods)
    saved, added = _kiwi_saver(work, tax, gross)
    statutory = [*saved, *_student_loan(work, tax, gross)]
    return Levies(
        [_tax_line(work, PAYE, due)] if due else [],
        [_tax_line(work, EMPLOYER_TAX, _esct(tax, pay.total(added)))] if added else [],
        {"superannuationLines": added, "statutoryDeductionLines": statutory},
    )


def _paye(tax: Record, yearly: Decimal) -> Decimal:
    code = (tax.get("taxCode") or "ND").removesuffix("SL")
    rate = tax.get("specialTaxRatePercentage") if code in ("WT", "STC") else FLAT.get(code)
    levy = min(yearly, LEVIED_AT_MOST) * EARNERS_LEVY / HUNDRED
    if rate is not None:
        return yearly * Decimal(rate) / HUNDRED + levy
    return ZERO if code == "NSW" else _banded(yearly) + levy


def _banded(yearly: Decimal) -> Decimal:
    due, below = ZERO, Decimal(0)
    for top, rate in BANDS:
        reached = yearly if top is None else min(yearly, Decimal(top))
        due += max(reached - below, ZERO) * Decimal(rate) / HUNDRED
        below = reached
    return due


def _kiwi_saver(work: Work, tax: Record, gross: Decimal) -> tuple[list[Record], list[Record]]:
    """The employee's contribution as a statutory deduction, and what the employer adds."""
    if tax.get("kiwiSaverContributions") != "MakeContributions" or not gross:
        return [], []
    own = tax.get("kiwiSaverEmployeeContributionRatePercentage") or Decimal(3)
    theirs = tax.get("kiwiSaverEmployerContributionRatePercentage") or Decimal(3)
    added = {
        "superannuationTypeID": _named(work, "benefits", "KiwiSaver"),
        "displayName": "KiwiSaver",
        "amount": half_up(gross * theirs / HUNDRED),
        "fixedAmount": None,
        "percentage": theirs,
        "manualAdjustment": None,
    }
    return [_statutory(work, "KiwiSaver", half_up(gross * own / HUNDRED))], [added]


def _student_loan(work: Work, tax: Record, gross: Decimal) -> list[Record]:
    if not (tax.get("taxCode") or "").endswith("SL"):
        return []
    free = LOAN_FREE / work.periods if tax["taxCode"].startswith("M") else ZERO
    due = half_up(max(gross - free, ZERO) * STUDENT_LOAN / HUNDRED)
    return [_statutory(work, "Student Loan", due)] if due else []


def _statutory(work: Work, name: str, amount: Decimal) -> Record:
    return {
        "statutoryDeductionTypeID": _named(work, "statutory_deductions", name),
        "amount": amount,
        "fixedAmount": None,
        "manualAdjustment": None,
    }


def _named(work: Work, kind: str, name: str) -> str:
    every = shelves.shelf(work.books, kind).every()
    found: str = next(each["id"] for each in every if each["name"] == name)
    return found


def _esct(tax: Record, contributed: Decimal) -> Decimal:
    rate = tax.get("esctRatePercentage") or ESCT
    dollars = contributed.to_integral_value(ROUND_FLOOR)
    return half_up(dollars * rate / HUNDRED)


def _tax_line(work: Work, kind: int, amount: Decimal) -> Record:
    return {
        "taxLineID": work.books.new_id(),
        "description": None,
        "amount": amount,
        "globalTaxTypeID": kind,
        "manualAdjustment": False,
    }


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
