from __future__ import annotations

import pytest
from tests.xero_emulator.finance.given import invoice, paid, spent

from xero_emulator.direct import Direct


@pytest.fixture
def xero() -> Direct:
    return Direct()


def flow(xero, **query):
    return xero.call("finance.getFinancialStatementCashflow", query=query).json


def activities(told):
    return {
        kind["name"]: kind["total"]
        for activity in told["cashflowActivities"]
        for kind in activity["cashflowTypes"]
    }


def line(code):
    return {"Description": "x", "Quantity": 1, "UnitAmount": 500, "AccountCode": code}


def test_books_without_cash_have_three_empty_activities(xero):
    invoice(xero)
    told = flow(xero)
    assert [each["name"] for each in told["cashflowActivities"]] == [
        "Operating Activities",
        "Investing Activities",
        "Financing Activities",
    ]
    assert activities(told) == {}
    assert told["cashBalance"]["closingCashBalance"] == 0


def test_cash_moves_by_activity_and_sums_to_the_balances(xero):
    paid(xero, invoice(xero), 100)
    paid(xero, invoice(xero, "ACCPAY"), 60)
    spent(xero, 30)
    spent(xero, 500, LineItems=[line("720")])
    spent(xero, 500, kind="RECEIVE", LineItems=[line("900")])
    told = flow(xero)
    assert activities(told) == {
        "Receipts from customers": 100,
        "Payments to suppliers and employees": -90,
        "Payment for property, plant and equipment": -500,
        "Proceeds from borrowings": 500,
    }
    moved = told["cashBalance"]["netCashMovement"]
    assert sum(each["total"] for each in told["cashflowActivities"]) == moved == 10
    operating = told["cashflowActivities"][0]["cashflowTypes"][0]["accounts"]
    assert [(each["code"], each["accountClass"], each["total"]) for each in operating] == [
        ("610", "ASSET", 100)
    ]


def test_an_opening_balance_is_what_came_before(xero):
    spent(xero, 80, kind="RECEIVE", Date="2026-01-10")
    spent(xero, 30)
    told = flow(xero, startDate="2026-02-01", endDate="2026-02-28")
    assert told["cashBalance"] == {
        "openingCashBalance": 80,
        "closingCashBalance": 50,
        "netCashMovement": -30,
    }
    assert (told["startDate"], told["endDate"]) == ("2026-02-01", "2026-02-28")


def test_a_transfer_between_banks_is_no_cash_flow(xero):
    sent = {"FromBankAccount": {"Code": "090"}, "ToBankAccount": {"Code": "091"}, "Amount": 25}
    xero.call("createBankTransfer", {**sent, "Date": "2026-02-11"})
    assert activities(flow(xero)) == {}


def test_what_was_deleted_again_flowed_neither_way(xero):
    payment = paid(xero, invoice(xero), 100)
    xero.call("deletePayment", {"Status": "DELETED"}, PaymentID=payment["PaymentID"])
    assert activities(flow(xero)) == {}
