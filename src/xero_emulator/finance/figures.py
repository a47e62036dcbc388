"""Accounts as the Finance API shows them.

How it was checked: names and order of the fields from the examples of Xero's OpenAPI 16.1.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books


def named(account: Record, key: str = "accountID") -> Record:
    """An account by its id, code, name and reporting code, those that it has."""
    fields = {key: "AccountID", "code": "Code", "name": "Name", "reportingCode": "ReportingCode"}
    return {name: account[source] for name, source in fields.items() if account.get(source)}


def moved(books: Books, amounts: Mapping[str, Decimal], types: frozenset[str]) -> list[Record]:
    """The accounts of some types that have an amount, by code."""
    held = [books.accounts.records[key] for key, amount in amounts.items() if amount]
    found = [account for account in held if account["Type"] in types]
    return sorted(found, key=lambda each: (each.get("Code", ""), each["AccountID"]))
