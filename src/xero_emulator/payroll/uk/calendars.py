"""Pay run calendars in the United Kingdom.

How it was checked: calendar types from Xero's OpenAPI 16.1.0. Unverified: see payroll/calendars.py.
"""

from __future__ import annotations

from xero_emulator.payroll import calendars
from xero_emulator.payroll.uk.api import UK

CALENDARS = calendars.calendars()

ROUTES = calendars.routes(UK, CALENDARS, "PayRunCalendarID")
