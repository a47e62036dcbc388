"""The records of Australian payroll that an organisation's books keep, by name."""

from __future__ import annotations

from xero_emulator.payroll.au import (
    employees,
    leave_applications,
    pay_items,
    pay_runs,
    payroll_calendars,
    payslips,
    superfunds,
    timesheets,
)
from xero_emulator.resource import Resource

RESOURCES: dict[str, type[Resource]] = {
    **employees.RESOURCES,
    **leave_applications.RESOURCES,
    **pay_items.RESOURCES,
    **payroll_calendars.RESOURCES,
    **timesheets.RESOURCES,
    **superfunds.RESOURCES,
    **pay_runs.RESOURCES,
    **payslips.RESOURCES,
}
