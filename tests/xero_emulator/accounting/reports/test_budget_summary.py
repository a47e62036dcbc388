"""The Budget Summary."""

from __future__ import annotations

import pytest


def test_without_a_budget_everything_is_nothing(books):
    found = books.table("BudgetSummary", date="2030-11-14", periods="4", timeframe="3")
    assert found == {
        "Account": ("Jan-31", "Apr-31", "Jul-31", "Oct-31"),
        "Gross Profit": ("0.00",) * 4,
        "Total Expenses": ("0.00",) * 4,
        "Net Profit": ("0.00",) * 4,
    }


def test_longer_periods_add_up_the_months_of_the_overall_budget(books):
    budget = next(iter(books.xero.books.budgets.records.values()))
    sales = next(line for line in budget["BudgetLines"] if line["AccountCode"] == "200")
    months = {each["Period"]: each["Amount"] for each in sales["BudgetBalances"]}
    found = books.table("BudgetSummary", date="2025-11-14", periods="2", timeframe="3")
    first = sum(months[period] for period in ("2025-11", "2025-12", "2026-01"))
    assert found["Sales"][0] == f"{first:.2f}"
    assert found["Total Income"] == found["Sales"]


def test_net_profit_is_gross_profit_less_expenses(books):
    found = books.table("BudgetSummary", date="2025-11-14", periods="1", timeframe="1")
    gross, costs, net = (
        float(found[name][0]) for name in ("Gross Profit", "Total Expenses", "Net Profit")
    )
    assert gross - costs == net > 0


def test_titles_tell_all_months(books):
    found = books.report("BudgetSummary", date="2025-11-14", periods="12", timeframe="3")
    assert found["ReportTitles"] == [
        "Overall Budget",
        "Budget Summary",
        "Demo Company (UK)",
        "November 2025 to October 2028",
    ]


def test_by_default_it_tells_twelve_months_from_this_one(books):
    assert books.table("BudgetSummary")["Account"] == (
        *("Mar-26", "Apr-26", "May-26", "Jun-26", "Jul-26", "Aug-26"),
        *("Sep-26", "Oct-26", "Nov-26", "Dec-26"),
        *("Jan-27", "Feb-27"),
    )


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"timeframe": "2"}, "The timeframe parameter must be 1, 3 or 12."),
        ({"periods": "13"}, "The periods parameter must be a whole number from 1 to 12."),
    ],
)
def test_other_periods_are_refused(books, query, message):
    answer = books.xero.call("getReportBudgetSummary", query=query)
    assert answer.messages() == [message]
