"""Leave of employees, in the payroll of each country that has one."""

from __future__ import annotations

from tests.sweep import payroll
from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome
from tests.sweep.payroll import COUNTRIES


def _away(books: Books) -> Given:
    _, employee = payroll.leave(books)
    return {"start": "all", "employees": [employee]}


def _seen(books: Books, outcome: Outcome, given: Given) -> None:
    found = outcome.bundle
    assert [found["employeeID"]] == given["employees"]
    assert (found["startDate"], found["endDate"]) == ("2026-03-02", "2026-03-03")
    assert found["employeeName"].startswith("Ada Smith")
    assert found["leaveTypeName"]
    assert found["updatedDateUTC"].endswith("Z")
    assert found["periods"]


CASES = [
    Case(
        module="watch_employee_leaves",
        country=country,
        given=_away,
        check=_seen,
        bad={"limit": 0},
        says="is less than 1",
    )
    for country in COUNTRIES
]
