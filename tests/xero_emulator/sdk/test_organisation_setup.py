"""People, budgets and the setup of an organisation, through Xero's official SDK."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import ELSEWHERE, NOON
from xero_python.accounting import (
    Account,
    AccountType,
    ConversionBalances,
    ConversionDate,
    Setup,
)


@exercises("getUsers", "getUser")
def test_two_people_work_in_each_organisation(sdk: Sdk) -> None:
    ada, tom = sdk("getUsers", order="FirstName ASC").users
    assert (ada.first_name, ada.last_name, ada.email_address) == (
        *("Ada", "Penrose", "ada.penrose@demo.test"),
    )
    assert (ada.is_subscriber, ada.organisation_role) == (True, "FINANCIALADVISER")
    assert (tom.is_subscriber, tom.organisation_role) == (False, "STANDARD")
    assert sdk("getUser", tom.user_id).users[0].first_name == "Tom"
    assert [each.user_id for each in sdk("getUsers", where="IsSubscriber==true").users] == [
        ada.user_id
    ]
    assert sdk("getUsers", if_modified_since=NOON.replace(hour=13)).users == []
    assert sdk.refused("getUser", ELSEWHERE).status == 404


@exercises("getBudgets", "getBudget")
def test_the_overall_budget_is_read_month_by_month(sdk: Sdk) -> None:
    (listed,) = sdk("getBudgets", date_from=date(2026, 1, 1), date_to=date(2026, 3, 1)).budgets
    assert (listed.type, listed.description) == ("OVERALL", "Overall Budget")
    assert (listed.budget_lines, listed.tracking) == ([], [])
    asked = {"date_from": date(2026, 3, 1), "date_to": date(2026, 4, 30)}
    (budget,) = sdk("getBudget", listed.budget_id, **asked).budgets
    sales = budget.budget_lines[0]
    assert sales.account_code == "200"
    assert [(each.period, each.amount) for each in sales.budget_balances] == [
        (date(2026, 3, 1), Decimal(12000)),
        (date(2026, 4, 1), Decimal(12000)),
    ]
    assert len(sdk("getBudgets", i_ds=[listed.budget_id]).budgets) == 1
    assert sdk("getBudgets", i_ds=[ELSEWHERE]).budgets == []
    assert sdk.refused("getBudget", ELSEWHERE).status == 404


@exercises("postSetup", "getJournals")
def test_a_chart_and_its_balances_are_taken_over(sdk: Sdk) -> None:
    sent = Setup(
        conversion_date=ConversionDate(month=1, year=2026),
        conversion_balances=[ConversionBalances(account_code="090", balance=Decimal(1000))],
        accounts=[
            Account(code="200", name="Turnover", type=AccountType.REVENUE),
            Account(code="299", name="Rent received", type=AccountType.REVENUE),
        ],
    )
    told = sdk("postSetup", sent).import_summary
    assert (told.accounts.new, told.accounts.updated, told.accounts.new_or_updated) == (1, 1, 2)
    assert (told.accounts.total, told.accounts.errored, told.accounts.present) == (48, 0, True)
    assert told.organisation.present
    assert sdk("getAccounts", where='Code=="200"').accounts[0].name == "Turnover"
    (posted,) = sdk("getJournals").journals
    assert posted.journal_date == date(2025, 12, 31)
    assert {line.account_code: line.net_amount for line in posted.journal_lines} == {
        "090": 1000,
        "840": -1000,
    }
