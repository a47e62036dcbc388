"""The overall budget of an organisation."""

from __future__ import annotations

import pytest

from xero_emulator.direct import Direct

ELSEWHERE = "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"


@pytest.fixture
def xero() -> Direct:
    return Direct()


def periods(xero, **query):
    key = xero.call("getBudgets").row()["BudgetID"]
    (line, *_others) = xero.call("getBudget", query=query, BudgetID=key).row()["BudgetLines"]
    return [each["Period"] for each in line["BudgetBalances"]]


def test_a_list_leaves_out_the_lines(xero):
    found = xero.call("getBudgets").row()
    assert (found["Type"], found["Status"]) == ("OVERALL", "APPROVED")
    assert found["BudgetLines"] == []


def test_every_line_is_an_account_with_an_amount_for_each_month(xero):
    key = xero.call("getBudgets").row()["BudgetID"]
    found = xero.call("getBudget", BudgetID=key).row()
    for line in found["BudgetLines"]:
        assert xero.books.accounts.by_code(line["AccountCode"])["AccountID"] == line["AccountID"]
        assert len(line["BudgetBalances"]) == 24
    assert {each["Amount"] for each in found["BudgetLines"][0]["BudgetBalances"]} == {12000}


def test_two_years_are_planned_around_the_beginning(xero):
    found = periods(xero)
    assert (found[0], found[9], found[10], found[-1]) == (
        "2025-03",
        "2025-12",
        "2026-01",
        "2027-02",
    )


def test_months_are_cut_out_by_date(xero):
    assert periods(xero, DateFrom="2026-02-15", DateTo="2026-03-01") == ["2026-02", "2026-03"]
    assert periods(xero, DateTo="2025-04-30") == ["2025-03", "2025-04"]
    assert periods(xero, DateFrom="2027-02-28") == ["2027-02"]


def test_a_date_that_is_none_is_refused(xero):
    key = xero.call("getBudgets").row()["BudgetID"]
    refused = xero.call("getBudget", query={"DateFrom": "20260101"}, BudgetID=key)
    assert (refused.status, refused.json["ErrorNumber"]) == (400, 14)
    assert "20260101" in refused.json["Message"]


def test_budgets_are_found_by_id(xero):
    key = xero.call("getBudgets").row()["BudgetID"]
    assert len(xero.call("getBudgets", query={"IDs": f'"{key}"'}).rows()) == 1
    assert xero.call("getBudgets", query={"IDs": ELSEWHERE}).rows() == []
    assert xero.call("getBudget", BudgetID=ELSEWHERE).status == 404
