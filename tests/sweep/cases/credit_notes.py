"""Credit notes to customers."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome
from tests.sweep.cases.invoices import LINE, contact, taxed


def credit_note(books: Books) -> dict[str, Any]:
    """An approved credit note of 20.34 without tax."""
    return books.made(
        "CreditNotes",
        Type="ACCRECCREDIT",
        Status="AUTHORISED",
        Contact={"ContactID": contact(books)["ContactID"]},
        CreditNoteNumber=f"SC-{uuid4().hex[:8]}",
        Date="2026-09-01",
        LineAmountTypes="Exclusive",
        LineItems=[LINE | {"TaxType": "OUTPUT2"}],
    )


def _new(books: Books) -> Given:
    return {
        "Type": "ACCRECCREDIT",
        "Contact.ContactID": contact(books)["ContactID"],
        "CreditNoteNumber": f"SC-{uuid4().hex[:8]}",
        "Date": "2026-09-01",
        "Status": "AUTHORISED",
        "LineAmountTypes": "Exclusive",
        "LineItems": [LINE | {"TaxType": "OUTPUT2"}],
    }


def _created(books: Books, outcome: Outcome, given: Given) -> None:
    (found,) = books.all(f"CreditNotes/{outcome.bundle['CreditNoteID']}")
    assert found["CreditNoteNumber"] == given["CreditNoteNumber"]
    assert found["Contact"]["ContactID"] == given["Contact.ContactID"]
    assert (found["Type"], found["Status"]) == (given["Type"], "AUTHORISED")
    assert (found["DateString"][:10], found["RemainingCredit"]) == ("2026-09-01", found["Total"])
    taxed(found)


def _read(books: Books, outcome: Outcome, given: Given) -> None:
    (found,) = books.all(f"CreditNotes/{given['CreditNoteID']}")
    assert outcome.bundle["CreditNoteNumber"] == found["CreditNoteNumber"]
    assert outcome.bundle["RemainingCredit"] == found["RemainingCredit"]


def _numbered(books: Books) -> Given:
    return {"CreditNoteNumber": credit_note(books)["CreditNoteNumber"], "Type": "ACCRECCREDIT"}


def _conditioned(books: Books) -> Given:
    number = credit_note(books)["CreditNoteNumber"]
    return {"where": f'CreditNoteNumber=="{number}"', "start": "all"}


def _found(books: Books, outcome: Outcome, given: Given) -> None:
    where = given.get("where") or f'CreditNoteNumber=="{given["CreditNoteNumber"]}"'
    (found,) = books.all("CreditNotes", where=where)
    assert outcome.bundle["CreditNoteID"] == found["CreditNoteID"]
    assert outcome.bundle["LineItems"]


def _count(books: Books) -> int:
    found = books.all("CreditNotes", pageSize="1000", page="1")
    return len([one for one in found if one["CreditNoteNumber"].startswith("SC-")])


CASES = [
    Case(
        module="watch_credit_notes",
        given=_conditioned,
        check=_found,
        bad={"Status": "GONE"},
        says="is not one of",
    ),
    Case(
        module="create_credit_note",
        given=_new,
        check=_created,
        bad={"Contact.ContactID": ""},
        says="Contact: give",
        count=_count,
    ),
    Case(
        module="get_credit_note",
        given=lambda books: {"CreditNoteID": credit_note(books)["CreditNoteID"]},
        check=_read,
        bad={"CreditNoteID": ""},
        says="Give Xero's id of the credit note, or its number",
    ),
    Case(
        module="search_credit_notes",
        given=_numbered,
        check=_found,
        bad={"CreditNoteNumber": '""'},
        says="give it a letter or a digit",
    ),
]
