"""Employees: in the payroll of the organisation's country, looked for before they are made."""

from __future__ import annotations

from typing import Any

import pytest
from tests.apps.xero.spec import Case, Spec, resolved

from tallyloom.apps.xero import app
from tallyloom.apps.xero.employee_fields import EMPLOYEE
from tallyloom.kit import Action, Again, BadInput, Field, Group, Lines
from tallyloom.kit.requests import Answer
from tallyloom.kit.testing import Driven, answer, cautions, drive, elements_of, example, look_up

ID = "658be485-3feb-402e-9e77-ac17623aad42"
CREATE = app.modules["create_employee"]
UPDATE = app.modules["update_employee"]
assert isinstance(CREATE, Action)
SPECS = {"AU": "xero-payroll-au", "NZ": "xero-payroll-nz", "GB": "xero-payroll-uk"}

# Written by Xero, or not what it seems.
NOT_OFFERED = {
    "AU": {"EmployeeID", "UpdatedDateUTC", "ValidationErrors", "LeaveBalances"},
    "NZ": {"employeeID", "updatedDateUTC", "createdDateUTC"},
    "GB": {"employeeID", "updatedDateUTC", "createdDateUTC"},
}
NOT_OFFERED_INSIDE = {"TaxDeclaration": {"EmployeeID", "UpdatedDateUTC"}}


def known(code: str) -> dict[str, list[dict[str, Any]]]:
    return {"organisation": [{"CountryCode": code, "Name": "Acme"}]}


def whole(code: str) -> dict[str, Any]:
    """Every input of a country."""
    fields = {one.name: example(one) for countries, one in EMPLOYEE.fields if code in countries}
    return fields | {"gender": "F"}


def given(**more: Any) -> dict[str, Any]:
    base = {"firstName": "Karen", "lastName": "Jones", "dateOfBirth": "1999-01-01"}
    return (
        base
        | {
            "title": "Mrs",
            "gender": "F",
            "address.addressLine1": "101 Green St",
            "address.city": "Wellington",
            "address.postCode": "6011",
        }
        | more
    )


def record(**more: Any) -> dict[str, Any]:
    address = {"addressLine1": "101 Green St", "city": "Wellington", "postCode": "6011"}
    base = {"employeeID": ID, "firstName": "Karen", "lastName": "Jones", "gender": "F"}
    base |= {"title": "Mrs", "dateOfBirth": "1999-01-01T00:00:00", "email": None}
    return base | {"address": address | {"suburb": None}} | more


def listed(*found: dict[str, Any]) -> Answer:
    return answer({"pagination": {"pageCount": 1}, "problem": None, "employees": list(found)})


def alone(found: dict[str, Any]) -> Answer:
    return answer({"problem": None, "employee": found})


def australians(*found: dict[str, Any]) -> Answer:
    return answer({"Employees": list(found)})


def _case(code: str, given: dict[str, Any], *answers: Answer) -> Case:
    return Case(given, answers=answers, known=known(code))


CASES = {
    "create_employee": tuple(_case(code, whole(code)) for code in ("AU", "NZ", "GB")),
    "update_employee": (
        _case("AU", {"employeeID": ID, "mobile": "555"}),
        _case("NZ", whole("NZ") | {"employeeID": ID}, alone(record())),
        _case("GB", whole("GB") | {"employeeID": ID}, alone(record())),
    ),
}


def create(code: str, inputs: dict[str, Any], *answers: Answer) -> Driven:
    return drive(CREATE, inputs, *answers, known=known(code))


def look(code: str, inputs: dict[str, Any], *answers: Answer) -> Driven:
    return look_up(CREATE, inputs, *answers, known=known(code))


def test_an_employee_is_looked_for_by_name_and_day_of_birth() -> None:
    driven = look("NZ", given(), listed(record(dateOfBirth="1970-01-01"), record(lastName="JONES")))
    assert driven.request.query["filter"] == "firstName==Karen,lastName==Jones"
    assert [found["employeeID"] for found in driven.result.values()] == [ID]
    (element,) = elements_of(CREATE, given(), known=known("NZ"))
    assert list(driven.result) == [element.key]
    assert look("NZ", given(), listed(record(dateOfBirth="1970-01-01"))).result == {}


def test_an_employee_is_made() -> None:
    made = create("NZ", given(), alone(record()))
    assert (made.request.method, made.request.path) == ("POST", "/payroll.xro/2.0/Employees")
    assert made.request.again is Again.LOOK
    assert made.request.body["address"]["city"] == "Wellington"
    (bundle,) = made.result
    assert (bundle["employeeID"], bundle["dateOfBirth"]) == (ID, "1999-01-01")


