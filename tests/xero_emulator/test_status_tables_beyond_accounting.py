"""Which status an asset or a timesheet may have, and which it may be moved to, in each country.

As for the Accounting API, what is expected was written from the reference's section 5.3, which
names the states and of their edges only two calls; the emulator's tables must be equal. Then every
permitted edge is walked and every other one is tried and must be refused in that API's own shape.

Sources: S the specification's text, U unverified: the likeliest rule, marked so in the file itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import pytest
from tests.xero_emulator.assets.given import made_type
from tests.xero_emulator.payroll.au import given as australia
from tests.xero_emulator.payroll.given import PERIOD, Payroll

from xero_emulator.assets import assets
from xero_emulator.direct import Answer, Direct
from xero_emulator.payroll import timesheets
from xero_emulator.payroll.au import timesheets as au_timesheets
from xero_emulator.payroll.au_v2 import timesheets as au_v2_timesheets
from xero_emulator.resource import States


class Desk(Protocol):
    """Somebody who makes records of one kind and asks for their statuses."""

    def made(self, status: str) -> Answer:
        """A record that should be born with this status."""

    def key(self, answer: Answer) -> str: ...

    def ask(self, key: str, status: str) -> Answer | None:
        """Asks for a status; nothing where no operation could."""

    def status(self, key: str) -> str: ...

    def refuses(self, answer: Answer) -> bool:
        """Whether this is a refusal as this API writes it."""

    def brought(self, status: str) -> str:
        """A record in a status that no caller can ask for."""


@dataclass(frozen=True)
class Table:
    """The rules of one kind of record; `edges` says for each state where a caller may move it.

    `by_system` are states that no caller asks for, `never` those that nothing leads to here.
    """

    name: str
    table: States
    desk: Callable[[], Desk]
    words: str
    born: str
    edges: Mapping[str, str]
    source: str
    by_system: str = ""
    never: str = ""

    def allows(self, before: str, after: str) -> bool:
        return after in self.edges.get(before, "").split()

    def states(self) -> list[str]:
        return [word for word in self.words.split() if word not in self.never.split()]


class AssetRegister:
    """Assets that have all they need to be registered and disposed of."""

    def __init__(self) -> None:
        self.xero = Direct("AU")
        self.kind = made_type(self.xero)["assetTypeId"]
        self.count = 0

    def made(self, status: str) -> Answer:
        self.count += 1
        sent = {
            "assetName": f"Lathe {self.count}",
            "assetTypeId": self.kind,
            "purchaseDate": "2025-05-01",
            "purchasePrice": 1200,
            "disposalDate": "2026-02-01",
            "bookDepreciationDetail": {"depreciationStartDate": "2025-05-01"},
        }
        return self._sent({**sent, **({} if status == "Draft" else {"assetStatus": status})})

    def _sent(self, sent: dict[str, Any]) -> Answer:
        return self.xero.call("assets.createAsset", sent)

    def key(self, answer: Answer) -> str:
        return str(answer.json["assetId"])

    def ask(self, key: str, status: str) -> Answer:
        return self._sent({"assetId": key, "assetStatus": status})

    def status(self, key: str) -> str:
        return str(self.xero.call("assets.getAssetById", id=key).json["assetStatus"])

    def refuses(self, answer: Answer) -> bool:
        body = answer.json
        wrong = [
            (each["fieldName"], bool(each["detail"])) for each in body["fieldValidationErrors"]
        ]
        return (answer.status, body["title"], body["detail"], wrong) == (
            400,
            "The resource update failed validation.",
            "Validation Errors",
            [("AssetStatus", True)],
        )

    def brought(self, status: str) -> str:
        raise LookupError(status)


class AustralianRota:
    """Timesheets of Payroll AU 1.0, each of another week."""

    def __init__(self) -> None:
        self.xero = Direct("AU")
        self.calendar = australia.made_calendar(self.xero)
        self.employee = australia.paid_employee(self.xero, self.calendar)

    def made(self, status: str) -> Answer:
        sent = {
            "EmployeeID": self.employee,
            "StartDate": australia.MONDAY,
            "EndDate": australia.SUNDAY,
            **({} if status == "DRAFT" else {"Status": status}),
        }
        return australia.call(self.xero, "createTimesheet", [sent])

    def key(self, answer: Answer) -> str:
        return str(answer.row()["TimesheetID"])

    def ask(self, key: str, status: str) -> Answer | None:
        return australia.call(self.xero, "updateTimesheet", [{"Status": status}], TimesheetID=key)

    def status(self, key: str) -> str:
        told = australia.call(self.xero, "getTimesheet", TimesheetID=key)
        return str(told.json["Timesheet"]["Status"])

    def refuses(self, answer: Answer) -> bool:
        body = answer.json
        told = [each["ValidationErrors"][0]["Message"] for each in body["Elements"]]
        kind = (answer.status, body["ErrorNumber"], body["Type"])
        return kind == (400, 10, "ValidationException") and all(told)

    def brought(self, status: str) -> str:
        """PROCESSED: approved, and its pay run posted."""
        key = self.key(self.made("APPROVED"))
        runs = [{"PayrollCalendarID": self.calendar}]
        run = australia.call(self.xero, "createPayRun", runs).row()["PayRunID"]
        posted = [{"PayRunStatus": "POSTED"}]
        australia.call(self.xero, "updatePayRun", posted, PayRunID=run).row()
        return key


class Calls:
    """What the timesheets of Payroll 2.0 have in common: a status has a call of its own."""

    MOVES: Mapping[str, str] = {"Approved": "approveTimesheet", "Draft": "revertTimesheet"}
    payroll: Payroll

    def key(self, answer: Answer) -> str:
        return str(answer.json["timesheet"]["timesheetID"])

    def ask(self, key: str, status: str) -> Answer | None:
        if status not in self.MOVES:
            return None
        return self.payroll.call(self.MOVES[status], TimesheetID=key)

    def status(self, key: str) -> str:
        return str(self.payroll.told("getTimesheet", TimesheetID=key)["status"])

    def refuses(self, answer: Answer) -> bool:
        body, problem = answer.json, answer.json["problem"]
        told = [each["name"] for each in problem["invalidFields"] if each["reason"]]
        return (
            (answer.status, body["httpStatusCode"], problem["status"]) == (400, "BadRequest", 400)
            and told == ["_default"]
            and body["timesheet"] is None
        )


class Rota(Calls):
    """Timesheets of New Zealand or the United Kingdom."""

    def __init__(self, country: str) -> None:
        self.payroll = Payroll(country)
        self.calendar = self.payroll.calendar()
        self.employee = self.payroll.employed(self.calendar)
        self.payroll.wage(self.employee)

    def made(self, status: str) -> Answer:
        who = {"employeeID": self.employee, "payrollCalendarID": self.calendar}
        return self.payroll.call("createTimesheet", {**who, **PERIOD, "status": status})

    def brought(self, status: str) -> str:
        """Completed: approved, and its pay run posted."""
        key = self.key(self.made("Draft"))
        self.payroll.told("approveTimesheet", TimesheetID=key)
        self.payroll.post(self.payroll.run(self.calendar))
        return key


class AustralianCalls(Calls):
    """The timesheets of Payroll AU 1.0 by Payroll 2.0."""

    def __init__(self) -> None:
        self.old = AustralianRota()
        self.payroll = Payroll("AU")
        self.payroll.xero = self.old.xero

    def made(self, status: str) -> Answer:
        days = {"startDate": australia.MONDAY, "endDate": australia.SUNDAY}
        who = {"employeeID": self.old.employee, "payrollCalendarID": self.old.calendar}
        return self.payroll.call("createTimesheet", {**who, **days, "status": status})

    def brought(self, status: str) -> str:
        return self.old.brought("PROCESSED")


CALLS = "states and both calls S; that they lead nowhere else, and from where, U"
TABLES = (
    Table(
        "assets",
        assets.STATES,
        AssetRegister,
        "Draft Registered Disposed",
        "Draft Registered",
        {"Draft": "Draft Registered", "Registered": "Registered Disposed"},
        "states S; edges U",
    ),
    Table(
        "timesheets AU 1.0",
        au_timesheets.STATES,
        AustralianRota,
        "DRAFT PROCESSED APPROVED REJECTED REQUESTED",
        "DRAFT REQUESTED APPROVED",
        {
            "DRAFT": "DRAFT REQUESTED APPROVED",
            "REQUESTED": "REQUESTED DRAFT APPROVED REJECTED",
            "REJECTED": "REJECTED DRAFT REQUESTED",
            "APPROVED": "APPROVED DRAFT",
        },
        "states S; PROCESSED by its pay run and every edge U",
        by_system="PROCESSED",
    ),
    *(
        Table(
            f"timesheets {country}",
            timesheets.STATES,
            partial(Rota, country),
            "Draft Approved Completed Requested",
            "Draft",
            {"Draft": "Approved", "Requested": "Approved", "Approved": "Draft"},
            f"{CALLS}; Requested NZ alone S, and by no operation U",
            by_system="Completed",
            never="Requested",
        )
        for country in ("NZ", "GB")
    ),
    Table(
        "timesheets AU 2.0",
        au_v2_timesheets.STATES,
        AustralianCalls,
        "Draft Approved Completed",
        "Draft",
        {"Draft": "Approved", "Approved": "Draft"},
        CALLS,
        by_system="Completed",
    ),
)
EACH = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def reached(table: Table, desk: Desk, state: str) -> str:
    """The id of a record in this state, by the shortest way that there should be."""
    if state in table.by_system.split():
        return desk.brought(state)
    if state in table.born.split():
        return desk.key(desk.made(state))
    before = next(each for each in table.edges if table.allows(each, state) and each != state)
    key = reached(table, desk, before)
    moved = desk.ask(key, state)
    assert moved is not None
    assert moved.status == 200, moved.reply.body
    return key


@EACH
def test_the_table_is_the_expected_one(table: Table) -> None:
    assert table.table.born == tuple(table.born.split())
    ours = {state: set(after) for state, after in table.table.edges.items()}
    assert ours == {state: set(after.split()) for state, after in table.edges.items()}


@EACH
def test_every_state_is_reached_but_those_that_nothing_leads_to(table: Table) -> None:
    assert {*table.edges, *" ".join(table.edges.values()).split()} <= set(table.words.split())
    for state in table.states():
        desk = table.desk()
        assert desk.status(reached(table, desk, state)) == state


@EACH
def test_a_record_is_born_only_as_its_table_says(table: Table) -> None:
    for word in table.words.split():
        desk = table.desk()
        answer = desk.made(word)
        if word in table.born.split():
            assert desk.status(desk.key(answer)) == word
        elif answer.status == 200:  # the word was not read at all
            assert desk.status(desk.key(answer)) == table.born.split()[0]
        else:
            assert desk.refuses(answer), answer.reply.body


def edges() -> Iterator[Any]:
    for table in TABLES:
        for before in table.states():
            for after in table.words.split():
                yield pytest.param(table, before, after, id=f"{table.name}: {before} to {after}")


@pytest.mark.parametrize(("table", "before", "after"), list(edges()))
def test_each_permitted_edge_works_and_each_other_one_is_refused(
    table: Table, before: str, after: str
) -> None:
    desk = table.desk()
    key = reached(table, desk, before)
    answer = desk.ask(key, after)
    if answer is None:
        assert not table.allows(before, after)
    elif table.allows(before, after):
        assert answer.status == 200, answer.reply.body
        assert desk.status(key) == after
    else:
        assert desk.refuses(answer), answer.reply.body
        assert desk.status(key) == before
