"""How employees in the United Kingdom are paid and taxed, and what they were paid before.

How it was checked: fields from Xero's OpenAPI 16.1.0; that balances which are set are answered as
null from its examples. No operation sets the tax of an employee. Unverified: that it begins with
the flags false, that opening balances can be created anew, and what an employee without any gets.
"""

from __future__ import annotations

from xero_emulator.calls import Call
from xero_emulator.fields import flag, number, text
from xero_emulator.payroll import employee_facts, shelves
from xero_emulator.payroll.dialect import Form, Told, day, digits, sent_object, short
from xero_emulator.payroll.uk.api import UK

NOT_YET = dict.fromkeys(("w1M1", "hasPostGraduateLoans", "isDirector"), False)
TAX = employee_facts.fact(
    "taxes",
    "employeeTax",
    Form(
        starterType=text,
        starterDeclaration=text,
        taxCode=text,
        w1M1=flag,
        previousTaxablePay=number,
        previousTaxPaid=number,
        studentLoanDeduction=text,
        hasPostGraduateLoans=flag,
        isDirector=flag,
        directorshipStartDate=day,
        nicCalculationMethod=text,
    ),
)
PAYMENT_METHOD = employee_facts.payment_method(
    "paymentMethod",
    "accountName accountNumber sortCode",
    accountName=short(32),
    accountNumber=digits(6, 8),
    sortCode=digits(6, 6),
)
OPENING = employee_facts.fact(
    "opening_balances",
    "openingBalances",
    Form(
        statutoryAdoptionPay=number,
        statutoryMaternityPay=number,
        statutoryPaternityPay=number,
        statutorySharedParentalPay=number,
        statutorySickPay=number,
        priorEmployeeNumber=number,
    ),
)
AT = f"{employee_facts.AT}/ukopeningbalances"
ZEROES = dict.fromkeys(list(OPENING.form.readers)[:-1], 0)


def set_balances(call: Call) -> Told:
    owner = shelves.employee(call.books, call.path["EmployeeID"])["employeeID"]
    before = employee_facts.kept(OPENING, call)
    sent = OPENING.form.read(sent_object(call))
    OPENING.shelf(call).keep({**before, **sent, "employeeID": owner})
    return OPENING.none


ROUTES = (
    UK.route(
        "getEmployeeTax",
        "GET",
        f"{employee_facts.AT}/Tax",
        employee_facts.SCOPE,
        employee_facts.fetching(TAX, NOT_YET),
        TAX.none,
    ),
    *employee_facts.payment_routes(UK, PAYMENT_METHOD),
    UK.route(
        "getEmployeeOpeningBalances",
        "GET",
        AT,
        employee_facts.SCOPE,
        employee_facts.fetching(OPENING, ZEROES),
        OPENING.none,
    ),
    UK.route(
        "createEmployeeOpeningBalances",
        "POST",
        AT,
        employee_facts.SCOPE,
        set_balances,
        OPENING.none,
    ),
    UK.route(
        "updateEmployeeOpeningBalances",
        "PUT",
        AT,
        employee_facts.SCOPE,
        set_balances,
        OPENING.none,
    ),
)
