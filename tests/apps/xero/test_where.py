"""Filters in Xero's language: nothing breaks out, nothing is missed, nothing grows too long."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tallyloom.apps.xero.where import (
    ADDRESS,
    all_of,
    cut,
    equals,
    exactly,
    on_or_after,
    on_or_before,
)
from tallyloom.kit import BadInput

texts = st.text(st.characters(codec="utf-8"), max_size=300)
CONDITION = re.compile(r'Name=="([^"\\]*)"|\(Name!=null&&Name\.Contains\("([^"\\]+)"\)\)')


@given(texts)
def test_no_text_breaks_out_of_its_quotation_marks(text: str) -> None:
    try:
        condition = equals("Name", text)
    except BadInput:
        return
    assert CONDITION.fullmatch(condition)


@given(texts)
def test_every_record_of_that_name_meets_the_condition(text: str) -> None:
    try:
        found = CONDITION.fullmatch(equals("Name", text))
    except BadInput:
        assume(False)
        raise
    assert found
    whole, part = found.groups()
    assert (whole == text) if whole is not None else (part in text)


@pytest.mark.parametrize("text", ['"', "\\", '" "', "", "\n"])
def test_a_text_of_marks_alone_cannot_be_looked_up(text: str) -> None:
    with pytest.raises(BadInput, match="cannot be looked up"):
        equals("Name", text)


def test_a_whole_value_with_a_mark_cannot_be_asked_for_exactly() -> None:
    assert exactly("Name", "Ann") == 'Name=="Ann"'
    with pytest.raises(BadInput, match="search for a part"):
        exactly("Name", 'Ann "the" Great')


def test_days_are_compared_as_days() -> None:
    assert on_or_after("Date", "2010-12-01") == "Date>=DateTime(2010,12,01)"
    assert on_or_before("Date", "2010-12-31") == "Date<=DateTime(2010,12,31)"


def test_conditions_are_joined_in_brackets() -> None:
    assert all_of([]) == ""
    assert all_of(["", None, "a==1"]) == "a==1"
    assert all_of(["a==1", "b==2 OR c==3"]) == "(a==1)&&(b==2 OR c==3)"


names = st.lists(st.text(st.characters(codec="utf-8", exclude_characters='"\\'), min_size=1))


@given(names)
def test_no_address_grows_too_long_and_no_part_is_left_out(parts: list[str]) -> None:
    conditions = []
    for part in parts:
        try:
            conditions.append(equals("Name", part))
        except BadInput:
            continue
    path, query = "/api.xro/2.0/Contacts", {"page": "1", "where": ""}
    values = list(cut(conditions, "||", path, query))
    for value in values:
        address = urlencode({**query, "where": value}, quote_via=quote)
        assert len(f"https://api.xero.com{path}?{address}") <= ADDRESS
    assert "||".join(values) == "||".join(conditions)


def test_no_value_holds_more_parts_than_are_wanted() -> None:
    values = cut([str(number) for number in range(120)], ",", "/p", {"IDs": ""}, most=50)
    assert [len(value.split(",")) for value in values] == [50, 50, 20]
