"""Templates of invoices."""

from __future__ import annotations

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome
from tests.sweep.cases.invoices import LINE, contact


def _template(books: Books) -> Given:
    books.made(
        "RepeatingInvoices",
        Type="ACCREC",
        Status="DRAFT",
        Contact={"ContactID": contact(books)["ContactID"]},
        Schedule={
            "Period": 1,
            "Unit": "MONTHLY",
            "DueDate": 20,
            "DueDateType": "OFFOLLOWINGMONTH",
            "StartDate": "2027-01-01",
        },
        LineItems=[LINE],
    )
    return {"Type": "ACCREC", "Status": "DRAFT"}


def _found(books: Books, outcome: Outcome, _given: Given) -> None:
    there = {one["RepeatingInvoiceID"] for one in books.all("RepeatingInvoices")}
    assert there
    assert {bundle["RepeatingInvoiceID"] for bundle in outcome.bundles} == there
    assert outcome.bundles[0]["Schedule"]["Unit"] == "MONTHLY"


CASES = [
    Case(
        module="search_repeating_invoices",
        given=_template,
        check=_found,
        bad={"limit": "many"},
        says="is not a number",
    )
]
