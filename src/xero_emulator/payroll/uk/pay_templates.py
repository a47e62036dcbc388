"""Pay templates in the United Kingdom.

How it was checked: paths from Xero's OpenAPI 16.1.0. Unverified: see payroll/pay_templates.py.
"""

from __future__ import annotations

from xero_emulator.payroll import pay_templates
from xero_emulator.payroll.dialect import Told
from xero_emulator.payroll.uk.api import UK

ROUTES = pay_templates.routes(
    UK, "getEmployeePayTemplate", "earnings", "paytemplateearnings", Told(bare=True)
)
