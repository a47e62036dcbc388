"""What pay is made of in the United Kingdom: earnings, deductions, benefits, reimbursements.

How it was checked: fields, enums and examples from Xero's OpenAPI 16.1.0, also that a percentage
drives out a standard amount. Unverified: that earnings orders are the same in every organisation,
and that a fixed amount drives out a percentage.
"""

from __future__ import annotations

from xero_emulator.calls import Call
from xero_emulator.fields import choice, number
from xero_emulator.payroll import pay_items
from xero_emulator.payroll.operations import item_routes
from xero_emulator.payroll.pay_items import current, flags
from xero_emulator.payroll.uk.api import UK
from xero_emulator.wire import Record

CALCULATION = choice("CalculationType", "FixedAmount", "PercentageOfGross")
UNUSED = {"PercentageOfGross": "standardAmount", "FixedAmount": "percentage"}

EARNINGS_RATES = pay_items.earnings_rates(
    *("Allowance", "BackPay", "Bonus", "Commission", "LumpSum", "OtherEarnings"),
    *("OvertimeEarnings", "RegularEarnings", "TerminationPay", "TipsDirect", "TipsNonDirect"),
    *("StatutoryAdoptionPay", "StatutoryAdoptionPayNonPensionable"),
    *("StatutoryBereavementPay", "StatutoryBereavementPayNorthernIreland"),
    *("StatutoryMaternityPay", "StatutoryMaternityPayNonPensionable"),
    *("StatutoryNeonatalCarePay", "StatutoryNeonatalCarePayNonPensionable"),
    "StatutoryParentalBereavementPayNonPensionable",
    *("StatutoryPaternityPay", "StatutoryPaternityPayNonPensionable"),
    *("StatutorySharedParentalPay", "StatutorySharedParentalPayNonPensionable"),
    *("StatutorySickPay", "StatutorySickPayNonPensionable"),
)
DEDUCTIONS = pay_items.deductions(
    "deductionName liabilityAccountId",
    *("CapitalContributions", "ChildCareVoucher", "MakingGood", "PostgraduateLoanDeductions"),
    *("PrivateUsePayments", "SalarySacrifice", "StakeholderPension", "StakeholderPensionPostTax"),
    *("StudentLoanDeductions", "UkOther"),
    calculationType=CALCULATION,
    percentage=number,
    **flags(
        "reducesSuperLiability reducesTaxLiability subjectToNIC subjectToTax isReducedByBasicRate "
        "applyToPensionCalculations isCalculatingOnQualifyingEarnings isPension"
    ),
)
BENEFITS = pay_items.benefits(
    "calculationType percentage",
    *("StakeholderPension", "Other"),
    calculationType=CALCULATION,
    **flags(
        "subjectToNIC subjectToPension subjectToTax isCalculatingOnQualifyingEarnings "
        "showBalanceToEmployee"
    ),
)
REIMBURSEMENTS = pay_items.reimbursements()
EARNINGS_ORDERS = pay_items.statutory_deductions()


def calculated(call: Call, sent: Record) -> Record:
    """An item with the one of amount and percentage that its calculation uses."""
    unused = UNUSED.get(sent.get("calculationType", ""))
    return current(call, {**sent, unused: None} if unused else sent)


def benefit(call: Call, sent: Record) -> Record:
    return calculated(call, {"showBalanceToEmployee": True, **sent})


ROUTES = (
    *item_routes(UK, EARNINGS_RATES, "EarningsRates", "EarningsRateID", current),
    *item_routes(UK, DEDUCTIONS, "Deductions", "deductionId", calculated),
    *item_routes(UK, BENEFITS, "Benefits", "id", benefit),
    *item_routes(UK, REIMBURSEMENTS, "Reimbursements", "ReimbursementID", current),
    *item_routes(UK, EARNINGS_ORDERS, "EarningsOrders", "id", None),
)
