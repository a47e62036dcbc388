"""The settings of New Zealand's payroll.

How it was checked: account types from Xero's OpenAPI 16.1.0. Unverified: see payroll/settings.py.
"""

from __future__ import annotations

from xero_emulator.payroll import settings
from xero_emulator.payroll.nz.api import NZ

ROLES = ("PAYELIABILITY", "WAGESPAYABLE", "WAGESEXPENSE", "BANK")

ROUTES = settings.routes(NZ, ROLES, "TrackingCategories")
