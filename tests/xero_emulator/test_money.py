"""Xero's arithmetic."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_emulator import money
from xero_emulator.money import ZERO

D = Decimal
AMOUNTS = st.decimals("-99999.99", "99999.99", places=2)
PERCENTS = st.sampled_from([D(0), D(5), D(10), D(15), D(20), D("8.25")])


def test_half_a_cent_rounds_away_from_zero():
    assert money.half_up(D("2.165")) == D("2.17")
    assert money.half_up(D("-2.165")) == D("-2.17")


def test_three_lines_at_fifteen_percent_are_taxed_line_by_line():
    lines = [
        {"LineAmount": amount, "TaxAmount": money.tax_of(amount, D(15), "Exclusive")}
        for amount in (D("25.06"), D("25.61"), D("25.63"))
    ]
    assert [line["TaxAmount"] for line in lines] == [D("3.76"), D("3.84"), D("3.84")]
    assert money.totals(lines, "Exclusive") == (D("76.30"), D("11.44"), D("87.74"))


def test_tax_inclusive_lines_carry_their_tax_inside():
    lines = [
        {"LineAmount": D("120.00"), "TaxAmount": money.tax_of(D("120.00"), D(20), "Inclusive")}
    ]
    assert money.totals(lines, "Inclusive") == (D("100.00"), D("20.00"), D("120.00"))


def test_a_document_without_tax_has_none():
    assert money.tax_of(D("120.00"), D(20), "NoTax") == ZERO


@pytest.mark.parametrize(
    ("quantity", "unit", "rate", "off", "amount"),
    [
        ("3", "10.00", None, None, "30.00"),
        ("3", "10.00", "10", None, "27.00"),
        ("3", "10.00", None, "1.50", "28.50"),
        ("1.5", "0.33", None, None, "0.50"),
        ("-2", "9.99", None, None, "-19.98"),
    ],
)
def test_a_line_comes_to_quantity_times_unit_less_the_discount(quantity, unit, rate, off, amount):
    found = money.line_amount(D(quantity), D(unit), rate and D(rate), off and D(off))
    assert found == D(amount)


@given(AMOUNTS, st.sampled_from([D(0), D(10), D("33.3"), D(50)]))
def test_a_discount_can_be_taken_back(amount, rate):
    discounted = amount * (100 - rate) / 100
    assert abs(money.undiscounted(discounted, rate, None) - amount) < D("0.000001")


@given(AMOUNTS, PERCENTS)
def test_inclusive_tax_is_the_tax_on_what_is_left(amount, percent):
    inside = money.tax_of(amount, percent, "Inclusive")
    on_top = money.tax_of(amount - inside, percent, "Exclusive")
    assert abs(inside - on_top) <= D("0.01")


@given(
    st.lists(st.tuples(AMOUNTS, AMOUNTS), max_size=9), st.sampled_from(["Exclusive", "Inclusive"])
)
def test_the_total_is_always_subtotal_and_tax(pairs, types):
    lines = [{"LineAmount": amount, "TaxAmount": tax} for amount, tax in pairs]
    found = money.totals(lines, types)
    assert found.total == found.sub_total + found.tax
