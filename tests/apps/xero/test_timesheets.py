"""Timesheets: one of an employee and a period, in one form for three countries."""

from __future__ import annotations

from typing import Any

import pytest
from tests.apps.xero.spec import Case, Spec

from tallyloom.apps.xero import app
from tallyloom.kit import Action, BadInput, Lines, Refused
from tallyloom.kit.requests import Answer
from tallyloom.kit.testing import Driven, answer, drive, elements_of, look_up

ID = "88d2038a-06f7-4b8a-bdab-809804c0aa1d"
EMPLOYEE = "aad6b292-7b94-408b-93f6-e489867e3fb0"
CALENDAR = "216d80e6-af55-47b1-b718-9457c3f5d2fe"
RATE = "87f5b43a-cf51-4b74-92de-94c819e82d27"
CREATE = app.modules["create_timesheet"]
SEARCH = app.modules["search_timesheets"]
SPECS = ("xero-payroll-au-v2", "xero-payroll-nz", "xero-payroll-uk")


def line(day: str = "2026-04-13", units: str = "8") -> dict[str, Any]:
    return {"date": day, "earningsRateID": RATE, "numberOfUnits": units}


def given(employee: str = EMPLOYEE, start: str = "2026-04-13", **more: Any) -> dict[str, Any]:
    base = {"employeeID": employee, "payrollCalendarID": CALENDAR, "startDate": start}
    return base | {"endDate": "2026-04-19", "timesheetLines": [line()]} | more


def record(employee: str = EMPLOYEE, **more: Any) -> dict[str, Any]:
    return {
        "timesheetID": ID,
        "employeeID": employee,
        "payrollCalendarID": CALENDAR,
        "startDate": "2026-04-13T00:00:00",
        "endDate": "2026-04-19T00:00:00",
        "status": "Draft",
        "timesheetLines": [line() | {"numberOfUnits": 8, "trackingItemID": None}],
    } | more


def alone(found: dict[str, Any]) -> Answer:
    return answer({"problem": None, "timesheet": found})


def listed(*found: dict[str, Any], pages: int = 1) -> Answer:
    return answer({"pagination": {"pageCount": pages}, "timesheets": list(found)})


def refused(said: str) -> Answer:
    problem = {"title": "BadRequest", "status": 400, "detail": said}
    return answer({"problem": problem, "timesheet": None}, 400)


def here(country: str = "AU") -> dict[str, list[dict[str, Any]]]:
    return {"organisation": [{"CountryCode": country, "Name": "Acme"}]}


CASES = {"create_timesheet": (Case(given(), known=here()),)}


def at(id_: str, inputs: dict[str, Any], *answers: Answer, country: str = "AU") -> Driven:
    return drive(app.modules[id_], inputs, *answers, known=here(country))


def test_a_timesheet_is_made_as_one_object_of_payroll_2() -> None:
    driven = drive(CREATE, given(), alone(record()), known=here())
    assert (driven.request.method, driven.request.path) == ("POST", "/payroll.xro/2.0/Timesheets")
    assert driven.request.body["timesheetLines"] == [
        {"date": "2026-04-13", "earningsRateID": RATE, "numberOfUnits": 8}
    ]
    (bundle,) = driven.result
    assert (bundle["startDate"], bundle["endDate"]) == ("2026-04-13", "2026-04-19")


def test_there_are_no_timesheets_elsewhere() -> None:
    with pytest.raises(BadInput, match=r"payroll for Australia, .* only; Acme is in US"):
        elements_of(CREATE, given(), known=here("US"))


def test_employee_and_period_are_the_key() -> None:
    (element,) = elements_of(CREATE, given(EMPLOYEE.upper()), known=here())
    assert element.key == f"{EMPLOYEE} 2026-04-13 2026-04-19"


