from __future__ import annotations

import pytest
from tests.xero_emulator.finance.given import ELSEWHERE, account, invoice, paid, refused, spent

from xero_emulator.direct import Direct


@pytest.fixture
def xero() -> Direct:
    return Direct()


def statements(xero, code="090", **query):
    asked = {"BankAccountID": account(xero, code), "FromDate": "2026-01-01", "ToDate": "2026-03-02"}
    return xero.call("finance.getBankStatementAccounting", query={**asked, **query})


def lines(xero, **query):
    found = statements(xero, **query).json["statements"]
    return [line for each in found for line in each["statementLines"]]


def test_an_account_without_movements_has_no_statements(xero):
    assert statements(xero).json == {
        "bankAccountId": account(xero),
        "bankAccountName": "Business Bank Account",
        "bankAccountCurrencyCode": "GBP",
        "statements": [],
    }


def test_a_bank_transaction_is_a_line(xero):
    made = spent(xero, 30, Reference="Fee", IsReconciled=True)
    (line,) = lines(xero)
    assert (line["statementLineId"], line["payee"]) == (made["BankTransactionID"], "Bank")
    assert (line["amount"], line["type"], line["reference"]) == (30, "Debit", "Fee")
    assert line["transactionDate"] == line["postedDate"] == "2026-02-20"
    (told,) = line["bankTransactions"]
    assert told["bankTransactionId"] == made["BankTransactionID"]
    assert told["contact"] == {"contactId": made["Contact"]["ContactID"], "contactName": "Bank"}
    assert ("lineItems" in told, line["payments"]) == (False, [])


def test_a_payment_is_a_line_with_its_invoice(xero):
    sale = invoice(xero)
    made = paid(xero, sale, 60, IsReconciled=True)
    (line,) = lines(xero, SummaryOnly="false")
    assert (line["amount"], line["type"], line["payee"]) == (60, "Credit", "Ridgeway")
    (told,) = line["payments"]
    assert (told["paymentId"], told["amount"], told["bankAmount"]) == (made["PaymentID"], 60, 60)
    assert told["invoice"]["invoiceId"] == sale["InvoiceID"]
    assert told["invoice"]["total"] == 100
    (item,) = told["invoice"]["lineItems"]
    sales = {"accountId": account(xero, "200"), "lineAmount": 100, "accountType": "REVENUE"}
    assert item == sales


def test_a_bill_paid_and_a_credit_refunded_go_their_ways(xero):
    paid(xero, invoice(xero, "ACCPAY"), 100)
    sent = {"Type": "ACCPAYCREDIT", "Status": "AUTHORISED", "Contact": {"Name": "Ridgeway"}}
    item = {"Description": "x", "Quantity": 1, "UnitAmount": 20, "AccountCode": "429"}
    sent |= {"LineAmountTypes": "NoTax", "LineItems": [item], "Date": "2026-02-01"}
    note = xero.call("createCreditNotes", sent).row()
    refund = {"CreditNote": {"CreditNoteID": note["CreditNoteID"]}, "Account": {"Code": "090"}}
    refund |= {"Amount": 20, "Date": "2026-02-16", "IsReconciled": True}
    xero.call("createPayments", refund)
    assert [(line["amount"], line["type"]) for line in lines(xero)] == [
        (100, "Debit"),
        (20, "Credit"),
    ]
    told = lines(xero)[1]["payments"][0]["creditNote"]
    assert told["creditNoteId"] == note["CreditNoteID"]


def test_only_reconciled_lines_tell_their_documents(xero):
    spent(xero)
    (line,) = lines(xero)
    assert (line["isReconciled"], line["bankTransactions"]) == (False, [])


def test_a_transfer_is_a_line_in_both_accounts(xero):
    sent = {"FromBankAccount": {"Code": "090"}, "ToBankAccount": {"Code": "091"}, "Amount": 25}
    xero.call("createBankTransfer", {**sent, "Date": "2026-02-11"})
    assert [(line["amount"], line["type"]) for line in lines(xero)] == [(25, "Debit")]
    assert [(line["amount"], line["type"]) for line in lines(xero, code="091")] == [(25, "Credit")]


def test_payments_of_a_batch_are_one_line(xero):
    owed = [invoice(xero, amount=amount) for amount in (40, 60)]
    payments = [
        {"Invoice": {"InvoiceID": each["InvoiceID"]}, "Amount": each["Total"]} for each in owed
    ]
    sent = {"Account": {"AccountID": account(xero)}, "Date": "2026-02-15", "Payments": payments}
    batch = xero.call("createBatchPayment", sent).row()
    (line,) = lines(xero)
    assert (line["statementLineId"], line["amount"]) == (batch["BatchPaymentID"], 100)


def test_what_was_deleted_is_not_there(xero):
    made = spent(xero)
    gone = {"BankTransactionID": made["BankTransactionID"], "Status": "DELETED"}
    xero.call("updateOrCreateBankTransactions", gone)
    payment = paid(xero, invoice(xero), 10)
    xero.call("deletePayment", {"Status": "DELETED"}, PaymentID=payment["PaymentID"])
    assert lines(xero) == []


def test_a_statement_is_a_month_and_balances_follow_on(xero):
    spent(xero, 30, Date="2026-01-31")
    spent(xero, 100, kind="RECEIVE", Date="2026-02-01")
    spent(xero, 5, Date="2026-03-01")
    found = statements(xero).json["statements"]
    edges = [(each["startDate"], each["endDate"]) for each in found]
    assert edges == [
        ("2026-01-01", "2026-01-31"),
        ("2026-02-01", "2026-02-28"),
        ("2026-03-01", "2026-03-31"),
    ]
    balances = [(each["startBalance"], each["endBalance"]) for each in found]
    assert balances == [(0, -30), (-30, 70), (70, 65)]
    assert found[0]["indicativeEndBalance"] == -30
    later = statements(xero, FromDate="2026-02-01").json["statements"]
    assert later == found[1:]
    part = statements(xero, FromDate="2026-01-31", ToDate="2026-01-31").json["statements"]
    assert part == found[:1]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"BankAccountID": ""}, "AccountId was not supplied"),
        ({"BankAccountID": "x"}, "Invalid BankAccountID: 'x'"),
        ({"FromDate": ""}, "FromDate was not supplied"),
        ({"ToDate": "2026-02-30"}, "Invalid ToDate: '2026-02-30'"),
        ({"FromDate": "2026-01"}, "Invalid FromDate: '2026-01'"),
        ({"FromDate": "20260101"}, "Invalid FromDate: '20260101'"),
        ({"FromDate": "2026-03-02", "ToDate": "2026-03-01"}, "FromDate must not be after ToDate"),
        ({"ToDate": "2026-03-03"}, "ToDate must not be in the future"),
        ({"FromDate": "2025-03-01"}, "The query period must not be longer than 12 months"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(xero, query, told):
    answer = statements(xero, **query)
    assert refused(answer) == told
    assert (answer.json["type"], answer.json["status"]) == ("invalid-request", 400)


@pytest.mark.parametrize("code", ["200", None])
def test_only_bank_accounts_have_statements(xero, code):
    answer = statements(xero, BankAccountID=account(xero, code) if code else ELSEWHERE)
    assert answer.json["type"] == "bank-account-not-found"
    assert refused(answer).startswith("Bank account ")


def test_twelve_months_are_not_too_long(xero):
    assert statements(xero, FromDate="2025-03-02").status == 200
