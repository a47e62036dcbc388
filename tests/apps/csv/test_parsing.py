"""Parsing: the same rows as the standard library's, in pieces of any size, from any row on."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyloom.apps.csv import app
from tallyloom.kit import BadInput, Bundle, Iterate, Value
from tallyloom.kit.testing import Bytes, drive, file_of

PARSE = app.modules["parse"]
SHOP = b"InvoiceNo,StockCode,Quantity\n536365,85123A,6\n536366,22633,8\n"


def parse(content: bytes, piece: int = 65536, **given_: Value) -> list[Bundle]:
    reader = Bytes(content, piece)
    rows: list[Bundle] = drive(
        PARSE, {"file": file_of(content).as_value(), **given_}, reader=reader
    ).result
    return rows


def tokens(content: bytes, piece: int, **given_: Value) -> list[tuple[Bundle, Value]]:
    assert isinstance(PARSE, Iterate)
    inputs = PARSE.read({"file": file_of(content).as_value(), **given_})
    return list(PARSE.items(inputs, Bytes(content, piece), None))


def test_columns_are_called_what_the_header_calls_them() -> None:
    assert parse(SHOP) == [
        {"InvoiceNo": "536365", "StockCode": "85123A", "Quantity": "6"},
        {"InvoiceNo": "536366", "StockCode": "22633", "Quantity": "8"},
    ]


def test_without_a_header_columns_are_numbered() -> None:
    assert parse(b"a,b\nc,d\n", header=False)[1] == {"col1": "c", "col2": "d"}


def test_a_second_column_of_a_name_and_a_blank_one_get_names_of_their_own() -> None:
    (row,) = parse(b"a,a,a_2,,a\n1,2,3,4,5\n")
    assert row == {"a": "1", "a_2": "2", "a_2_2": "3", "col4": "4", "a_3": "5"}


@pytest.mark.parametrize("mark", [",", ";", "tab", "|"])
def test_the_separator_is_found_out(mark: str) -> None:
    glue = "\t" if mark == "tab" else mark
    text = "\n".join(glue.join(row) for row in (["No", "What, who; why"], ["1", "x"], ["2", "y"]))
    content = text.replace("What, who; why", '"What, who; why"').encode()
    assert [row["No"] for row in parse(content)] == ["1", "2"]
    assert parse(content, delimiter=mark) == parse(content)


def test_the_separator_of_long_rows_is_found_out_though_the_first_bytes_end_in_a_row() -> None:
    note = "a, b, c; " * 900  # two rows are more than what is looked at
    content = ("No|Note|Price\n" + f"1|{note}|2\n" * 5).encode()
    assert [row["Price"] for row in parse(content)] == ["2"] * 5


def test_a_header_longer_than_the_first_bytes_is_read_whole() -> None:
    names = [f"column{number}" for number in range(4000)]
    content = (",".join(names) + "\n" + ",".join(["1"] * 4000) + "\n").encode()
    assert list(parse(content)[0]) == names


def test_a_file_of_one_column_is_read() -> None:
    assert parse(b"No\n1\n2\n") == [{"No": "1"}, {"No": "2"}]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("No,Name\n1,Zoë €\n".encode(), "auto"),
        ("No,Name\n1,Zoë €\n".encode("utf-8-sig"), "auto"),
        ("No,Name\n1,Zoë €\n".encode("utf-16"), "auto"),
        (b"\xfe\xff" + "No,Name\n1,Zoë €\n".encode("utf-16-be"), "auto"),
        ("No,Name\n1,Zoë €\n".encode("windows-1252"), "windows-1252"),
        ("No,Name\n1,Zoë €\n".encode("iso-8859-15"), "iso-8859-15"),
        ("No,Name\n1,Zoë €\n".encode("utf-16-le"), "utf-16-le"),
        ("No,Name\n1,Zoë €\n".encode("utf-8-sig"), "utf-8"),
    ],
)
@pytest.mark.parametrize("piece", [1, 3, 65536])
def test_encodings_are_read(content: bytes, encoding: str, piece: int) -> None:
    assert parse(content, piece, encoding=encoding) == [{"No": "1", "Name": "Zoë €"}]


def test_a_byte_that_is_not_utf8_is_named_with_its_place_and_a_way_out() -> None:
    content = b"No,Name\n1,Ann\n2,Zo\xeb\n"
    with pytest.raises(BadInput, match=r"Line 3: byte 0xEB at position 18 .* Windows-1252"):
        parse(content, 4)
    assert parse(content, encoding="windows-1252")[1]["Name"] == "Zoë"


def test_half_a_character_at_the_end_of_a_wide_file_is_an_error() -> None:
    with pytest.raises(BadInput, match="not UTF-16-LE"):
        parse("a\n1\n".encode("utf-16-le") + b"x", encoding="utf-16-le")


def test_a_missing_column_is_named_beside_those_that_are_there() -> None:
    with pytest.raises(BadInput) as caught:
        parse(SHOP, columns="InvoiceNo, Customer, Price")
    assert caught.value.message == (
        "The columns are missing: “Customer”, “Price”."
        " The file has: InvoiceNo, StockCode, Quantity."
    )
    assert caught.value.field == "columns"


def test_an_empty_file_has_no_header() -> None:
    with pytest.raises(BadInput, match="The file is empty"):
        parse(b"")
    assert parse(b"", header=False) == []
    assert parse(b"No,Name\n") == []


@pytest.mark.parametrize("row", [b"1,2\n", b"1,2,3,4\n"])
def test_a_ragged_row_is_an_error_that_names_it(row: bytes) -> None:
    with pytest.raises(BadInput, match=r"Row 2 \(it ends on line 3\) has \d values"):
        parse(b"a,b,c\n1,2,3\n" + row)


def test_ragged_rows_are_filled_where_that_is_chosen() -> None:
    rows = parse(b"a,b\n1\n1,2,3\n", ragged="fill")
    assert rows == [{"a": "1", "b": ""}, {"a": "1", "b": "2", "col3": "3"}]


def test_an_unclosed_quotation_mark_is_an_error_that_names_its_line() -> None:
    content = b'a,b\n1,2\n"3,4\n5,6\n'
    for piece in (1, 5, 65536):
        with pytest.raises(BadInput, match="opened in the row on line 3 and never closed"):
            parse(content, piece)


def test_a_value_that_goes_on_and_on_is_an_error() -> None:
    content = b'a,b\n"' + b"x" * 100_000 + b"\n" + b"x" * 100_000
    with pytest.raises(BadInput, match="line 2 is longer than"):
        parse(content)


def test_a_file_without_lines_is_not_read_into_memory() -> None:
    with pytest.raises(BadInput, match="hardly a CSV file"):
        parse(b"x" * 3_000_000)


def test_blank_rows_are_left_out_unless_they_are_wanted() -> None:
    content = b"a\n1\n\n2\n"
    assert [row["a"] for row in parse(content)] == ["1", "2"]
    kept = parse(content, skip_blank=False, ragged="fill")
    assert [row["a"] for row in kept] == ["1", "", "2"]
    assert parse(b"a,b\n,\n1,2\n") == [{"a": "1", "b": "2"}]


def test_blanks_around_values_go_where_that_is_chosen() -> None:
    content = b" a ,b\n 1 , 2\n"
    assert parse(content) == [{"a": " 1 ", "b": " 2"}]
    assert parse(content, trim=True) == [{"a": "1", "b": "2"}]


def test_other_quotation_marks_and_none() -> None:
    assert parse(b"a,b\n'x,y',\"\n", quote="'") == [{"a": "x,y", "b": '"'}]
    assert parse(b'a,b\n"x,y"\n', quote="none") == [{"a": '"x', "b": 'y"'}]


cells = st.text(st.sampled_from('ab, ;"\r\n\té€\u2028'), max_size=6)
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=12)
)
endings = st.sampled_from(["\r\n", "\n", "\r"])
encodings = st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"])


def written(table: list[list[str]], ending: str) -> str:
    page = StringIO(newline="")
    csv.writer(page, lineterminator=ending, quoting=csv.QUOTE_ALL).writerows(table)
    return page.getvalue()


PLAIN: dict[str, Any] = {"header": False, "delimiter": ",", "skip_blank": False}


@given(tables, endings, encodings, st.integers(1, 40))
def test_rows_are_those_of_the_standard_library(
    table: list[list[str]], ending: str, encoding: str, piece: int
) -> None:
    text = written(table, ending)
    rows = parse(text.encode(encoding), piece, encoding=encoding, **PLAIN)
    expected = list(csv.reader(StringIO(text, newline="")))
    assert [list(row.values()) for row in rows] == expected == table


@given(tables, endings, encodings, st.integers(1, 40), st.integers(1, 40))
def test_reading_goes_on_from_any_row(
    table: list[list[str]], ending: str, encoding: str, piece: int, other: int
) -> None:
    content = written(table, ending).encode(encoding)
    inputs = PLAIN | {"encoding": encoding}
    found = tokens(content, piece, **inputs)
    for place, (_, token) in enumerate(found):
        driven = drive(
            PARSE,
            {"file": file_of(content).as_value(), **inputs},
            after=token,
            reader=Bytes(content, other),
        )
        assert driven.result == [bundle for bundle, _ in found[place + 1 :]]


def test_a_token_is_small_and_says_where_the_next_row_begins() -> None:
    found = tokens(SHOP, 7)
    assert [token for _, token in found] == [[45, 1, 2], [len(SHOP), 2, 3]]
    assert SHOP[45:].startswith(b"536366")


def test_an_error_after_going_on_names_the_same_row() -> None:
    content = b"a,b\n1,2\n3,4\n5\n"
    with pytest.raises(BadInput) as first:
        parse(content)
    with pytest.raises(BadInput) as second:
        drive(
            PARSE,
            {"file": file_of(content).as_value()},
            after=[12, 2, 3],
            reader=Bytes(content),
        )
    assert first.value.message == second.value.message
    assert "Row 3 (it ends on line 4)" in first.value.message
