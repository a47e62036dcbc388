"""Where the records of Payroll 2.0 stand: one shelf for each kind, the same in every country.

A record is in the form in which Xero answers it, beside it the ids of what it belongs to; which
fields a country shows, its operations know.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, cast

from xero_emulator.errors import NotThere
from xero_emulator.fields import Fields
from xero_emulator.payroll import standard
from xero_emulator.payroll.dialect import Wrong, moment, unknown
from xero_emulator.resource import Resource
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

PREFIX = "payroll_"


class Shelf(Resource):
    """The records of one kind in one organisation, found by their own id and by their owners'."""

    columns = Columns()
    fields = Fields()
    owners: ClassVar[tuple[str, ...]] = ()

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        return [(name, record[name]) for name in self.owners if record.get(name)]

    def put(self, record: Record) -> Record:
        """Keeps a record; one without an id gets the next."""
        return self.keep({self.key: self.books.new_id(), **record})

    def every(self) -> list[Record]:
        return list(self.records.values())

    def owned(self, name: str, owner: str) -> list[Record]:
        return list(self.found_by(name, owner))


def _shelf(plural: str, key: str, *owners: str) -> type[Shelf]:
    return cast(
        type[Shelf], type(plural, (Shelf,), {"plural": plural, "key": key, "owners": owners})
    )


_OF_EMPLOYEE = "employeeID"

RESOURCES: dict[str, type[Shelf]] = {
    PREFIX + kind: _shelf(kind, *keys)
    for kind, keys in {
        "employees": (_OF_EMPLOYEE,),
        "taxes": (_OF_EMPLOYEE,),
        "opening_balances": (_OF_EMPLOYEE,),
        "payment_methods": (_OF_EMPLOYEE,),
        "leave_setups": (_OF_EMPLOYEE,),
        "leave": ("leaveID", _OF_EMPLOYEE),
        "assigned_leave": ("assignedLeaveID", _OF_EMPLOYEE),
        "statutory_leave": ("statutoryLeaveID", _OF_EMPLOYEE),
        "salary_and_wages": ("salaryAndWagesID", _OF_EMPLOYEE),
        "earnings_templates": ("payTemplateEarningID", _OF_EMPLOYEE),
        "working_patterns": ("payeeWorkingPatternID", _OF_EMPLOYEE),
        "timesheets": ("timesheetID", _OF_EMPLOYEE),
        "timesheet_lines": ("timesheetLineID", "timesheetID"),  # Australia's
        "calendars": ("payrollCalendarID",),
        "earnings_rates": ("earningsRateID",),
        "deductions": ("deductionId",),
        "statutory_deductions": ("id",),
        "benefits": ("id",),
        "reimbursements": ("reimbursementID",),
        "leave_types": ("leaveTypeID",),
        "pay_runs": ("payRunID", "payrollCalendarID"),
        "pay_slips": ("paySlipID", "payRunID", _OF_EMPLOYEE),
    }.items()
}

# What the fields of any request refer to, whichever resource they stand in.
REFERS = {
    "payrollCalendarID": "calendars",
    "employeeID": "employees",
    "earningsRateID": "earnings_rates",
    "leaveTypeID": "leave_types",
}
ACCOUNTS = ("expenseAccountID", "expenseAccountId", "liabilityAccountId", "accountID")


def shelf(books: Books, kind: str) -> Shelf:
    """The shelf of a kind; what every organisation has stands on it from the first look."""
    found = cast(Shelf, books.resources[PREFIX + kind])
    if not found.records:
        for record in standard.of(books, kind):
            found.keep(record)
    return found


def employee(books: Books, token: str) -> Record:
    """The employee in a path; raises NotThere."""
    return shelf(books, "employees").get(token)


def of_employee(books: Books, kind: str, employee_id: str, token: str) -> Record:
    """A record that belongs to an employee; raises NotThere, also for somebody else's."""
    found = shelf(books, kind).get(token)
    if found["employeeID"] != employee(books, employee_id)["employeeID"]:
        raise NotThere(token)
    return found


def check(books: Books, sent: Record) -> None:
    """Raises Wrong, naming every field whose id means nothing in this organisation."""
    wrong = [unknown(name) for name in REFERS if not _is_known(books, REFERS[name], sent.get(name))]
    wrong += [
        unknown(name)
        for name in ACCOUNTS
        if sent.get(name) and sent[name] not in books.accounts.records
    ]
    if wrong:
        raise Wrong(*wrong)


def _is_known(books: Books, kind: str, token: str | None) -> bool:
    return token is None or token in shelf(books, kind).records


def touched(books: Books, employee_id: str, now: datetime) -> None:
    """Marks an employee as changed, because something of theirs was."""
    found = employee(books, employee_id)
    shelf(books, "employees").keep({**found, "updatedDateUTC": moment(now)})
