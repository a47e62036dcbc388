"""Fields: what an expression gave becomes what a request carries, or a message that helps."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyloom.kit import (
    BadInput,
    Boolean,
    Choice,
    Date,
    Field,
    FileField,
    Group,
    Integer,
    Lines,
    Moment,
    Money,
    Number,
    Text,
    Texts,
    fill,
    outputs_of,
    place,
    schema,
)

AMOUNT = Money(name="Amount", label="Amount")


def read(kind: type[Field], value: Any, **facts: Any) -> Any:
    return kind(name="x", label="X", **facts).read(value)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Text, 12, "12"),
        (Text, True, "true"),
        (Number, " 1.10 ", Decimal("1.10")),
        (Number, 3, 3),
        (Integer, "3", 3),
        (Integer, Decimal("3.0"), 3),
        (Date, "2010-12-01", "2010-12-01"),
        (Date, "2010-12-01T23:30:00-05:00", "2010-12-01"),
        (Moment, "2010-12-01T08:26:00", "2010-12-01T08:26:00+00:00"),
        (Moment, "2010-12-01T08:26:00+01:00", "2010-12-01T08:26:00+01:00"),
        (Boolean, "Yes", True),
        (Boolean, False, False),
        (Texts, "a, b,,c ", ["a", "b", "c"]),
        (Texts, ["a,b", 2], ["a,b", "2"]),
    ],
)
def test_a_value_is_read(kind: type[Field], value: Any, expected: Any) -> None:
    found = read(kind, value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (Text, ["a"], "expected text"),
        (Number, "12,5", "is not a number"),
        (Number, "NaN", "is not a number"),
        (Number, True, "expected a number"),
        (Integer, "1.5", "not a whole number"),
        (Date, "12/1/10", "write it as 2010-12-31"),
        (Moment, "soon", "not a date and time"),
        (Boolean, "maybe", "expected yes or no"),
        (Texts, {"a": 1}, "expected a list of texts"),
        (FileField, "a.csv", "expected a file"),
    ],
)
def test_a_value_that_cannot_be_used_says_why(kind: type[Field], value: Any, said: str) -> None:
    with pytest.raises(BadInput, match=said) as caught:
        read(kind, value)
    assert caught.value.message.startswith("X: ")
    assert caught.value.field == "x"


def test_limits_are_kept() -> None:
    with pytest.raises(BadInput, match="at most 3"):
        read(Text, "four", max_length=3)
    with pytest.raises(BadInput, match="does not have the form"):
        read(Text, "gbp", pattern="[A-Z]{3}")
    with pytest.raises(BadInput, match="less than 0"):
        read(Number, "-1", minimum=0)
    with pytest.raises(BadInput, match="more than 31"):
        read(Integer, 32, maximum=31)
    with pytest.raises(BadInput, match="is not one of a, b"):
        read(Choice, "c", options={"a": "A", "b": "B"})


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_money_is_never_rounded(amount: Decimal) -> None:
    assert AMOUNT.read(str(amount)) == amount


LINES = Lines(name="Lines", label="Lines", at_least=1, of=(AMOUNT(required=True),))


def test_a_line_that_is_wrong_is_named_by_its_number() -> None:
    with pytest.raises(BadInput, match="Lines, line 2 › Amount: a value is required"):
        LINES.read([{"Amount": 1}, {"Amount": ""}])


def test_lines_have_a_least_and_a_most() -> None:
    two = LINES(at_most=2)
    assert len(two.read([{"Amount": 1}] * 2)) == 2
    with pytest.raises(BadInput, match="Lines: 3 are given, at most 2 are allowed"):
        two.read([{"Amount": 1}] * 3)
    assert two.bounds()["maxItems"] == 2


def test_texts_may_be_a_choice_of_some_whatever_their_case() -> None:
    assert read(Texts, "paid, DRAFT", options=("DRAFT", "PAID")) == ["PAID", "DRAFT"]
    with pytest.raises(BadInput, match="“payed” is not one of DRAFT, PAID"):
        read(Texts, ["payed"], options=("DRAFT", "PAID"))


def test_one_collection_counts_as_a_list_of_one_line() -> None:
    assert LINES.read({"Amount": "1"}) == [{"Amount": Decimal(1)}]
    with pytest.raises(BadInput, match="at least 1 line"):
        LINES.read([])


def test_a_group_names_the_field_inside_that_is_wrong() -> None:
    group = Group(name="Address", label="Address", of=(Text(name="City", label="City"),))
    with pytest.raises(BadInput, match="Address › City: expected text"):
        group.read({"City": ["a"]})


def test_blank_means_not_given_but_zero_and_no_are_values() -> None:
    fields = (Number(name="n", label="N"), Boolean(name="b", label="B"), Text(name="t", label="T"))
    assert fill(fields, {"n": 0, "b": False, "t": ""}) == {"n": 0, "b": False}


def test_a_required_field_and_a_default() -> None:
    needed = Text(name="t", label="T", required=True)
    with pytest.raises(BadInput, match="T: a value is required"):
        fill((needed,), {"t": None})
    assert fill((needed(default="x"),), {}) == {"t": "x"}


def test_an_input_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(BadInput, match="no input 'Amout' here; the inputs are Amount"):
        fill((AMOUNT,), {"Amout": 1})


def test_a_fields_name_is_its_place_in_the_body() -> None:
    filled = {"Contact.Name": "Ann", "Contact.ContactID": "c1", "Lines": [{"Item.Code": "A"}]}
    assert place(filled) == {
        "Contact": {"Name": "Ann", "ContactID": "c1"},
        "Lines": [{"Item": {"Code": "A"}}],
    }


def test_outputs_of_fields_stand_where_the_body_has_them() -> None:
    contact = (Text(name="Contact.Name", label="Name"), Text(name="Contact.Email", label="Email"))
    (group, lines) = outputs_of(*contact, LINES)
    assert (group.name, [inner.name for inner in group.of]) == ("Contact", ["Name", "Email"])
    assert (lines.type, lines.of[0].type) == ("lines", "money")


def test_a_collection_of_outputs_is_called_as_people_call_it() -> None:
    (account,) = outputs_of(Text(name="FromBankAccount.Code", label="Code"))
    assert (account.name, account.label) == ("FromBankAccount", "From bank account")


def test_the_schema_says_what_is_required_and_nothing_else_is_allowed() -> None:
    found = schema((AMOUNT(required=True), LINES))
    assert found["required"] == ["Amount"]
    assert found["additionalProperties"] is False
    assert found["properties"]["Lines"]["items"]["required"] == ["Amount"]
