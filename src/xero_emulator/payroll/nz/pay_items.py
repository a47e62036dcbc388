"""What pay is made of in New Zealand: earnings, deductions, superannuation, reimbursements.

How it was checked: fields, enums and examples from Xero's OpenAPI 16.1.0; earnings rates as
recorded. Unverified: that statutory deductions are the same in every organisation.
"""

from __future__ import annotations

from xero_emulator.fields import choice, number, text
from xero_emulator.payroll import pay_items
from xero_emulator.payroll.nz.api import NZ
from xero_emulator.payroll.operations import item_routes
from xero_emulator.payroll.pay_items import current

EARNINGS_RATES = pay_items.earnings_rates(
    *("Allowance", "Backpay", "Bonus", "Commission", "DiscretionaryPayments", "HolidayPay"),
    *("LumpSum", "OtherEarnings", "OtherGrossEarnings", "OvertimeEarnings", "RegularEarnings"),
    *("SalarySacrificeForKiwiSaver", "Tips(Direct)", "Tips(Non-Direct)", "WithholdingIncome"),
)
DEDUCTIONS = pay_items.deductions(
    "deductionName deductionCategory liabilityAccountId",
    *("PayrollGiving", "KiwiSaverVoluntaryContributions", "Superannuation", "NzOther"),
)
SUPERANNUATIONS = pay_items.benefits(
    "",
    *("KiwiSaver", "ComplyingFund", "Other"),
    calculationTypeNZ=choice("CalculationTypeNZ", "FixedAmount", "PercentageOfTaxableEarnings"),
    companyMax=number,
)
REIMBURSEMENTS = pay_items.reimbursements(
    reimbursementCategory=choice("ReimbursementCategory", "GST", "NoGST", "GSTInclusive"),
    calculationType=choice("CalculationType", "Unknown", "FixedAmount", "RatePerUnit"),
    standardAmount=text,
    standardTypeOfUnits=choice("StandardTypeOfUnits", "Hours", "km"),
    standardRatePerUnit=number,
)
STATUTORY = pay_items.statutory_deductions()

ROUTES = (
    *item_routes(NZ, EARNINGS_RATES, "EarningsRates", "EarningsRateID", current),
    *item_routes(NZ, DEDUCTIONS, "Deductions", "deductionId", current),
    *item_routes(NZ, SUPERANNUATIONS, "Superannuations", "SuperannuationID", current),
    *item_routes(NZ, REIMBURSEMENTS, "Reimbursements", "ReimbursementID", current),
    *item_routes(NZ, STATUTORY, "StatutoryDeductions", "id", None),
)
