"""Timesheets, by Payroll API 2.0 in each country that has one."""

from __future__ import annotations

from decimal import Decimal

from tests.sweep import payroll
from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome
from tests.sweep.payroll import COUNTRIES, END, START, V2


def _new(books: Books) -> Given:
    line = {"date": START, "earningsRateID": payroll.rate(books), "numberOfUnits": "7.5"}
    return {
        "employeeID": payroll.employee(books),
        "payrollCalendarID": payroll.calendar(books),
        "startDate": START,
        "endDate": END,
        "timesheetLines": [line, {**line, "date": "2026-02-25"}],
    }


def _there(books: Books, outcome: Outcome, given: Given) -> None:
    there = payroll.shown(books, outcome.bundle["timesheetID"])
    assert there["employeeID"] == given["employeeID"]
    assert (there["status"], there["totalHours"]) == ("Draft", 15)
    lines = sorted((e["date"][:10], e["numberOfUnits"]) for e in there["timesheetLines"])
    assert lines == [(START, Decimal("7.5")), ("2026-02-25", Decimal("7.5"))]
    rates = {line["earningsRateID"] for line in there["timesheetLines"]}
    assert rates == {given["timesheetLines"][0]["earningsRateID"]}


def _number(books: Books) -> int:
    return int(books.get(f"{V2}/Timesheets")["pagination"]["itemCount"])


def _one(books: Books) -> Given:
    return {"timesheetID": payroll.timesheet(books)}


def _got(books: Books, outcome: Outcome, given: Given) -> None:
    there = payroll.shown(books, given["timesheetID"])
    assert outcome.bundle["totalHours"] == there["totalHours"] == 8
    assert outcome.bundle["startDate"] == START
    assert len(outcome.bundle["timesheetLines"]) == len(there["timesheetLines"]) == 1


def _whose(books: Books) -> Given:
    there = payroll.shown(books, payroll.timesheet(books))
    return {"employeeID": there["employeeID"], "status": "Draft", "startDate": START}


def _found(books: Books, outcome: Outcome, given: Given) -> None:
    of_one = f"employeeId=={given['employeeID']}"
    (there,) = books.get(f"{V2}/Timesheets", filter=of_one)["timesheets"]
    assert outcome.bundle["timesheetID"] == there["timesheetID"]
    assert (outcome.bundle["endDate"], outcome.bundle["totalHours"]) == (END, 8)


def _approved(books: Books, outcome: Outcome, given: Given) -> None:
    assert payroll.shown(books, given["timesheetID"])["status"] == "Approved"
    assert outcome.bundle["status"] == "Approved"


def _ready(books: Books) -> Given:
    given = _one(books)
    books.post(f"{V2}/Timesheets/{given['timesheetID']}/Approve", None)
    return given


def _reverted(books: Books, outcome: Outcome, given: Given) -> None:
    assert payroll.shown(books, given["timesheetID"])["status"] == "Draft"
    assert outcome.bundle["status"] == "Draft"


def _gone(books: Books, outcome: Outcome, given: Given) -> None:
    assert outcome.bundle == {**given, "deleted": True}
    found = books.get(f"{V2}/Timesheets")["timesheets"]
    assert given["timesheetID"] not in {each["timesheetID"] for each in found}


def _by_id(module: str, country: str, given: object, check: object) -> Case:
    return Case(
        module=module,
        country=country,
        given=given,  # type: ignore[arg-type]
        check=check,  # type: ignore[arg-type]
        bad={"timesheetID": ""},
        says="a value is required",
    )


def _cases(country: str) -> list[Case]:
    return [
        Case(
            module="create_timesheet",
            country=country,
            given=_new,
            check=_there,
            bad={"endDate": "2026-02-22"},
            says="is before the first day",
            count=_number,
        ),
        Case(
            module="search_timesheets",
            country=country,
            given=_whose,
            check=_found,
            bad={"status": "Lost"},
            says="is not one of",
        ),
        _by_id("get_timesheet", country, _one, _got),
        _by_id("approve_timesheet", country, _one, _approved),
        _by_id("revert_timesheet", country, _ready, _reverted),
        _by_id("delete_timesheet", country, _one, _gone),
    ]


CASES = [case for country in COUNTRIES for case in _cases(country)]
