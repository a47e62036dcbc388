"""The organisation itself."""

from __future__ import annotations

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome


def _told(books: Books, outcome: Outcome, _given: Given) -> None:
    there = books.get("Organisation")["Organisations"][0]
    names = ("OrganisationID", "Name", "CountryCode", "BaseCurrency", "ShortCode")
    assert {name: outcome.bundle[name] for name in names} == {name: there[name] for name in names}


CASES = [
    Case(
        module="get_organisation",
        given=lambda _books: {},
        check=_told,
        bad={"name": "another"},
        says="no input",
    )
]
