from __future__ import annotations

from decimal import Decimal

import pytest
from tests.xero_emulator.finance.given import account, invoice, paid, refused, spent

from xero_emulator.direct import Direct
from xero_emulator.wire import NOBODY


@pytest.fixture
def xero() -> Direct:
    """Earned 100 and spent 40 last year, earned 300 and spent 50 + 30 this year (from April)."""
    xero = Direct()
    invoice(xero, amount=100, Date="2025-02-01")
    invoice(xero, "ACCPAY", 40, Date="2025-03-31")
    sale = invoice(xero, amount=300, Date="2025-04-01")
    invoice(xero, "ACCPAY", 50, Date="2026-02-01")
    paid(xero, sale, 200)
    spent(xero, 30)
    return xero


def statement(xero, name, **query):
    answer = xero.call(f"finance.getFinancialStatement{name}", query=query)
    assert answer.status == 200, answer.json
    return answer.json


def by_code(part):
    found = [account for kind in part["accountTypes"] for account in kind["accounts"]]
    return {each.get("code", each["name"]): each["total"] for each in found}


def test_a_balance_sheet_balances(xero):
    told = statement(xero, "BalanceSheet")
    assert told["balanceDate"] == "2026-03-02"
    assert by_code(told["asset"]) == {"090": 170, "610": 200}
    assert by_code(told["liability"]) == {"800": 90}
    assert by_code(told["equity"]) == {"960": 60, "Current Year Earnings": 220}
    assert told["asset"]["total"] == told["liability"]["total"] + told["equity"]["total"] == 370
    earned = told["equity"]["accountTypes"][0]["accounts"][-1]
    assert earned["accountID"] == NOBODY


def test_a_balance_sheet_is_of_its_day(xero):
    told = statement(xero, "BalanceSheet", balanceDate="2025-03-31")
    assert by_code(told["asset"]) == {"610": 100}
    assert by_code(told["equity"]) == {"Current Year Earnings": 60}


def test_empty_books_make_an_empty_balance_sheet():
    told = statement(Direct(), "BalanceSheet")
    assert [told[part]["total"] for part in ("asset", "liability", "equity")] == [0, 0, 0]
    assert told["asset"]["accountTypes"] == []


def test_profit_and_loss_covers_twelve_months_unless_told_otherwise(xero):
    told = statement(xero, "ProfitAndLoss")
    assert (told["startDate"], told["endDate"]) == ("2025-03-03", "2026-03-02")
    assert by_code(told["revenue"]) == {"200": 300}
    assert by_code(told["expense"]) == {"429": 90, "404": 30}
    assert told["netProfitLoss"] == 300 - 120
    (income,) = told["revenue"]["accountTypes"]
    assert (income["title"], income["total"]) == ("Trading Income", 300)
    year = statement(xero, "ProfitAndLoss", startDate="2025-01-01", endDate="2025-03-31")
    assert (year["netProfitLoss"], year["revenue"]["total"]) == (60, 100)


def test_a_trial_balance_sums_to_zero_and_carries_earnings_forward(xero):
    told = statement(xero, "TrialBalance")
    assert (told["startDate"], told["endDate"]) == ("2025-04-01", "2026-03-02")
    found = {each["accountCode"]: each for each in told["accounts"]}
    sides = {"DEBIT": 1, "CREDIT": -1}
    signed = {
        code: each["balance"]["value"] * sides[each["balance"]["entryType"]]
        for code, each in found.items()
    }
    assert sum(signed.values()) == 0
    assert signed == {
        "090": 170, "200": -300, "404": 30, "429": 50, "610": 200, "800": -90, "960": -60,
    }  # fmt: skip
    assert (found["200"]["signedBalance"], found["429"]["signedBalance"]) == (300, 50)


def test_movements_are_those_of_the_period(xero):
    found = statement(xero, "TrialBalance")["accounts"]
    bank = next(each for each in found if each["accountCode"] == "090")
    assert bank["accountMovement"] == {
        "debits": 200,
        "credits": 30,
        "movement": {"value": 170, "entryType": "DEBIT"},
        "signedMovement": 170,
    }
    assert (bank["accountClass"], bank["accountType"], bank["status"]) == (
        "ASSET",
        "BANK",
        "ACTIVE",
    )


def test_the_statements_agree_with_the_reports(xero):
    told = statement(xero, "BalanceSheet", balanceDate="2026-03-31")
    report = xero.call("getReportBalanceSheet", query={"date": "2026-03-31"}).json["Reports"][0]
    rows = [row for part in report["Rows"] for row in part.get("Rows", ())]
    values = {row["Cells"][0]["Value"]: Decimal(row["Cells"][1]["Value"]) for row in rows}
    assert values["Total Assets"] == told["asset"]["total"]
    assert values["Total Equity"] == told["equity"]["total"]


@pytest.mark.parametrize(
    ("name", "query", "told"),
    [
        ("BalanceSheet", {"balanceDate": "soon"}, "Invalid BalanceDate: 'soon'"),
        ("TrialBalance", {"endDate": "0001-01-01"}, "Invalid EndDate: '0001-01-01'"),
        ("ProfitAndLoss", {"startDate": "2026-02-30"}, "Invalid StartDate: '2026-02-30'"),
        ("ProfitAndLoss", {"startDate": "2027-01-01"}, "StartDate must not be after EndDate"),
        ("Cashflow", {"endDate": "9999-12-31"}, "Invalid EndDate: '9999-12-31'"),
        ("ContactsRevenue", {"endDate": "x"}, "Invalid EndDate: 'x'"),
    ],
)
def test_a_day_that_is_none_is_refused(xero, name, query, told):
    assert refused(xero.call(f"finance.getFinancialStatement{name}", query=query)) == told


def test_accounts_are_named_as_in_the_chart(xero):
    told = statement(xero, "BalanceSheet")["asset"]["accountTypes"]
    bank = next(each for each in told if each["accountType"] == "BANK")["accounts"][0]
    assert bank == {
        "accountID": account(xero),
        "code": "090",
        "name": "Business Bank Account",
        "total": 170,
    }
