"""What holds for all of Australian payroll."""

from __future__ import annotations

import pytest
from tests.xero_emulator.payroll.au.given import PERSON, call, made_employee, refused

from xero_emulator.books import Books
from xero_emulator.direct import OPERATIONS, Direct
from xero_emulator.payroll.au import MODULES
from xero_emulator.payroll.au.kept import RESOURCES

NAMES = [route.operation_id for module in MODULES for route in module.ROUTES]


def test_there_are_32_operations():
    assert len(set(NAMES)) == 32


def test_only_australian_organisations_have_them():
    assert {OPERATIONS[f"payroll-au.{name}"].countries for name in NAMES} == {("AU",)}


@pytest.mark.parametrize("name", NAMES)
def test_an_organisation_without_payroll_gets_an_empty_403(name):
    xero = Direct("AU")
    xero.books.switches = xero.books.switches.changed({"payroll_provisioned": False})
    segments = OPERATIONS[f"payroll-au.{name}"].pattern.split("/")
    path = {part[1:-1]: "x" for part in segments if part.startswith("{")}
    reply = call(xero, name, [], **path).reply
    assert (reply.status, reply.body) == (403, b"")


@pytest.mark.parametrize(
    "name", [n for n in NAMES if OPERATIONS[f"payroll-au.{n}"].method == "GET"]
)
def test_what_is_not_there_is_not_found(name):
    segments = OPERATIONS[f"payroll-au.{name}"].pattern.split("/")
    path = {part[1:-1]: "x" for part in segments if part.startswith("{")}
    assert call(Direct("AU"), name, **path).status == (404 if path else 200)


@pytest.mark.parametrize("name", [n for n in NAMES if n.startswith("create")])
@pytest.mark.parametrize("body", [b"", b"{", b"null", b"7", [1], [{}], [{"Name": {}}]])
def test_an_unreadable_request_is_refused(name, body):
    if name == "createPayItem" and body in ([{}], [{"Name": {}}]):
        return  # nothing in it is about pay items
    assert refused(call(Direct("AU"), name, body))


def test_a_list_has_pages_of_a_hundred():
    xero = Direct("AU")
    sent = [{**PERSON, "FirstName": f"A{at:03}"} for at in range(101)]
    call(xero, "createEmployee", sent)
    order = {"order": "FirstName DESC"}
    first = call(xero, "getEmployees", query=order)
    assert "pagination" not in first.json
    assert [len(first.rows()), first.rows()[0]["FirstName"]] == [100, "A100"]
    last = call(xero, "getEmployees", query={**order, "page": "2"}).rows()
    assert [each["FirstName"] for each in last] == ["A000"]
    assert call(xero, "getEmployees", query={"page": "3"}).rows() == []


def test_a_list_is_filtered_by_where_and_by_time():
    xero = Direct("AU")
    made_employee(xero)
    xero.advance(seconds=60)
    bo = made_employee(xero, FirstName="Bo")
    for how in (
        {"query": {"where": 'FirstName=="bo"'}},
        {"headers": {"if-modified-since": "2026-03-02T12:00:30"}},
    ):
        assert [each["EmployeeID"] for each in call(xero, "getEmployees", **how).rows()] == [bo]


def test_an_unknown_field_in_where_is_refused_as_the_specification_shows():
    told = call(Direct("AU"), "getEmployees", query={"where": "hi==1"}).json
    assert (told["ErrorNumber"], told["Type"]) == (16, "QueryParseException")


def test_one_bad_element_refuses_all():
    xero = Direct("AU")
    assert refused(call(xero, "createEmployee", [PERSON, {}]))
    assert call(xero, "getEmployees").rows() == []
    mixed = call(xero, "createEmployee", [PERSON, {}], query={"summarizeErrors": "false"}).rows()
    assert [each["StatusAttributeString"] for each in mixed] == ["OK", "ERROR"]


def test_payroll_outlives_a_restart_and_stands_in_the_evidence():
    xero = Direct("AU")
    made = made_employee(xero)
    again = Direct(books=Books.load(xero.books.dump()))
    assert call(again, "getEmployee", EmployeeID=made).row()["EmployeeID"] == made
    assert RESOURCES.keys() <= again.books.ledger().keys()
    assert again.books.ledger()["au_employees"][0]["DateOfBirth"] == "1990-12-10"
