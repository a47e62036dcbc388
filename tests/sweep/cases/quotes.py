"""Quotes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome
from tests.sweep.cases.invoices import LINE, contact, taxed


def quote(books: Books) -> dict[str, Any]:
    return books.made(
        "Quotes",
        Contact={"ContactID": contact(books)["ContactID"]},
        QuoteNumber=f"SQ-{uuid4().hex[:8]}",
        Date="2026-09-01",
        LineItems=[LINE],
    )


def _there(books: Books, id_: str) -> dict[str, Any]:
    (found,) = books.all(f"Quotes/{id_}")
    return found


def _new(books: Books) -> Given:
    return {
        "Contact.ContactID": contact(books)["ContactID"],
        "QuoteNumber": f"SQ-{uuid4().hex[:8]}",
        "Date": "2026-09-01",
        "ExpiryDate": "2026-09-30",
        "LineAmountTypes": "EXCLUSIVE",
        "Title": "Lanterns",
        "LineItems": [LINE | {"TaxType": "OUTPUT2"}],
        "Status": "DRAFT",
    }


def _created(books: Books, outcome: Outcome, given: Given) -> None:
    found = _there(books, outcome.bundle["QuoteID"])
    names = ("QuoteNumber", "Title", "LineAmountTypes", "Status")
    assert {name: found[name] for name in names} == {name: given[name] for name in names}
    dates = (found["DateString"][:10], found["ExpiryDateString"][:10])
    assert dates == ("2026-09-01", "2026-09-30")
    assert found["Contact"]["ContactID"] == given["Contact.ContactID"]
    taxed(found)


def _of_a_quote(books: Books) -> Given:
    one = quote(books)
    return {
        "QuoteID": one["QuoteID"],
        "Contact.ContactID": one["Contact"]["ContactID"],
        "Date": "2026-09-01",
        "Title": "Twelve lanterns",
        "Status": "SENT",
    }


def _changed(books: Books, _outcome: Outcome, given: Given) -> None:
    found = _there(books, given["QuoteID"])
    assert (found["Title"], found["Status"]) == ("Twelve lanterns", "SENT")
    assert [line["LineAmount"] for line in found["LineItems"]] == [Decimal("20.34")]


def _read(books: Books, outcome: Outcome, given: Given) -> None:
    found = _there(books, given["QuoteID"])
    assert outcome.bundle["QuoteNumber"] == found["QuoteNumber"]
    assert outcome.bundle["Total"] == found["Total"]


def _of_a_contact(books: Books) -> Given:
    return {"ContactID": quote(books)["Contact"]["ContactID"], "Status": "DRAFT"}


def _found(books: Books, outcome: Outcome, given: Given) -> None:
    (found,) = books.all("Quotes", ContactID=given["ContactID"])
    assert outcome.bundle["QuoteID"] == found["QuoteID"]


def _count(books: Books) -> int:
    found = [one for page in range(1, 4) for one in books.all("Quotes", page=str(page))]
    return len({one["QuoteID"] for one in found if one["QuoteNumber"].startswith("SQ-")})


CASES = [
    Case(
        module="watch_quotes",
        given=lambda books: _of_a_contact(books) | {"start": "all"},
        check=_found,
        bad={"DateFrom": "soon"},
        says="is not a date",
    ),
    Case(
        module="create_quote",
        given=_new,
        check=_created,
        bad={"Title": "x" * 101},
        says="at most 100",
        count=_count,
    ),
    Case(
        module="update_quote",
        given=_of_a_quote,
        check=_changed,
        bad={"QuoteID": ""},
        says="a value is required",
    ),
    Case(
        module="get_quote",
        given=lambda books: {"QuoteID": quote(books)["QuoteID"]},
        check=_read,
        bad={"QuoteID": ""},
        says="Give Xero's id of the quote, or its number",
    ),
    Case(
        module="search_quotes",
        given=_of_a_contact,
        check=_found,
        bad={"Status": "GONE"},
        says="is not one of",
    ),
]
