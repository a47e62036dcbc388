"""A year of a small company's books: its reports agree with its journals and with each other.

What is expected is added up here from the answers of getJournals alone.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from tests.xero_emulator.accounting.reports.conftest import Table, table

from xero_emulator import wire
from xero_emulator.direct import Direct

NOTHING = Decimal(0)
EARNED = frozenset(
    {
        *("REVENUE", "SALES", "OTHERINCOME", "EXPENSE", "OVERHEADS", "DIRECTCOSTS"),
        *("DEPRECIATN", "SUPERANNUATIONEXPENSE", "WAGESEXPENSE"),
    }
)
EQUITY = frozenset({"EQUITY"})
DAYS = (date(2025, 6, 30), date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28))
CASES = [(country, day) for country in ("GB", "AU", "NZ", "US") for day in DAYS]


@cache
def company(country: str) -> Direct:
    return Direct(country, seed="demo")


@cache
def entries(country: str) -> tuple[tuple[date, str, str, Decimal], ...]:
    """Day, account, its type and the amount of every line of every journal."""
    found: list[dict[str, Any]] = []
    while page := _journals(country, found[-1]["JournalNumber"] if found else 0):
        found += page
    return tuple(
        (
            wire.date_of(each["JournalDate"]),
            line["AccountID"],
            line["AccountType"],
            line["NetAmount"],
        )
        for each in found
        for line in each["JournalLines"]
    )


def _journals(country: str, offset: int) -> list[dict[str, Any]]:
    return company(country).call("getJournals", query={"offset": str(offset)}).rows()


def balances(country: str, first: date, last: date) -> dict[str, Decimal]:
    """What was posted to each account from one day to another."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for day, account, _kind, amount in entries(country):
        if first <= day <= last:
            found[account] += amount
    return {account: amount for account, amount in found.items() if amount}


def total(country: str, last: date, kinds: frozenset[str], first: date = date.min) -> Decimal:
    return sum(
        (
            amount
            for day, _account, kind, amount in entries(country)
            if first <= day <= last and kind in kinds
        ),
        NOTHING,
    )


def profit(country: str, first: date, last: date) -> Decimal:
    return -total(country, last, EARNED, first)


def report(country: str, name: str, **query: str) -> Any:
    (found,) = company(country).call(f"getReport{name}", query=query).json["Reports"]
    return found


def tabled(country: str, name: str, **query: str) -> Table:
    return table(report(country, name, **query))


def statement(country: str, name: str, **query: str) -> Any:
    answer = company(country).call(f"finance.getFinancialStatement{name}", query=query)
    assert answer.status == 200, answer.reply
    return answer.json


def year_start(country: str, day: date) -> date:
    organisation = company(country).books.organisation
    month, last = organisation["FinancialYearEndMonth"], organisation["FinancialYearEndDay"]
    end = date(day.year, month, last)
    end = end if end < day else end.replace(year=day.year - 1)
    return end + timedelta(days=1)


@pytest.mark.parametrize(("country", "day"), CASES)
def test_the_trial_balance_is_what_was_posted(country: str, day: date) -> None:
    found = accounts_of(report(country, "TrialBalance", date=day.isoformat()))
    earned = {account for _day, account, kind, _amount in entries(country) if kind in EARNED}
    year = balances(country, year_start(country, day), day)
    expected = {k: v for k, v in balances(country, date.min, day).items() if k not in earned}
    expected |= {account: amount for account, amount in year.items() if account in earned}
    retained = company(country).books.accounts.system("RETAINEDEARNINGS")["AccountID"]
    before = profit(country, date.min, year_start(country, day) - timedelta(days=1))
    if before:
        expected[retained] = expected.get(retained, NOTHING) - before
    assert found == expected
    assert sum(found.values(), NOTHING) == NOTHING


def accounts_of(told: Any) -> dict[str, Decimal]:
    """Year to date of each account of a trial balance, debits above zero."""
    found: dict[str, Decimal] = {}
    rows = [row for part in told["Rows"] for row in part.get("Rows", ())]
    for row in rows:
        for attribute in row["Cells"][0].get("Attributes", ()):
            debit, credit = (Decimal(cell["Value"] or 0) for cell in row["Cells"][3:5])
            found[attribute["Value"]] = debit - credit
    return {account: amount for account, amount in found.items() if amount}


