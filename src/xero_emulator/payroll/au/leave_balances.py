"""How much leave an employee has: what there was and what pay runs accrued, less what was taken.

How it was checked: fields from Xero's OpenAPI 16.1.0. Unverified: that only posted pay runs count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator.payroll.au import pay_items
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books


def of(books: Books, employee: Record) -> list[Record]:
    """The balance of each type of leave that the employee has or had."""
    units: dict[str, Decimal] = defaultdict(Decimal)
    for leave_type, change in _changes(books, employee):
        units[leave_type] += change
    types = pay_items.of_kind(books, "LeaveTypes")
    return [_shown(types.find(key), amount) for key, amount in units.items() if types.find(key)]


def _changes(books: Books, employee: Record) -> Iterator[tuple[str, Decimal]]:
    opening = employee.get("OpeningBalances", {}).get("LeaveLines", [])
    template = employee.get("PayTemplate", {}).get("LeaveLines", [])
    yield from ((line["LeaveTypeID"], Decimal()) for line in template)
    yield from ((line["LeaveTypeID"], line.get("NumberOfUnits", Decimal())) for line in opening)
    identity = employee["EmployeeID"]
    for slip in books.resources["au_payslips"].found_by("employee", identity):
        if slip["Posted"]:
            for line in slip["LeaveAccrualLines"]:
                yield line["LeaveTypeID"], line["NumberOfUnits"]
    for leave in books.resources["au_leave_applications"].found_by("employee", identity):
        for period in leave["LeavePeriods"]:
            if period["LeavePeriodStatus"] == "PROCESSED":
                yield leave["LeaveTypeID"], -period["NumberOfUnits"]


def _shown(leave_type: Record | None, units: Decimal) -> Record:
    found = leave_type or {}
    return {
        "LeaveName": found.get("Name"),
        "LeaveTypeID": found.get("LeaveTypeID"),
        "NumberOfUnits": units,
        "TypeOfUnits": found.get("TypeOfUnits"),
    }
