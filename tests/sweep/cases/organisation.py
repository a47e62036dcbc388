"""The organisation itself."""

from __future__ import annotations

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome


def _told(books: Books, outcome: Outcome, _given: Given) -> None:
    there = books.get("Organisation")["Organisations"][0]
    assert {"OrganisationID", "CountryCode", "BaseCurrency", "Timezone", "Phones"} <= set(there)
    for name, value in there.items():
        if "Date" not in name:
            assert outcome.bundle[name] == value, name
    assert outcome.bundle["CreatedDateUTC"].endswith("Z")


CASES = [
    Case(
        module="get_organisation",
        given=lambda _books: {},
        check=_told,
        bad={"name": "another"},
        says="no input",
    )
]
