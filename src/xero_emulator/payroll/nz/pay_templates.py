"""Pay templates in New Zealand.

How it was checked: paths from Xero's OpenAPI 16.1.0. Unverified: see payroll/pay_templates.py.
"""

from __future__ import annotations

from xero_emulator.payroll import pay_templates
from xero_emulator.payroll.dialect import Told
from xero_emulator.payroll.nz.api import NZ

ROUTES = pay_templates.routes(
    NZ, "getEmployeePayTemplates", "Earnings", "PayTemplateEarnings", Told()
)
