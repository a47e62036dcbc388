"""Creating: what was written is read back, and no spreadsheet runs it."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyloom.apps.csv import app
from tallyloom.kit import BadInput
from tallyloom.kit.testing import Bytes, drive, file_of

CREATE, PARSE = app.modules["create"], app.modules["parse"]


def create(rows: Any, **given_: Any) -> bytes:
    driven = drive(CREATE, {"rows": rows, **given_})
    (content,) = driven.saved.values()
    return content


def test_rows_become_a_file_with_a_header() -> None:
    rows = [{"No": 1, "Total": Decimal("2.50")}, {"No": 2, "Paid": True, "Note": None}]
    driven = drive(CREATE, {"rows": rows, "name": "out.csv"})
    assert driven.saved == {
        "out.csv": b"No,Total,Paid,Note\r\n1,2.50,,\r\n2,,true,\r\n",
    }
    assert driven.result["rows"] == 2
    assert driven.result["file"]["name"] == "out.csv"


def test_columns_are_chosen_and_ordered() -> None:
    content = create([{"a": 1, "b": 2}], columns="b, a, c", header=False, delimiter=";")
    assert content == b"2;1;\r\n"


def test_collections_are_written_as_json() -> None:
    assert create([{"a": {"b": [1]}}], header=False) == b'"{""b"":[1]}"\r\n'


@pytest.mark.parametrize(
    "text",
    [
        "=HYPERLINK(1)",
        "+cmd",
        "-cmd",
        "@SUM(1)",
        "\t=1",
        "\rx",
        "  =1",
        "\u00a0=1",
        "\x00=1",
        "fine\n=1",
        "=1\n=2",
    ],
)
def test_text_that_a_spreadsheet_would_run_is_marked_as_text(text: str) -> None:
    content = create([{"a": text}], header=False).decode()
    ((cell,),) = csv.reader(StringIO(content, newline=""))
    assert cell.replace("'", "") == text
    for line in cell.splitlines():
        assert line.lstrip(" \t\r\x00\u00a0")[:1] not in ("=", "+", "-", "@")


@pytest.mark.parametrize("text", ["-5.20", "+44", "-1,234.50", "12%", "a=b", "Ann", ""])
def test_numbers_and_plain_text_stay_as_they_are(text: str) -> None:
    ((cell,),) = csv.reader(StringIO(create([{"a": text}], header=False).decode(), newline=""))
    assert cell == text


def test_numbers_below_zero_stay_numbers() -> None:
    assert create([{"a": Decimal("-5.20"), "b": -1}], header=False) == b"-5.20,-1\r\n"


def test_protection_can_be_turned_off() -> None:
    assert create([{"a": "=1"}], header=False, safe=False) == b"=1\r\n"


def test_a_byte_order_mark_stands_only_at_the_beginning() -> None:
    content = create([{"a": "x" * 100}] * 2000, encoding="utf-8-sig")
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\xef\xbb\xbf") == 1


def test_a_character_that_the_encoding_lacks_is_named() -> None:
    with pytest.raises(BadInput, match="“Ω” in or before row 1 cannot be written"):
        create([{"a": "Ω"}], encoding="windows-1252")


def test_rows_have_to_be_collections() -> None:
    with pytest.raises(BadInput, match="row 2 is not a collection"):
        create([{"a": 1}, "b"])


rows = st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=2), min_size=1, max_size=20)


@given(rows, st.sampled_from([",", ";", "tab", "|"]))
def test_what_was_written_is_read_back(table: list[list[str]], delimiter: str) -> None:
    given_ = [dict(zip(("a", "b"), row, strict=True)) for row in table]
    content = create(given_, safe=False, delimiter=delimiter)
    inputs = {"file": file_of(content).as_value(), "delimiter": delimiter, "skip_blank": False}
    assert drive(PARSE, inputs, reader=Bytes(content)).result == given_
