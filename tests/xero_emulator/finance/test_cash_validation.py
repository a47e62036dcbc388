from __future__ import annotations

from decimal import Decimal

import pytest
from tests.xero_emulator.finance.given import account, invoice, paid, refused, spent

from xero_emulator.direct import Direct


@pytest.fixture
def xero() -> Direct:
    xero = Direct()
    spent(xero, 30, Date="2026-02-10")
    spent(xero, 10, Date="2026-02-20", IsReconciled=True)
    paid(xero, invoice(xero), 100, "2026-02-25")
    return xero


def validated(xero, **query):
    found = xero.call("finance.getCashValidation", query=query).json
    return next(each for each in found if each["accountId"] == account(xero))


def test_every_bank_account_is_validated():
    xero = Direct()
    found = xero.call("finance.getCashValidation").json
    assert {each["accountId"] for each in found} == {account(xero, "090"), account(xero, "091")}
    assert all(each["bankStatement"]["statementLines"]["totalAmount"] == 0 for each in found)
    assert "currentStatement" not in found[0]["bankStatement"]


def test_the_balance_is_that_of_the_ledger(xero):
    told = validated(xero)
    assert told["statementBalance"] == {"value": 60, "type": "DEBIT"}
    assert told["cashAccount"]["accountBalance"] == xero.books.journals.balance(account(xero))
    assert told["cashAccount"]["balanceCurrency"] == "GBP"
    assert told["statementBalanceDate"] == "2026-02-25"


def test_balances_are_of_all_that_went_before_the_begin_date_too(xero):
    told = validated(xero, beginDate="2026-02-20", balanceDate="2026-02-25")
    assert told["bankStatement"]["statementLines"]["totalAmount"] == 90
    assert told["statementBalance"] == {"value": 60, "type": "DEBIT"}
    assert told["cashAccount"]["accountBalance"] == 60


def test_an_overdrawn_account_is_in_credit(xero):
    told = validated(xero, balanceDate="2026-02-24")
    assert told["statementBalance"] == {"value": 40, "type": "CREDIT"}


def test_lines_are_summed_by_sign_and_by_whether_they_are_reconciled(xero):
    told = validated(xero)["bankStatement"]["statementLines"]
    assert (told["unreconciledAmountPos"], told["unreconciledAmountNeg"]) == (100, -30)
    assert (told["reconciledAmountPos"], told["reconciledAmountNeg"]) == (0, -10)
    assert (told["totalAmountPos"], told["totalAmountNeg"], told["totalAmount"]) == (100, -40, 60)
    assert (told["unreconciledLines"], told["reconciledLines"]) == (2, 1)
    assert (told["dataSource"]["manual"], told["dataSource"]["directBankFeed"]) == (60, 0)
    assert told["earliestUnreconciledTransaction"] == "2026-02-10"
    assert told["latestUnreconciledTransaction"] == "2026-02-25"
    assert told["earliestReconciledTransaction"] == "2026-02-20"


def test_ages_are_weighted_by_amount(xero):
    spent(xero, 10, Date="2026-03-02")
    told = validated(xero)["bankStatement"]["statementLines"]
    assert told["avgDaysUnreconciledPos"] == 5
    assert told["avgDaysUnreconciledNeg"] == Decimal(20 * 30) / 40


def test_the_current_statement_is_the_newest_month(xero):
    spent(xero, 5, Date="2026-03-01")
    told = validated(xero, beginDate="2026-02-20", balanceDate="2026-02-20")["bankStatement"]
    assert told["statementLines"]["totalAmount"] == -10
    current = told["currentStatement"]
    assert (current["startDate"], current["endDate"]) == ("2026-03-01", "2026-03-31")
    assert (current["startBalance"], current["endBalance"]) == (60, 55)


def test_what_was_entered_later_does_not_count(xero):
    xero.advance(days=2)
    spent(xero, 500, Date="2026-02-25")
    assert validated(xero)["bankStatement"]["statementLines"]["totalAmount"] == -440
    then = validated(xero, asAtSystemDate="2026-03-03")
    assert then["bankStatement"]["statementLines"]["totalAmount"] == 60


@pytest.mark.parametrize("name", ["balanceDate", "asAtSystemDate", "beginDate"])
def test_a_day_that_is_none_is_refused_as_in_the_example(xero, name):
    answer = xero.call("finance.getCashValidation", query={name: "2020-01"})
    assert refused(answer) == f"Invalid {name[0].upper()}{name[1:]}: '2020-01'"
