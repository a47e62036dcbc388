"""Bank statements, which Xero's Finance API gives to partners that it has chosen."""

from __future__ import annotations

from datetime import date
from typing import Any

from tallyloom.apps.xero import apis
from tallyloom.apps.xero.apis import JSON, Resource
from tallyloom.apps.xero.scopes import BANK_STATEMENTS
from tallyloom.kit import (
    BadInput,
    Boolean,
    Bundle,
    Date,
    Field,
    Inputs,
    Output,
    Request,
    Steps,
    Text,
)

_CONTACT = Output(
    "contact",
    "group",
    "Contact",
    (Output("contactId", "text", "Contact"), Output("contactName", "text", "Name")),
)
_LINES = Output(
    "lineItems",
    "lines",
    "Lines; not in the short form",
    (
        Output("accountId", "text", "Account"),
        Output("accountType", "text", "Type of account"),
        Output("reportingCode", "text", "Reporting code"),
        Output("lineAmount", "money", "Amount"),
    ),
)


def _paid(name: str, label: str) -> Output:
    """A document that a payment was for."""
    id_, total = Output(f"{name}Id", "text", label), Output("total", "money", "Total with tax")
    return Output(name, "group", label, (id_, _CONTACT, total, _LINES))


_MOVED = (
    Output("batchPaymentId", "text", "Batch payment"),
    Output("date", "date", "Date"),
    Output("amount", "money", "Amount"),
)
_PAYMENT = (
    Output("paymentId", "text", "Payment"),
    *_MOVED,
    Output("bankAmount", "money", "Amount in the account's currency"),
    Output("currencyRate", "decimal", "Currency rate"),
    _paid("invoice", "Invoice"),
    _paid("creditNote", "Credit note"),
    _paid("prepayment", "Prepayment"),
    _paid("overpayment", "Overpayment"),
)
_TRANSACTION = (
    Output("bankTransactionId", "text", "Bank transaction"),
    *_MOVED,
    _CONTACT,
    _LINES,
)
_LINE = (
    Output("statementLineId", "text", "Statement line"),
    Output("postedDate", "date", "Posted on"),
    Output("transactionDate", "date", "Date"),
    Output("payee", "text", "Payee"),
    Output("reference", "text", "Reference"),
    Output("notes", "text", "Notes"),
    Output("chequeNo", "text", "Cheque number"),
    Output("amount", "money", "Amount"),
    Output("type", "text", "Debit or credit"),
    Output("isReconciled", "boolean", "Is reconciled"),
    Output("isDuplicate", "boolean", "Is a duplicate"),
    Output("isDeleted", "boolean", "Is deleted"),
    Output("payments", "lines", "Payments it was reconciled with", _PAYMENT),
    Output("bankTransactions", "lines", "Transactions it was reconciled with", _TRANSACTION),
)
_STATEMENT = (
    Output("statementId", "text", "Statement"),
    Output("startDate", "date", "From"),
    Output("endDate", "date", "To"),
    Output("importedDateTimeUtc", "moment", "Imported"),
    Output("importSource", "text", "Came from"),
    Output("startBalance", "money", "Opening balance"),
    Output("endBalance", "money", "Closing balance"),
    Output("indicativeStartBalance", "money", "Opening balance by Xero's sum"),
    Output("indicativeEndBalance", "money", "Closing balance by Xero's sum"),
    Output("statementLines", "lines", "Lines", _LINE),
)
_SAMPLE: dict[str, Any] = {
    "bankAccountId": "1234eee9-47f0-4179-bd46-9adb4f21cc7f",
    "bankAccountName": "Business account",
    "bankAccountCurrencyCode": "NZD",
    "statements": [
        {
            "statementId": "7c29eee9-47f0-4179-bd46-9adb4f21cc7f",
            "startDate": "2021-01-01",
            "endDate": "2021-01-02",
            "importedDateTimeUtc": "2021-01-02T12:00:00.000Z",
            "startBalance": 10,
            "endBalance": 110,
            "statementLines": [
                {"postedDate": "2021-01-01", "payee": "ABC Furniture", "amount": 100}
            ],
        }
    ],
}

bank_statements = Resource(
    path=f"{apis.FINANCE}/BankStatementsPlus/statements",
    one="bank statement",
    id="bankAccountId",
    group="Reports",
    reads=BANK_STATEMENTS,
    writes=BANK_STATEMENTS,
    outputs=(
        Output("bankAccountId", "text", "Bank account"),
        Output("bankAccountName", "text", "Name"),
        Output("bankAccountCurrencyCode", "text", "Currency"),
        Output("statements", "lines", "Statements", _STATEMENT),
    ),
    sample=_SAMPLE,
)


def _period(given: Inputs) -> None:
    """Xero takes up to twelve months, of which none is to come."""
    begin, end = (date.fromisoformat(given[name]) for name in ("FromDate", "ToDate"))
    if end < begin:
        raise BadInput(f"To: {end} is before {begin}.", field="ToDate")
    months = (end.year - begin.year) * 12 + end.month - begin.month
    if months > 12 or (months == 12 and end.day >= begin.day):
        raise BadInput("To: at most twelve months can be asked for at once.", field="ToDate")


def _get(given: Inputs) -> Steps[Bundle]:
    _period(given)
    names = {name: name for name in ("BankAccountID", "FromDate", "ToDate", "SummaryOnly")}
    query = dict(apis.queried(given, **names))
    answer = yield Request("GET", bank_statements.path, query=query, headers=JSON)
    return apis.record(answer)


_ASKED: tuple[Field, ...] = (
    Text(
        name="BankAccountID",
        label="Bank account",
        required=True,
        pick="bank_accounts",
        help="Xero's id of the account.",
    ),
    Date(name="FromDate", label="From", required=True),
    Date(name="ToDate", label="To", required=True, help="Today or earlier."),
    Boolean(name="SummaryOnly", label="Without lines of documents", default=True, advanced=True),
)

get_bank_statements_report = bank_statements.steps(
    "Get a Bank Statements Report",
    "Reads the statement lines of a bank account, and what they were reconciled with.",
    *_ASKED,
    help="The report of this name left Xero's API about 2019. These are the same lines, from the"
    " Finance API, whose permission Xero gives to chosen partners only. Without it, search for"
    " bank transactions and payments, or read the Bank Summary.",
)(_get)
