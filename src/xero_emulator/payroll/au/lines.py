"""The lines of pay templates, opening balances and payslips: which fields they have.

How it was checked: fields and words from Xero's OpenAPI 16.1.0. Unverified: texts about ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xero_emulator.fields import Fields, choice, day, flag, guid, many, text
from xero_emulator.payroll.au import pay_items
from xero_emulator.payroll.au.records import figure, unknown
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

TERMINATION = choice("EmploymentTerminationPaymentType", "O", "R")
CONTRIBUTION = choice(
    "SuperannuationContributionType", "SGC", "SALARYSACRIFICE", "EMPLOYERADDITIONAL", "EMPLOYEE"
)
SUPER_CALCULATION = choice(
    "SuperannuationCalculationType", "FIXEDAMOUNT", "PERCENTAGEOFEARNINGS", "STATUTORY"
)
EARNINGS = Fields(
    EarningsRateID=guid,
    CalculationType=choice(
        "EarningsRateCalculationType", "USEEARNINGSRATE", "ENTEREARNINGSRATE", "ANNUALSALARY"
    ),
    AnnualSalary=figure,
    NumberOfUnitsPerWeek=figure,
    RatePerUnit=figure,
    NormalNumberOfUnits=figure,
    Amount=figure,
    NumberOfUnits=figure,
    FixedAmount=figure,
)
DEDUCTIONS = Fields(
    DeductionTypeID=guid,
    CalculationType=choice("DeductionTypeCalculationType", "FIXEDAMOUNT", "PRETAX", "POSTTAX"),
    Amount=figure,
    Percentage=figure,
    NumberOfUnits=figure,
)
SUPER = Fields(
    SuperMembershipID=guid,
    ContributionType=CONTRIBUTION,
    CalculationType=SUPER_CALCULATION,
    MinimumMonthlyEarnings=figure,
    ExpenseAccountCode=text,
    LiabilityAccountCode=text,
    Percentage=figure,
    Amount=figure,
)
REIMBURSEMENTS = Fields(
    ReimbursementTypeID=guid, Amount=figure, Description=text, ExpenseAccount=text
)
LEAVE = Fields(
    LeaveTypeID=guid,
    CalculationType=choice(
        "LeaveLineCalculationType",
        "NOCALCULATIONREQUIRED",
        "FIXEDAMOUNTEACHPERIOD",
        "ENTERRATEINPAYTEMPLATE",
        "BASEDONORDINARYEARNINGS",
    ),
    EntitlementFinalPayPayoutType=choice("EntitlementFinalPayPayoutType", "NOTPAIDOUT", "PAIDOUT"),
    EmploymentTerminationPaymentType=TERMINATION,
    IncludeSuperannuationGuaranteeContribution=flag,
    IsQualifyingEarnings=flag,
    NumberOfUnits=figure,
    AnnualNumberOfUnits=figure,
    FullTimeNumberOfUnitsPerPeriod=figure,
)
OPENING_LEAVE = Fields(LeaveTypeID=guid, NumberOfUnits=figure)
PAID_LEAVE = Fields(
    LeaveTypeID=guid,
    Amount=figure,
    SGCAppliedLeaveLoadingAmount=figure,
    SGCExemptedLeaveLoadingAmount=figure,
    ResetSTPCategorisation=flag,
)
PAY_TEMPLATE = Fields(
    EarningsLines=many(EARNINGS),
    DeductionLines=many(DEDUCTIONS),
    SuperLines=many(SUPER),
    ReimbursementLines=many(REIMBURSEMENTS),
    LeaveLines=many(LEAVE),
)
OPENING_BALANCES = Fields(
    OpeningBalanceDate=day,
    Tax=text,
    EarningsLines=many(EARNINGS),
    DeductionLines=many(DEDUCTIONS),
    SuperLines=many(SUPER),
    ReimbursementLines=many(REIMBURSEMENTS),
    LeaveLines=many(OPENING_LEAVE),
    PaidLeaveEarningsLines=many(PAID_LEAVE),
)
PAYSLIP = Fields(
    EarningsLines=many(EARNINGS),
    LeaveEarningsLines=many(
        Fields(
            EarningsRateID=guid,
            RatePerUnit=figure,
            NumberOfUnits=figure,
            PayOutType=choice("PayOutType", "DEFAULT", "CASHED_OUT"),
        )
    ),
    TimesheetEarningsLines=many(EARNINGS),
    DeductionLines=many(DEDUCTIONS),
    LeaveAccrualLines=many(Fields(LeaveTypeID=guid, NumberOfUnits=figure, AutoCalculate=flag)),
    ReimbursementLines=many(REIMBURSEMENTS),
    SuperannuationLines=many(
        Fields(
            SuperMembershipID=guid,
            ContributionType=CONTRIBUTION,
            CalculationType=SUPER_CALCULATION,
            MinimumMonthlyEarnings=figure,
            ExpenseAccountCode=text,
            LiabilityAccountCode=text,
            PaymentDateForThisPeriod=day,
            Percentage=figure,
            Amount=figure,
        )
    ),
    TaxLines=many(
        Fields(
            PayslipTaxLineID=guid,
            Amount=figure,
            TaxTypeName=text,
            Description=text,
            ManualTaxType=choice(
                "ManualTaxType",
                "PAYGMANUAL",
                "ETPOMANUAL",
                "ETPRMANUAL",
                "SCHEDULE5MANUAL",
                "SCHEDULE5STSLMANUAL",
                "SCHEDULE4MANUAL",
            ),
            LiabilityAccount=text,
        )
    ),
)
# The pay item behind each kind of line, and the field that names it.
ITEMS = {
    "EarningsLines": ("EarningsRates", "EarningsRateID"),
    "LeaveEarningsLines": ("EarningsRates", "EarningsRateID"),
    "TimesheetEarningsLines": ("EarningsRates", "EarningsRateID"),
    "DeductionLines": ("DeductionTypes", "DeductionTypeID"),
    "ReimbursementLines": ("ReimbursementTypes", "ReimbursementTypeID"),
    "LeaveLines": ("LeaveTypes", "LeaveTypeID"),
    "LeaveAccrualLines": ("LeaveTypes", "LeaveTypeID"),
    "PaidLeaveEarningsLines": ("LeaveTypes", "LeaveTypeID"),
}


def wrong(books: Books, sent: Record) -> Iterator[str]:
    """What is wrong with the lines of a template, of balances or of a payslip."""
    for name, (kind, key) in ITEMS.items():
        lines = sent.get(name, [])
        yield from (f"{key} is required." for line in lines if key not in line)
        yield from unknown(lines, key, pay_items.of_kind(books, kind).find)
    if any("Amount" not in line for line in sent.get("PaidLeaveEarningsLines", [])):
        yield "Amount is required."


def qualified(books: Books, template: Record) -> Record:
    """A pay template whose leave lines say whether they are qualifying earnings, as their type."""
    types = pay_items.of_kind(books, "LeaveTypes")
    told = [
        {pay_items.QUALIFIES: (types.find(line["LeaveTypeID"]) or {})[pay_items.QUALIFIES], **line}
        for line in template.get("LeaveLines", [])
    ]
    return {**template, "LeaveLines": told}


def empty(fields: tuple[str, ...], filled: Record) -> Record:
    """Every list that a template or balances have, with what is in them."""
    return {**{name: [] for name in fields}, **filled}
