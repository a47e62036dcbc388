"""Payroll of Australia, version 1: in the style of the Accounting API, below /payroll.xro/1.0."""

from __future__ import annotations

from xero_emulator.payroll.au import (
    employees,
    leave_applications,
    pay_items,
    pay_runs,
    payroll_calendars,
    payslips,
    settings,
    superfund_products,
    superfunds,
    timesheets,
)

MODULES = (
    employees,
    leave_applications,
    pay_items,
    payroll_calendars,
    timesheets,
    settings,
    superfunds,
    superfund_products,
    pay_runs,
    payslips,
)