@pytest.mark.parametrize(("country", "day"), CASES)
def test_what_is_owned_less_what_is_owed_is_the_equity(country: str, day: date) -> None:
    sheet = tabled(country, "BalanceSheet", date=day.isoformat())
    worth = -total(country, day, EARNED | EQUITY)
    assert Decimal(sheet["Net Assets"][0]) == Decimal(sheet["Total Equity"][0]) == worth
    told = statement(country, "BalanceSheet", balanceDate=day.isoformat())
    assert told["asset"]["total"] == Decimal(sheet["Total Assets"][0])
    assert told["equity"]["total"] == worth
    assert told["asset"]["total"] - told["liability"]["total"] == worth


@pytest.mark.parametrize(("country", "day"), CASES)
def test_every_profit_is_the_same(country: str, day: date) -> None:
    for first in (day.replace(day=1), year_start(country, day)):
        expected = profit(country, first, day)
        days = {"fromDate": first.isoformat(), "toDate": day.isoformat()}
        assert Decimal(tabled(country, "ProfitAndLoss", **days)["Net Profit"][0]) == expected
        asked = {"startDate": first.isoformat(), "endDate": day.isoformat()}
        assert statement(country, "ProfitAndLoss", **asked)["netProfitLoss"] == expected
    sheet = tabled(country, "BalanceSheet", date=day.isoformat())
    assert Decimal(sheet["Current Year Earnings"][0]) == expected


@pytest.mark.parametrize(("country", "day"), CASES)
def test_every_balance_at_the_bank_is_the_same(country: str, day: date) -> None:
    first = day.replace(day=1)
    days = {"fromDate": first.isoformat(), "toDate": day.isoformat()}
    summary = tabled(country, "BankSummary", **days)
    closing = total(country, day, frozenset({"BANK"}))
    opening = total(country, first - timedelta(days=1), frozenset({"BANK"}))
    opened, received, spent, closed = (Decimal(each) for each in summary["Total"])
    assert (opened, closed, opened + received - spent) == (opening, closing, closing)
    sheet = tabled(country, "BalanceSheet", date=day.isoformat())
    assert Decimal(sheet["Total Bank"][0]) == closing
    asked = {"startDate": first.isoformat(), "endDate": day.isoformat()}
    flow = statement(country, "Cashflow", **asked)
    cash = flow["cashBalance"]
    assert (cash["openingCashBalance"], cash["closingCashBalance"]) == (opening, closing)
    moved = sum((each["total"] for each in flow["cashflowActivities"]), NOTHING)
    assert cash["netCashMovement"] == moved == closing - opening
    query = {"balanceDate": day.isoformat(), "beginDate": first.isoformat()}
    validated = company(country).call("finance.getCashValidation", query=query).json
    assert sum((each["cashAccount"]["accountBalance"] for each in validated), NOTHING) == closing


@pytest.mark.parametrize(("country", "day"), CASES)
def test_the_executive_summary_sums_up_the_others(country: str, day: date) -> None:
    found = tabled(country, "ExecutiveSummary", date=day.isoformat())
    month = day.replace(day=1)
    assert Decimal(found["Profit (loss)"][0]) == profit(country, month, day)
    assert Decimal(found["Net assets"][0]) == -total(country, day, EARNED | EQUITY)
    assert Decimal(found["Closing bank balance"][0]) == total(country, day, frozenset({"BANK"}))
    for name, system in (("Debtors", "DEBTORS"), ("Creditors", "CREDITORS")):
        assert abs(control(country, system, day)) == Decimal(found[name][0])


def control(country: str, system: str, day: date) -> Decimal:
    account = company(country).books.accounts.system(system)["AccountID"]
    return balances(country, date.min, day).get(account, NOTHING)


@pytest.mark.parametrize(("country", "day"), CASES)
@pytest.mark.parametrize(
    ("name", "system"), [("Receivables", "DEBTORS"), ("Payables", "CREDITORS")]
)
def test_what_contacts_owe_adds_up(country: str, day: date, name: str, system: str) -> None:
    owed = NOTHING
    for contact in company(country).books.contacts.records:
        asked = {"contactId": contact, "date": day.isoformat(), "toDate": day.isoformat()}
        totals = tabled(country, f"Aged{name}ByContact", **asked).get("Total")
        owed += Decimal(totals[-1] or 0) if totals else NOTHING
    assert owed == abs(control(country, system, day))


@pytest.mark.parametrize(("country", "day"), CASES)
def test_the_trial_balance_of_lenders_is_that_of_the_books(country: str, day: date) -> None:
    told = statement(country, "TrialBalance", endDate=day.isoformat())["accounts"]
    sides = {"DEBIT": 1, "CREDIT": -1}
    found = {
        each["accountId"]: each["balance"]["value"] * sides[each["balance"]["entryType"]]
        for each in told
        if each["balance"]["value"]
    }
    assert found == accounts_of(report(country, "TrialBalance", date=day.isoformat()))
