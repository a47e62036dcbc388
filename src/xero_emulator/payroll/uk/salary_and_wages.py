"""Salary and wages in the United Kingdom.

How it was checked: fields from Xero's OpenAPI 16.1.0, daysPerWeek (always null) as in its examples.
Unverified: see payroll/salary_and_wages.py.
"""

from __future__ import annotations

from xero_emulator.payroll import salary_and_wages
from xero_emulator.payroll.dialect import Told
from xero_emulator.payroll.uk.api import UK

SALARY_AND_WAGES = salary_and_wages.noun(shows=("daysPerWeek",))

ROUTES = salary_and_wages.routes(UK, SALARY_AND_WAGES, Told(bare=True))
