"""Tax rates."""

from __future__ import annotations

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome


def _found(books: Books, outcome: Outcome, _given: Given) -> None:
    there = {
        each["TaxType"]: each["EffectiveRate"]
        for each in books.all("TaxRates")
        if each["Status"] == "ACTIVE" and each["CanApplyToRevenue"]
    }
    assert there
    assert {each["TaxType"]: each["EffectiveRate"] for each in outcome.bundles} == there


CASES = [
    Case(
        module="search_tax_rates",
        given=lambda _books: {"usable_for": "Revenue", "Status": "ACTIVE"},
        check=_found,
        bad={"usable_for": "Sales"},
        says="is not one of",
    )
]
