"""What happened to a record, and notes on it."""

from __future__ import annotations

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome


def _contact(books: Books) -> str:
    """The contact that all notes are on."""
    found = [each for each in books.all("Contacts") if each["Name"] == "Noted Ltd"]
    return str((found or [books.made("Contacts", Name="Noted Ltd")])[0]["ContactID"])


def _notes(books: Books) -> int:
    there = books.get(f"Contacts/{_contact(books)}/History")["HistoryRecords"]
    return len([each for each in there if each.get("Details", "").startswith("Called")])


def _note(books: Books) -> Given:
    details = f"Called, and called again: {_notes(books)}"
    return {"resource": "Contacts", "id": _contact(books), "Details": details}


def _written(books: Books, outcome: Outcome, given: Given) -> None:
    there = books.get(f"Contacts/{given['id']}/History")["HistoryRecords"]
    assert given["Details"] in {each.get("Details") for each in there}
    assert outcome.bundle["Details"] == given["Details"]


def _record(books: Books) -> Given:
    id_ = _contact(books)
    notes = {"HistoryRecords": [{"Details": "Moved to Bath"}]}
    books.put(f"Contacts/{id_}/History", notes)
    return {"resource": "Contacts", "id": id_}


def _listed(books: Books, outcome: Outcome, given: Given) -> None:
    there = books.get(f"Contacts/{given['id']}/History")["HistoryRecords"]
    assert [each.get("Details") for each in outcome.bundles] == [
        each.get("Details") for each in there
    ]
    assert "Moved to Bath" in {each.get("Details") for each in outcome.bundles}


CASES = [
    Case(
        module="create_history_note",
        evidence="none",
        given=_note,
        check=_written,
        bad={"Details": "x" * 2501},
        says="at most 2500",
        count=_notes,
    ),
    Case(
        module="get_history",
        given=_record,
        check=_listed,
        bad={"resource": "Accounts"},
        says="is not one of",
    ),
]
