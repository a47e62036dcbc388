"""Writes of many bundles to one place in one call, counted as they leave the house."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from tests.sweep.books import Books
from tests.sweep.cases.credit_notes import credit_note
from tests.sweep.cases.invoices import invoice
from tests.sweep.desk import Desk

from tallyloom.apps.xero import app

_numbers = itertools.count(1)


@pytest.fixture
def books(desk: Desk) -> Iterator[Books]:
    books = desk.books("GB")
    yield books
    books.close()


def connected(desk: Desk, module: str) -> str:
    return desk.connect(app.modules[module].scopes.granular)


def writes(desk: Desk) -> Counter[str]:
    return Counter(f"{each.method} {each.path}" for each in desk.recorder.sent if each.writes)


def group(books: Books) -> str:
    return str(books.made("ContactGroups", Name=f"Together {next(_numbers)}")["ContactGroupID"])


def contacts(books: Books, count: int, **more: Any) -> list[str]:
    sent = [{"Name": f"Joiner {next(_numbers)}", **more} for _ in range(count)]
    made = books.put("Contacts", {"Contacts": sent})["Contacts"]
    return [str(each["ContactID"]) for each in made]


def members(books: Books, id_: str) -> set[str]:
    (there,) = books.all(f"ContactGroups/{id_}")
    return {each["ContactID"] for each in there.get("Contacts", ())}


def path(id_: str) -> str:
    return f"PUT /api.xro/2.0/ContactGroups/{id_}/Contacts"


def test_sixty_contacts_join_two_groups_by_two_calls(desk: Desk, books: Books) -> None:
    ids, groups = contacts(books, 60), [group(books), group(books)]
    rows = [
        {"ContactGroupID": groups[at % 6 == 0], "ContactIDs": id_} for at, id_ in enumerate(ids)
    ]
    module = "add_contact_to_group"
    outcome = desk.run_many(module, rows, connected(desk, module), books.name)
    assert outcome.status == "success", outcome.said
    assert writes(desk) == {path(groups[0]): 1, path(groups[1]): 1}
    assert [len(each["Contacts"]) for each in outcome.bundles] == [1] * 60
    assert [each["Contacts"][0]["ContactID"] for each in outcome.bundles] == ids
    assert members(books, groups[0]) | members(books, groups[1]) == set(ids)


def test_a_contact_that_cannot_join_fails_alone(desk: Desk, books: Books) -> None:
    ids, club = contacts(books, 20), group(books)
    books.post("Contacts", {"Contacts": [{"ContactID": ids[7], "ContactStatus": "ARCHIVED"}]})
    rows = [{"ContactGroupID": club, "ContactIDs": id_} for id_ in ids]
    module = "add_contact_to_group"
    outcome = desk.run_many(module, rows, connected(desk, module), books.name)
    assert outcome.status == "warning", outcome.said
    assert len(outcome.troubles) == 1
    assert members(books, club) == {*ids} - {ids[7]}
    assert writes(desk)[path(club)] < 14


def test_credit_is_used_for_many_invoices_by_one_call(desk: Desk, books: Books) -> None:
    credit = credit_note(books)
    owed = [invoice(books, Contact={"ContactID": credit["Contact"]["ContactID"]}) for _ in range(5)]
    rows = [
        {
            "CreditNoteID": credit["CreditNoteID"],
            "Invoice.InvoiceID": each["InvoiceID"],
            "Amount": amount,
            "Date": "2026-09-06",
        }
        for each, amount in zip(owed, ("4", "4", "400", "4", "4"), strict=True)
    ]
    module = "allocate_credit_note"
    outcome = desk.run_many(module, rows, connected(desk, module), books.name)
    assert outcome.status == "warning", outcome.said
    assert len(outcome.bundles) == 4
    assert len(outcome.troubles) == 1
    assert writes(desk) == {f"PUT /api.xro/2.0/CreditNotes/{credit['CreditNoteID']}/Allocations": 1}
    (there,) = books.all(f"CreditNotes/{credit['CreditNoteID']}")
    assert [each["Amount"] for each in there["Allocations"]] == [Decimal(4)] * 4
    assert len({each["AllocationID"] for each in outcome.bundles}) == 4


def test_allocations_whose_answer_is_lost_are_found_again(desk: Desk, books: Books) -> None:
    credit = credit_note(books)
    owed = [invoice(books, Contact={"ContactID": credit["Contact"]["ContactID"]}) for _ in range(3)]
    rows = [
        {
            "CreditNoteID": credit["CreditNoteID"],
            "Invoice.InvoiceID": each["InvoiceID"],
            "Amount": "4",
            "Date": "2026-09-06",
        }
        for each in owed
    ]
    module = "allocate_credit_note"
    connection = connected(desk, module)
    desk.recorder.troubles.extend(("lost", "failed", "failed"))
    outcome = desk.run_many(module, rows, connection, books.name)
    assert outcome.status == "success", outcome.said
    (there,) = books.all(f"CreditNotes/{credit['CreditNoteID']}")
    assert len(there["Allocations"]) == 3
    used = [each["Invoice"]["InvoiceID"] for each in outcome.bundles]
    assert used == [each["InvoiceID"] for each in owed]
