"""Records without a number of their own, known again among all that the books hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.sweep.books import Books
from tests.sweep.case import Case
from tests.sweep.cases import all_cases

from tallyloom.apps.xero import app
from tallyloom.kit import Action, Answer, Bulk, Request, to_json
from tallyloom.kit.testing import elements_of

# What documents are looked up by, where they have it.
NUMBERS = ("InvoiceNumber", "CreditNoteNumber", "QuoteNumber", "PurchaseOrderNumber")


def _bulk(case: Case) -> Bulk | None:
    module = app.modules[case.module]
    return module.bulk if isinstance(module, Action) else None


def _traced() -> Iterator[Case]:
    for case in all_cases():
        bulk = _bulk(case)
        if bulk and bulk.traces and app.modules[case.module].group != "Files":
            yield case


def _told(books: Books, request: Request) -> Answer:
    """What the books answer to a request of the module's, sent by another program."""
    query = dict(request.query)
    if request.method == "GET":
        return Answer(200, body=to_json(books.get(request.path, **query)))
    return Answer(200, body=to_json(books.put(request.path, request.body, **query)))


@pytest.mark.parametrize("case", list(_traced()), ids=lambda case: case.id)
def test_what_was_written_is_known_again_and_nothing_else_is(case: Case, books: Books) -> None:
    bulk = _bulk(case)
    assert bulk
    assert bulk.traces
    given = case.given(books)
    nameless = {name: value for name, value in given.items() if name not in NUMBERS}
    module = app.modules[case.module]
    assert isinstance(module, Action)
    (element,) = elements_of(module, nameless)
    assert element.key is None
    assert element.trace
    (made,) = bulk.read(_told(books, bulk.write([element])), [element])
    assert isinstance(made, dict)
    steps = bulk.traces.recent("2026-01-01T00:00:00Z")
    listed: Any = None
    try:
        while True:
            wanted = steps.send(listed)
            assert isinstance(wanted, Request)
            listed = _told(books, wanted)
    except StopIteration as end:
        found = [one for one in end.value if bulk.traces.of(one) == element.trace]
    if bulk.identity in made:
        assert {one[bulk.identity] for one in found} == {made[bulk.identity]}
    assert found
