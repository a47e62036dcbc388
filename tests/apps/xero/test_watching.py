"""Polling: every change once, whatever happens while pages are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyloom.apps.xero import app, wire
from tallyloom.apps.xero.watching import Feed, Marks, changes, inputs, poll
from tallyloom.apps.xero.wire import written, xero_date
from tallyloom.kit import BadInput, NotThere, Request, Seen, fill, from_json, to_json
from tallyloom.kit.requests import Answer
from tallyloom.kit.testing import answer, drive, follow

WATCH = app.modules["watch_invoices"]
START = datetime(2026, 9, 14, 9, 0, tzinfo=UTC)
MARKS = Marks(id="InvoiceID")


def at(second: float) -> str:
    return (START + timedelta(seconds=second)).isoformat()


def invoice(id_: str, second: float, **more: Any) -> dict[str, Any]:
    return {"InvoiceID": id_, "UpdatedDateUTC": xero_date(at(second)), **more}


def found(*invoices: dict[str, Any], now: float = 0) -> Answer:
    return answer({"DateTimeUTC": xero_date(at(now)), "Invoices": list(invoices)})


class Books:
    """As much of Xero as a poll can see: what was changed since a moment, in pages.

    A change is shown `late` seconds after it was made, until then the record as it was.
    """

    def __init__(self, size: int = 1000, fixed: bool = False) -> None:
        self.now = 0.0
        self.changed: dict[str, list[tuple[float, float, str]]] = {}
        self.calls = 0
        self.between: Callable[[], None] = lambda: None
        self.feed = Feed(
            marks=MARKS,
            records=lambda got: wire.records(got, "Invoices"),
            listing=lambda page, many, since: Request(
                "GET", "/Invoices", {"page": str(page), "pageSize": str(many)}, {"since": since}
            ),
            fetch=lambda id_: Request("GET", f"/Invoices/{id_}"),
            size=size,
            fixed=fixed,
        )

    def touch(self, id_: str, late: float = 0, status: str = "AUTHORISED") -> None:
        self.changed.setdefault(id_, []).append((self.now, self.now + late, status))

    def shown(self) -> list[tuple[float, str, str]]:
        """What the list holds at this moment, in its order."""
        seen = {
            id_: [(second, status) for second, shown, status in times if shown <= self.now]
            for id_, times in self.changed.items()
        }
        return sorted((max(times)[0], id_, max(times)[1]) for id_, times in seen.items() if times)

    def answer(self, request: Request) -> Answer:
        self.calls += 1
        if request.path != "/Invoices":
            rows = [row for row in self.shown() if request.path.endswith(f"/{row[1]}")]
            return self.told(rows) if rows else answer(b"<html>", 404)
        floor = datetime.fromisoformat((request.headers["since"] or "1970-01-01T00:00:00") + "Z")
        rows = [row for row in self.shown() if START + timedelta(seconds=row[0]) >= floor]
        page, size = int(request.query["page"]), int(request.query["pageSize"])
        told = self.told(rows[(page - 1) * size : page * size] if self.feed.size else rows)
        self.between()
        return told

    def told(self, rows: list[tuple[float, str, str]]) -> Answer:
        records = (invoice(id_, second, Status=status) for second, id_, status in rows)
        return found(*records, now=self.now)

    def poll(self, cursor: Any, **asked: Any) -> Seen:
        """One poll; its cursor is stored and read again, as the engine does."""
        inputs_ = fill(inputs(MARKS), {"start": "all", **asked})
        steps = poll(self.feed, inputs_, cursor)
        got: Any = None
        try:
            while True:
                request = steps.send(got)
                assert isinstance(request, Request)
                got = self.answer(request)
        except StopIteration as end:
            seen: Seen = end.value
            return Seen(seen.bundles, from_json(to_json(seen.cursor)), seen.more)

    def polls(self, cursor: Any, **asked: Any) -> Iterator[Seen]:
        """Polls until there is nothing more to give."""
        while True:
            seen = self.poll(cursor, **asked)
            cursor = seen.cursor
            yield seen
            if not seen.more:
                return


def ids(*polled: Seen) -> list[str]:
    return [bundle["InvoiceID"] for seen in polled for bundle in seen.bundles]


# Where to begin


def test_from_now_on_begins_at_xeros_own_time_and_gives_nothing_older() -> None:
    first = drive(WATCH, {}, found(invoice("old", -500)))
    assert first.request.query["pageSize"] == "1"
    assert first.result.bundles == []
    later = found(invoice("old", -5), invoice("new", 5))
    second = drive(WATCH, {}, later, after=first.result.cursor)
    assert second.request.headers["If-Modified-Since"] == "2026-09-14T08:59:59"
    assert ids(second.result) == ["new"]


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
    assert ids(driven.result) == ["at"]


@pytest.mark.parametrize(("start", "given_"), [("with", ["b", "c"]), ("after", ["c"])])
def test_a_trigger_begins_with_or_after_a_chosen_record(start: str, given_: list[str]) -> None:
    books = Books()
    for second, id_ in enumerate("abc"):
        books.now = second * 100
        books.touch(id_)
    assert ids(books.poll(None, start=start, record="b")) == given_
    assert books.calls == 2  # one finds when the record was changed


def test_a_chosen_record_has_to_be_named_and_to_be_there() -> None:
    with pytest.raises(BadInput, match="Record to begin with"):
        drive(WATCH, {"start": "with"})
    with pytest.raises(NotThere):
        Books().poll(None, start="with", record="nobody")


# What is given


def test_a_change_inside_the_overlap_is_given_once_and_a_late_one_too() -> None:
    books = Books()
    books.touch("late", late=8)
    books.now = 1
    books.touch("a")
    first = books.poll(None)
    assert ids(first) == ["a"]
    assert books.poll(first.cursor).bundles == []
    books.now = 9
    assert ids(books.poll(first.cursor)) == ["late"]


def test_a_record_that_changes_again_is_given_again() -> None:
    books = Books()
    books.touch("a")
    cursor = books.poll(None).cursor
    books.now = 1
    books.touch("a")
    assert ids(books.poll(cursor)) == ["a"]


def test_new_records_only_gives_a_record_at_its_first_meeting() -> None:
    books = Books()
    books.touch("a")
    first = books.poll(None, watch="created")
    books.now = 500
    books.touch("a")
    books.touch("b")
    assert ids(books.poll(first.cursor, watch="created")) == ["b"]


def test_what_is_deleted_or_voided_is_given_only_when_it_is_asked_for() -> None:
    books = Books()
    books.touch("a", status="VOIDED")
    assert books.poll(None).bundles == []
    assert ids(books.poll(None, deleted=True)) == ["a"]
    for asked in ({"Statuses": "PAID,VOIDED"}, {"where": 'Status=="VOIDED"'}):
        voided = found(invoice("a", 0, Status="VOIDED"))
        assert ids(drive(WATCH, {"start": "all", **asked}, voided).result) == ["a"]


def test_what_is_beyond_the_limit_waits_for_the_next_run() -> None:
    books = Books()
    for number in range(5):
        books.now = number * 60
        books.touch(str(number))
    given_ = [ids(seen) for seen in books.polls(None, limit=2)]
    assert given_ == [["0", "1"], ["2", "3"], ["4"]]


def test_a_poll_without_anything_new_is_one_call() -> None:
    books = Books()
    for number in range(500):
        books.now = number / 10
        books.touch(str(number))
    *_, last = books.polls(None, limit=1000)
    books.now, books.calls = 3600, 0
    assert books.poll(last.cursor).bundles == []
    assert books.calls == 1


def test_an_answer_that_nothing_was_changed_is_understood() -> None:
    cursor = Books().poll(None, start="now").cursor
    driven = drive(WATCH, {}, answer(status=304), after=cursor)
    assert driven.result.bundles == []
    assert driven.result.cursor == cursor
    dated = answer(status=304, Date="Mon, 14 Sep 2026 09:30:00 GMT")
    assert drive(WATCH, {}, dated, after=cursor).result.bundles == []


def test_a_moment_with_more_changes_than_a_page_holds_is_read_to_its_end() -> None:
    books = Books()
    for number in range(2500):
        books.touch(f"{number:04}")
    given_ = ids(*books.polls(None, limit=300))
    assert given_ == [f"{number:04}" for number in range(2500)]


def test_a_thousand_changes_take_few_calls_and_not_one_for_each_hundred() -> None:
    books = Books()
    for number in range(1000):
        books.now = number / 20
        books.touch(f"{number:04}")
    books.now = 600
    assert len(ids(*books.polls(None, limit=1000))) == 1000
    assert books.calls <= 3


def test_records_that_are_not_given_do_not_hold_up_those_behind_them() -> None:
    books = Books()
    for number in range(300):
        books.now = number * 60
        books.touch(str(number), status="DELETED")
    books.touch("living")
    assert ids(books.poll(None)) == ["living"]


def test_a_record_that_leaves_a_full_moment_pushes_none_over_the_edge() -> None:
    """The first of 100 quotes changes after their page was read: the 101st moves up into it."""
    books = Books(size=100, fixed=True)
    for number in range(150):
        books.touch(f"{number:03}")
    books.now = 600

    def move() -> None:
        if books.calls == 2:  # the first page of this moment has been read
            books.touch("000")

    books.between = move
    first = books.poll(None, limit=1000)
    assert "100" not in ids(first)
    books.now = 700
    assert ids(books.poll(first.cursor, limit=1000)) == ["100"]


def test_a_change_that_shows_late_is_not_lost_behind_a_slow_reading() -> None:
    books = Books(size=100, fixed=True)
    for number in range(150):
        books.now = 50 + number / 3
        books.touch(f"{number:03}")
    books.changed["late"] = [(60.0, 115.0, "AUTHORISED")]

    def wait() -> None:
        books.now, books.between = 200, lambda: None
        books.touch("new")

    books.between = wait
    first = books.poll(None, limit=1000)
    assert "new" in ids(first)
    assert "late" not in ids(first)
    assert ids(books.poll(first.cursor, limit=1000)) == ["late"]


# Lists without times or pages


TRANSFERS = Marks(id="id", stamp="CreatedDateUTC", quiet=True)


def transfers(*rows: tuple[str, float, str]) -> list[dict[str, Any]]:
    return [
        {"id": id_, "CreatedDateUTC": written(START + timedelta(seconds=second)), "Status": status}
        for id_, second, status in rows
    ]


def seen_of(records: list[dict[str, Any]], cursor: Any, now: float = 0, **asked: Any) -> Seen:
    moment = written(START + timedelta(seconds=now))
    return changes(TRANSFERS, records, fill(inputs(TRANSFERS), asked), cursor, moment)


def test_a_deletion_that_moves_no_time_is_given_once() -> None:
    asked = {"deleted": True}
    old = [("a", -900.0, "AUTHORISED"), ("gone", -900.0, "DELETED")]
    cursor = seen_of(transfers(*old), None, **asked).cursor
    assert seen_of(transfers(*old), cursor, **asked).bundles == []
    deleted = transfers(("a", -900, "DELETED"), ("gone", -900, "DELETED"), ("b", 30, "AUTHORISED"))
    second = seen_of(deleted, cursor, now=60, **asked)
    assert [(r["id"], r["Status"]) for r in second.bundles] == [
        ("a", "DELETED"),
        ("b", "AUTHORISED"),
    ]
    assert seen_of(deleted, second.cursor, now=120, **asked).bundles == []
    assert seen_of(deleted, second.cursor, now=9000, **asked).bundles == []


def test_a_deletion_is_nothing_new() -> None:
    old = transfers(("a", -900, "AUTHORISED"))
    cursor = seen_of(old, None, watch="created", deleted=True).cursor
    gone = transfers(("a", -900, "DELETED"))
    assert seen_of(gone, cursor, now=60, watch="created", deleted=True).bundles == []


def test_a_whole_list_is_given_in_the_order_of_its_times_and_only_once() -> None:
    rows = transfers(("c", 300, "A"), ("a", 100, "A"), ("b", 200, "A"))
    first = seen_of(rows, None, now=400, start="all", limit=2)
    assert [record["id"] for record in first.bundles] == ["a", "b"]
    second = seen_of(rows, first.cursor, now=500, start="all", limit=2)
    assert [record["id"] for record in second.bundles] == ["c"]
    assert seen_of(rows, second.cursor, now=99_999, start="all").bundles == []


def test_a_whole_list_can_begin_after_a_record_of_it() -> None:
    rows = transfers(("a", 100, "A"), ("b", 200, "A"))
    assert seen_of(rows, None, start="after", record="a").bundles == rows[1:]
    with pytest.raises(NotThere):
        seen_of(rows, None, start="with", record="c")


# Whatever happens

steps = st.lists(
    st.one_of(
        st.tuples(st.just("touch"), st.integers(0, 250), st.integers(0, 50)),
        st.tuples(st.just("wave"), st.integers(0, 250), st.integers(1, 250)),
        st.tuples(st.just("wait"), st.integers(0, 90), st.just(0)),
        st.tuples(st.just("poll"), st.integers(1, 150), st.just(0)),
        st.tuples(st.just("moving"), st.integers(1, 150), st.integers(0, 250)),
    ),
    min_size=1,
    max_size=25,
)


def _live(books: Books, what: str, first: int, second: int) -> int | None:
    """One thing that happens; the limit of a poll where it is one."""
    if what == "touch":
        books.touch(str(first), late=second)
    elif what == "wave":  # many at one moment
        for number in range(first, first + second):
            books.touch(str(number))
    elif what == "wait":
        books.now += first
    elif what == "moving":  # a record changes behind every page that is read
        later = iter(range(second, second + 1000))

        def move() -> None:
            books.now += 20
            if (number := next(later)) < second + 4:
                books.touch(str(number % 260))

        books.between = move
        return first
    return first if what == "poll" else None


@given(steps, st.sampled_from([(1000, False), (100, True), (0, False)]))
def test_every_last_change_is_given_and_nothing_twice(
    happenings: list[tuple[str, int, int]], sizes: tuple[int, bool]
) -> None:
    """Changes that show up to 50 seconds late, many at once, while pages are read, with restarts
    from the cursor at every poll; in pages of any size, of one size, and as a whole list."""
    books = Books(*sizes)
    cursor: Any = None
    given_: list[tuple[str, str]] = []

    def took(limit: int) -> int:
        nonlocal cursor
        seen = books.poll(cursor, limit=limit)
        cursor, books.between = seen.cursor, lambda: None
        assert len(seen.bundles) <= limit
        given_.extend((b["InvoiceID"], b["UpdatedDateUTC"]) for b in seen.bundles)
        return len(seen.bundles) or int(seen.more)

    for what, first, second in happenings:
        limit = _live(books, what, first, second)
        if limit is not None:
            took(limit)
    books.now += 60
    while took(1000):
        books.now += 1
    assert len(given_) == len(set(given_))
    last = {(id_, written(START + timedelta(seconds=t))) for t, id_, _ in books.shown()}
    assert last <= set(given_)


@given(steps)
def test_every_new_record_is_given_exactly_once(happenings: list[tuple[str, int, int]]) -> None:
    books = Books()
    cursor: Any = None
    given_: list[str] = []
    for what, first, second in [*happenings, ("wait", 60, 0), *[("poll", 1000, 0)] * 3]:
        limit = _live(books, what, first, second)
        if limit is not None:
            seen = books.poll(cursor, limit=limit, watch="created")
            cursor, books.between = seen.cursor, lambda: None
            given_ += ids(seen)
    assert sorted(given_) == sorted(id_ for _, id_, _ in books.shown())


def test_a_trigger_is_driven_as_a_module_too() -> None:
    (seen,) = [drive(WATCH, {"start": "all"}, found(invoice("a", 1), now=5)).result]
    assert ids(seen) == ["a"]
    assert follow(poll(Books().feed, {"start": "now"}, None)).finished is False
