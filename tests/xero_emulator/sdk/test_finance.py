from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import (
    ELSEWHERE,
    TOTAL,
    a_payment,
    made_invoice,
    made_payment,
)
from xero_python.accounting import Account, Payments

from xero_emulator.fixture import Running

FROM, TO = "2026-01-01", "2026-03-02"


@pytest.fixture
def sdk(sdk_of: Callable[..., Sdk]) -> Sdk:
    return sdk_of("finance")


@pytest.fixture
def books(sdk_of: Callable[..., Sdk]) -> Sdk:
    """The Accounting API of the same organisation."""
    return sdk_of()


@pytest.fixture
def bank(books: Sdk) -> Account:
    return books("getAccounts", where='Code=="090"').accounts[0]


@exercises("getBankStatementAccounting", api="finance")
def test_statement_lines_tell_what_they_are_matched_to(sdk: Sdk, books: Sdk, bank: Account) -> None:
    invoice = made_invoice(books)
    sent = Payments(payments=[a_payment(invoice, "20", is_reconciled=True)])
    payment = books("createPayments", sent).payments[0]
    found = sdk("getBankStatementAccounting", bank.account_id, FROM, TO, summary_only=False)
    assert (found.bank_account_id, found.bank_account_currency_code) == (bank.account_id, "GBP")
    (statement,) = found.statements
    assert (statement.start_balance, statement.end_balance) == (0, 20)
    (line,) = statement.statement_lines
    assert (line.amount, line.is_reconciled, line.payee) == (20, True, "Ridgeway University")
    (told,) = line.payments
    assert (told.payment_id, told.invoice.invoice_id) == (payment.payment_id, invoice.invoice_id)
    assert told.invoice.total == TOTAL
    assert [each.line_amount for each in told.invoice.line_items] == [
        Decimal("37.50"),
        Decimal("2.55"),
    ]


@exercises("getBankStatementAccounting", api="finance")
def test_a_question_that_makes_no_sense_is_a_problem(sdk: Sdk, bank: Account) -> None:
    for account, start, end, kind in (
        (ELSEWHERE, FROM, TO, "bank-account-not-found"),
        (bank.account_id, "2025-01-01", TO, "invalid-request"),
        (bank.account_id, FROM, "2026-04-01", "invalid-request"),
    ):
        refusal = sdk.refused("getBankStatementAccounting", account, start, end)
        assert (refusal.status, refusal.body["type"]) == (400, kind)


@exercises("getCashValidation", api="finance")
def test_cash_is_validated_for_each_bank_account(sdk: Sdk, books: Sdk, bank: Account) -> None:
    made_payment(books, made_invoice(books), "20")
    found = {each.account_id: each for each in sdk("getCashValidation", balance_date=TO)}
    told = found[bank.account_id]
    assert (told.statement_balance.value, told.statement_balance.type) == (20, "DEBIT")
    assert told.bank_statement.statement_lines.unreconciled_amount_pos == 20
    assert told.cash_account.account_balance == 20
    refusal = sdk.refused("getCashValidation", balance_date="2020-01")
    assert refusal.body["detail"] == "Invalid BalanceDate: '2020-01'"


@exercises(
    "getFinancialStatementBalanceSheet",
    "getFinancialStatementProfitAndLoss",
    "getFinancialStatementTrialBalance",
    "getFinancialStatementCashflow",
    api="finance",
)
def test_the_statements_agree_with_each_other(sdk: Sdk, books: Sdk) -> None:
    made_payment(books, made_invoice(books), "20")
    sheet = sdk("getFinancialStatementBalanceSheet", balance_date=TO)
    assert sheet.asset.total == TOTAL
    assert sheet.asset.total == sheet.liability.total + sheet.equity.total
    profit = sdk("getFinancialStatementProfitAndLoss", start_date=FROM, end_date=TO)
    assert (profit.net_profit_loss, profit.revenue.total) == (Decimal("40.05"), Decimal("40.05"))
    assert profit.end_date == date(2026, 3, 2)
    trial = sdk("getFinancialStatementTrialBalance", end_date=TO)
    codes = {each.account_code: each.balance.value for each in trial.accounts}
    assert (codes["200"], codes["090"], codes["820"]) == (
        Decimal("40.05"),
        20,
        Decimal("8.01"),
    )
    flow = sdk("getFinancialStatementCashflow", start_date=FROM, end_date=TO)
    assert flow.cash_balance.net_cash_movement == 20
    assert flow.cashflow_activities[0].cashflow_types[0].name == "Receipts from customers"


@exercises(
    "getFinancialStatementContactsRevenue", "getFinancialStatementContactsExpense", api="finance"
)
def test_contacts_are_summed_up(sdk: Sdk, books: Sdk, xero: Running) -> None:
    sale = made_invoice(books)
    made_payment(books, sale, "20")
    made_invoice(books, type="ACCPAY", invoice_number="B-1")
    contact = sale.contact.contact_id
    told = sdk("getFinancialStatementContactsRevenue", contact_ids=[contact, ELSEWHERE])
    (one,) = told.contacts
    assert (one.contact_id, one.total, one.total_detail.total_paid) == (contact, TOTAL, 20)
    assert told.total_detail.total_outstanding == TOTAL - 20
    costs = sdk("getFinancialStatementContactsExpense", include_manual_journals=True, end_date=TO)
    assert (costs.total, costs.manual_journals.total) == (TOTAL, 0)
