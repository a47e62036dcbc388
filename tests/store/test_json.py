"""JSON for columns: exact numbers, keys in their order, and only what a column can hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyloom.store.json import dumps, encoded, loads, packed, unpacked

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(VALUES)
def test_a_packed_value_comes_back(value: Any) -> None:
    assert unpacked(packed(value)) == value


@pytest.mark.parametrize("number", ["0.1", "1.10", "-0.00", "12345678901234567890.123456789"])
def test_a_number_comes_back_digit_for_digit(number: str) -> None:
    assert str(unpacked(packed(Decimal(number)))) == number
    assert dumps(Decimal(number)) == number


def test_keys_keep_their_order() -> None:
    assert encoded({"b": 1, "a": 2}) == b'{"b":1,"a":2}'
    assert list(unpacked(packed({"b": 1, "a": 2}))) == ["b", "a"]


@given(st.text())
def test_a_column_holds_every_text_but_nul(text: str) -> None:
    assert loads(dumps({"t": text})) == {"t": text.replace("\x00", "\ufffd")}


def test_a_backslash_before_u0000_is_text() -> None:
    assert loads(dumps("\\u0000")) == "\\u0000"
    assert loads(dumps("\\\x00")) == "\\\ufffd"
