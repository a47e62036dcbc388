"""Pay slips: one employee's earnings, taxes, deductions and pay in one pay run.

How it was checked: fields from Xero's OpenAPI 16.1.0; how the totals follow from the lines as
recorded (NZ) and in the examples. Unverified: that slips are drawn up from what is known of the
employee at that moment and not again; the whole pay in one payment to the first bank account.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from xero_emulator.calls import Call, Route
from xero_emulator.fields import GUID
from xero_emulator.payroll import pay, shelves
from xero_emulator.payroll.dialect import (
    Answer,
    Api,
    Form,
    Told,
    Wrong,
    invalid,
    page,
    required,
)
from xero_emulator.payroll.operations import Noun, fetching
from xero_emulator.payroll.pay import Work
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

TOTALS = (
    *("totalEarnings", "grossEarnings", "totalPay", "totalEmployerTaxes", "totalEmployeeTaxes"),
    *("totalDeductions", "totalReimbursements"),
)
HEAD = ("employeeID", "payRunID", "lastEdited", "firstName", "lastName")
LINES = (
    *("earningsLines", "leaveEarningsLines", "timesheetEarningsLines", "deductionLines"),
    *("reimbursementLines", "leaveAccrualLines", "paymentLines"),
    *("employeeTaxLines", "employerTaxLines"),
)


@dataclass(frozen=True, slots=True)
class Levies:
    """What comes off the pay and what the employer adds: lines by the names of slip fields."""

    employee_taxes: list[Record]
    employer_taxes: list[Record]
    others: Mapping[str, list[Record]]


@dataclass(frozen=True, slots=True)
class PaySlips:
    """The pay slips of one country.

    `levies` says what is due on the gross earnings; `added` names the slip's field of what the
    employer adds, `court` that of what the law takes, both with the field of their total. With
    `on_top` the employer pays its taxes beside that, else out of it. `cut` says which fields some
    lines have here, if not all.
    """

    noun: Noun
    levies: Callable[[Work, Decimal], Levies]
    added: tuple[str, str]
    court: tuple[str, str]
    more: Callable[[Work], Record]
    on_top: bool
    cut: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(
        cls,
        levies: Callable[[Work, Decimal], Levies],
        added: tuple[str, str],
        court: tuple[str, str],
        more: Callable[[Work], Record],
        shows: tuple[str, ...] = (),
        *,
        on_top: bool = False,
        cut: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    ) -> PaySlips:
        listed = (added[0], court[0], added[1], court[1], "bacsHash", "paymentMethod")
        noun = Noun("pay_slips", "paySlip", "paySlips", Form(), (*_SHOWN, *listed, *shows))
        return cls(noun, levies, added, court, more, on_top, cut)

    def draw_up(self, work: Work) -> Record:
        """A slip for an employee in a pay run."""
        sheets, off = pay.timesheet_lines(work), pay.leave_lines(work)
        earned = list(pay.earnings_lines(work, pay.hours_off(work)))
        gross = pay.total([*earned, *sheets, *off])
        hours = pay.total([*earned, *sheets], "numberOfUnits")
        due = self.levies(work, gross)
        slip = {
            **_head(work),
            **{name: [] for name in LINES},
            **due.others,
            **self.more(work),
            **self._cut("earningsLines", earned),
            **self._cut("leaveEarningsLines", off),
            **self._cut("timesheetEarningsLines", sheets),
            "leaveAccrualLines": pay.accruals(work, gross, hours),
            "employeeTaxLines": due.employee_taxes,
            "employerTaxLines": due.employer_taxes,
        }
        return shelves.shelf(work.books, "pay_slips").put(self.totalled(work.books, slip))

    def _cut(self, name: str, lines: list[Record]) -> Record:
        fields = self.cut.get(name)
        if fields is None:
            return {name: lines}
        return {name: [{field: line[field] for field in fields} for line in lines]}

    def totalled(self, books: Books, slip: Record) -> Record:
        """A slip with the totals and the payment that its lines come to."""
        gross = pay.total(line for name in LINES[:3] for line in slip[name])
        taxes, taken = pay.total(slip["employeeTaxLines"]), pay.total(slip["deductionLines"])
        court, back = pay.total(slip[self.court[0]]), pay.total(slip["reimbursementLines"])
        net = gross - taxes - taken - court + back
        return {
            **slip,
            "totalEarnings": gross,
            "grossEarnings": gross,
            "totalPay": net,
            "totalEmployerTaxes": pay.total(slip["employerTaxLines"]),
            "totalEmployeeTaxes": taxes,
            "totalDeductions": taken,
            "totalReimbursements": back,
            self.added[1]: pay.total(slip[self.added[0]]),
            self.court[1]: court,
            "paymentLines": _payment(books, slip, net),
        }

    def brief(self, slip: Record) -> Record:
        """A slip as it stands in its pay run."""
        names = ("paySlipID", *HEAD, *TOTALS, self.court[1], self.added[1])
        return {name: slip.get(name) for name in (*names, "bacsHash", "paymentMethod")}

    def cost(self, slip: Record) -> Decimal:
        """What a slip costs the employer."""
        added: Decimal = slip[self.added[1]] + slip["totalReimbursements"]
        taxes = slip["totalEmployerTaxes"] if self.on_top else 0
        earned: Decimal = slip["totalEarnings"]
        return added + taxes + earned


_SHOWN = (*HEAD, *TOTALS, *LINES)


def _head(work: Work) -> Record:
    method = shelves.shelf(work.books, "payment_methods").records.get(work.worker["employeeID"], {})
    return {
        "employeeID": work.worker["employeeID"],
        "payRunID": work.run["payRunID"],
        "firstName": work.worker["firstName"],
        "lastName": work.worker["lastName"],
        "paymentMethod": method.get("paymentMethod") or ("Electronically" if method else None),
    }


def _payment(books: Books, slip: Record, net: Decimal) -> list[Record]:
    method = shelves.shelf(books, "payment_methods").records.get(slip["employeeID"], {})
    bank: Record = next(iter(method.get("bankAccounts") or ()), {})
    names = ("accountNumber", "sortCode", "accountName")
    account = {name: bank.get(name) for name in names}
    return [{"paymentLineID": books.new_id(), "amount": net, **account}] if net else []


def listing(of: PaySlips) -> Answer:
    def answer(call: Call) -> Told:
        run = call.query.get("PayRunID") or call.query.get("payRunID")
        if not run:
            raise Wrong(required("PayRunID"))
        if not GUID.fullmatch(run):
            raise Wrong(invalid("PayRunID"))
        kept = shelves.shelf(call.books, "pay_runs").get(run)
        rows = of.noun.shelf(call).owned("payRunID", kept["payRunID"])
        return page(call, of.noun.many, rows, of.noun.shown)

    return answer


def routes(api: Api, of: PaySlips, word: str, segment: str) -> tuple[Route, Route]:
    fetch, scope = fetching(of.noun, segment), "payslip"
    return (
        api.route("getPaySlips", "GET", f"/{word}", scope, listing(of), of.noun.nothing),
        api.route("getPaySlip", "GET", f"/{word}/{{{segment}}}", scope, fetch, of.noun.none),
    )