@pytest.mark.parametrize(
    ("difference", "said"),
    [
        ({"start": "2026-04-20"}, "Last day: 2026-04-19 is before the first day"),
        ({"timesheetLines": [line("2026-04-20")]}, "line 1 › Day: 2026-04-20 is not between"),
        ({"payrollCalendarID": ""}, "Payroll calendar: a value is required"),
    ],
)
def test_a_timesheet_that_cannot_be_is_refused_before(
    difference: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        elements_of(CREATE, given(**difference), known=here())


def test_one_employees_timesheet_is_looked_up_by_employee_and_read_with_lines() -> None:
    there = listed(record(timesheetLines=[]))
    driven = look_up(CREATE, given(), there, alone(record()), known=here())
    assert driven.requests[0].query == {
        "startDate": "2026-04-13",
        "endDate": "2026-04-19",
        "filter": f"employeeId=={EMPLOYEE}",
        "page": "1",
    }
    assert driven.requests[1].path == f"/payroll.xro/2.0/Timesheets/{ID}"
    assert list(driven.result) == [f"{EMPLOYEE} 2026-04-13 2026-04-19"]


def test_timesheets_of_one_period_are_looked_up_in_one_list() -> None:
    many = [given(f"employee {number}") for number in range(30)]
    driven = look_up(CREATE, many, listed(), known=here())
    assert driven.finished
    assert driven.request.query == {
        "startDate": "2026-04-13",
        "endDate": "2026-04-19",
        "page": "1",
    }


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (record(), ""),
        (record(payrollCalendarID="other"), "another calendar"),
        (record(timesheetLines=[]), "other lines"),
    ],
)
def test_what_is_there_is_compared_by_calendar_and_lines(found: dict[str, Any], said: str) -> None:
    assert isinstance(CREATE, Action)
    assert CREATE.bulk
    (element,) = elements_of(CREATE, given(), known=here())
    differs = CREATE.bulk.differs(element, found)
    assert said in differs if said else differs == ""


def test_one_timesheet_is_read_by_id() -> None:
    driven = at("get_timesheet", {"timesheetID": ID}, alone(record()), country="GB")
    assert driven.request.path == f"/payroll.xro/2.0/Timesheets/{ID}"
    assert driven.result["startDate"] == "2026-04-13"


def test_timesheets_are_found_by_employee_calendar_status_and_period() -> None:
    inputs = {
        "employeeID": EMPLOYEE,
        "payrollCalendarID": CALENDAR,
        "status": "Approved",
        "startDate": "2026-04-01",
        "sort": "startDate",
    }
    request = at("search_timesheets", inputs, listed()).request
    assert request.query == {
        "filter": f"employeeId=={EMPLOYEE},payrollCalendarId=={CALENDAR}",
        "status": "Approved",
        "startDate": "2026-04-01",
        "sort": "startDate",
        "page": "1",
    }


def test_the_last_page_is_the_one_that_xero_counts() -> None:
    first = at("search_timesheets", {}, listed(record(), pages=2)).result
    assert first.after == [2, 1]
    limited = at("search_timesheets", {"limit": 1}, listed(record(), record(), pages=2)).result
    assert (len(limited.bundles), limited.after) == (1, None)


@pytest.mark.parametrize(
    ("id_", "way", "status"),
    [
        ("approve_timesheet", "Approve", "Approved"),
        ("revert_timesheet", "RevertToDraft", "Draft"),
    ],
)
def test_a_timesheet_is_moved_and_one_that_is_there_stays(id_: str, way: str, status: str) -> None:
    there = alone(record(status=status))
    moved = at(id_, {"timesheetID": ID}, there)
    assert moved.request.path == f"/payroll.xro/2.0/Timesheets/{ID}/{way}"
    assert moved.result["status"] == status
    stays = at(id_, {"timesheetID": ID}, refused("It has that status."), there)
    assert stays.result["status"] == status
    with pytest.raises(Refused, match="It is paid"):
        at(id_, {"timesheetID": ID}, refused("It is paid."), alone(record(status="Completed")))


def test_a_draft_is_deleted_in_every_country() -> None:
    for country in ("AU", "NZ", "GB"):
        driven = at("delete_timesheet", {"timesheetID": ID}, answer(status=200), country=country)
        assert driven.request.method == "DELETE"
        assert driven.result == {"timesheetID": ID, "deleted": True}


@pytest.mark.parametrize("id_", ["get_timesheet", "delete_timesheet", "approve_timesheet"])
def test_elsewhere_no_timesheet_is_looked_for(id_: str) -> None:
    with pytest.raises(BadInput, match="payroll"):
        at(id_, {"timesheetID": ID}, country="US")


@pytest.mark.parametrize("file", SPECS)
def test_the_three_countries_have_one_form(spec: Spec, file: str) -> None:
    given_by_xero = {"timesheetID", "status", "totalHours", "updatedDateUTC"}
    offered = {field.name for field in CREATE.inputs} - {"if_exists"}
    assert offered == set(spec.schema("Timesheet", file)["properties"]) - given_by_xero
    (lines,) = (field for field in CREATE.inputs if isinstance(field, Lines))
    inner = {field.name for field in lines.of}
    assert inner == set(spec.schema("TimesheetLine", file)["properties"]) - {"timesheetLineID"}
