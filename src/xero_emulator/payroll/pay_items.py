"""The pay items that the countries share: earnings rates, deductions, benefits, reimbursements.

How it was checked: fields and enums from Xero's OpenAPI 16.1.0. Unverified: that names need not be
unique.
"""

from __future__ import annotations

from xero_emulator.calls import Call
from xero_emulator.fields import Reader, choice, flag, guid, number, text
from xero_emulator.payroll.dialect import Form
from xero_emulator.payroll.operations import Noun
from xero_emulator.wire import Record

CURRENT = ("currentRecord",)


def current(_call: Call, sent: Record) -> Record:
    return {**sent, "currentRecord": True}


def earnings_rates(*types: str) -> Noun:
    form = Form(
        "name earningsType rateType typeOfUnits expenseAccountID",
        name=text,
        earningsType=choice("EarningsType", *types),
        rateType=choice("RateType", "RatePerUnit", "MultipleOfOrdinaryEarningsRate", "FixedAmount"),
        typeOfUnits=text,
        expenseAccountID=guid,
        ratePerUnit=number,
        multipleOfOrdinaryEarningsRate=number,
        fixedAmount=number,
    )
    return Noun("earnings_rates", "earningsRate", "earningsRates", form, CURRENT)


def deductions(required: str, *categories: str, **more: Reader) -> Noun:
    form = Form(
        required,
        deductionName=text,
        deductionCategory=choice("DeductionCategory", *categories),
        liabilityAccountId=guid,
        standardAmount=number,
        **more,
    )
    return Noun("deductions", "deduction", "deductions", form, CURRENT)


def benefits(required: str, *categories: str, **more: Reader) -> Noun:
    form = Form(
        f"name category liabilityAccountId expenseAccountId {required}",
        name=text,
        category=choice("Category", *categories),
        liabilityAccountId=guid,
        expenseAccountId=guid,
        standardAmount=number,
        percentage=number,
        **more,
    )
    return Noun("benefits", "benefit", "benefits", form, CURRENT)


def reimbursements(**more: Reader) -> Noun:
    form = Form("name accountID", name=text, accountID=guid, **more)
    return Noun("reimbursements", "reimbursement", "reimbursements", form, CURRENT)


def statutory_deductions() -> Noun:
    form = Form(name=text, statutoryDeductionCategory=text, liabilityAccountId=guid)
    return Noun("statutory_deductions", "statutoryDeduction", "statutoryDeductions", form, CURRENT)


def flags(names: str) -> dict[str, Reader]:
    """Readers for fields that are true or false: `flags("subjectToNIC subjectToTax")`."""
    return dict.fromkeys(names.split(), flag)
