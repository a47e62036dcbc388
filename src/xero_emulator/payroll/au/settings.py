"""Payroll settings: the accounts that pay runs post to, and the tracking categories.

How it was checked: shapes and account types from Xero's OpenAPI 16.1.0 and its example. Unverified:
which account of the chart serves for what (here: those of the example's codes, else the wages
accounts), and that the active tracking categories serve timesheets first, employee groups second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.calls import Call, Reply
from xero_emulator.payroll.au.records import route
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

DAYS_A_YEAR = 365
# Each role: the code of the account that usually has it, and the class of any that may stand in.
ROLES = {
    "BANK": ("090", "ASSET"),
    "WAGESPAYABLELIABILITY": ("804", "LIABILITY"),
    "PAYGLIABILITY": ("825", "LIABILITY"),
    "SUPERANNUATIONEXPENSE": ("478", "EXPENSE"),
    "SUPERANNUATIONLIABILITY": ("826", "LIABILITY"),
    "WAGESEXPENSE": ("477", "EXPENSE"),
}


def account(books: Books, role: str) -> Record:
    """The account that payroll uses in a role."""
    code, kind = ROLES[role]
    if role == "BANK":
        return _first(books, "Type", "BANK")
    named = books.accounts.by_code(code)
    if named is not None and named["Class"] == kind:
        return named
    if kind == "EXPENSE":
        return books.accounts.by_code("477") or _first(books, "Class", kind)
    return books.accounts.first_by("system", "wagepayables") or _first(books, "Class", kind)


def _first(books: Books, name: str, value: str) -> Record:
    return next(each for each in books.accounts.records.values() if each[name] == value)


def account_of_line(books: Books, code: str | None, role: str) -> Record:
    """The account that a line names by its code, or the one in the line's role."""
    return books.accounts.by_code(code or "") or account(books, role)


def _shown(books: Books, role: str) -> Record:
    found = account(books, role)
    return {
        "AccountID": found["AccountID"],
        "Type": role,
        "Code": found.get("Code", ""),
        "Name": found["Name"],
    }


def tracking(books: Books) -> dict[str, Record]:
    """The tracking category of timesheets and the one of employee groups, where there are any."""
    kept = books.tracking_categories.records.values()
    active = [each for each in kept if each["Status"] == "ACTIVE"]
    return dict(zip(("TimesheetCategories", "EmployeeGroups"), active, strict=False))


def fetch(call: Call) -> Reply:
    categories = {
        name: {
            "TrackingCategoryID": found["TrackingCategoryID"],
            "TrackingCategoryName": found["Name"],
        }
        for name, found in tracking(call.books).items()
    }
    found = {
        "Accounts": [_shown(call.books, role) for role in ROLES],
        "TrackingCategories": categories,
        "DaysInPayrollYear": DAYS_A_YEAR,
        "EmployeesAreSTP2": False,
    }
    return wire.envelope(call, "Settings", found)


ROUTES = (route("getSettings", "GET", "/Settings", "settings", fetch),)
