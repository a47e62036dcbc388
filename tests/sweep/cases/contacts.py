"""Customers and suppliers."""

from __future__ import annotations

from uuid import uuid4

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


def _made(books: Books) -> str:
    return str(books.made("Contacts", Name=f"Lamp shop {uuid4().hex[:8]}")["ContactID"])


def _id(books: Books) -> Given:
    return {"ContactID": _made(books)}


def _renamed(books: Books) -> Given:
    id_ = _made(books)
    return {"ContactID": id_, "Name": f"Lamps {id_[:8]}", "EmailAddress": "new@example.com"}


def _read(books: Books, outcome: Outcome, given: Given) -> None:
    (there,) = books.all(f"Contacts/{given['ContactID']}")
    assert outcome.bundle["Name"] == there["Name"]
    assert outcome.bundle["ContactStatus"] == "ACTIVE"


def _archived(books: Books, _outcome: Outcome, given: Given) -> None:
    (there,) = books.all(f"Contacts/{given['ContactID']}")
    assert there["ContactStatus"] == "ARCHIVED"


def _named(books: Books) -> Given:
    (there,) = books.all(f"Contacts/{_made(books)}")
    return {"Name": there["Name"].upper()}


def _conditioned(books: Books) -> Given:
    (there,) = books.all(f"Contacts/{_made(books)}")
    return {"start": "all", "where": f'Name=="{there["Name"]}"'}


def _found(_books: Books, outcome: Outcome, given: Given) -> None:
    name = given.get("Name") or given["where"].split('"')[1]
    assert outcome.bundle["Name"].casefold() == name.casefold()


CASES = [
    Case(
        module="watch_contacts",
        given=_conditioned,
        check=_found,
        bad={"limit": 1001},
        says="is more than 1000",
    ),
    Case(
        module="create_contact",
        given=_new,
        check=_there,
        bad={"Name": "x" * 256},
        says="at most 255",
        count=_number,
    ),
    Case(
        module="update_contact",
        given=_renamed,
        check=_there,
        bad={"EmailAddress": "x" * 256},
        says="at most 255",
    ),
    Case(
        module="get_contact",
        given=_id,
        check=_read,
        bad={"ContactID": ""},
        says="Give Xero's id of the contact, or its number",
    ),
    Case(
        module="search_contacts",
        given=_named,
        check=_found,
        bad={"EmailAddress": '"'},
        says="give it a letter or a digit",
    ),
    Case(
        module="archive_contact",
        given=_id,
        check=_archived,
        bad={"ContactID": ""},
        says="a value is required",
    ),
]
