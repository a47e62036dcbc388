"""Balance sheet, profit and loss, and trial balance.

How it was checked: shapes, titles, and signs from Xero's OpenAPI 16.1.0 and its examples; the sums
are those of the reports, so that both agree. Unverified: the order of account types and accounts,
that accounts without an amount are left out, that a trial balance starts with the financial year,
and that it has the earnings of earlier years on Retained Earnings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.accounting.reports.balance_sheet import CURRENT_YEAR
from xero_emulator.accounting.reports.figures import COSTS, EXPENSES, INCOME, OTHER, Group, earnings
from xero_emulator.accounting.reports.periods import year_start
from xero_emulator.calls import Call
from xero_emulator.finance.answers import asked_day, asked_period, route
from xero_emulator.finance.figures import moved, named
from xero_emulator.money import ZERO
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

# The class of accounts behind each part of a balance sheet, and +1 where debits are positive.
PARTS = {"asset": ("ASSET", 1), "liability": ("LIABILITY", -1), "equity": ("EQUITY", -1)}
REVENUE = {"Trading Income": INCOME, "Other Income": OTHER}
EXPENSE = {"Direct Cost": COSTS, "Operating Expenses": EXPENSES}
SIGNS = {"ASSET": 1, "EXPENSE": 1, "REVENUE": -1, "LIABILITY": -1, "EQUITY": -1}
EARNING = ("REVENUE", "EXPENSE")


def balance_sheet(call: Call) -> Record:
    books = call.books
    on = asked_day(call, "balanceDate") or books.today(call.now)
    balances = _carried(books, on)
    current = earnings(books, books.journals.sums, on).current
    told: Record = {"balanceDate": on.isoformat()}
    for part, (kind, sign) in PARTS.items():
        told[part] = _part(books, balances, kind, sign)
    _add_current(told["equity"], current)
    return told


def _carried(books: Books, on: date) -> dict[str, Decimal]:
    """Balances at the end of a day, with the earnings of earlier years on Retained Earnings."""
    balances = books.journals.balances(on)
    retained = books.accounts.system("RETAINEDEARNINGS")["AccountID"]
    before = earnings(books, books.journals.sums, on).before
    return {**balances, retained: balances.get(retained, ZERO) - before}


def _part(books: Books, balances: Mapping[str, Decimal], kind: str, sign: int) -> Record:
    types: dict[str, list[Record]] = {}
    for account in moved(books, balances, _types(books, kind)):
        total = balances[account["AccountID"]] * sign
        types.setdefault(account["Type"], []).append({**named(account), "total": total})
    shown = [
        {"accountType": name, "accounts": found, "total": _sum(found)}
        for name, found in types.items()
    ]
    return {"accountTypes": shown, "total": _sum(shown)}


def _types(books: Books, kind: str) -> frozenset[str]:
    held = books.accounts.records.values()
    return frozenset(account["Type"] for account in held if account["Class"] == kind)


def _add_current(equity: Record, current: Decimal) -> None:
    """Puts what was earned this year among the equity, where no account holds it."""
    line = {"accountID": wire.NOBODY, "name": CURRENT_YEAR, "total": current}
    types = equity["accountTypes"]
    if not types:
        types.append({"accountType": "EQUITY", "accounts": [], "total": ZERO})
    types[0]["accounts"].append(line)
    types[0]["total"] += current
    equity["total"] += current


def _sum(lines: Iterable[Record]) -> Decimal:
    return sum((line["total"] for line in lines), ZERO)


def profit_and_loss(call: Call) -> Record:
    books, period = call.books, asked_period(call)
    amounts = books.journals.sums.balances(period.last, period.first)
    revenue, expense = (_classed(books, amounts, titles) for titles in (REVENUE, EXPENSE))
    return {
        "startDate": period.first.isoformat(),
        "endDate": period.last.isoformat(),
        "netProfitLoss": revenue["total"] - expense["total"],
        "revenue": revenue,
        "expense": expense,
    }


def _classed(books: Books, amounts: Mapping[str, Decimal], titles: Mapping[str, Group]) -> Record:
    shown = []
    for title, group in titles.items():
        accounts = list(_earned(books, amounts, group))
        if accounts:
            shown.append({"total": _sum(accounts), "title": title, "accounts": accounts})
    return {"total": _sum(shown), "accountTypes": shown}


def _earned(books: Books, amounts: Mapping[str, Decimal], group: Group) -> Iterator[Record]:
    for account in moved(books, amounts, group.types):
        total = amounts[account["AccountID"]] * group.sign
        yield {**named(account), "accountType": account["Type"], "total": total}


def trial_balance(call: Call) -> Record:
    books = call.books
    last = asked_day(call, "endDate") or books.today(call.now)
    first = year_start(books, last)
    balances = _carried(books, last)
    balances |= _of_the_year(books, first, last)
    rows = (_row(books, account, balances, first, last) for account in _ordered(books))
    return {
        "startDate": first.isoformat(),
        "endDate": last.isoformat(),
        "accounts": [row for row in rows if row is not None],
    }


def _of_the_year(books: Books, first: date, last: date) -> dict[str, Decimal]:
    """What was earned and spent this year, by account."""
    kinds = books.accounts.records
    year = books.journals.sums.balances(last, first)
    return {key: value for key, value in year.items() if kinds[key]["Class"] in EARNING}


def _ordered(books: Books) -> list[Record]:
    held = books.accounts.records.values()
    return sorted(held, key=lambda each: (each.get("Code", ""), each["AccountID"]))


def _row(
    books: Books, account: Record, balances: Mapping[str, Decimal], first: date, last: date
) -> Record | None:
    key, sign = account["AccountID"], SIGNS[account["Class"]]
    balance = balances.get(key, ZERO)
    debits, credited = books.journals.sums.flows(key, last, first)
    if not (balance or debits or credited):
        return None
    about = {
        "accountId": key,
        "accountType": account["Type"],
        "accountCode": account.get("Code"),
        "accountClass": account["Class"],
        "status": account["Status"],
        "reportingCode": account.get("ReportingCode"),
        "accountName": account["Name"],
        "balance": _entry(balance),
        "signedBalance": balance * sign,
        "accountMovement": {
            "debits": debits,
            "credits": credited,
            "movement": _entry(debits - credited),
            "signedMovement": (debits - credited) * sign,
        },
    }
    return {name: value for name, value in about.items() if value is not None}


def _entry(amount: Decimal) -> Record:
    return {"value": abs(amount), "entryType": "CREDIT" if amount < ZERO else "DEBIT"}


SCOPE = "statements"
_AT = "/FinancialStatements"

ROUTES = (
    route("getFinancialStatementBalanceSheet", f"{_AT}/BalanceSheet", SCOPE, balance_sheet),
    route("getFinancialStatementProfitAndLoss", f"{_AT}/ProfitAndLoss", SCOPE, profit_and_loss),
    route("getFinancialStatementTrialBalance", f"{_AT}/TrialBalance", SCOPE, trial_balance),
)
