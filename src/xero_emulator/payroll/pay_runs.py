"""Pay runs: everybody on a calendar paid for its next period.

How it was checked: shapes as recorded (NZ) and from Xero's OpenAPI 16.1.0; that the period is the
calendar's next one, whatever was asked for, from its examples. No operation posts a pay run or, in
the United Kingdom, draws one up: people do that in Xero; here `draw_up` and `post` do.
Unverified: one draft for a calendar at a time; that a calendar moves on, timesheets and leave are
completed and leave accrues when a run is posted; what is posted to the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.accounting.ledger import Entry, Source
from xero_emulator.calls import Call, Route
from xero_emulator.fields import choice
from xero_emulator.payroll import calendars, pay, settings, shelves
from xero_emulator.payroll.dialect import Answer, Api, Form, Told, day_of, moment, page, whole_body
from xero_emulator.payroll.operations import Noun
from xero_emulator.payroll.pay import Work
from xero_emulator.payroll.pay_slips import PaySlips
from xero_emulator.resource import States
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

STATES = States("Draft", Draft="Posted")

TYPES = ("Scheduled", "Unscheduled", "EarlierYearUpdate")
SHOWN = (
    *("payrollCalendarID", "periodStartDate", "periodEndDate", "paymentDate", "totalCost"),
    *("totalPay", "payRunStatus", "payRunType", "calendarType", "postedDateTime"),
    "payslipMessage",
)
NOUN = Noun("pay_runs", "payRun", "payRuns", Form(), SHOWN)
ANOTHER_DRAFT = "There can only be one draft pay run for a calendar."  # unverified text
STATUS = choice("PayRunStatus", "Draft", "Posted")


@dataclass(frozen=True, slots=True)
class PayRuns:
    """The pay runs of one country, whose slips are as `slips` says."""

    slips: PaySlips

    def draw_up(self, books: Books, calendar_id: str, now: datetime) -> Record:
        """A draft for the calendar's next period; raises Wrong if there is a draft already."""
        calendar = shelves.shelf(books, "calendars").get(calendar_id)
        kept = shelves.shelf(books, "pay_runs")
        if any(each["payRunStatus"] == "Draft" for each in _of(books, calendar)):
            raise whole_body(ANOTHER_DRAFT)
        run = kept.put(_draft(calendar))
        staff = [each for each in shelves.shelf(books, "employees").every() if _on(each, run)]
        slips = [self.slips.draw_up(Work.of(books, run, each)) for each in staff]
        return kept.keep({**run, **self._totals(slips)})

    def _totals(self, slips: list[Record]) -> Record:
        cost = sum((self.slips.cost(each) for each in slips), Decimal(0))
        return {"totalCost": cost, "totalPay": pay.total(slips, "totalPay")}

    def changed(self, books: Books, slip: Record) -> Record:
        """Keeps a changed slip of a draft, and what its run comes to with it."""
        kept, runs = shelves.shelf(books, "pay_slips"), shelves.shelf(books, "pay_runs")
        found = kept.keep(self.slips.totalled(books, slip))
        run = runs.get(slip["payRunID"])
        runs.keep({**run, **self._totals(kept.owned("payRunID", run["payRunID"]))})
        return found

    def shown(self, books: Books, run: Record) -> Record:
        slips = shelves.shelf(books, "pay_slips").owned("payRunID", run["payRunID"])
        brief = [self.slips.brief(each) for each in slips]
        return {**NOUN.shown(run), "paySlips": brief, "invalidPayeeIDs": None}

    def post(self, books: Books, pay_run_id: str, now: datetime) -> Record:
        """Pays a draft: the ledger, the calendar, timesheets and leave follow."""
        run = shelves.shelf(books, "pay_runs").get(pay_run_id)
        if not STATES.allows(run["payRunStatus"], "Posted"):
            raise whole_body(f"A pay run cannot go from {run['payRunStatus']} to Posted.")
        with books.whole():
            for slip in shelves.shelf(books, "pay_slips").owned("payRunID", run["payRunID"]):
                _settle(books, run, slip, now)
            _enter(books, run, now)
            _move_on(books, run, now)
            posted = {"payRunStatus": "Posted", "postedDateTime": moment(now)}
            return shelves.shelf(books, "pay_runs").keep({**run, **posted})


