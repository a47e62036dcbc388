"""Totals that the sender states, where the organisation may round."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from tests.xero_emulator.accounting.given import LINE, bill, change, create, get, pay

from xero_emulator.direct import Direct

D = Decimal
SUMS = {"SubTotal": 100, "TotalTax": 20}
MISMATCH = "The SubTotal, TotalTax, Total and RoundingAmount do not match the line items."
TOO_MUCH = "The rounding amount must be between -0.10 and 0.10."


def may(xero, yes=True):
    xero.books.switches = msgspec.structs.replace(xero.books.switches, rounding=yes)


@pytest.fixture
def xero() -> Direct:
    """An organisation that may round."""
    made = Direct()
    may(made)
    return made


def stated(amount, **more):
    amount = D(amount)
    return {**SUMS, "Total": 120 + amount, "RoundingAmount": amount, **more}


def balance(xero, code):
    account = xero.books.accounts.by_code(code)
    return xero.books.journals.balances().get(account["AccountID"], 0)


class TestWithout:
    def test_stated_totals_mean_nothing(self):
        xero = Direct()
        for status in ("DRAFT", "AUTHORISED"):
            made = create(xero, Status=status, **stated("0.05"), EnteredTotal=7).row()
            assert (made["Total"], made["AmountDue"]) == (120, 120)
            assert "RoundingAmount" not in made
            assert "EnteredTotal" not in made
            assert create(xero, Status=status, **stated("5", SubTotal=1)).row()["Total"] == 120

    def test_what_was_rounded_stays_so_when_it_is_turned_off(self, xero):
        made = create(xero, Status="AUTHORISED", **stated("0.05")).row()
        may(xero, False)
        assert "RoundingAmount" not in get(xero, made)
        changed = change(xero, made, Reference="R", **stated("0.01")).row()
        assert (changed["Total"], changed["AmountDue"]) == (D("120.05"), D("120.05"))


class TestDrafts:
    @pytest.mark.parametrize("amount", ["0.10", "-0.10", "0.03"])
    def test_an_amount_within_ten_cents_counts(self, xero, amount):
        made = create(xero, RoundingAmount=amount).row()
        assert (made["RoundingAmount"], made["Total"]) == (D(amount), 120 + D(amount))
        assert made["SubTotal"] + made["TotalTax"] + made["RoundingAmount"] == made["Total"]

    @pytest.mark.parametrize("amount", ["0.11", "-0.11", "5"])
    def test_an_amount_beyond_is_silently_ignored(self, xero, amount):
        made = create(xero, **stated(amount)).row()
        assert (made["RoundingAmount"], made["Total"]) == (0, 120)

    def test_nothing_else_is_checked(self, xero):
        assert create(xero, SubTotal=1, TotalTax=2, Total=3).row()["Total"] == 120

    def test_the_total_as_typed_may_be_told(self, xero):
        made = create(xero, EnteredTotal="119.97").row()
        assert (made["EnteredTotal"], made["Total"]) == (D("119.97"), 120)
        assert get(xero, made)["EnteredTotal"] == D("119.97")


@pytest.mark.parametrize("status", ["SUBMITTED", "AUTHORISED"])
class TestOthers:
    @pytest.mark.parametrize("amount", ["0.10", "-0.10", "0"])
    def test_an_amount_counts_with_all_three_totals(self, xero, status, amount):
        made = create(xero, Status=status, **stated(amount)).row()
        assert (made["RoundingAmount"], made["Total"]) == (D(amount), 120 + D(amount))
        assert made["AmountDue"] == made["Total"] == made["EnteredTotal"]

    @pytest.mark.parametrize("without", ["SubTotal", "TotalTax", "Total"])
    def test_an_amount_does_not_count_without_them(self, xero, status, without):
        made = create(xero, Status=status, **stated("0.05", **{without: None})).row()
        assert (made["RoundingAmount"], made["Total"]) == (0, 120)

    @pytest.mark.parametrize("wrong", [{"SubTotal": 99}, {"TotalTax": 21}, {"Total": 121}])
    def test_totals_that_are_not_those_of_the_lines_are_refused(self, xero, status, wrong):
        answer = create(xero, Status=status, **stated("0.05", **wrong))
        assert answer.messages() == [MISMATCH]

    @pytest.mark.parametrize("amount", ["0.11", "-0.11"])
    def test_an_amount_beyond_ten_cents_is_refused(self, xero, status, amount):
        assert create(xero, Status=status, **stated(amount)).messages() == [TOO_MUCH]

    def test_the_total_as_typed_is_the_total(self, xero, status):
        made = create(xero, Status=status, EnteredTotal=7).row()
        assert (made["EnteredTotal"], made["Total"]) == (120, 120)


class TestLater:
    def test_it_goes_to_the_account_for_rounding(self, xero):
        create(xero, Status="AUTHORISED", **stated("0.05")).row()
        assert (balance(xero, "860"), balance(xero, "610")) == (D("-0.05"), D("120.05"))

    def test_a_bill_is_rounded_on_the_other_side(self, xero):
        sums = {"SubTotal": 500, "TotalTax": 100, "Total": "599.96", "RoundingAmount": "-0.04"}
        made = xero.call("createInvoices", bill(Status="AUTHORISED", **sums)).row()
        assert made["Total"] == D("599.96")
        assert (balance(xero, "860"), balance(xero, "800")) == (D("-0.04"), D("-599.96"))

    def test_it_is_paid_with_its_rounding(self, xero):
        made = create(xero, Status="AUTHORISED", **stated("-0.03")).row()
        pay(xero, made, "119.97")
        kept = get(xero, made)
        assert (kept["Status"], kept["AmountDue"]) == ("PAID", 0)

    def test_it_stays_until_the_lines_come_to_something_else(self, xero):
        made = create(xero, RoundingAmount="0.05").row()
        assert change(xero, made, Status="AUTHORISED").row()["Total"] == D("120.05")
        changed = change(xero, made, LineItems=[LINE, LINE]).row()
        assert (changed["RoundingAmount"], changed["Total"]) == (0, 240)

    def test_what_came_back_can_be_sent_again(self, xero):
        made = create(xero, Status="AUTHORISED", **stated("0.05")).row()
        assert change(xero, made, **made).row()["Total"] == D("120.05")

    @pytest.mark.parametrize("query", [{}, {"page": "1"}, {"summaryOnly": "true"}])
    def test_lists_do_not_show_it(self, xero, query):
        create(xero, Status="AUTHORISED", **stated("0.05")).row()
        create(xero, EnteredTotal=7).row()
        for row in xero.call("getInvoices", query=query).rows():
            assert {"RoundingAmount", "EnteredTotal"}.isdisjoint(row)
            assert row["Total"] == 120

    def test_a_number_that_is_none_cannot_be_read(self, xero):
        answer = create(xero, RoundingAmount="little")
        assert (answer.status, answer.json["ErrorNumber"]) == (400, 14)
