"""Manual journals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome

LINES = [
    {"LineAmount": "120.00", "AccountCode": "445", "Description": "September"},
    {"LineAmount": "-120.00", "AccountCode": "850"},
]


def journal(books: Books) -> dict[str, Any]:
    return books.made(
        "ManualJournals",
        Narration=f"Kept {uuid4().hex[:8]}",
        Date="2026-09-04",
        JournalLines=LINES,
    )


def there(books: Books, id_: str) -> dict[str, Any]:
    (found,) = books.all(f"ManualJournals/{id_}")
    return found


def _new(_books: Books) -> Given:
    return {
        "Narration": f"Accrued {uuid4().hex[:8]}",
        "Date": "2026-09-04",
        "LineAmountTypes": "NoTax",
        "Status": "POSTED",
        "JournalLines": LINES,
    }


def _created(books: Books, outcome: Outcome, given: Given) -> None:
    found = there(books, outcome.bundle["ManualJournalID"])
    assert (found["Narration"], found["Status"]) == (given["Narration"], "POSTED")
    moved = [(line["AccountCode"], line["LineAmount"]) for line in found["JournalLines"]]
    assert moved == [("445", Decimal("120.00")), ("850", Decimal("-120.00"))]


def _draft(books: Books) -> Given:
    made = journal(books)
    return {
        "ManualJournalID": made["ManualJournalID"],
        "Narration": f"{made['Narration']}, checked",
        "Status": "POSTED",
    }


def _changed(books: Books, _outcome: Outcome, given: Given) -> None:
    found = there(books, given["ManualJournalID"])
    assert (found["Narration"], found["Status"]) == (given["Narration"], "POSTED")
    assert len(found["JournalLines"]) == 2


def _read(books: Books, outcome: Outcome, given: Given) -> None:
    found = there(books, given["ManualJournalID"])
    assert outcome.bundle["Narration"] == found["Narration"]
    assert outcome.bundle["JournalLines"][0]["LineAmount"] == Decimal("120.00")
    assert outcome.bundle["Date"] == "2026-09-04"


def _drafts(books: Books) -> Given:
    journal(books)
    return {"Status": "DRAFT"}


def _found(books: Books, outcome: Outcome, _given: Given) -> None:
    found = books.all("ManualJournals", page="1", pageSize="1000")
    drafts = {each["ManualJournalID"] for each in found if each["Status"] == "DRAFT"}
    assert drafts
    assert {bundle["ManualJournalID"] for bundle in outcome.bundles} == drafts


def _count(books: Books) -> int:
    found = books.all("ManualJournals", page="1", pageSize="1000")
    return len([each for each in found if each["Narration"].startswith("Accrued")])


CASES = [
    Case(
        module="watch_manual_journals",
        given=lambda books: {**_drafts(books), "start": "all", "limit": 1000},
        check=_found,
        bad={"limit": 0},
        says="is less than 1",
    ),
    Case(
        module="create_manual_journal",
        given=_new,
        check=_created,
        bad={"JournalLines": [LINES[0], LINES[0]]},
        says="the debits are 240.00 and the credits 0",
        count=_count,
    ),
    Case(
        module="update_manual_journal",
        given=_draft,
        check=_changed,
        bad={"Status": "ARCHIVED"},
        says="is not one of",
    ),
    Case(
        module="get_manual_journal",
        given=lambda books: {"ManualJournalID": journal(books)["ManualJournalID"]},
        check=_read,
        bad={"ManualJournalID": ""},
        says="a value is required",
    ),
    Case(
        module="search_manual_journals",
        given=_drafts,
        check=_found,
        bad={"from": "4.9.2026"},
        says="is not a date",
    ),
]
