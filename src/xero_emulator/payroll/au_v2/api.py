"""The specification that Australia's operations of Payroll 2.0 belong to."""

from __future__ import annotations

from xero_emulator.payroll.dialect import Api

AU = Api("payroll-au-v2", "AU")
