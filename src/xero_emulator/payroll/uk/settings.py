"""The settings of the United Kingdom's payroll.

How it was checked: account types from Xero's OpenAPI 16.1.0. Unverified: see payroll/settings.py.
"""

from __future__ import annotations

from xero_emulator.payroll import settings
from xero_emulator.payroll.uk.api import UK

ROLES = (
    *("BANK", "EMPLOYERSNIC", "NICLIABILITY", "PAYEECONTRIBUTION", "PAYELIABILITY"),
    *("WAGESPAYABLE", "WAGESEXPENSE"),
)

ROUTES = settings.routes(UK, ROLES, "trackingCategories")
