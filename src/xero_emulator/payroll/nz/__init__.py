"""Payroll 2.0 as New Zealand's organisations have it."""

from __future__ import annotations

from xero_emulator.payroll.nz import (
    calendars,
    employee_facts,
    employees,
    leave,
    pay,
    pay_items,
    pay_templates,
    salary_and_wages,
    settings,
    timesheets,
    working_patterns,
)

MODULES = (
    employees,
    employee_facts,
    salary_and_wages,
    pay_templates,
    working_patterns,
    leave,
    timesheets,
    calendars,
    pay_items,
    pay,
    settings,
)
