"""The pay items that an organisation has before anybody adds one.

How it was checked: names, types and flags as in the examples of Xero's OpenAPI 16.1.0. Unverified:
that these are all, their rates and entitlements.
"""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID, uuid5

from xero_emulator.wire import Record

BORN = "/Date(1547500330000+0000)/"  # as in the examples; older than anything a caller makes
KEYS = {
    "EarningsRates": "EarningsRateID",
    "DeductionTypes": "DeductionTypeID",
    "LeaveTypes": "LeaveTypeID",
    "ReimbursementTypes": "ReimbursementTypeID",
}
WAGES, SUSPENSE = "477", "850"

# name, type, how it is counted, exempt from tax, exempt from super, reported as W1
EARNINGS = (
    ("Ordinary Hours", "ORDINARYTIMEEARNINGS", "RATEPERUNIT", False, False, False),
    ("Overtime Hours (exempt from super)", "OVERTIMEEARNINGS", "RATEPERUNIT", False, True, False),
    ("Bonuses & Commissions", "BONUSESANDCOMMISSIONS", "FIXEDAMOUNT", False, False, False),
    ("Redundancy", "LUMPSUMD", "FIXEDAMOUNT", True, True, True),
)
# name, category, reduces tax, reduces super
DEDUCTIONS = (
    ("Union Fees/Subscriptions", "UNIONFEES", False, False),
    ("Lease Payments", "NONE", True, True),
)
# name, whether it is paid, units a year, shown on the payslip, category
LEAVE = (
    ("Annual Leave", True, 152, True, "ANNUALLEAVE"),
    ("Personal/Carer's Leave", True, 76, True, "PERSONALSICKCARERSLEAVE"),
    ("Long Service Leave", True, None, False, "LONGSERVICELEAVE"),
    ("Carer Leave (unpaid)", False, None, False, None),
    ("Parental Leave (unpaid)", False, None, False, None),
)
REIMBURSEMENTS = ("Travel Costs", "Other Reimbursable Costs")


@lru_cache(maxsize=64)
def of_kind(kind: str, tenant: str) -> dict[str, Record]:
    """The standard items of one kind in one organisation, by id; their ids never change."""
    key, found = KEYS[kind], {}
    for fields in _ITEMS[kind]():
        identity = str(uuid5(UUID(tenant), f"{kind}:{fields['Name']}"))
        found[identity] = {
            key: identity,
            **fields,
            "UpdatedDateUTC": BORN,
            "CurrentRecord": True,
        }
    return found


def _earnings() -> list[Record]:
    return [
        {
            "Name": name,
            "EarningsType": kind,
            "RateType": rate,
            "AccountCode": WAGES,
            **({"TypeOfUnits": "Hours"} if rate == "RATEPERUNIT" else {}),
            "IsExemptFromTax": untaxed,
            "IsExemptFromSuper": exempt,
            "IsReportableAsW1": w1,
            "IsQualifyingEarnings": not exempt,
            "AllowanceContributesToAnnualLeaveRate": False,
            "AllowanceContributesToOvertimeRate": False,
        }
        for name, kind, rate, untaxed, exempt, w1 in EARNINGS
    ]


def _deductions() -> list[Record]:
    return [
        {
            "DeductionCategory": category,
            "Name": name,
            "AccountCode": SUSPENSE,
            "ReducesTax": tax,
            "ReducesSuper": exempt,
            "IsExemptFromW1": False,
        }
        for name, category, tax, exempt in DEDUCTIONS
    ]


def _leave() -> list[Record]:
    return [
        {
            "Name": name,
            "TypeOfUnits": "Hours",
            **({"NormalEntitlement": units} if units is not None else {}),
            "IsPaidLeave": paid,
            "ShowOnPayslip": shown,
            **({"LeaveCategoryCode": category} if category is not None else {}),
            "SGCExempt": False,
            "IsQualifyingEarnings": paid,
        }
        for name, paid, units, shown, category in LEAVE
    ]


def _reimbursements() -> list[Record]:
    return [{"Name": name, "AccountCode": SUSPENSE} for name in REIMBURSEMENTS]


_ITEMS = {
    "EarningsRates": _earnings,
    "DeductionTypes": _deductions,
    "LeaveTypes": _leave,
    "ReimbursementTypes": _reimbursements,
}