def test_australia_is_asked_and_told_in_its_own_words() -> None:
    there = {"EmployeeID": ID, "FirstName": "Karen", "DateOfBirth": "/Date(915148800000+0000)/"}
    inputs = given(**{"address.region": "VIC", "taxDeclaration.tfnExemptionType": "PENDING"})
    asked = look("AU", inputs, australians(there | {"LastName": "Jones"}))
    assert asked.request.query["where"] == '(FirstName=="Karen")&&(LastName=="Jones")'
    assert len(asked.result) == 1
    made = create("AU", inputs, australians(there))
    assert made.request.path == "/payroll.xro/1.0/Employees"
    (body,) = made.request.body
    assert body["DateOfBirth"] == "/Date(915148800000+0000)/"
    assert body["HomeAddress"]["Region"] == "VIC"
    assert body["TaxDeclaration"] == {"TFNExemptionType": "PENDING"}
    assert made.result == [{"employeeID": ID, "firstName": "Karen", "dateOfBirth": "1999-01-01"}]


def differs(code: str, inputs: dict[str, Any]) -> str:
    assert CREATE.bulk
    (element,) = elements_of(CREATE, inputs, known=known(code))
    return CREATE.bulk.differs(element, record(phoneNumber="0400", dateOfBirth="1999-01-01"))


def test_one_who_is_there_already_is_not_made_twice() -> None:
    """Xero would take somebody twice, so the engine looks first."""
    assert CREATE.bulk
    assert CREATE.bulk.taken
    (element,) = elements_of(CREATE, given(), known=known("GB"))
    assert element.if_exists == "fail"
    said = CREATE.bulk.taken(element, record(dateOfBirth="1999-01-01"))
    assert said.startswith("Karen Jones, born 1999-01-01, is an employee already")


def test_one_who_says_something_else_stops_for_a_person() -> None:
    assert differs("GB", given()) == ""
    assert "with another city." in differs("GB", given(**{"address.city": "Leeds"}))
    # A record of ours that Xero told of in brief is still ours, and used as it is said.
    assert differs("GB", given(email="k@b.c")) == ""
    assert "with another email address." in differs("GB", given(email="k@b.c", if_exists="use"))
    assert differs("GB", given(startDate="2026-01-05", if_exists="use")) == ""


@pytest.mark.parametrize(("code", "calls"), [("AU", 2), ("GB", 2)])
def test_one_who_is_used_is_compared_as_their_own_address_has_them(code: str, calls: int) -> None:
    brief = {"EmployeeID": ID, "FirstName": "Karen", "LastName": "Jones"}
    brief |= {"DateOfBirth": "/Date(915148800000+0000)/"}
    australia = (australians(brief), australians(brief | {"Email": "k@b.c"}))
    answers = australia if code == "AU" else (listed(record()), alone(record(email="k@b.c")))
    driven = look(code, given(if_exists="use"), *answers)
    assert len(driven.requests) == calls
    (found,) = driven.result.values()
    assert found["email"] == "k@b.c"


def test_one_who_is_there_may_be_changed() -> None:
    inputs = given(if_exists="update", email="k@b.c")
    driven = look("GB", inputs, listed(record(phoneNumber=None)), alone(record(phoneNumber="1")))
    assert driven.requests[1].path == f"/payroll.xro/2.0/Employees/{ID}"
    assert CREATE.bulk
    assert CREATE.bulk.renew
    (element,) = elements_of(CREATE, inputs, known=known("GB"))
    request = CREATE.bulk.renew([(element, driven.result[element.key])])
    assert (request.method, request.path) == ("PUT", f"/payroll.xro/2.0/Employees/{ID}")
    assert (request.body["email"], request.body["phoneNumber"]) == ("k@b.c", "1")
    assert request.again is Again.SAFE


def test_a_name_that_a_filter_could_misread_is_looked_for_in_the_whole_list() -> None:
    driven = look("NZ", given(lastName="Jones, Jr"), listed())
    assert "filter" not in driven.request.query


