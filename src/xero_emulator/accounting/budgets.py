"""Budgets: what an organisation plans to earn and to spend, month by month; the API only reads.

How it was checked: paths, fields and examples from Xero's OpenAPI 16.1.0; a period is written as
"2019-08" there, and Xero's SDK reads that. The one overall budget of each organisation is invented:
two years around its beginning. Unverified: that lists leave out the lines; that both dates mean
their whole months; that without dates everything is given. `UnitAmount`, which later versions may
have dropped, is not given, and neither is `CreatedIn`, which they added.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from xero_emulator import wire
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Unreadable
from xero_emulator.fields import Fields
from xero_emulator.resource import Asked, Resource, listing, route
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

SCOPES = ("accounting.budgets.read",)
MONTHLY = {  # by account code
    "200": Decimal("12000.00"),
    "310": Decimal("4800.00"),
    "400": Decimal("500.00"),
    "469": Decimal("1500.00"),
    "477": Decimal("3000.00"),
    "489": Decimal("150.00"),
    "493": Decimal("250.00"),
}
BEFORE, AFTER = 12, 12  # months that are planned before and from the month of the beginning


class Budgets(Resource):
    plural = "Budgets"
    key = "BudgetID"
    takes = ("IDs", "DateFrom", "DateTo")
    columns = Columns(text="Type Description Status", guid="BudgetID", day="UpdatedDateUTC")
    fields = Fields()

    def listed(self, record: Record, asked: Asked) -> Record:
        return {**record, "BudgetLines": []}


def overall(books: Books, now: datetime) -> Record:
    """The budget that a new organisation begins with, for those accounts that its chart has."""
    identity = uuid5(NAMESPACE_URL, f"{books.tenant_id}:budget")
    accounts = [books.accounts.by_code(code) for code in MONTHLY]
    periods = [_period(now.date(), at) for at in range(-BEFORE, AFTER)]
    return {
        "BudgetID": str(identity),
        "Status": "APPROVED",
        "Type": "OVERALL",
        "Description": "Overall Budget",
        "UpdatedDateUTC": wire.instant(now),
        "BudgetLines": [_line(account, periods) for account in accounts if account is not None],
        "Tracking": [],
    }


def _line(account: Record, periods: list[str]) -> Record:
    amount = MONTHLY[account["Code"]]
    balances = [{"Period": period, "Amount": amount, "Notes": ""} for period in periods]
    return {
        "AccountID": account["AccountID"],
        "AccountCode": account["Code"],
        "BudgetBalances": balances,
    }


def _period(today: date, months: int) -> str:
    at = today.year * 12 + today.month - 1 + months
    return f"{at // 12:04}-{at % 12 + 1:02}"


def budgets(books: Books) -> Budgets:
    return books.budgets


def fetch(call: Call) -> Reply:
    """One budget with the months from DateFrom to DateTo."""
    record = call.books.budgets.get(call.path["BudgetID"])
    first, last = _month(call, "DateFrom"), _month(call, "DateTo")
    lines = [_between(line, first, last) for line in record["BudgetLines"]]
    return wire.envelope(call, "Budgets", [{**record, "BudgetLines": lines}])


def _month(call: Call, name: str) -> str | None:
    value = call.query.get(name)
    if not value:
        return None
    day = wire.read_day(value)
    if day is None:
        raise Unreadable(f"The string '{value}' is not a valid AllXsd value.")
    return f"{day:%Y-%m}"


def _between(line: Record, first: str | None, last: str | None) -> Record:
    balances = [
        balance
        for balance in line["BudgetBalances"]
        if (first is None or balance["Period"] >= first)
        and (last is None or balance["Period"] <= last)
    ]
    return {**line, "BudgetBalances": balances}


ROUTES = (
    route("getBudgets", "GET", "/Budgets", SCOPES, listing(budgets)),
    route("getBudget", "GET", "/Budgets/{BudgetID}", SCOPES, fetch),
)
