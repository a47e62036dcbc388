"""The specification that New Zealand's operations belong to."""

from __future__ import annotations

from xero_emulator.payroll.dialect import Api

NZ = Api("payroll-nz", "NZ")
