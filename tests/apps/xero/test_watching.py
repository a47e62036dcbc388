"""Polling: every change once, whatever happens while pages are read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyloom.apps.xero import app
from tallyloom.apps.xero.wire import xero_date
from tallyloom.kit import BadInput, Seen, from_json, to_json
from tallyloom.kit.requests import Answer, Request
from tallyloom.kit.testing import answer, drive

WATCH = app.modules["watch_invoices"]
START = datetime(2026, 9, 14, 9, 0, tzinfo=UTC)


def invoice(id_: str, seconds: int) -> dict[str, Any]:
    changed = xero_date((START + timedelta(seconds=seconds)).isoformat())
    return {"InvoiceID": id_, "UpdatedDateUTC": changed}


def found(*invoices: dict[str, Any]) -> Answer:
    return answer({"DateTimeUTC": xero_date(START.isoformat()), "Invoices": list(invoices)})


class Books:
    """As much of Xero as a poll can see: changes by time, in pages."""

    def __init__(self) -> None:
        self.changed: dict[str, int] = {}

    def touch(self, id_: str, second: int) -> None:
        self.changed[id_] = second

    def answer(self, request: Request) -> Answer:
        since = request.headers.get("If-Modified-Since", "1970-01-01T00:00:00")
        moment = datetime.fromisoformat(since).replace(tzinfo=UTC)
        rows = sorted((second, id_) for id_, second in self.changed.items())
        rows = [row for row in rows if START + timedelta(seconds=row[0]) >= moment]
        page, size = int(request.query["page"]), int(request.query["pageSize"])
        return found(*(invoice(i, s) for s, i in rows[(page - 1) * size : page * size]))


def poll(books: Books, cursor: Any, **given_: Any) -> Seen:
    inputs = {"start": "all", **given_}
    request = drive(WATCH, inputs, after=cursor).request
    seen: Seen = drive(WATCH, inputs, books.answer(request), after=cursor).result
    return Seen(seen.bundles, from_json(to_json(seen.cursor)), seen.more)


def test_from_now_on_begins_at_xeros_own_time_and_gives_nothing_older() -> None:
    first = drive(WATCH, {}, found(invoice("old", -500)))
    assert first.request.query["pageSize"] == "1"
    assert first.result.bundles == []
    later = found(invoice("old", -5), invoice("new", 5))
    second = drive(WATCH, {}, later, after=first.result.cursor)
    assert second.request.headers["If-Modified-Since"] == "2026-09-14T08:59:50"
    assert [bundle["InvoiceID"] for bundle in second.result.bundles] == ["new"]


def test_a_poll_asks_in_the_order_of_change_and_with_lines() -> None:
    query = drive(WATCH, {"start": "all", "Statuses": "PAID"}).request.query
    assert query["order"] == "UpdatedDateUTC ASC"
    assert query["Statuses"] == "PAID"
    assert query["page"] == "1"


def test_a_date_to_begin_with_has_to_be_given() -> None:
    with pytest.raises(BadInput, match="Date to begin with"):
        drive(WATCH, {"start": "since"})


def test_nothing_before_the_date_to_begin_with_is_given() -> None:
    asked = {"start": "since", "since": "2026-09-14T09:00:00Z"}
    driven = drive(WATCH, asked, found(invoice("before", -5), invoice("at", 0)))
    assert [bundle["InvoiceID"] for bundle in driven.result.bundles] == ["at"]


def test_a_change_inside_the_overlap_is_given_once() -> None:
    books = Books()
    books.touch("a", 10)
    first = poll(books, None)
    assert len(first.bundles) == 1
    assert poll(books, first.cursor).bundles == []
    books.touch("b", 9)  # shown late
    assert [b["InvoiceID"] for b in poll(books, first.cursor).bundles] == ["b"]


def test_a_record_that_changes_again_is_given_again() -> None:
    books = Books()
    books.touch("a", 10)
    cursor = poll(books, None).cursor
    books.touch("a", 11)
    assert len(poll(books, cursor).bundles) == 1


def test_new_records_only_gives_a_record_at_its_first_meeting() -> None:
    books = Books()
    books.touch("a", 10)
    first = poll(books, None, watch="created")
    books.touch("a", 500)
    books.touch("b", 501)
    second = poll(books, first.cursor, watch="created")
    assert [bundle["InvoiceID"] for bundle in second.bundles] == ["b"]


def test_what_is_beyond_the_limit_waits_for_the_next_run() -> None:
    books = Books()
    for number in range(5):
        books.touch(str(number), number * 60)
    seen, cursor, given_ = Seen([], None), None, []
    for _ in range(3):
        seen = poll(books, cursor, limit=2)
        cursor = seen.cursor
        given_ += [bundle["InvoiceID"] for bundle in seen.bundles]
    assert given_ == ["0", "1", "2", "3", "4"]
    assert not seen.more


def test_a_moment_with_more_changes_than_a_page_holds_is_read_to_its_end() -> None:
    books = Books()
    for number in range(250):
        books.touch(f"{number:03}", 7)
    given_: list[str] = []
    cursor, more = None, True
    while more:
        seen = poll(books, cursor)
        cursor, more = seen.cursor, seen.more
        given_ += [bundle["InvoiceID"] for bundle in seen.bundles]
    assert sorted(given_) == [f"{number:03}" for number in range(250)]


changes = st.lists(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 8)), max_size=60), min_size=1, max_size=8
)


@given(changes, st.integers(1, 40))
def test_every_last_change_is_given_and_nothing_twice(
    rounds: list[list[tuple[int, int]]], limit: int
) -> None:
    """Records change between polls; time goes on by 20 seconds or more from round to round."""
    books = Books()
    cursor: Any = None
    given_: list[tuple[str, str]] = []
    for number, touched in enumerate(rounds):
        for record, second in touched:
            books.touch(str(record), number * 20 + second)
        more = True
        while more:
            seen = poll(books, cursor, limit=limit)
            cursor, more = seen.cursor, seen.more
            given_ += [(b["InvoiceID"], b["UpdatedDateUTC"]) for b in seen.bundles]
    assert len(given_) == len(set(given_))
    last = {
        (id_, (START + timedelta(seconds=s)).isoformat(timespec="milliseconds")[:23] + "Z")
        for id_, s in books.changed.items()
    }
    assert last <= set(given_)
