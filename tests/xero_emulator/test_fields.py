"""Reading the fields of a request."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xero_emulator import fields
from xero_emulator.errors import Unreadable
from xero_emulator.fields import Fields

GUID = "a3675fc4-f8dd-4f03-ba5b-f1870566bcd7"


@pytest.mark.parametrize(
    ("reader", "value", "read"),
    [
        (fields.text, "x", "x"),
        (fields.text, 200, "200"),
        (fields.number, 7, Decimal(7)),
        (fields.number, "7.50", Decimal("7.50")),
        (fields.number, Decimal("0.1"), Decimal("0.1")),
        (fields.whole, "15", 15),
        (fields.flag, True, True),
        (fields.flag, "False", False),
        (fields.day, "2019-01-05", "/Date(1546646400000+0000)/"),
        (fields.guid, GUID.upper(), GUID),
        (fields.choice("Kind", "Exclusive", "NoTax"), "NOTAX", "NoTax"),
        (fields.one(Fields(Name=fields.text)), {"name": "x", "other": 1}, {"Name": "x"}),
        (fields.many(Fields(Name=fields.text)), [{"NAME": "x"}], [{"Name": "x"}]),
    ],
)
def test_it_reads(reader, value, read):
    assert reader(value, "Path") == read


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        (fields.text, {}),
        (fields.text, []),
        (fields.number, "seven"),
        (fields.number, True),
        (fields.number, {}),
        (fields.number, "NaN"),
        (fields.number, "Infinity"),
        (fields.number, "1e15"),
        (fields.number, -(10**15)),
        (fields.whole, "1.5"),
        (fields.flag, "yes"),
        (fields.flag, 1),
        (fields.day, "05/01/2019"),
        (fields.day, 20190105),
        (fields.guid, "INV-1"),
        (fields.guid, 7),
        (fields.choice("Kind", "Exclusive", "NoTax"), "NO_TAX"),
        (fields.choice("Kind", "Exclusive"), 7),
        (fields.one(Fields()), "x"),
        (fields.many(Fields()), {}),
        (fields.many(Fields()), ["x"]),
    ],
)
def test_it_refuses(reader, value):
    with pytest.raises(Unreadable, match="Path"):
        reader(value, "Invoices[0].Path")


def test_a_refusal_says_what_and_where():
    read = Fields(LineAmountTypes=fields.choice("LineAmountType", "NoTax"))
    with pytest.raises(Unreadable) as refusal:
        read.read({"LineAmountTypes": "NO_TAX"}, "ManualJournals[0]")
    assert str(refusal.value) == (
        "Error converting value \"NO_TAX\" to type 'LineAmountType'. "
        "Path 'ManualJournals[0].LineAmountTypes'"
    )


def test_null_is_as_if_absent():
    assert Fields(Name=fields.text).read({"Name": None}, "") == {}
