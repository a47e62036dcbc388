"""Customers and suppliers."""

from __future__ import annotations

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome


def _number(books: Books) -> int:
    return len([each for each in books.all("Contacts") if each["Name"].startswith("Ridge")])


def _there(books: Books, outcome: Outcome, given: Given) -> None:
    (there,) = books.all(f"Contacts/{outcome.bundle['ContactID']}")
    assert there["Name"] == given["Name"]
    assert there["EmailAddress"] == given["EmailAddress"]


def _new(books: Books) -> Given:
    name = f"Ridgeway {_number(books)}"
    return {"Name": name, "EmailAddress": "pay@example.com", "ContactNumber": name}


CASES = [
    Case(
        module="create_contact",
        given=_new,
        check=_there,
        bad={"Name": "x" * 256},
        says="at most 255",
        count=_number,
    )
]
