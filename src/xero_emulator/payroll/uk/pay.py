"""Pay runs and pay slips in the United Kingdom.

How it was checked: paths and fields from Xero's OpenAPI 16.1.0 and its examples. No operation draws
up a run: `RUNS.draw_up` does, for whoever uses Xero itself. Unverified: see payroll/pay_runs.py.
"""

from __future__ import annotations

from xero_emulator.payroll import pay_runs, pay_slips
from xero_emulator.payroll.pay import Work
from xero_emulator.payroll.uk.api import UK
from xero_emulator.payroll.uk.levies import levies
from xero_emulator.wire import Record

EARNED = (
    *("earningsRateID", "ratePerUnit", "numberOfUnits", "fixedAmount", "amount"),
    "isLinkedToTimesheet",
)


def _no_more(_work: Work) -> Record:
    return {}


SLIPS = pay_slips.PaySlips.of(
    levies,
    ("benefitLines", "totalBenefits"),
    ("courtOrderLines", "totalCourtOrders"),
    _no_more,
    on_top=True,
    cut={
        "earningsLines": ("earningsLineID", "displayName", "isAverageDailyPayRate", *EARNED),
        "leaveEarningsLines": EARNED,
        "timesheetEarningsLines": EARNED,
    },
)
RUNS = pay_runs.PayRuns(SLIPS)

ROUTES = (
    *pay_runs.routes(UK, RUNS),
    *pay_slips.routes(UK, SLIPS, "Payslips", "PayslipID"),
)
