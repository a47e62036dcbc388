"""Prepayments: what they have on their own, the lines that they post to and take back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.xero_emulator.accounting.at_the_bank import (
    SPENT,
    again,
    allocate,
    balances,
    credit,
    invoice,
    pay,
)

from xero_emulator.direct import Direct

LINES = [
    {"Description": "Deposit", "UnitAmount": "33.33", "AccountCode": "200"},
    {"Description": "Deposit", "UnitAmount": "66.67", "AccountCode": "260"},
    {"Description": "Fee", "UnitAmount": "19.99", "AccountCode": "260", "TaxType": "RROUTPUT"},
]
CENTS = st.decimals("0.01", "60", places=2)


@pytest.fixture
def xero() -> Direct:
    return Direct()


def test_a_reference_becomes_the_invoice_number(xero):
    made = credit(xero, "Prepayment", Reference="INV-7")
    assert (made["Reference"], made["InvoiceNumber"]) == ("INV-7", "INV-7")
    credit(xero, "Prepayment", Reference="INV-8")
    shown = xero.call("getPrepayments", query={"InvoiceNumbers": "INV-7"}).rows()
    assert [row["InvoiceNumber"] for row in shown] == ["INV-7"]
    both = {"InvoiceNumbers": "INV-7", "References": "INV-8"}
    assert xero.call("getPrepayments", query=both).rows() == []


def test_using_a_prepayment_takes_its_share_of_each_line_and_of_the_tax_back(xero):
    source, target = credit(xero, "Prepayment"), invoice(xero)
    allocate(xero, "Prepayment", source, target, 30).row()
    assert balances(xero) == {"090": 120, "610": 90, "200": -175, "820": -35}


def test_taking_a_use_back_restores_every_line(xero):
    source = credit(xero, "Prepayment", LineItems=LINES)
    before = balances(xero)
    made = pay(xero, "Prepayment", source, "17.77").row()
    xero.call("deletePayment", {"Status": "DELETED"}, PaymentID=made["PaymentID"]).row()
    assert balances(xero) == before


@settings(max_examples=50, deadline=None)
@given(amounts=st.lists(CENTS, min_size=1, max_size=6), back=st.integers(0, 5))
def test_uses_in_any_order_never_leave_a_cent_behind(amounts, back):
    """Refunds, one of them taken back, then one of all that is left: nothing stays on any line."""
    xero = Direct()
    source = credit(xero, "Prepayment", LineItems=LINES, LineAmountTypes="Exclusive")
    made = [pay(xero, "Prepayment", source, amount) for amount in amounts]
    good = [answer.row() for answer in made if answer.status == 200]
    for answer in good[back : back + 1]:
        xero.call("deletePayment", {"Status": "DELETED"}, PaymentID=answer["PaymentID"]).row()
    left = again(xero, "Prepayment", source)["RemainingCredit"]
    assert sum(balances(xero).values()) == 0
    assert balances(xero).get("090", Decimal(0)) == left
    assert "499" not in balances(xero)
    if left:
        pay(xero, "Prepayment", source, left).row()
    assert again(xero, "Prepayment", source)["Status"] == "PAID"
    assert balances(xero) == {}


def test_what_was_spent_in_advance_pays_a_bill(xero):
    source = credit(xero, "Prepayment", "SPEND", LineItems=[{**SPENT, "AccountCode": "400"}])
    target = invoice(xero, Type="ACCPAY")
    allocate(xero, "Prepayment", source, target, 120).row()
    assert again(xero, "Invoice", target)["Status"] == "PAID"
    assert balances(xero) == {"090": -120, "429": 100, "820": 20}
