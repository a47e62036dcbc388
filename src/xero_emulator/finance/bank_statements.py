"""Bank Statements Plus: statement lines beside the payments and transactions they are matched to.

How it was checked: parameters, the twelve months, summary mode and shapes from Xero's OpenAPI
16.1.0 and its example; the restricted scope from there too. Unverified: the texts about dates, that
one statement is one month, that an amount is positive and Debit means money spent, and that only
reconciled lines tell their payments and transactions (so their descriptions).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from xero_emulator import wire
from xero_emulator.accounting.reports.periods import Period, end_of_month, shifted
from xero_emulator.calls import Call
from xero_emulator.fields import GUID
from xero_emulator.finance.answers import Problem, asked, asked_day, asked_yes, route
from xero_emulator.finance.statement_lines import (
    StatementLine,
    contact_name,
    document,
    of_account,
)
from xero_emulator.money import ZERO
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

SOURCE = "STMTIMPORTSRC/MANUAL"
NO_ACCOUNT = "AccountId was not supplied"
TOO_LONG = "The query period must not be longer than 12 months"  # unverified text
IN_THE_FUTURE = "ToDate must not be in the future"  # unverified text
BACKWARDS = "FromDate must not be after ToDate"  # unverified text


@dataclass(frozen=True, slots=True)
class Telling:
    """How a line's documents are told: `summary` leaves their totals and lines out."""

    books: Books
    summary: bool

    def line(self, line: StatementLine) -> Record:
        return {
            "statementLineId": line.id,
            "postedDate": line.on.isoformat(),
            "payee": line.payee,
            "reference": line.reference,
            "amount": abs(line.amount),
            "transactionDate": line.on.isoformat(),
            "type": "Debit" if line.amount < ZERO else "Credit",
            "isReconciled": line.reconciled,
            "isDuplicate": False,
            "isDeleted": False,
            "payments": [self._payment(each) for each in line.payments if line.reconciled],
            "bankTransactions": [
                self._transaction(each) for each in line.transactions if line.reconciled
            ],
        }

    def _payment(self, payment: Record) -> Record:
        name, record = document(self.books, payment)
        key = f"{name[0].lower()}{name[1:]}"
        batch = payment.get("BatchPaymentID")
        return {
            "paymentId": payment["PaymentID"],
            **({"batchPaymentId": batch} if batch else {}),
            "date": _iso(payment["Date"]),
            "amount": payment["Amount"],
            "bankAmount": payment["BankAmount"],
            "currencyRate": payment["CurrencyRate"],
            key: {f"{key}Id": record[f"{name}ID"], **self._document(record)},
        }

    def _document(self, record: Record) -> Record:
        whole = {} if self.summary else {"total": record["Total"], **self._lines(record)}
        return {**self._contact(record), **whole}

    def _transaction(self, record: Record) -> Record:
        return {
            "bankTransactionId": record["BankTransactionID"],
            **self._contact(record),
            "date": _iso(record["Date"]),
            "amount": record["Total"],
            **({} if self.summary else self._lines(record)),
        }

    def _contact(self, record: Record) -> Record:
        if "Contact" not in record:
            return {}
        name = contact_name(self.books, record)
        return {"contact": {"contactId": record["Contact"]["ContactID"], "contactName": name}}

    def _lines(self, record: Record) -> Record:
        return {"lineItems": [self._item(line) for line in record["LineItems"]]}

    def _item(self, line: Record) -> Record:
        account = self.books.accounts.records.get(line.get("AccountID", ""), {})
        found = {
            "accountId": account.get("AccountID"),
            "reportingCode": account.get("ReportingCode"),
            "lineAmount": line["LineAmount"],
            "accountType": account.get("Type"),
        }
        return {name: value for name, value in found.items() if value is not None}


def _iso(day: str) -> str:
    return wire.date_of(day).isoformat()


def answer(call: Call) -> Record:
    account, period = _account(call), _period(call)
    telling = Telling(call.books, asked_yes(call, "SummaryOnly", otherwise="true"))
    lines = of_account(call.books, account["AccountID"])
    return {
        "bankAccountId": account["AccountID"],
        "bankAccountName": account["Name"],
        "bankAccountCurrencyCode": account.get("CurrencyCode", call.books.base_currency),
        "statements": list(_statements(account["AccountID"], lines, period, telling)),
    }


def _account(call: Call) -> Record:
    sent = asked(call, "BankAccountID").lower()
    if not sent:
        raise Problem(NO_ACCOUNT)
    if not GUID.fullmatch(sent):
        raise Problem(f"Invalid BankAccountID: '{sent}'")
    found = call.books.accounts.records.get(sent)
    if found is None or found["Type"] != "BANK":
        raise Problem(f"Bank account {sent} does not exist", "bank-account-not-found")
    return found


def _period(call: Call) -> Period:
    first, last = (_needed(call, name) for name in ("FromDate", "ToDate"))
    if first > last:
        raise Problem(BACKWARDS)
    if last > call.books.today(call.now):
        raise Problem(IN_THE_FUTURE)
    if shifted(first, 12) < last:
        raise Problem(TOO_LONG)
    return Period(first, last)


def _needed(call: Call, name: str) -> date:
    found = asked_day(call, name)
    if found is None:
        raise Problem(f"{name} was not supplied")  # unverified text
    return found


def _statements(
    account_id: str, lines: list[StatementLine], period: Period, telling: Telling
) -> Iterator[Record]:
    """One statement for each month that has lines, with those that lie in the period."""
    balance = ZERO
    for month, of_month in groupby(lines, key=lambda line: line.on.replace(day=1)):
        found = list(of_month)
        opening, balance = balance, balance + _sum(found)
        asked_for = [line for line in found if period.first <= line.on <= period.last]
        if asked_for:
            edges = {"start": opening, "end": balance}
            yield {
                "statementId": str(uuid5(UUID(account_id), month.isoformat())),
                "startDate": month.isoformat(),
                "endDate": end_of_month(month).isoformat(),
                "importedDateTimeUtc": f"{max(line.entered for line in found)}T00:00:00Z",
                "importSource": SOURCE,
                **{f"{edge}Balance": value for edge, value in edges.items()},
                **{f"indicative{e.capitalize()}Balance": value for e, value in edges.items()},
                "statementLines": [telling.line(line) for line in asked_for],
            }


def _sum(lines: list[StatementLine]) -> Decimal:
    return sum((line.amount for line in lines), ZERO)


ROUTES = (
    route(
        "getBankStatementAccounting",
        "/BankStatementsPlus/statements",
        "bankstatementsplus",
        answer,
    ),
)
