"""Leave: one call in Australia where nothing is new; employee by employee elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from tests.apps.xero.spec import Case

from tallyloom.apps.xero import app
from tallyloom.apps.xero.employee_leaves import AT_ONCE
from tallyloom.kit import BadInput
from tallyloom.kit.requests import Answer
from tallyloom.kit.testing import Driven, answer, drive

WATCH = app.modules["watch_employee_leaves"]
EMPLOYEE = "68342973-c405-4b86-b5d3-d7b877c27995"
OTHER = "aaaaaaaa-0000-4000-8000-000000000000"
KIND = "0441497f-5dc7-4cd3-a90d-f2e07e21b2a6"
MOMENT = "/Date(1789378199000)/"  # 2026-09-14T09:29:59Z
NOW = "2026-09-14T09:29:59.0000000"


def known(code: str) -> dict[str, list[dict[str, Any]]]:
    return {
        "organisation": [{"CountryCode": code}],
        "employees": [{"employeeID": EMPLOYEE, "firstName": "Karen", "lastName": "Jones"}],
        "leave_types": [{"leaveTypeID": KIND, "name": "Annual Leave"}],
    }


def poll(code: str, given: dict[str, Any], *answers: Answer, after: Any = None) -> Driven:
    return drive(WATCH, given, *answers, after=after, known=known(code))


# Australia


def applications(*found: dict[str, Any]) -> Answer:
    return answer({"DateTimeUTC": MOMENT, "LeaveApplications": list(found)})


def application(id_: str, seconds: int = 0) -> dict[str, Any]:
    return {
        "LeaveApplicationID": id_,
        "EmployeeID": EMPLOYEE,
        "LeaveTypeID": KIND,
        "Title": "Holiday",
        "StartDate": "/Date(1782864000000+0000)/",
        "LeavePeriods": [{"LeavePeriodStatus": "REQUESTED", "NumberOfUnits": 4}],
        "UpdatedDateUTC": f"/Date({1789378199000 + seconds * 1000}+0000)/",
    }


def test_nothing_new_in_australia_is_one_call() -> None:
    first = poll("AU", {}, applications())
    assert len(first.requests) == 1
    again = poll("AU", {}, applications(), after=first.result.cursor)
    assert again.request.path == "/payroll.xro/1.0/LeaveApplications/v2"
    assert again.request.headers["If-Modified-Since"].startswith("2026-09-14T09:2")
    assert again.request.query == {"order": "UpdatedDateUTC ASC", "page": "1"}
    assert again.result.bundles == []


def test_australias_leave_has_the_names_of_all_countries_and_those_of_people() -> None:
    seen = poll("AU", {"start": "all"}, applications(application("a"))).result
    assert seen.bundles == [
        {
            "leaveID": "a",
            "employeeID": EMPLOYEE,
            "employeeName": "Karen Jones",
            "leaveTypeID": KIND,
            "leaveTypeName": "Annual Leave",
            "title": "Holiday",
            "startDate": "2026-07-01",
            "periods": [{"periodStatus": "REQUESTED", "numberOfUnits": 4}],
            "updatedDateUTC": "2026-09-14T09:29:59.000Z",
        }
    ]


def test_a_change_is_given_once() -> None:
    seen = poll("AU", {"start": "all"}, applications(application("a"))).result
    again = poll("AU", {}, applications(application("a")), after=seen.cursor).result
    assert again.bundles == []
    changed = poll("AU", {}, applications(application("a", 5)), after=again.cursor).result
    assert [leave["leaveID"] for leave in changed.bundles] == ["a"]


def test_employees_and_kinds_are_filtered_by_xero_in_australia() -> None:
    given = {"employees": [EMPLOYEE], "leave_types": [KIND], "start": "all"}
    where = poll("AU", given).request.query["where"]
    assert where == f'(EmployeeID==Guid("{EMPLOYEE}"))&&(LeaveTypeID==Guid("{KIND}"))'


@pytest.mark.parametrize("code", ["AU", "NZ"])
@pytest.mark.parametrize(("field", "label"), [("employees", "Employees"), ("leave_types", "Leave")])
def test_what_is_no_id_is_refused_by_its_field(code: str, field: str, label: str) -> None:
    with pytest.raises(BadInput, match=f"^{label}.*is no id of Xero's") as refused:
        poll(code, {field: ['1")||("1"=="1']})
    assert refused.value.field == field


# New Zealand and the United Kingdom


def employees(*ids: str, pages: int = 1) -> Answer:
    found = [{"employeeID": id_} for id_ in ids]
    told = {"pagination": {"pageCount": pages}, "employees": found}
    return answer({"dateTimeUTC": NOW, "problem": None} | told)


def leave(*ids: str, at: str = "2026-09-14T09:00:00") -> Answer:
    found = [{"leaveID": id_, "leaveTypeID": KIND, "updatedDateUTC": at} for id_ in ids]
    return answer({"dateTimeUTC": NOW, "problem": None, "leave": found})


def ids(driven: Driven) -> list[str]:
    return [bundle["leaveID"] for bundle in driven.result.bundles]


def test_a_beginning_from_now_is_one_call() -> None:
    driven = poll("NZ", {}, employees(EMPLOYEE, pages=3))
    assert len(driven.requests) == 1
    assert driven.result.bundles == []


def test_a_look_is_one_call_for_each_employee_and_one_for_the_list() -> None:
    begun = poll("NZ", {}, employees(EMPLOYEE)).result
    driven = poll("NZ", {}, employees(EMPLOYEE, "b"), leave(), leave(), after=begun.cursor)
    assert [request.path for request in driven.requests] == [
        "/payroll.xro/2.0/Employees",
        f"/payroll.xro/2.0/Employees/{EMPLOYEE}/Leave",
        "/payroll.xro/2.0/Employees/b/Leave",
    ]
    assert (driven.result.bundles, driven.result.more) == ([], False)


def test_leave_names_its_employee() -> None:
    driven = poll("GB", {"start": "all"}, employees(EMPLOYEE), leave("a"))
    (bundle,) = driven.result.bundles
    assert (bundle["employeeID"], bundle["employeeName"]) == (EMPLOYEE, "Karen Jones")
    assert bundle["leaveTypeName"] == "Annual Leave"


def test_what_was_given_is_not_given_again_and_what_changed_is() -> None:
    first = poll("NZ", {"start": "all"}, employees(EMPLOYEE), leave("a", "b"))
    assert ids(first) == ["a", "b"]
    same = poll("NZ", {}, employees(EMPLOYEE), leave("a", "b"), after=first.result.cursor)
    assert ids(same) == []
    changed = leave("b", at="2026-09-14T09:30:30")
    again = poll("NZ", {}, employees(EMPLOYEE), changed, after=same.result.cursor)
    assert ids(again) == ["b"]


def test_many_employees_are_asked_over_several_polls() -> None:
    people = [f"e{number}" for number in range(AT_ONCE + 1)]
    answers = [leave(f"l{number}") for number in range(AT_ONCE)]
    first = poll("NZ", {"start": "all"}, employees(*people), *answers)
    assert (ids(first), first.result.more) == ([], True)
    second = poll("NZ", {"start": "all"}, leave("last"), after=first.result.cursor)
    assert len(second.requests) == 1
    assert len(ids(second)) == AT_ONCE + 1


def test_what_is_beyond_the_limit_needs_no_further_call() -> None:
    given = {"start": "all", "limit": 2}
    first = poll("NZ", given, employees(EMPLOYEE), leave("a", "b", "c"))
    assert (ids(first), first.result.more) == (["a", "b"], True)
    second = poll("NZ", given, after=first.result.cursor)
    assert (second.requests, ids(second), second.result.more) == ((), ["c"], False)


def test_only_chosen_employees_and_kinds_are_looked_at() -> None:
    given = {"start": "all", "employees": [EMPLOYEE], "leave_types": [OTHER]}
    driven = poll("NZ", given, employees("x", pages=3), leave("a"))
    assert driven.requests[-1].path.endswith(f"{EMPLOYEE}/Leave")
    assert len(driven.requests) == 2
    assert ids(driven) == []


def test_an_employee_who_left_meanwhile_is_passed_over_and_one_who_was_chosen_is_named() -> None:
    gone = Answer(404, {"content-type": "text/html"}, b"<html>not found</html>")
    given = {"start": "all"}
    driven = poll("NZ", given, employees(EMPLOYEE, OTHER), gone, leave("a"))
    assert ids(driven) == ["a"]
    with pytest.raises(BadInput, match=f"Employees: Xero has no employee {EMPLOYEE}"):
        poll("NZ", given | {"employees": [EMPLOYEE]}, employees(EMPLOYEE), gone)


def test_leave_that_does_not_say_when_it_changed_is_given_once() -> None:
    timeless = answer({"dateTimeUTC": NOW, "leave": [{"leaveID": "t", "leaveTypeID": KIND}]})
    begun = poll("NZ", {}, employees(EMPLOYEE)).result
    first = poll("NZ", {}, employees(EMPLOYEE), timeless, after=begun.cursor)
    assert ids(first) == ["t"]
    assert ids(poll("NZ", {}, employees(EMPLOYEE), timeless, after=first.result.cursor)) == []


def test_a_look_at_chosen_employees_is_one_call_for_each() -> None:
    given = {"start": "all", "employees": [EMPLOYEE]}
    first = poll("NZ", given, employees(EMPLOYEE), leave("a"))
    again = poll("NZ", given, leave("a"), after=first.result.cursor)
    assert [request.path for request in again.requests] == [
        f"/payroll.xro/2.0/Employees/{EMPLOYEE}/Leave"
    ]
    assert ids(again) == []
    later = poll("NZ", given, leave("b", at="2026-09-14T09:29:30"), after=again.result.cursor)
    assert ids(later) == ["b"]


def test_the_list_of_employees_is_read_to_its_end() -> None:
    driven = poll("NZ", {"start": "all"}, employees("a", pages=2), employees("b", pages=2))
    assert [request.query.get("page") for request in driven.requests[:2]] == ["1", "2"]


def test_there_is_no_leave_elsewhere() -> None:
    with pytest.raises(BadInput, match="payroll"):
        poll("US", {})


CASES = {
    "watch_employee_leaves": (
        Case({"start": "all"}, answers=(applications(),), known=known("AU")),
        Case({"start": "all"}, answers=(employees(EMPLOYEE), leave()), known=known("NZ")),
        Case({"start": "all"}, answers=(employees(EMPLOYEE), leave()), known=known("GB")),
    )
}
