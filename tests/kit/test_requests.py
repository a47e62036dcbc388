"""Requests and answers as values."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyloom.kit import Answer, Broken, Request, from_json, to_json
from tallyloom.kit.testing import answer

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.text(st.characters(codec="utf-8"))
    | st.decimals(allow_nan=False, allow_infinity=False, places=4),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=10,
)


@given(values)
def test_json_goes_there_and_back_with_exact_numbers(value: object) -> None:
    assert from_json(to_json(value)) == value


def test_equal_values_are_equal_bytes_whatever_their_order() -> None:
    assert to_json({"a": 1, "b": 2}) == to_json({"b": 2, "a": 1})
    assert to_json({"a": Decimal("1.10")}) == b'{"a":1.10}'


def test_reading_is_not_writing() -> None:
    assert not Request("GET", "/").writes
    assert Request("DELETE", "/").writes


def test_a_body_is_sent_as_json_or_as_it_is() -> None:
    assert Request("POST", "/", body={"a": []}).content() == b'{"a":[]}'
    assert Request("POST", "/", body=b"as it is").content() == b"as it is"
    assert Request("GET", "/").content() == b""


@pytest.mark.parametrize("body", [b'"\xff"', b"[" * 100_000, b"{"])
def test_what_cannot_be_read_is_broken(body: bytes) -> None:
    with pytest.raises(Broken):
        Answer(200, body=body).json()


def test_an_answer_that_is_not_json_says_what_it_is() -> None:
    page = Answer(503, {"content-type": "text/html"}, b"<html>")
    with pytest.raises(Broken, match=r"\(503\) holds text/html"):
        page.json()


@given(st.dictionaries(st.sampled_from(["Id", "Item", "items"]), values), st.lists(values))
def test_each_item_of_a_list_is_what_json_says(others: dict[str, object], items: object) -> None:
    body = to_json({**others, "Items": items})
    assert list(Answer(200, body=body).each("Items")) == from_json(body)["Items"]


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"{}", b"[]", b'{"Items": null}', b'{"Items": {}}', b'{"Items": [1, 2}',
     b'{"Items": [1, 0x]}', b'{"Items": ["\xff"]}'],
)  # fmt: skip
def test_what_holds_no_such_list_is_broken(body: bytes) -> None:
    with pytest.raises(Broken):
        list(Answer(200, body=body).each("Items"))


def test_one_part_of_an_answer_is_read_alone() -> None:
    whole = answer({"pagination": {"pageCount": 3, "rate": Decimal("0.10")}, "Invoices": [{}]})
    assert whole.part("pagination") == {"pageCount": 3, "rate": Decimal("0.10")}
    assert whole.part("nothing") is None
    assert answer([1]).part("pagination") is None
    with pytest.raises(Broken, match="Expected JSON"):
        answer(b"<html>").part("pagination")


@pytest.mark.parametrize(
    "body", [b"[1e99999999999999999999]", b'{"Items": [-1E-9999999999999999999]}']
)
def test_a_number_that_no_decimal_holds_is_no_json(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        from_json(body)
    with pytest.raises(Broken):
        Answer(200, body=body).json()
    with pytest.raises(Broken):
        list(Answer(200, body=body).each("Items"))
