"""How Payroll 2.0 speaks, whatever the resource."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from tests.xero_emulator.payroll.given import NOBODY, PERSON, Payroll

from xero_emulator.fields import number, text
from xero_emulator.payroll.dialect import PAGE, Form, Wrong, day, each, many, one, short


@pytest.fixture
def nz() -> Payroll:
    return Payroll("NZ")


def test_the_envelope_is_as_it_was_recorded(nz):
    nz.xero.client_id = "Ada's app"
    body = nz.call("getEmployees").json
    assert list(body) == [
        *("id", "providerName", "dateTimeUTC", "httpStatusCode", "pagination", "problem"),
        "employees",
    ]
    assert UUID(body["id"])
    assert (body["providerName"], body["httpStatusCode"]) == ("Ada%27s%20app", "OK")
    assert body["dateTimeUTC"] == "2026-03-02T12:00:00.0000000"
    assert body["pagination"] == {"page": 1, "pageSize": 100, "pageCount": 0, "itemCount": 0}
    assert body["problem"] is None


def test_fields_without_a_value_are_null(nz):
    kept = nz.told("getEmployee", EmployeeID=nz.employee())
    assert (kept["email"], kept["address"]["suburb"], kept["endDate"]) == (None, None, None)
    assert kept["dateOfBirth"] == "1990-05-17T00:00:00"
    assert kept["createdDateUTC"] == "2026-03-02T12:00:00"


def test_a_page_past_the_end_does_not_exist(nz):
    for page in ("2", "0", "-1", "x", "1.5", "9" * 30):
        answer = nz.call("getEmployees", query={"page": page})
        assert answer.status == 400
        assert answer.json["employees"] == []
        assert answer.json["problem"] == {
            "type": "about:blank",
            "title": "InvalidRequest",
            "status": 400,
            "detail": "Requested page does not exist",
            "instance": None,
            "invalidFields": None,
            "invalidObjects": None,
        }


def test_a_page_holds_a_hundred(nz):
    for at in range(PAGE + 1):
        nz.employee(firstName=f"N{at}")
    assert [each["firstName"] for each in nz.told("getEmployees", query={"page": "2"})] == ["N100"]
    assert len(nz.told("getEmployees")) == PAGE


def test_everything_that_is_wrong_is_told_at_once(nz):
    sent = {**PERSON, "lastName": None, "dateOfBirth": "soon", "address": {"city": "Bath"}}
    assert nz.wrong("createEmployee", sent) == [
        ("LastName", "The Last Name is required."),
        ("DateOfBirth", "The Date of Birth is invalid."),
        ("Address.AddressLine1", "The Address Line1 is required."),
        ("Address.PostCode", "The Post Code is required."),
    ]
    answer = nz.call("createEmployee", {})
    assert (answer.json["httpStatusCode"], answer.json["employee"]) == ("BadRequest", None)
    assert answer.json["problem"]["detail"] == "Validation error occurred."


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"7", b'"x"', b"\xff"])
def test_a_body_that_is_no_object_is_refused(nz, body):
    assert [name for name, _ in nz.wrong("createEmployee", body)] == ["_default"]


def test_fields_come_in_any_letter_case_and_others_are_ignored(nz):
    sent = {name.upper(): value for name, value in PERSON.items()}
    made = nz.told("createEmployee", {**sent, "shoeSize": 41})
    assert (made["firstName"], "shoeSize" in made) == ("Ada", False)


def test_what_is_not_there_is_not_found(nz):
    employee = nz.employee()
    for operation, path in (
        ("getEmployee", {"EmployeeID": NOBODY}),
        ("getEmployee", {"EmployeeID": "x"}),
        ("getEmployeeLeaves", {"EmployeeID": NOBODY}),
        ("getEarningsRate", {"EarningsRateID": NOBODY}),
        ("deleteEmployeeLeave", {"EmployeeID": employee, "LeaveID": NOBODY}),
    ):
        answer = nz.call(operation, **path)
        assert (answer.status, answer.reply.content_type) == (404, "text/html; charset=utf-8")


def test_an_organisation_without_payroll_answers_nothing(nz):
    nz.books.switches = nz.books.switches.changed({"payroll_provisioned": False})
    answer = nz.call("getEmployees")
    assert (answer.status, answer.reply.body) == (403, b"")


def test_a_request_that_fails_changes_nothing(nz):
    employee = nz.employee()
    rate = nz.rate()
    good = {"earningsRateID": rate, "ratePerUnit": 20, "numberOfUnits": 8}
    bad = {**good, "earningsRateID": NOBODY}
    path = {"EmployeeID": employee}
    answer = nz.call("createMultipleEmployeeEarningsTemplate", [good, bad], **path)
    assert (answer.status, answer.json["earningTemplates"]) == (400, [])
    assert nz.told("getEmployeePayTemplates", **path)["earningTemplates"] == []


def test_a_form_reads_objects_and_lists_within():
    inner = Form("name", name=text, size=number)
    form = Form("box", box=one(inner), boxes=many(inner), days=each(day), note=short(3))
    assert form.read({"Box": {"name": "a"}, "days": ["2026-03-01"], "note": "abc"}) == {
        "box": {"name": "a", "size": None},
        "days": ["2026-03-01T00:00:00"],
        "note": "abc",
    }
    with pytest.raises(Wrong) as caught:
        form.read({"box": 1, "boxes": [{"size": "x"}], "days": "x", "note": "abcd"})
    names = [name for name, _ in caught.value.fields]
    assert names == ["Box", "Boxes[0].Name", "Boxes[0].Size", "Days", "Note"]
    assert all(re.fullmatch(r"The .* is (invalid|required)\.", r) for _, r in caught.value.fields)
