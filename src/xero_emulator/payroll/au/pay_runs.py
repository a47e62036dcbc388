"""Pay runs: a draft with a payslip for each employee of a calendar, and its posting.

How it was checked: fields, the two statuses, and what a list, a write and a single pay run show,
from Xero's OpenAPI 16.1.0 and its examples. Unverified: that a calendar has one draft at a time,
that posting moves the calendar on, processes timesheets and leave, and posts one journal (wages,
super and reimbursements against what is owed) on the payment date; and every text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from xero_emulator import wire
from xero_emulator.accounting.ledger import Entry, Source
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, choice, day, guid, names, text
from xero_emulator.money import ZERO, half_up
from xero_emulator.payroll.au import pay_items, settings
from xero_emulator.payroll.au.employees import employees
from xero_emulator.payroll.au.leave_applications import leave_applications
from xero_emulator.payroll.au.pay import EARNED, Paid, amount, deduction, is_paid
from xero_emulator.payroll.au.payroll_calendars import Period, calendars, period_of
from xero_emulator.payroll.au.payslips import payslips
from xero_emulator.payroll.au.records import Payroll, implausible, route, unknown
from xero_emulator.payroll.au.timesheets import timesheets
from xero_emulator.resource import Asked, States, listing, writing
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

STATES = States("DRAFT", DRAFT="DRAFT POSTED", POSTED="POSTED")

DRAFT_EXISTS = "There is already a draft pay run for this payroll calendar."  # unverified text
PAID_ALREADY = "There is already a pay run for this pay period."  # unverified text
NO_PERIOD = "The dates are not a pay period of the payroll calendar."  # unverified text
CLOSED = "A posted pay run cannot be changed."  # unverified text
SUMS = names("Wages Deductions Tax Super NetPay")
WRITTEN = names(
    "PayRunID PayrollCalendarID PayRunPeriodStartDate PayRunPeriodEndDate PaymentDate PayRunStatus "
    "PayslipMessage UpdatedDateUTC"
)


class PayRuns(Payroll):
    plural = "PayRuns"
    key = "PayRunID"
    required = ("PayrollCalendarID",)
    columns = Columns(
        text="PayRunStatus PayslipMessage",
        guid="PayRunID PayrollCalendarID",
        number="Wages Deductions Tax Super Reimbursement NetPay",
        day="PayRunPeriodStartDate PayRunPeriodEndDate PaymentDate UpdatedDateUTC",
    )
    fields = Fields(
        PayRunID=guid,
        PayrollCalendarID=guid,
        PayRunPeriodStartDate=day,
        PayRunPeriodEndDate=day,
        PayRunStatus=choice("PayRunStatus", "DRAFT", "POSTED"),
        PaymentDate=day,
        PayslipMessage=text,
    )

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        yield "calendar", record["PayrollCalendarID"]

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        if self.key not in sent:
            return self._made(sent, call)
        old = self.match(sent[self.key])
        if old is None:
            raise Invalid(f"{self.key} {sent[self.key]} does not exist.")
        return self._changed(old, sent, call)

    def _made(self, sent: Record, call: Call) -> Record:
        held = calendars(self.books)
        dates = ("PayRunPeriodStartDate", "PayRunPeriodEndDate", "PaymentDate")
        wrong = [
            *self.lacking(sent),
            *unknown([sent], "PayrollCalendarID", held.match),
            *implausible(sent, *dates),
        ]
        if wrong:
            raise Invalid(*wrong)
        calendar = held.records[sent["PayrollCalendarID"]]
        period = self._period(calendar, sent)
        record = {
            "PayRunID": self.books.new_id(),
            **sent,
            "PayRunStatus": self._born(sent),
            "PayRunPeriodStartDate": wire.day(period.first),
            "PayRunPeriodEndDate": wire.day(period.last),
            "PaymentDate": sent.get("PaymentDate", wire.day(held.pay_day(calendar, period))),
        }
        kept = self.keep(self.stamped(record, call), call.client_id)
        self._pay(kept, calendar, period, call)
        return kept

    def _born(self, sent: Record) -> str:
        status: str = sent.get("PayRunStatus", STATES.first)
        if status not in STATES.born:
            raise Invalid(f"A pay run cannot begin as {status}.")  # unverified text
        return status

    def _period(self, calendar: Record, sent: Record) -> Period:
        """The pay period that is asked for, or the calendar's upcoming one."""
        if "PayRunPeriodStartDate" in sent:
            period = period_of(calendar, wire.date_of(sent["PayRunPeriodStartDate"]))
        else:
            period = calendars(self.books).upcoming(calendar)
        asked = {
            "PayRunPeriodStartDate": wire.day(period.first),
            "PayRunPeriodEndDate": wire.day(period.last),
        }
        if any(sent.get(name, value) != value for name, value in asked.items()):
            raise Invalid(NO_PERIOD)
        for other in self.found_by("calendar", calendar["PayrollCalendarID"]):
            if other["PayRunPeriodStartDate"] == asked["PayRunPeriodStartDate"]:
                raise Invalid(PAID_ALREADY)
            if other["PayRunStatus"] == "DRAFT":
                raise Invalid(DRAFT_EXISTS)
        return period

    def _pay(self, run: Record, calendar: Record, period: Period, call: Call) -> None:
        for employee in list(employees(self.books).records.values()):
            if is_paid(employee, calendar, period):
                paid = Paid(self.books, employee, calendar, period)
                payslips(self.books).draw(run["PayRunID"], paid, call)

    def _changed(self, old: Record, sent: Record, call: Call) -> Record:
        if old["PayRunStatus"] == "POSTED":
            raise Invalid(CLOSED)
        changes: Record = {
            name: sent[name] for name in ("PaymentDate", "PayslipMessage") if name in sent
        }
        wrong = list(implausible(changes, "PaymentDate"))
        if wrong:
            raise Invalid(*wrong)
        status = sent.get("PayRunStatus", old["PayRunStatus"])
        record = self.keep(self.stamped({**old, **changes, "PayRunStatus": status}, call))
        if status == "POSTED":
            self._post(record, call)
        return record

    def _post(self, run: Record, call: Call) -> None:
        locked = list(self.books.locked(run["PaymentDate"]))
        if locked:
            raise Invalid(*locked)
        period = _period_of_run(run)
        slips = list(payslips(self.books).of_run(run["PayRunID"]))
        for slip in slips:
            timesheets(self.books).process(slip["EmployeeID"], period, call)
            leave_applications(self.books).process(slip["EmployeeID"], period, call)
            payslips(self.books).keep({**slip, "Posted": True})
        source = Source("WAGEPAYABLE", run["PayRunID"], run["PaymentDate"])
        self.books.journals.post(source, _entries(self.books, slips), call.now)
        calendar = calendars(self.books).records[run["PayrollCalendarID"]]
        calendars(self.books).advance(calendar, period, call)

    def _sums(self, record: Record) -> Record:
        slips = list(payslips(self.books).of_run(record["PayRunID"]))
        sums = {name: sum((slip[name] for slip in slips), ZERO) for name in SUMS}
        return {**sums, "Reimbursement": sum((slip["Reimbursements"] for slip in slips), ZERO)}

    def listed(self, record: Record, asked: Asked) -> Record:
        return {**record, **self._sums(record)}

    def fetched(self, record: Record, asked: Asked) -> Record:
        """As the answer to a write has it."""
        return {name: record[name] for name in WRITTEN if name in record}

    def whole(self, record: Record, asked: Asked) -> Record:
        held = payslips(self.books)
        slips = [held.summary(slip) for slip in held.of_run(record["PayRunID"])]
        return {**self.listed(record, asked), "Payslips": slips}


