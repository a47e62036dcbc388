"""Salary and wages in New Zealand.

How it was checked: fields from Xero's OpenAPI 16.1.0. Unverified: that the work
pattern is a regular week unless another is sent.
"""

from __future__ import annotations

from xero_emulator.fields import choice, number
from xero_emulator.payroll import salary_and_wages
from xero_emulator.payroll.dialect import Told
from xero_emulator.payroll.nz.api import NZ

SALARY_AND_WAGES = salary_and_wages.noun(
    "numberOfUnitsPerDay",
    daysPerWeek=number,
    workPatternType=choice("WorkPatternType", "DaysAndHours", "RegularWeek"),
)

ROUTES = salary_and_wages.routes(NZ, SALARY_AND_WAGES, Told())