def _of(books: Books, calendar: Record) -> list[Record]:
    key = calendar["payrollCalendarID"]
    return shelves.shelf(books, "pay_runs").owned("payrollCalendarID", key)


def _draft(calendar: Record) -> Record:
    carried = ("payrollCalendarID", "periodStartDate", "periodEndDate", "paymentDate")
    return {
        **{name: calendar[name] for name in (*carried, "calendarType")},
        "payRunStatus": STATES.first,
        "payRunType": TYPES[0],
    }


def _on(worker: Record, run: Record) -> bool:
    """Whether somebody is paid in a run: on its calendar, and begun before its end."""
    same = worker.get("payrollCalendarID") == run["payrollCalendarID"]
    if not same or str(worker["startDate"]) > run["periodEndDate"]:
        return False
    return str(worker.get("endDate") or "9") >= str(run["periodStartDate"])


def _settle(books: Books, run: Record, slip: Record, now: datetime) -> None:
    """Marks what a slip has paid as completed, and lets leave accrue."""
    work = Work.of(books, run, shelves.employee(books, slip["employeeID"]))
    for sheet in pay.sheets(work):
        done = {"status": "Completed", "updatedDateUTC": moment(now)}
        shelves.shelf(books, "timesheets").keep({**sheet, **done})
    for taken in work.owned("leave"):
        periods = [_completed(work, each) for each in taken["periods"]]
        shelves.shelf(books, "leave").keep({**taken, "periods": periods})
    gained = {line["leaveTypeID"]: line["numberOfUnits"] for line in slip["leaveAccrualLines"]}
    for held in work.owned("assigned_leave"):
        more = held.get("accrued", Decimal(0)) + gained.get(held["leaveTypeID"], 0)
        shelves.shelf(books, "assigned_leave").keep({**held, "accrued": more})


def _completed(work: Work, period: Record) -> Record:
    paid = work.holds(period, "periodStartDate", "periodEndDate")
    return {**period, "periodStatus": "Completed"} if paid else period


def _move_on(books: Books, run: Record, now: datetime) -> None:
    kept = shelves.shelf(books, "calendars")
    moved = calendars.next_period(kept.get(run["payrollCalendarID"]))
    kept.keep({**moved, "updatedDateUTC": moment(now)})


def _enter(books: Books, run: Record, now: datetime) -> None:
    source = Source("WAGEPAYABLE", run["payRunID"], wire.day(day_of(run["paymentDate"])))
    books.journals.post(source, list(_entries(books, run)), now)


def _entries(books: Books, run: Record) -> Iterator[Entry]:
    """What a run costs to wages, the pay to wages payable, the rest to the tax office."""
    cost, net = run["totalCost"], run["totalPay"]
    yield Entry(settings.account(books, "WAGESEXPENSE"), cost)
    yield Entry(settings.account(books, "WAGESPAYABLE"), -net)
    yield Entry(settings.account(books, "PAYELIABILITY"), net - cost)


def listing(call: Call) -> Told:
    status = call.query.get("status", "").lower()
    every = NOUN.shelf(call).every()
    rows = [each for each in every if not status or each["payRunStatus"].lower() == status]
    return page(call, NOUN.many, rows, NOUN.shown)


def fetching(of: PayRuns) -> Answer:
    def answer(call: Call) -> Told:
        run = NOUN.shelf(call).get(call.path["PayRunID"])
        return Told(NOUN.one, of.shown(call.books, run))

    return answer


def routes(api: Api, of: PayRuns) -> tuple[Route, Route]:
    at = "/PayRuns/{PayRunID}"
    return (
        api.route("getPayRuns", "GET", "/PayRuns", "payruns", listing, NOUN.nothing),
        api.route("getPayRun", "GET", at, "payruns", fetching(of), NOUN.none),
    )
