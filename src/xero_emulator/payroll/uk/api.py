"""The specification that the United Kingdom's operations belong to."""

from __future__ import annotations

from xero_emulator.payroll.dialect import Api

UK = Api("payroll-uk", "GB")
