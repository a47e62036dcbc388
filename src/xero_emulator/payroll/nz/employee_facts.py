"""How employees in New Zealand are paid and taxed, and what they earned before.

How it was checked: fields and enums from Xero's OpenAPI 16.1.0; that bank accounts need no sort
code from its examples. The fields that 20.0.0 adds are left out, as their types are unseen.
Unverified: no-declaration (ND) for who has not declared a tax code, and that rates are not checked
against the law.
"""

from __future__ import annotations

from xero_emulator.calls import Call
from xero_emulator.fields import choice, flag, number, text, whole
from xero_emulator.payroll import employee_facts, shelves
from xero_emulator.payroll.dialect import Form, Told, day, digits, page, sent_objects, short
from xero_emulator.payroll.nz.api import NZ
from xero_emulator.wire import Record

TAX_CODES = (
    *("ND", "M", "ME", "MSL", "MESL", "SB", "S", "SH", "ST", "SBSL", "SSL", "SHSL", "STSL"),
    *("WT", "CAE", "EDW", "NSW", "STC", "STCSL"),
)
KIWI_SAVER = (
    *("MakeContributions", "OptOut", "OnAContributionsHoliday", "OnASavingsSuspension"),
    "NotCurrentlyAKiwiSaverMember",
)
TAX = employee_facts.fact(
    "taxes",
    "employeeTax",
    Form(
        irdNumber=digits(8, 9),
        taxCode=choice("TaxCode", *TAX_CODES),
        specialTaxRatePercentage=number,
        hasSpecialStudentLoanRate=flag,
        specialStudentLoanRatePercentage=number,
        isEligibleForKiwiSaver=flag,
        esctRatePercentage=number,
        kiwiSaverContributions=choice("KiwiSaverContributions", *KIWI_SAVER),
        kiwiSaverEmployeeContributionRatePercentage=number,
        kiwiSaverEmployerContributionRatePercentage=number,
        kiwiSaverEmployerSalarySacrificeContributionRatePercentage=number,
        kiwiSaverOptOutDate=day,
        kiwiSaverContributionHolidayEndDate=day,
        hasStudentLoanBalance=flag,
        studentLoanBalance=number,
        studentLoanAsAt=day,
    ),
)
UNDECLARED = {"taxCode": "ND"}
PAYMENT_METHOD = employee_facts.payment_method(
    "",
    "accountName accountNumber",
    accountName=short(32),
    accountNumber=digits(8, 16),
    sortCode=text,
    particulars=text,
    code=text,
    dollarAmount=number,
    reference=text,
    calculationType=choice("CalculationType", "FixedAmount", "Balance"),
)
OPENING = Form(periodEndDate=day, daysPaid=whole, unpaidWeeks=whole, grossEarnings=number)
FIELD = "openingBalances"
AT = f"{employee_facts.AT}/OpeningBalances"


def opening_balances(call: Call) -> Told:
    owner = shelves.employee(call.books, call.path["EmployeeID"])["employeeID"]
    kept = shelves.shelf(call.books, "opening_balances").records.get(owner, {})
    return page(call, FIELD, kept.get(FIELD, []))


def open_balances(call: Call) -> Told:
    owner = shelves.employee(call.books, call.path["EmployeeID"])["employeeID"]
    blank: Record = dict.fromkeys(OPENING.readers)
    rows = [{**blank, **OPENING.read(each)} for each in sent_objects(call)]
    shelves.shelf(call.books, "opening_balances").keep({"employeeID": owner, FIELD: rows})
    return Told(FIELD, rows)


ROUTES = (
    *employee_facts.routes(NZ, TAX, "Tax", "getEmployeeTax", "updateEmployeeTax", UNDECLARED),
    *employee_facts.payment_routes(NZ, PAYMENT_METHOD),
    NZ.route(
        "getEmployeeOpeningBalances",
        "GET",
        AT,
        employee_facts.SCOPE,
        opening_balances,
        Told(FIELD, []),
    ),
    NZ.route(
        "createEmployeeOpeningBalances",
        "POST",
        AT,
        employee_facts.SCOPE,
        open_balances,
        Told(FIELD, []),
    ),
)
