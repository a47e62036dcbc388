"""The coercion table, cell by cell."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tallyloom.lang import ConvertValue, ExpressionError, GiveDateFormat, MakeSmaller
from tallyloom.lang.coerce import (
    to_boolean,
    to_collection,
    to_date,
    to_list,
    to_number,
    to_text,
    to_time,
)

DATE = datetime(2010, 12, 1, 8, 26, tzinfo=UTC)
RECEIVED: dict[str, Any] = {
    "array": ["a", 1],
    "boolean": True,
    "collection": {"a": 1},
    "date": DATE,
    "number": Decimal("1.50"),
    "text": "x",
    "empty": None,
}
ERROR = object()
TARGETS: dict[str, Any] = {
    "array": to_list,
    "boolean": to_boolean,
    "collection": to_collection,
    "date": lambda value: to_date(value, "UTC"),
    "number": to_number,
    "text": to_text,
    "time": to_time,
}
TABLE = [
    *[("array", kind, [value]) for kind, value in RECEIVED.items() if kind != "array"],
    ("array", "array", ["a", 1]),
    ("boolean", "array", True),
    ("boolean", "boolean", True),
    ("boolean", "collection", True),
    ("boolean", "date", True),
    ("boolean", "number", True),
    ("boolean", "text", True),
    ("boolean", "empty", False),
    ("collection", "collection", {"a": 1}),
    *[("collection", kind, ERROR) for kind in RECEIVED if kind != "collection"],
    ("date", "date", DATE),
    *[("date", kind, ERROR) for kind in RECEIVED if kind != "date"],
    ("number", "number", Decimal("1.50")),
    *[("number", kind, ERROR) for kind in RECEIVED if kind != "number"],
    ("text", "array", "a,1"),
    ("text", "boolean", "true"),
    ("text", "collection", ERROR),
    ("text", "date", "2010-12-01T08:26:00.000Z"),
    ("text", "number", "1.5"),
    ("text", "text", "x"),
    ("text", "empty", ERROR),
    *[("time", kind, ERROR) for kind in RECEIVED],
]


@pytest.mark.parametrize(("target", "received", "result"), TABLE)
def test_a_cell_of_the_table(target: str, received: str, result: object) -> None:
    convert, value = TARGETS[target], RECEIVED[received]
    if result is ERROR:
        with pytest.raises(ConvertValue):
            convert(value)
    else:
        assert convert(value) == result


def test_the_table_has_every_cell() -> None:
    cells = {(target, received) for target, received, _ in TABLE}
    assert cells == {(target, received) for target in TARGETS for received in RECEIVED}


@pytest.mark.parametrize(
    ("value", "strict", "compatible"),
    [
        (0, False, True),
        (Decimal("0.00"), False, True),
        (-1, True, True),
        ("false", False, False),
        ("", False, False),
        ("0", True, True),
        ("False", True, True),
        ([], True, True),
        ({}, True, True),
        (None, False, False),
        (False, False, False),
    ],
)
def test_yes_and_no(value: object, strict: bool, compatible: bool) -> None:
    assert to_boolean(value) is strict
    assert to_boolean(value, make_compatible=True) is compatible


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12.50", Decimal("12.50")),
        (" -3 ", -3),
        ("+7", 7),
        (".5", Decimal("0.5")),
        ("5.", 5),
        ("1e3", 1000),
        ("0", 0),
        ("9007199254740993", 9007199254740993),
    ],
)
def test_a_plain_decimal_text_is_a_number(text: str, number: object) -> None:
    assert to_number(text) == number


@pytest.mark.parametrize("text", ["", "1,234.50", "12,5", "£5", "NaN", "Infinity", "0x10", "1 2"])
def test_any_other_text_is_not_a_number(text: str) -> None:
    with pytest.raises(ConvertValue, match="parseNumber"):
        to_number(text)


@pytest.mark.parametrize(
    "number", ["1e400", "1e-400", Decimal("1e999999"), 10**400, Decimal("NaN"), "9" * 600]
)
def test_a_number_out_of_bounds_is_refused_before_it_costs_memory(number: object) -> None:
    with pytest.raises(ExpressionError):
        to_number(number)


def test_large_numbers_are_said_shortly() -> None:
    with pytest.raises(MakeSmaller) as caught:
        to_number(Decimal("1e999999"))
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Decimal("12.50"), "12.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.00"), "0"),
        (Decimal("0.10"), "0.1"),
        (100, "100"),
        (0.1, "0.1"),
    ],
)
def test_a_number_is_written_as_its_shortest_decimal(number: object, text: str) -> None:
    assert to_text(number) == text


def test_an_array_of_collections_is_not_text() -> None:
    with pytest.raises(ConvertValue, match="map"):
        to_text([{"a": 1}])


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2010-12-01", "2010-12-01T00:00:00+00:00"),
        ("2010-12-01T08:26", "2010-12-01T08:26:00+00:00"),
        ("2010-12-01 08:26:30", "2010-12-01T08:26:30+00:00"),
        ("2010-12-01T08:26:30.5Z", "2010-12-01T08:26:30.500+00:00"),
        ("2010-12-01T08:26:00+02:00", "2010-12-01T06:26:00+00:00"),
        ("2010-12-01T08:26:00-0530", "2010-12-01T13:56:00+00:00"),
        ("2010-12-01 08:26 GMT+2", "2010-12-01T06:26:00+00:00"),
        ("2010/12/01", "2010-12-01T00:00:00+00:00"),
        ("2010/12/1 8:26", "2010-12-01T08:26:00+00:00"),
        ("1.12.2010", "2010-12-01T00:00:00+00:00"),
        ("01.12.2010 8:26", "2010-12-01T08:26:00+00:00"),
    ],
)
def test_an_unmistakable_text_is_a_date(text: str, moment: str) -> None:
    assert to_date(text, "UTC") == datetime.fromisoformat(moment)


def test_a_text_without_a_zone_is_read_in_the_scenarios_zone() -> None:
    assert to_date("2010-07-01 12:00", "Europe/London") == datetime(2010, 7, 1, 11, tzinfo=UTC)
    assert to_date("2010-07-01", "Pacific/Auckland") == datetime(2010, 6, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", ["12/1/10", "12/1/2010 8:26", "1/12/2010", "1.12.10", "1-12-10"])
def test_a_date_that_can_be_read_in_two_ways_asks_for_a_format(text: str) -> None:
    with pytest.raises(GiveDateFormat, match="parseDate"):
        to_date(text, "UTC")


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "2010-13-01", "2010-02-30", "2010-12-01T25:00", "2010-12", "0000-01-01"],
)
def test_other_texts_are_no_dates(text: str) -> None:
    with pytest.raises(ConvertValue):
        to_date(text, "UTC")


def test_dates_beyond_the_calendar_are_refused() -> None:
    with pytest.raises(ConvertValue):
        to_date("0001-01-01T00:00:00+10:00", "UTC")
    with pytest.raises(ConvertValue):
        to_date("9999-12-31T23:00:00-10:00", "UTC")


@pytest.mark.parametrize(("text", "seconds"), [("9:30", 34200), ("09:30:15", 34215), ("0:00", 0)])
def test_a_time_of_day(text: str, seconds: int) -> None:
    assert to_time(text) == seconds


@pytest.mark.parametrize("text", ["24:00", "9:60", "9", "nine"])
def test_no_time_of_day(text: str) -> None:
    with pytest.raises(ConvertValue):
        to_time(text)
