"""Payslips: what each employee is paid in a pay run.

How it was checked: fields and the single object of an answer from Xero's OpenAPI 16.1.0.
Unverified: that the lines which are sent replace those of their kind and no others, that only a
draft pay run's payslips change, and the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, cast

from xero_emulator import wire
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid
from xero_emulator.fields import names
from xero_emulator.payroll.au import lines
from xero_emulator.payroll.au.pay import Paid, totals
from xero_emulator.payroll.au.records import Payroll, route
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

POSTED = "Payslips of a posted pay run cannot be changed."  # unverified text
SUMMARY = names(
    "EmployeeID PayslipID FirstName LastName Wages Deductions Tax Super Reimbursements NetPay "
    "UpdatedDateUTC"
)
KEPT = frozenset({"PayRunID", "Posted", "EmployeeGroup"})


class Payslips(Payroll):
    plural = "Payslips"
    key = "PayslipID"
    columns = Columns()
    fields = lines.PAYSLIP

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        yield "run", record["PayRunID"]
        yield "employee", record["EmployeeID"]

    def of_run(self, run: str) -> Iterator[Record]:
        return self.found_by("run", run)

    def draw(self, run: str, paid: Paid, call: Call) -> Record:
        """The payslip of one employee, as everything known about the pay makes it."""
        found = paid.lines()
        group = paid.employee.get("EmployeeGroupName")
        record = {
            "EmployeeID": paid.employee["EmployeeID"],
            "PayslipID": self.books.new_id(),
            "FirstName": paid.employee["FirstName"],
            "LastName": paid.employee["LastName"],
            **totals(found),
            **found,
            "PayRunID": run,
            "Posted": False,
            **({"EmployeeGroup": group} if group else {}),
        }
        return self.keep(self.stamped(record, call), call.client_id)

    def change(self, record: Record, sent: Record, call: Call) -> Record:
        if record["Posted"]:
            raise Invalid(POSTED)
        wrong = list(lines.wrong(self.books, sent))
        if wrong:
            raise Invalid(*wrong)
        for line in sent.get("TaxLines", []):
            line.setdefault("PayslipTaxLineID", self.books.new_id())
        found = {**record, **sent}
        return self.keep(self.stamped({**found, **totals(found)}, call))

    def summary(self, record: Record) -> Record:
        """As its pay run shows it."""
        told = {name: record[name] for name in SUMMARY}
        return told | {name: record[name] for name in ("EmployeeGroup",) if name in record}


def shown(record: Record) -> Record:
    return {name: value for name, value in record.items() if name not in KEPT}


def payslips(books: Books) -> Payslips:
    return cast(Payslips, books.resources["au_payslips"])


def fetch(call: Call) -> Reply:
    record = payslips(call.books).get(call.path["PayslipID"])
    return wire.envelope(call, "Payslip", shown(record))


def update(call: Call) -> Reply:
    held = payslips(call.books)
    record = held.get(call.path["PayslipID"])
    for element in wire.elements(call.body, "Payslips"):
        inner = next((v for k, v in element.items() if k.lower() == "payslip"), element)
        sent = held.fields.read(inner, "Payslip") if isinstance(inner, dict) else {}
        record = held.change(record, sent, call)
    return held.envelope(call, [shown(record)])


RESOURCES = {"au_payslips": Payslips}
_AT = "/Payslip/{PayslipID}"

ROUTES = (
    route("getPayslip", "GET", _AT, "payslip", fetch),
    route("updatePayslip", "POST", _AT, "payslip", update),
)
