"""The Profit and Loss."""

from __future__ import annotations

import pytest
from tests.xero_emulator.accounting.reports.conftest import Bookkeeper


def test_income_less_costs_and_expenses_is_the_net_profit(books):
    books.document("ACCREC", 100, "2026-03-01")
    books.document("ACCREC", 7, "2026-03-01", "270")
    books.document("ACCPAY", 30, "2026-03-02", "310")
    books.document("ACCPAY", 20, "2026-03-03")
    assert books.table("ProfitAndLoss") == {
        "": ("31 Mar 26",),
        "Interest Income": ("7.00",),
        "Sales": ("100.00",),
        "Total Income": ("107.00",),
        "Cost of Goods Sold": ("30.00",),
        "Total Cost of Sales": ("30.00",),
        "Gross Profit": ("77.00",),
        "Advertising": ("20.00",),
        "Total Operating Expenses": ("20.00",),
        "Net Profit": ("57.00",),
    }


def test_it_covers_the_current_month_and_nothing_else(books):
    for on in ("2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01"):
        books.document("ACCREC", 10, on)
    assert books.table("ProfitAndLoss")["Net Profit"] == ("20.00",)
    assert books.report("ProfitAndLoss")["ReportTitles"] == [
        "Profit & Loss",
        "Demo Company (UK)",
        "1 March 2026 to 31 March 2026",
    ]


def test_other_days_may_be_asked_for_in_any_letter_case(books):
    books.document("ACCREC", 10, "2026-01-31")
    found = books.table("ProfitAndLoss", FromDate="2026-01-31", TODATE="2026-01-31")
    assert found["Net Profit"] == ("10.00",)


def test_earlier_months_stand_beside(books):
    for on, amount in (("2026-03-31", 4), ("2026-02-28", 3), ("2026-01-31", 2), ("2025-12-31", 1)):
        books.document("ACCREC", amount, on)
    found = books.table("ProfitAndLoss", periods="2", timeframe="MONTH")
    assert found[""] == ("31 Mar 26", "28 Feb 26", "31 Jan 26")
    assert found["Net Profit"] == ("4.00", "3.00", "2.00")


def test_days_that_were_asked_for_apply_to_each_period(books):
    for on in ("2026-01-30", "2026-01-31", "2026-02-28"):
        books.document("ACCREC", 1, on)
    days = {"fromDate": "2026-02-01", "toDate": "2026-02-27"}
    found = books.table("ProfitAndLoss", **days, periods="1", timeframe="MONTH")
    assert found[""] == ("27 Feb 26", "27 Jan 26")
    assert found["Net Profit"] == ("0.00", "0.00")


@pytest.mark.parametrize(("timeframe", "months"), [("QUARTER", "31 Dec 25"), ("YEAR", "31 Mar 25")])
def test_periods_may_lie_a_quarter_or_a_year_apart(books, timeframe, months):
    assert books.table("ProfitAndLoss", periods="1", timeframe=timeframe)[""][1] == months


def tracked(books: Bookkeeper) -> tuple[dict, list[dict]]:
    """A category with two options, one sale on each and one on neither."""
    xero = books.xero
    category = xero.call("createTrackingCategory", {"Name": "Region"}).row()
    key = category["TrackingCategoryID"]
    options = [
        xero.call("createTrackingOptions", {"Name": name}, TrackingCategoryID=key).row()
        for name in ("North", "South")
    ]
    for amount, option in ((10, "North"), (5, "South")):
        tracking = [{"Name": "Region", "Option": option}]
        books.document("ACCREC", amount, "2026-03-01", line={"Tracking": tracking})
    books.document("ACCREC", 1, "2026-03-01")
    return category, options


def test_a_tracking_category_makes_a_column_of_each_option(books):
    category, _options = tracked(books)
    found = books.table("ProfitAndLoss", trackingCategoryID=category["TrackingCategoryID"])
    assert found[""] == ("North", "South", "Unassigned", "Total")
    assert found["Sales"] == ("10.00", "5.00", "1.00", "16.00")


def test_one_option_may_be_asked_for_alone(books):
    category, options = tracked(books)
    asked = {
        "trackingCategoryID": category["TrackingCategoryID"],
        "trackingOptionID": options[1]["TrackingOptionID"],
    }
    found = books.table("ProfitAndLoss", **asked)
    assert (found[""], found["Sales"]) == (("South",), ("5.00",))


def test_two_categories_make_a_column_of_each_combination(books):
    category, _options = tracked(books)
    other = books.xero.call("createTrackingCategory", {"Name": "Team"}).row()
    asked = {
        "trackingCategoryID": category["TrackingCategoryID"],
        "trackingCategoryID2": other["TrackingCategoryID"],
    }
    found = books.table("ProfitAndLoss", **asked)
    assert found[""] == (
        "North, Unassigned",
        "South, Unassigned",
        "Unassigned, Unassigned",
        "Total",
    )
    assert found["Sales"] == ("10.00", "5.00", "1.00", "16.00")


def test_currency_gains_stand_on_one_line_under_their_group(books):
    paid = books.document("ACCREC", 100, "2026-03-01", CurrencyCode="USD", CurrencyRate=2)
    books.pay(paid, 120, "2026-03-02", CurrencyRate=1.5)
    expenses = books.report("ProfitAndLoss")["Rows"][3]
    cells = expenses["Rows"][0]["Cells"]
    assert [cell["Value"] for cell in cells] == ["Foreign Currency Gains and Losses", "-20.00"]
    assert cells[1]["Attributes"] == [{"Value": "FXGROUPID", "Id": "account"}]


def test_in_the_united_states_currency_accounts_stand_apart():
    books = Bookkeeper("US")
    paid = books.document("ACCREC", 100, "2026-03-01", CurrencyCode="CAD", CurrencyRate=2)
    books.pay(paid, paid["Total"], "2026-03-02", CurrencyRate=1)
    assert books.table("ProfitAndLoss")["Realised Currency Gains"] == ("-50.00",)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"fromDate": "x"}, "The fromDate parameter 'x' is not a date."),
        (
            {"fromDate": "2026-02-02", "toDate": "2026-02-01"},
            "The fromDate must not be after the toDate.",
        ),
        ({"periods": "12"}, "The periods parameter must be a whole number from 1 to 11."),
        ({"periods": "-1"}, "The periods parameter must be a whole number from 1 to 11."),
        ({"timeframe": "WEEK"}, "The timeframe parameter must be one of MONTH, QUARTER, YEAR."),
        (
            {"trackingCategoryID": "1"},
            "The trackingCategoryID parameter is not a valid identifier.",
        ),
    ],
)
def test_wrong_parameters_are_refused_by_name(books, query, message):
    answer = books.xero.call("getReportProfitAndLoss", query=query)
    assert (answer.status, answer.messages()) == (400, [message])


def test_tracking_that_does_not_exist_is_refused(books):
    category, _options = tracked(books)
    nobody = "00000000-0000-0000-0000-000000000000"
    asked = {"trackingCategoryID": nobody}
    answer = books.xero.call("getReportProfitAndLoss", query=asked)
    assert answer.messages() == [f"The tracking category {nobody} could not be found."]
    asked = {"trackingCategoryID": category["TrackingCategoryID"], "trackingOptionID": nobody}
    answer = books.xero.call("getReportProfitAndLoss", query=asked)
    assert answer.messages() == [f"The tracking option {nobody} could not be found."]
