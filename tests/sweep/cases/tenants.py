"""Which organisations there are."""

from __future__ import annotations

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome


def _listed(books: Books, outcome: Outcome, _given: Given) -> None:
    found = {(bundle["tenantId"], bundle["tenantName"]) for bundle in outcome.bundles}
    assert (books.tenant, books.name) in found
    assert len(found) == len(books.emulator.tenants_by_id())


CASES = [
    Case(
        module="list_tenants",
        given=lambda _books: {},
        check=_listed,
        bad={"no such": 1},
        says="no input",
    )
]
