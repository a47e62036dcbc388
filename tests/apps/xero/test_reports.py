"""Reports: Xero's rows kept, and beside them lines with exact amounts and ids."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.apps.xero.spec import Spec

from tallyloom.apps.xero import app
from tallyloom.kit import BadInput, NotThere
from tallyloom.kit.testing import Driven, answer, drive

ACCOUNT = "03f9cf1e-2deb-4bf1-b0a8-b57f08672eb8"
INVOICE = "40ebad47-24e2-4dc9-a5f5-579df427671b"
CONTACT = "bd2270c3-8706-4c11-9cfb-000b551c3f51"


def cells(*values: str, **ids: str) -> list[dict[str, Any]]:
    attributes = [{"Id": name, "Value": value} for name, value in ids.items()]
    more = {"Attributes": attributes} if attributes else {}
    return [{"Value": value, **more} for value in values]


def row(*values: str, kind: str = "Row", **ids: str) -> dict[str, Any]:
    return {"RowType": kind, "Cells": cells(*values, **ids)}


def section(title: str, *rows: dict[str, Any]) -> dict[str, Any]:
    return {"RowType": "Section", "Title": title, "Rows": list(rows)}


def report(id_: str, given: dict[str, Any], *rows: dict[str, Any]) -> Driven:
    found = {"ReportName": "A report", "UpdatedDateUTC": "/Date(1556035526223)/", "Rows": [*rows]}
    return drive(app.modules[id_], given, answer({"Reports": [found]}))


def test_a_bank_summary_becomes_lines_with_amounts_and_account_ids() -> None:
    rows = (
        row("Bank Accounts", "Opening Balance", "Cash Received", kind="Header"),
        section(
            "",
            row("Big City Bank", "0.00", "110.00", accountID=ACCOUNT),
            row("Total", "0.00", "110.00", kind="SummaryRow"),
        ),
    )
    driven = report("get_bank_summary", {"fromDate": "2019-04-01", "toDate": "2019-04-30"}, *rows)
    assert driven.request.path == "/api.xro/2.0/Reports/BankSummary"
    assert driven.request.query == {"fromDate": "2019-04-01", "toDate": "2019-04-30"}
    found = driven.result
    assert found["columns"] == ["Bank Accounts", "Opening Balance", "Cash Received"]
    bank, total = found["lines"]
    assert bank == {
        "section": "",
        "label": "Big City Bank",
        "isSummary": False,
        "accountID": ACCOUNT,
        "values": {"Opening Balance": Decimal("0.00"), "Cash Received": Decimal("110.00")},
    }
    assert total["isSummary"]
    assert "accountID" not in total
    assert found["Rows"] == list(rows)
    assert found["UpdatedDateUTC"] == "2019-04-23T16:05:26.223Z"


def test_a_trial_balance_leaves_blank_cells_blank_and_names_its_sections() -> None:
    driven = report(
        "get_trial_balance",
        {"date": "2019-04-24", "paymentsOnly": True},
        row("Account", "Debit", "Credit", kind="Header"),
        section("Revenue", row("Sales (400)", "", "200.00", account=ACCOUNT)),
        section("Assets", row("Bank (090)", "-1190.05", "", account=ACCOUNT)),
    )
    assert driven.request.query == {"date": "2019-04-24", "paymentsOnly": "true"}
    sales, bank = driven.result["lines"]
    assert sales["values"] == {"Debit": None, "Credit": Decimal("200.00")}
    assert (sales["section"], sales["accountID"]) == ("Revenue", ACCOUNT)
    assert bank["values"]["Debit"] == Decimal("-1190.05")


def test_a_profit_and_loss_is_asked_for_by_tracking_and_periods() -> None:
    given = {
        "fromDate": "2010-12-01",
        "toDate": "2010-12-31",
        "periods": 2,
        "timeframe": "MONTH",
        "trackingCategoryID": "c1",
        "trackingOptionID": "o1",
        "standardLayout": False,
    }
    driven = report(
        "get_profit_and_loss",
        given,
        row("", "31 Dec 10", "30 Nov 10", kind="Header"),
        section("Income", row("Sales", "9220.05", "10.00", account=ACCOUNT)),
        section("", row("Net Profit", "9220.05", "10.00")),
    )
    assert driven.request.query == {
        **{name: str(value) for name, value in given.items()},
        "standardLayout": "false",
    }
    assert driven.result["columns"] == ["Column 1", "31 Dec 10", "30 Nov 10"]
    assert driven.result["lines"][1]["label"] == "Net Profit"


def test_columns_of_one_name_are_told_apart() -> None:
    driven = report(
        "get_balance_sheet",
        {},
        row("", "Total", "Total", kind="Header"),
        section("Bank", row("Savings", "1.00", "2.00")),
    )
    (line,) = driven.result["lines"]
    assert line["values"] == {"Total": Decimal("1.00"), "Total (3)": Decimal("2.00")}


def test_sections_within_sections_are_laid_flat_too() -> None:
    driven = report(
        "get_balance_sheet",
        {"trackingOptionID2": "o1"},
        row("", "Now", kind="Header"),
        section("Assets", section("Bank", row("Savings", "1.00")), row("Sum", "1.00")),
    )
    assert [(line["section"], line["label"]) for line in driven.result["lines"]] == [
        ("Bank", "Savings"),
        ("Assets", "Sum"),
    ]


@pytest.mark.parametrize(
    ("id_", "kind"),
    [
        ("get_aged_receivables_by_contact", "AgedReceivablesByContact"),
        ("get_aged_payables_by_contact", "AgedPayablesByContact"),
    ],
)
def test_an_aged_report_names_invoices_and_keeps_numbers_as_text(id_: str, kind: str) -> None:
    names = ("Date", "Number", "Due Date", "", "Total", "Due")
    values = ("2018-05-13 00:00:00", "1242016", "2018-06-22 00:00:00", "", "100.00", "80.00")
    driven = report(
        id_,
        {"contactId": CONTACT, "date": "2019-04-23"},
        row(*names, kind="Header"),
        section("", row(*values, invoiceID=INVOICE)),
    )
    assert driven.request.path == f"/api.xro/2.0/Reports/{kind}"
    assert driven.request.query == {"contactId": CONTACT, "date": "2019-04-23"}
    (line,) = driven.result["lines"]
    assert (line["label"], line["invoiceID"]) == ("2018-05-13", INVOICE)
    assert line["values"] == {
        "Number": "1242016",
        "Due Date": "2018-06-22",
        "Column 4": None,
        "Total": Decimal("100.00"),
        "Due": Decimal("80.00"),
    }


def test_a_contact_is_needed_for_an_aged_report() -> None:
    with pytest.raises(BadInput, match="Contact: a value is required"):
        drive(app.modules["get_aged_payables_by_contact"], {})


def test_days_that_do_not_follow_each_other_are_refused_before_the_call() -> None:
    with pytest.raises(BadInput, match="after the last"):
        drive(app.modules["get_bank_summary"], {"fromDate": "2019-05-01", "toDate": "2019-04-30"})


@pytest.mark.parametrize("number", ["", "2"])
def test_an_option_needs_its_category_where_the_report_asks_for_both(number: str) -> None:
    with pytest.raises(BadInput, match="the category that it belongs to"):
        drive(app.modules["get_profit_and_loss"], {f"trackingOptionID{number}": "o1"})


def test_an_answer_without_a_report_is_told() -> None:
    with pytest.raises(NotThere):
        drive(app.modules["get_trial_balance"], {}, answer({"Reports": []}))


def test_every_example_of_the_specification_is_read_whole(spec: Spec) -> None:
    """Every cell of Xero's own examples stands in a line, and no line has lost a column."""
    paths = spec.loaded("xero_accounting")["paths"]
    read = 0
    for id_ in (
        *("get_bank_summary", "get_trial_balance", "get_profit_and_loss", "get_balance_sheet"),
        *("get_aged_receivables_by_contact", "get_aged_payables_by_contact"),
    ):
        module = app.modules[id_]
        given = {"contactId": CONTACT} if "aged" in id_ else {}
        path = drive(module, given).request.path.removeprefix("/api.xro/2.0")
        content = paths[path]["get"]["responses"]["200"]["content"]["application/json"]
        if "example" not in content:
            continue
        found = drive(module, given, answer(content["example"])).result
        read += 1
        assert found["lines"], id_
        for line in found["lines"]:
            assert list(line["values"]) == found["columns"][1:], id_
    assert read >= 4


def test_the_sample_is_what_the_module_would_make_of_it() -> None:
    for id_ in ("get_bank_summary", "get_trial_balance", "get_balance_sheet"):
        sample = app.modules[id_].sample
        assert sample["lines"][0]["accountID"]
        assert all(isinstance(v, Decimal | None) for v in sample["lines"][0]["values"].values())