@pytest.mark.parametrize(
    ("code", "missing", "said"),
    [
        ("GB", "title", "Title is needed in the United Kingdom"),
        ("GB", "gender", "Gender is needed in the United Kingdom"),
        ("NZ", "address.city", "City is needed in New Zealand"),
        ("AU", "dateOfBirth", "Date of birth is needed in Australia"),
    ],
)
def test_what_a_country_needs_is_asked_for_before_any_call(
    code: str, missing: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        create(code, given(**{missing: ""}))
    assert refused.value.field == missing


def test_australia_takes_no_address_without_its_first_line() -> None:
    said = "Address, line 1: an address needs it"
    with pytest.raises(BadInput, match=said):
        create("AU", given(**{"address.addressLine1": ""}))
    with pytest.raises(BadInput, match=said) as refused:
        drive(UPDATE, {"employeeID": ID, "address.city": "Perth"}, known=known("AU"))
    assert refused.value.field == "address.addressLine1"


def test_a_field_of_another_country_is_refused() -> None:
    with pytest.raises(BadInput, match="Middle names: only for Australia"):
        create("NZ", given(middleNames="Ann"))


def test_there_is_no_payroll_elsewhere() -> None:
    with pytest.raises(BadInput, match="Acme is in US"):
        create("US", given())


def test_what_only_an_employment_has_is_cautioned_of() -> None:
    inputs = given(startDate="2026-01-05", payrollCalendarID=ID)
    (said,) = cautions(CREATE, inputs, known=known("NZ")).result
    assert [caution.field for caution in said] == ["startDate", "payrollCalendarID"]
    assert said[0].message.startswith("Start date: in New Zealand and the United Kingdom")
    assert cautions(CREATE, inputs, known=known("AU")).result == [[]]
    assert cautions(CREATE, given(), known=known("GB")).result == [[]]
    assert {caution.code for caution in said} == set(CREATE.cautions)


def test_australia_takes_a_part() -> None:
    there = australians({"EmployeeID": ID, "Mobile": "555"})
    driven = drive(UPDATE, {"employeeID": ID, "mobile": "555"}, there, known=known("AU"))
    assert (driven.request.method, driven.request.path) == (
        "POST",
        f"/payroll.xro/1.0/Employees/{ID}",
    )
    assert driven.request.body == [{"Mobile": "555"}]


def test_the_others_replace_the_whole_so_what_is_there_is_sent_along() -> None:
    driven = drive(
        UPDATE,
        {"employeeID": ID, "address.city": "Leeds"},
        alone(record()),
        alone(record()),
        known=known("GB"),
    )
    write = driven.requests[1]
    assert (write.method, write.path) == ("PUT", f"/payroll.xro/2.0/Employees/{ID}")
    assert write.body == {
        "title": "Mrs",
        "firstName": "Karen",
        "lastName": "Jones",
        "dateOfBirth": "1999-01-01",
        "gender": "F",
        "address": {"addressLine1": "101 Green St", "city": "Leeds", "postCode": "6011"},
    }


def test_an_update_asks_for_what_the_record_lacks_and_the_country_needs() -> None:
    with pytest.raises(BadInput, match="Title is needed"):
        drive(UPDATE, {"employeeID": ID, "email": "k@b.c"}, alone(record(title=None)),
              known=known("GB"))  # fmt: skip


@pytest.mark.parametrize("code", ["AU", "NZ", "GB"])
def test_every_field_that_xero_lets_be_written_is_offered(spec: Spec, code: str) -> None:
    from tallyloom.apps.xero.payroll import australian

    loaded = spec.loaded(SPECS[code])
    names = [one.name for countries, one in EMPLOYEE.fields if code in countries]
    offered = {name.split(".")[0] for name in names}
    if code == "AU":
        offered = set(australian(dict.fromkeys(offered)))
    schema = loaded["components"]["schemas"]["Employee"]["properties"]
    assert offered == set(schema) - NOT_OFFERED[code]


@pytest.mark.parametrize("code", ["AU", "NZ", "GB"])
def test_what_is_inside_is_offered_whole(spec: Spec, code: str) -> None:
    from tallyloom.apps.xero.payroll import australian

    loaded = spec.loaded(SPECS[code])
    body = _places(one for countries, one in EMPLOYEE.fields if code in countries)
    _same(loaded, "Employee", australian(body) if code == "AU" else body)


def _places(fields: Any) -> dict[str, Any]:
    """The names that fields fill, as a tree."""
    tree: dict[str, Any] = {}
    for one in fields:
        *folders, last = one.name.split(".")
        at = tree
        for folder in folders:
            at = at.setdefault(folder, {})
        at[last] = _places(one.of) if isinstance(one, Group | Lines) else None
    return tree


def _same(loaded: Any, name: str, tree: dict[str, Any]) -> None:
    properties = loaded["components"]["schemas"][name]["properties"]
    for key, inner in tree.items():
        assert key in properties, f"{name} has no {key}"
        node = properties[key]
        if inner is None:
            continue
        node = resolved(loaded, node).get("items", node)
        within = node["$ref"].split("/")[-1]
        given_by_xero = NOT_OFFERED_INSIDE.get(within, set())
        assert set(inner) == set(resolved(loaded, node)["properties"]) - given_by_xero, within
        _same(loaded, within, inner)


def choices(fields: Any) -> Any:
    one: Field
    for one in fields:
        yield one
        if isinstance(one, Group | Lines):
            yield from choices(one.of)


def test_what_came_later_is_offered() -> None:
    (contracts,) = (one for one in CREATE.inputs if one.name == "contracts")
    assert isinstance(contracts, Lines)
    status = next(one for one in contracts.of if one.name == "employmentStatus")
    assert "OffPayrollWorker" in status.bounds()["enum"]