def _period_of_run(run: Record) -> Period:
    first, last = run["PayRunPeriodStartDate"], run["PayRunPeriodEndDate"]
    return Period(wire.date_of(first), wire.date_of(last))


def _entries(books: Books, slips: list[Record]) -> Iterator[Entry]:
    """Each account's share of the pay run; they sum to zero."""
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for slip in slips:
        for account, value in _shares(books, slip):
            sums[account["AccountID"]] += value
    for identity, value in sums.items():
        yield Entry(books.accounts.records[identity], value)


def _shares(books: Books, slip: Record) -> Iterator[tuple[Record, Decimal]]:
    for name in EARNED:
        for line in slip[name]:
            code = _item(books, "EarningsRates", line.get("EarningsRateID")).get("AccountCode")
            yield settings.account_of_line(books, code, "WAGESEXPENSE"), amount(line)
    for line in slip["DeductionLines"]:
        code = _item(books, "DeductionTypes", line["DeductionTypeID"]).get("AccountCode")
        account = settings.account_of_line(books, code, "WAGESPAYABLELIABILITY")
        yield account, -deduction(line, slip["Wages"])
    for line in slip["ReimbursementLines"]:
        code = _item(books, "ReimbursementTypes", line["ReimbursementTypeID"]).get("AccountCode")
        code = line.get("ExpenseAccount") or code
        yield settings.account_of_line(books, code, "WAGESEXPENSE"), _amount(line)
    for line in slip["SuperannuationLines"]:
        expense, owed = line.get("ExpenseAccountCode"), line.get("LiabilityAccountCode")
        yield settings.account_of_line(books, expense, "SUPERANNUATIONEXPENSE"), _amount(line)
        yield settings.account_of_line(books, owed, "SUPERANNUATIONLIABILITY"), -_amount(line)
    for line in slip["TaxLines"]:
        code = line.get("LiabilityAccount")
        yield settings.account_of_line(books, code, "PAYGLIABILITY"), -_amount(line)
    owed_to_employee = slip["NetPay"] + slip["Reimbursements"]
    yield settings.account(books, "WAGESPAYABLELIABILITY"), -owed_to_employee


def _item(books: Books, kind: str, identity: str | None) -> Record:
    return pay_items.of_kind(books, kind).find(identity or "") or {}


def _amount(line: Record) -> Decimal:
    return half_up(line.get("Amount", ZERO))


def pay_runs(books: Books) -> PayRuns:
    return cast(PayRuns, books.resources["au_pay_runs"])


def fetch(call: Call) -> Reply:
    held = pay_runs(call.books)
    record = held.get(call.path["PayRunID"])
    return held.envelope(call, [held.whole(record, Asked.of(call, held))])


RESOURCES = {"au_pay_runs": PayRuns}
_AT = "/PayRuns/{PayRunID}"

ROUTES = (
    route("getPayRuns", "GET", "/PayRuns", "payruns", listing(pay_runs)),
    route("createPayRun", "POST", "/PayRuns", "payruns", writing(pay_runs)),
    route("getPayRun", "GET", _AT, "payruns", fetch),
    route("updatePayRun", "POST", _AT, "payruns", writing(pay_runs, "PayRunID")),
)
