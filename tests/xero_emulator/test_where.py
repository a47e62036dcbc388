"""The filter language."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_emulator import where
from xero_emulator.errors import BadQuery
from xero_emulator.where import Columns

COLUMNS = Columns(
    text="Name Reference Status Contact.Name",
    guid="InvoiceID Contact.ContactID",
    number="AmountDue Total",
    day="Date UpdatedDateUTC",
    flag="SentToContact",
)
GUID = "a3675fc4-f8dd-4f03-ba5b-f1870566bcd7"
RECORD = {
    "Name": 'Ann "A" O\\Neil',
    "Status": "AUTHORISED",
    "InvoiceID": GUID,
    "Contact": {"ContactID": GUID, "Name": "Ridgeway Bank"},
    "AmountDue": Decimal("115.50"),
    "Total": Decimal("115.50"),
    "Date": "/Date(1546646400000+0000)/",  # 5 January 2019
    "UpdatedDateUTC": "/Date(1546650000123+0000)/",
    "SentToContact": True,
}

TRUE = [
    'Status=="AUTHORISED"',
    'Status=="authorised"',
    'status = "Authorised"',
    'Status!="DRAFT"',
    'Name=="Ann \\"A\\" O\\\\Neil"',
    "AmountDue==115.5",
    "AmountDue>=115.50 AND AmountDue<=115.5",
    "AmountDue>-1",
    "AmountDue==Total",
    "AmountDue > 1000 OR AmountDue < 1000",
    "AmountDue > 1000 || AmountDue < 1000",
    'Status=="DRAFT" or Status=="AUTHORISED" and AmountDue>1',
    '(Status=="DRAFT" || Status=="AUTHORISED") && (AmountDue>1)',
    "Date==DateTime(2019,1,5)",
    "Date>=DateTime(2019, 01, 05) AND Date<DateTime(2019,1,6)",
    "UpdatedDateUTC>DateTime(2019,1,5,1,0,0)",
    f'InvoiceID==Guid("{GUID}")',
    f'InvoiceID==guid("{GUID.upper()}")',
    f'Contact.ContactID=="{GUID}"',
    'Contact.Name=="ridgeway bank"',
    'Contact.Name.StartsWith("Ridge")',
    'Contact.Name.EndsWith("Bank")',
    'Contact.Name.Contains("way b")',
    'Contact.Name.ToLower().Contains("ridgeway")',
    'Contact.Name.ToLower()=="ridgeway bank"',
    "SentToContact",
    "SentToContact==true",
    "SentToContact!=false",
    "Reference==null",
    'Reference!=null AND Reference.Contains("x") OR Status=="AUTHORISED"',
    'Contact.Name.StartsWith("Ridge")==true',
    "null==Reference",
]
FALSE = [
    'Status=="DRAFT"',
    'Status!="authorised"',
    "AmountDue>115.5",
    "AmountDue<115.50m",
    "Date<DateTime(2019,1,5)",
    'Reference=="x"',
    'Reference!=null AND Reference.Contains("x")',
    'Status=="AUTHORISED" AND AmountDue<1 OR Status=="DRAFT"',
    "Status==null",
    "SentToContact==false",
]
WRONG = [
    'Status=="AUTHORISED',
    "Status==",
    "Status",
    'Nothing=="x"',
    'Contact.Nothing=="x"',
    'Name.Name=="x"',
    "Status==1",
    'AmountDue=="115.50"',
    'Date=="2019-01-05"',
    "Date==DateTime(2019,13,1)",
    "AmountDue>null",
    'AmountDue.Contains("1")',
    "Name.Contains(1)",
    "Name.Contains()",
    'Name.ToLower("x")=="x"',
    'Name.Trim()=="x"',
    'Guid("x").Name=="x"',
    'InvoiceID==Guid("x")',
    'InvoiceID==Guid("")',
    "import os",
    "1",
    "(" * 2000,
]


@pytest.mark.parametrize("text", TRUE)
def test_it_finds(text):
    assert where.test(text, COLUMNS)(RECORD) is True


@pytest.mark.parametrize("text", FALSE)
def test_it_leaves_out(text):
    assert where.test(text, COLUMNS)(RECORD) is False


@pytest.mark.parametrize("text", WRONG)
def test_it_refuses(text):
    with pytest.raises(BadQuery):
        where.test(text, COLUMNS)


def test_a_guid_that_is_none_is_told_what_one_looks_like():
    with pytest.raises(BadQuery, match="Guid should contain 32 digits with 4 dashes"):
        where.test('InvoiceID==Guid("INV-0001")', COLUMNS)


def test_a_method_of_nothing_needs_a_guard():
    test = where.test('Reference.Contains("x")', COLUMNS)
    with pytest.raises(BadQuery, match="Object reference not set"):
        test(RECORD)


def test_an_endless_expression_is_refused():
    with pytest.raises(BadQuery, match="too long"):
        where.test(" OR ".join(['Status=="X"'] * 2000), COLUMNS)


def test_order_names_several_fields_and_directions():
    rows = [
        {"Name": name, "Total": Decimal(total)} for name, total in (("b", 1), ("A", 2), ("a", 1))
    ]
    keys = where.order("Name ASC, Total DESC", COLUMNS)
    ordered = where.ordered(rows, keys)
    assert [(row["Name"], row["Total"]) for row in ordered] == [("A", 2), ("a", 1), ("b", 1)]


def test_order_puts_what_is_missing_first():
    rows = [{"Total": Decimal(1)}, {}, {"Total": Decimal(-1)}]
    ordered = where.ordered(rows, where.order("Total", COLUMNS))
    assert [row.get("Total") for row in ordered] == [None, -1, 1]


@pytest.mark.parametrize("text", ["Name SIDEWAYS", "Nothing", "Name ASC DESC", ","])
def test_order_refuses(text):
    with pytest.raises(BadQuery):
        where.order(text, COLUMNS)


PLAIN = st.text(st.characters(codec="ascii", min_codepoint=32, exclude_characters='\\"'))


@given(PLAIN, PLAIN)
def test_any_text_can_be_asked_for(asked, held):
    test = where.test(f'Name=="{asked}"', COLUMNS)
    assert test({"Name": held}) is (asked.lower() == held.lower())


NUMBERS = st.decimals("-1000", "1000", places=2)
SIGNS = {
    "==": "__eq__",
    "!=": "__ne__",
    "<": "__lt__",
    "<=": "__le__",
    ">": "__gt__",
    ">=": "__ge__",
}


@given(NUMBERS, NUMBERS, st.sampled_from(sorted(SIGNS)))
def test_numbers_compare_as_numbers(held, asked, sign):
    test = where.test(f"Total{sign}{asked}", COLUMNS)
    assert test({"Total": held}) is getattr(held, SIGNS[sign])(asked)


@st.composite
def formulas(draw, depth=3):
    """A formula of comparisons and what Python makes of it."""
    if depth == 0 or draw(st.booleans()):
        asked, truth = draw(st.sampled_from([("Total==1", True), ("Total==2", False)]))
        return asked, truth
    (left, one), (right, two) = draw(formulas(depth - 1)), draw(formulas(depth - 1))
    if draw(st.booleans()):
        return f"({left} AND {right})", one and two
    return f"({left} OR {right})", one or two


@given(formulas())
def test_and_or_and_brackets_nest(formula):
    text, truth = formula
    assert where.test(text, COLUMNS)({"Total": Decimal(1)}) is truth


@given(st.text(max_size=40))
def test_no_text_does_anything_but_answer_or_refuse(text):
    try:
        test = where.test(text, COLUMNS)
    except BadQuery:
        return
    assert test(RECORD) in (True, False)
