"""Contact groups and who is in them."""

from __future__ import annotations

import itertools

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome

_numbers = itertools.count(1)


def _clubs(books: Books) -> int:
    return len([each for each in books.all("ContactGroups") if each["Name"].startswith("Club")])


def _group(books: Books) -> str:
    made = books.made("ContactGroups", Name=f"List {next(_numbers)}")
    return str(made["ContactGroupID"])


def _contact(books: Books) -> str:
    return str(books.made("Contacts", Name=f"Member {next(_numbers)}")["ContactID"])


def _members(books: Books, group: str) -> set[str]:
    (there,) = books.all(f"ContactGroups/{group}")
    return {each["ContactID"] for each in there.get("Contacts", ())}


def _with_member(books: Books) -> Given:
    group, contact = _group(books), _contact(books)
    books.put(f"ContactGroups/{group}/Contacts", {"Contacts": [{"ContactID": contact}]})
    return {"ContactGroupID": group, "ContactID": contact}


def _there(books: Books, outcome: Outcome, given: Given) -> None:
    (there,) = books.all(f"ContactGroups/{outcome.bundle['ContactGroupID']}")
    assert (there["Name"], there["Status"]) == (given["Name"], "ACTIVE")


def _new_members(books: Books) -> Given:
    return {"ContactGroupID": _group(books), "ContactIDs": [_contact(books), _contact(books)]}


def _joined(books: Books, outcome: Outcome, given: Given) -> None:
    assert _members(books, given["ContactGroupID"]) == set(given["ContactIDs"])
    assert {each["ContactID"] for each in outcome.bundle["Contacts"]} == set(given["ContactIDs"])


def _left(books: Books, _outcome: Outcome, given: Given) -> None:
    assert _members(books, given["ContactGroupID"]) == set()
    assert books.all(f"Contacts/{given['ContactID']}")


def _read_given(books: Books) -> Given:
    return {"ContactGroupID": _with_member(books)["ContactGroupID"]}


def _read(books: Books, outcome: Outcome, given: Given) -> None:
    members = {each["ContactID"] for each in outcome.bundle["Contacts"]}
    assert members
    assert members == _members(books, given["ContactGroupID"])


def _named(books: Books) -> Given:
    (there,) = books.all(f"ContactGroups/{_group(books)}")
    return {"Name": there["Name"]}


def _found(books: Books, outcome: Outcome, given: Given) -> None:
    (there,) = [each for each in books.all("ContactGroups") if each["Name"] == given["Name"]]
    names = ("ContactGroupID", "Name", "Status")
    assert [outcome.bundle[name] for name in names] == [there[name] for name in names]


def _gone(books: Books, _outcome: Outcome, given: Given) -> None:
    left = {each["ContactGroupID"] for each in books.all("ContactGroups")}
    assert given["ContactGroupID"] not in left


CASES = [
    Case(
        module="create_contact_group",
        given=lambda _books: {"Name": f"Club {next(_numbers)}"},
        check=_there,
        bad={"Name": "x" * 256},
        says="at most 255",
        count=_clubs,
    ),
    Case(
        module="add_contact_to_group",
        given=_new_members,
        check=_joined,
        bad={"ContactIDs": []},
        says="at least one contact",
    ),
    Case(
        module="remove_contact_from_group",
        given=_with_member,
        check=_left,
        bad={"ContactID": ""},
        says="a value is required",
    ),
    Case(
        module="get_contact_group",
        given=_read_given,
        check=_read,
        bad={"ContactGroupID": ""},
        says="a value is required",
    ),
    Case(
        module="search_contact_groups",
        given=_named,
        check=_found,
        bad={"limit": 0},
        says="is less than 1",
    ),
    Case(
        module="delete_contact_group",
        given=_read_given,
        check=_gone,
        bad={"ContactGroupID": ""},
        says="a value is required",
    ),
]
