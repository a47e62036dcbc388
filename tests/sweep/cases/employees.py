"""Employees, in the payroll of each country that has one."""

from __future__ import annotations

from typing import Any

from tests.sweep import payroll
from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome
from tests.sweep.payroll import AU, COUNTRIES, V2

HOME = {
    "address.addressLine1": "1 High St",
    "address.city": "Bath",
    "address.postCode": "1010",
}
OWN: dict[str, dict[str, Any]] = {
    "AU": {
        "middleNames": "Mary",
        "address.region": "WA",
        "taxDeclaration.tfnExemptionType": "PENDING",
    },
    "NZ": {"jobTitle": "Manager", "address.suburb": "Te Aro"},
    "GB": {"nationalInsuranceNumber": "AB123456C"},
}
# An input that another country has.
ELSEWHERE: dict[str, dict[str, Any]] = {
    "AU": {"nationalInsuranceNumber": "AB123456C"},
    "NZ": {"middleNames": "Mary"},
    "GB": {"jobTitle": "Manager"},
}


def _new(books: Books) -> Given:
    somebody = {**payroll.person(), "title": "Ms", "gender": "F", "email": "ada@example.com"}
    return {**somebody, **HOME, **OWN[books.country]}


def _read(books: Books, id_: str) -> dict[str, Any]:
    """What the books hold, under the names that the newer countries use."""
    if books.country != "AU":
        found: dict[str, Any] = books.get(f"{V2}/Employees/{id_}")["employee"]
        return found
    (there,) = books.get(f"{AU}/Employees/{id_}")["Employees"]
    return {
        "firstName": there["FirstName"],
        "lastName": there["LastName"],
        "email": there.get("Email"),
        "dateOfBirth": "1990-05-17" if "642902400000" in there["DateOfBirth"] else "?",
        "address": {"city": there["HomeAddress"]["City"]},
    }


def _there(books: Books, outcome: Outcome, given: Given) -> None:
    there = _read(books, outcome.bundle["employeeID"])
    for name in ("firstName", "lastName", "email"):
        assert there[name] == outcome.bundle[name] == given[name]
    assert there["dateOfBirth"][:10] == outcome.bundle["dateOfBirth"] == "1990-05-17"
    assert there["address"]["city"] == "Bath"
    assert _own(books, outcome.bundle["employeeID"]) == OWN[books.country]


def _own(books: Books, id_: str) -> dict[str, Any]:
    """What only this country has, as the books hold it under the names of the inputs."""
    if books.country == "AU":
        (held,) = books.get(f"{AU}/Employees/{id_}")["Employees"]
        return {
            "middleNames": held["MiddleNames"],
            "address.region": held["HomeAddress"]["Region"],
            "taxDeclaration.tfnExemptionType": held["TaxDeclaration"]["TFNExemptionType"],
        }
    held = books.get(f"{V2}/Employees/{id_}")["employee"]
    flat = held | {f"address.{name}": value for name, value in held["address"].items()}
    return {name: flat[name] for name in OWN[books.country]}


def _changing(books: Books) -> Given:
    return {"employeeID": payroll.employee(books), "email": "ada@work.example.com"}


def _changed(books: Books, outcome: Outcome, given: Given) -> None:
    there = _read(books, given["employeeID"])
    assert there["email"] == outcome.bundle["email"] == given["email"]
    assert there["firstName"] == "Ada"
    assert there["address"]["city"]


def _cases(country: str) -> list[Case]:
    bad = ELSEWHERE[country]
    return [
        Case(
            module="create_employee",
            country=country,
            given=_new,
            check=_there,
            bad=bad,
            says="this organisation is in",
            count=lambda books: len(payroll.employed(books)),
        ),
        Case(
            module="update_employee",
            country=country,
            given=_changing,
            check=_changed,
            bad=bad,
            says="this organisation is in",
        ),
    ]


CASES = [case for country in COUNTRIES for case in _cases(country)]
