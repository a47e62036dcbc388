"""Settings of fixed assets."""

from __future__ import annotations

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome


def _read(books: Books, outcome: Outcome, _given: Given) -> None:
    there = books.get("/assets.xro/1.0/Settings")
    found = outcome.bundle
    assert found["assetNumberPrefix"] == there["assetNumberPrefix"]
    assert found["assetStartDate"] == there["assetStartDate"][:10]


CASES = [
    Case(
        module="get_setting_object",
        given=lambda _books: {},
        check=_read,
        bad={"no such": 1},
        says="no input",
    )
]
