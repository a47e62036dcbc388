"""Timesheets in New Zealand.

How it was checked: operations from Xero's OpenAPI 16.1.0. Unverified: see payroll/timesheets.py.
"""

from __future__ import annotations

from xero_emulator.payroll import timesheets
from xero_emulator.payroll.nz.api import NZ

ROUTES = timesheets.routes(NZ)
