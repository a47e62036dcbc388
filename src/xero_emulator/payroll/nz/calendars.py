"""Pay run calendars in New Zealand, which also knows half months.

How it was checked: calendar types from Xero's OpenAPI 16.1.0. Unverified: see payroll/calendars.py.
"""

from __future__ import annotations

from xero_emulator.payroll import calendars
from xero_emulator.payroll.nz.api import NZ

CALENDARS = calendars.calendars("TwiceMonthly")

ROUTES = calendars.routes(NZ, CALENDARS, "PayrollCalendarID")
