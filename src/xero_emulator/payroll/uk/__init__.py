"""Payroll 2.0 as British organisations have it."""

from __future__ import annotations

from xero_emulator.payroll.uk import (
    calendars,
    employee_facts,
    employees,
    leave,
    pay,
    pay_items,
    pay_templates,
    salary_and_wages,
    settings,
    statutory_leave,
    timesheets,
)

MODULES = (
    employees,
    employee_facts,
    salary_and_wages,
    pay_templates,
    leave,
    statutory_leave,
    timesheets,
    calendars,
    pay_items,
    pay,
    settings,
)
