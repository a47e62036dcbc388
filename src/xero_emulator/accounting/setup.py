"""Setup: the chart of accounts and the balances with which an organisation comes from elsewhere.

How it was checked: the path, the parts of the body and of the summary from Xero's OpenAPI 16.1.0.
Unverified: that accounts are matched by code and none is deleted; that an account which cannot be
kept is counted and not refused; which accounts are locked (here: archived ones); that balances are
posted on the day before the conversion month against the historical adjustment, and replace those
of an earlier setup; the texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from xero_emulator import wire
from xero_emulator.accounting.ledger import Entry, Source
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, many, number, one, text, whole
from xero_emulator.money import ZERO, half_up
from xero_emulator.resource import route, writes
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

SCOPES = ("accounting.settings",)
FIRST_YEAR, LAST_YEAR = 2007, 9998  # "greater than 2006"
MONTHS = 12
WRONG_DATE = "The conversion date needs a Month from 1 to 12 and a Year after 2006."  # unverified
NO_DATE = "Conversion balances need a conversion date."  # unverified text
NO_ACCOUNT = "Account code '{}' is not a valid code for a conversion balance."  # unverified text


def apply(call: Call) -> Reply:
    """Takes accounts, conversion date and balances, and answers what became of the accounts."""
    books = call.books
    sent = _read(call)
    with books.whole():
        counted = _accounts(sent.get("Accounts", []), call)
        _balances(sent, call)
    summary = {
        "Accounts": {
            "Total": sum(1 for each in books.accounts.records.values() if _is_there(each)),
            **counted,
            "Deleted": 0,
            "System": sum(1 for each in books.accounts.records.values() if _is_system(each)),
            "Present": "Accounts" in sent,
            "NewOrUpdated": counted["New"] + counted["Updated"],
        },
        "Organisation": {"Present": "ConversionDate" in sent},
    }
    return wire.envelope(call, "ImportSummary", summary)


def _read(call: Call) -> Record:
    fields = Fields(
        ConversionDate=one(Fields(Month=whole, Year=whole)),
        ConversionBalances=many(Fields(AccountCode=text, Balance=number)),
        Accounts=many(call.books.accounts.fields),
    )
    sent = wire.elements(call.body, "Setup")
    return fields.read(sent[0], "Setup") if sent else {}


def _is_there(account: Record) -> bool:
    return bool(account["Status"] != "DELETED")


def _is_system(account: Record) -> bool:
    return _is_there(account) and bool(account.get("SystemAccount"))


def _accounts(sent: list[Record], call: Call) -> dict[str, int]:
    counted = dict.fromkeys(("New", "Updated", "Locked", "Errored"), 0)
    for each in sent:
        counted[_account(each, call)] += 1
    return counted


def _account(sent: Record, call: Call) -> str:
    """Keeps one account, and says as what it counts."""
    held = call.books.accounts
    old = held.by_code(sent.get("Code", "")) if sent.get("Code") else None
    if old is not None and old["Status"] != "ACTIVE":
        return "Locked"
    told = {name: value for name, value in sent.items() if name not in ("AccountID", "Status")}
    if old is not None and old.get("SystemAccount"):
        told.pop("Type", None)
    try:
        with call.books.whole():
            held.save(told if old is None else _over(old, told), call, create=old is None)
    except Invalid:
        return "Errored"
    return "New" if old is None else "Updated"


def _over(old: Record, told: Record) -> Record:
    return {**told, "AccountID": old["AccountID"]}


def _balances(sent: Record, call: Call) -> None:
    """Posts the opening balances, and what they lack to the historical adjustment."""
    balances = sent.get("ConversionBalances", [])
    when = _day(sent.get("ConversionDate") or {})
    if balances and when is None:
        raise Invalid(NO_DATE)
    if not balances or when is None:
        return
    books = call.books
    source_id = str(uuid5(NAMESPACE_URL, f"{books.tenant_id}:conversion"))
    entries = list(_entries(balances, books))
    rest = sum((entry.net for entry in entries), ZERO)
    entries.append(Entry(books.accounts.system("HISTORICAL"), -rest))
    source = Source("MANJOURNAL", source_id, wire.day(when), "Conversion balance")
    books.journals.reverse(source_id, call.now)
    books.journals.post(source, entries, call.now)


def _entries(balances: list[Record], books: Books) -> Iterator[Entry]:
    for balance in balances:
        code = balance.get("AccountCode", "")
        account = books.accounts.by_code(code) if code else None
        if account is None:
            raise Invalid(NO_ACCOUNT.format(code))
        yield Entry(account, half_up(Decimal(balance.get("Balance", ZERO))))


def _day(sent: Record) -> date | None:
    """The day before the month of conversion; raises Invalid for a month that cannot be."""
    if not sent:
        return None
    month, year = sent.get("Month", 0), sent.get("Year", 0)
    if not (1 <= month <= MONTHS and FIRST_YEAR <= year <= LAST_YEAR):
        raise Invalid(WRONG_DATE)
    return date(year, month, 1) - timedelta(days=1)


ROUTES = (route("postSetup", "POST", "/Setup", writes(*SCOPES), apply),)
