"""Payroll 2.0 as Australia's organisations have it: timesheets only."""

from __future__ import annotations

from xero_emulator.payroll.au_v2 import timesheets

MODULES = (timesheets,)
