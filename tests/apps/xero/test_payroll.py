"""Payroll: one form for three countries, and Australia's names made of the others'."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.apps.xero.spec import Spec

from tallyloom.apps.xero import payroll
from tallyloom.apps.xero.payroll import ALL, AU, NZ, UK, ByCountry
from tallyloom.kit import BadInput, Bundle, Choice, Refused, Steps, Text
from tallyloom.kit.testing import answer, follow

_FORM = ByCountry(
    fields=(
        (ALL, Text(name="firstName", label="First name")),
        (NZ, Text(name="jobTitle", label="Job title")),
        (AU | NZ, Text(name="mobile", label="Mobile", help="With its code.")),
        (ALL, Choice(name="gender", label="Gender", options={"F": "F", "N": "N"})),
    ),
    needed={"NZ": ("jobTitle",)},
)


def country_of(*organisation: Bundle) -> Any:
    return follow(payroll.country(), known={"organisation": list(organisation)}).result


@pytest.mark.parametrize("code", ["AU", "NZ", "GB"])
def test_the_organisations_country_chooses_the_payroll(code: str) -> None:
    assert country_of({"CountryCode": code}) == code


@pytest.mark.parametrize(
    ("organisation", "code"),
    [
        ({"CountryCode": "nz"}, "NZ"),
        ({"Version": "UK"}, "GB"),
        ({"CountryCode": "", "Version": "AUONRAMP"}, "AU"),
    ],
)
def test_where_no_country_is_told_the_edition_tells_it(organisation: Bundle, code: str) -> None:
    assert country_of(organisation) == code


@pytest.mark.parametrize(
    "organisation", [[{"CountryCode": "US", "Name": "Acme"}], [{"Version": "GLOBAL"}], [{}], []]
)
def test_other_countries_have_no_payroll(organisation: list[Bundle]) -> None:
    with pytest.raises(BadInput, match="Australia, New Zealand and the United Kingdom only"):
        country_of(*organisation)


def test_only_australia_has_the_older_address() -> None:
    assert [payroll.base(code) for code in ("AU", "NZ", "GB")] == [
        "/payroll.xro/1.0",
        "/payroll.xro/2.0",
        "/payroll.xro/2.0",
    ]


def test_australia_writes_other_names_and_dates() -> None:
    body = {"firstName": "Ann", "dateOfBirth": "1970-01-02", "address": {"postCode": "3182"}}
    assert payroll.australian(body) == {
        "FirstName": "Ann",
        "DateOfBirth": "/Date(86400000+0000)/",
        "HomeAddress": {"PostalCode": "3182"},
    }


def test_every_name_of_australia_comes_back(spec: Spec) -> None:
    schemas = spec.loaded("xero-payroll-au")["components"]["schemas"]
    names = {name for schema in schemas.values() for name in schema.get("properties", ())}
    assert len(names) > 100
    for name in names:
        there = payroll.australian(payroll.common({name: 1}))
        assert there == {name: 1}


@given(st.recursive(st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_values_stay_as_they_are(value: Any) -> None:
    assert payroll.common({"Name": value}) == {"name": value}


def test_a_field_of_another_country_is_refused_by_name() -> None:
    said = "Job title: only for New Zealand; this organisation is in Australia"
    with pytest.raises(BadInput, match=said) as refused:
        _FORM.check("AU", {"jobTitle": "Manager"})
    assert refused.value.field == "jobTitle"


def test_what_a_country_needs_is_named() -> None:
    with pytest.raises(BadInput, match="Job title is needed in New Zealand"):
        _FORM.check("NZ", {"firstName": "Ann"})
    _FORM.check("NZ", {"firstName": "Ann"}, whole=False)
    _FORM.check("GB", {"firstName": "Ann"})


def test_a_choice_of_australia_is_refused_elsewhere() -> None:
    _FORM.check("AU", {"gender": "N"})
    with pytest.raises(BadInput, match="M and F only"):
        _FORM.check("GB", {"gender": "N"})


def test_fields_say_whose_they_are() -> None:
    helps = [field.help for field in _FORM.inputs]
    assert helps == ["", "New Zealand only.", "Australia and New Zealand only. With its code.", ""]
    assert ByCountry(fields=((UK, Text(name="a", label="A")),)).inputs[0].help == (
        "The United Kingdom only."
    )


def everything(code: str) -> Steps[list[Bundle]]:
    return payroll.everything(code, "Employees", "employees")


def test_pages_are_read_by_xeros_own_count() -> None:
    pages = [
        answer({"pagination": {"pageCount": 2}, "employees": [{"employeeID": str(number)}]})
        for number in (1, 2)
    ]
    driven = follow(everything("NZ"), *pages)
    assert [request.query["page"] for request in driven.requests] == ["1", "2"]
    assert [record["employeeID"] for record in driven.result] == ["1", "2"]


def test_australia_counts_no_pages_so_a_full_one_leads_on() -> None:
    full = answer({"Employees": [{"EmployeeID": str(number)} for number in range(100)]})
    driven = follow(everything("AU"), full, answer({"Employees": []}))
    assert len(driven.requests) == 2
    assert driven.result[99] == {"employeeID": "99"}


def test_a_problem_is_told_in_xeros_words() -> None:
    problem = {"title": "BadRequest", "invalidFields": [{"name": "dateOfBirth", "reason": "Old."}]}
    with pytest.raises(Refused, match=r"dateOfBirth: Old\."):
        payroll.one("NZ", answer({"problem": problem, "employee": None}), "employee")
    refused = {"Employees": [{"ValidationErrors": [{"Message": "No name."}]}]}
    with pytest.raises(Refused, match="No name"):
        payroll.one("AU", answer(refused), "employee")
