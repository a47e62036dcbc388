"""How many units an employee ordinarily works in a week.

How it was checked: 38 hours a week make the 7.6 units a day of the OpenAPI's examples. Unverified:
that a pay template's ordinary earnings say otherwise.
"""

from __future__ import annotations

from decimal import Decimal

from xero_emulator.payroll.au.payroll_calendars import weeks
from xero_emulator.wire import Record

FULL_TIME = Decimal(38)


def of_week(employee: Record, calendar: Record) -> Decimal:
    line = ordinary(employee)
    if line.get("NumberOfUnitsPerWeek"):
        return Decimal(line["NumberOfUnitsPerWeek"])
    if line.get("NormalNumberOfUnits"):
        return Decimal(line["NormalNumberOfUnits"]) / weeks(calendar)
    return FULL_TIME


def ordinary(employee: Record) -> Record:
    """The pay template's line of ordinary earnings; empty if it has none."""
    lines: list[Record] = employee.get("PayTemplate", {}).get("EarningsLines", [])
    rate = employee.get("OrdinaryEarningsRateID")
    return next((line for line in lines if line["EarningsRateID"] == rate), {})
