"""The emulator's status tables are the expected ones, and every edge and non-edge is tried.

Every permitted edge is walked; every other one must be refused as Xero refuses, leaving the record
as it was.
"""

from __future__ import annotations

import pytest
from tests.xero_emulator.status_tables import TABLES, Table

from xero_emulator.direct import Answer, Direct

EACH = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def reached(table: Table, xero: Direct, state: str) -> str:
    """The id of a record in this state, by the shortest way that there should be."""
    if state in table.by_system:
        return table.by_system[state](xero)
    if state in table.born.split():
        return key_of(table, xero, table.made(xero, **born_as(table, state)))
    before = next(each for each in table.edges if table.allows(each, state) and each != state)
    key = reached(table, xero, before)
    assert table.asks is not None
    assert table.asks(xero, key, state).status in (200, 204)
    return key


def born_as(table: Table, state: str) -> dict[str, str]:
    """The first word is what a record gets that names none; then it is not named."""
    return {} if state == table.born.split()[0] else {table.status: state}


def key_of(table: Table, xero: Direct, answer: Answer) -> str:
    assert answer.status == 200, answer.reply.body
    return str(answer.row()[table.key or xero.books.resources[table.resource].key])


def states(table: Table) -> list[str]:
    """Those that a record can be in."""
    reachable = {*table.born.split(), *table.by_system, *" ".join(table.edges.values()).split()}
    return [word for word in table.words.split() if word in reachable]


@EACH
def test_the_table_is_the_expected_one(table: Table) -> None:
    found = table.module.STATES
    ours = {state: set(after) for state, after in found.edges.items() if after}
    assert set(found.born) == set(table.born.split())
    assert found.first == table.born.split()[0]
    assert ours == {state: set(after.split()) for state, after in table.edges.items()}


@EACH
def test_every_state_is_reached_but_those_that_nothing_leads_to(table: Table) -> None:
    unreached = set(table.words.split()) - set(states(table))
    system_only = {"VOIDED"} if table.resource in ("overpayments", "prepayments") else set()
    assert unreached == {*table.never.split(), *system_only}
    for state in states(table):
        xero = Direct("GB")
        found = table.record(xero, reached(table, xero, state))
        assert found.get(table.status, "DELETED") == state


@pytest.mark.parametrize(
    ("table", "word"),
    [
        pytest.param(table, word, id=f"{table.name} as {word}")
        for table in TABLES
        if table.asks is not None
        for word in table.words.split()
    ],
)
def test_a_record_is_born_only_as_its_table_says(table: Table, word: str) -> None:
    """Another status is refused, or not heard: then the record is born as one that names none."""
    xero = Direct("GB")
    answer = table.made(xero, **{table.status: word})
    if word in table.born.split():
        assert status_of(table, xero, answer) == word
    elif answer.status == 200:
        assert status_of(table, xero, answer) in table.born.split()
    else:
        assert answer.status == 400


def status_of(table: Table, xero: Direct, answer: Answer) -> str:
    return str(table.record(xero, key_of(table, xero, answer))[table.status])


@pytest.mark.parametrize(
    ("table", "before", "after"),
    [
        pytest.param(table, before, after, id=f"{table.name}: {before} to {after}")
        for table in TABLES
        if table.asks is not None
        for before in states(table)
        for after in table.words.split()
    ],
)
def test_each_permitted_edge_works_and_each_other_one_is_refused(
    table: Table, before: str, after: str
) -> None:
    xero = Direct("GB")
    key = reached(table, xero, before)
    was = table.record(xero, key)
    assert table.asks is not None
    answer = table.asks(xero, key, after)
    if before == "DELETED" and answer.status == 404:
        assert table.record(xero, key) == was
    elif table.allows(before, after):
        assert answer.status in (200, 204), answer.reply.body
        assert table.record(xero, key).get(table.status, "DELETED") == after
    else:
        assert answer.status == 400, answer.reply.body
        assert refused_as_xero_refuses(answer)
        assert table.record(xero, key) == was


def refused_as_xero_refuses(answer: Answer) -> bool:
    """A validation exception with a message in an element, or a word that could not be read."""
    body = answer.json
    if body["Type"] == "PostDataInvalidException":
        return bool(body["ErrorNumber"] == 14 and body["Message"])
    return bool(
        (body["ErrorNumber"], body["Type"]) == (10, "ValidationException")
        and all(each["ValidationErrors"][0]["Message"] for each in body["Elements"])
    )
