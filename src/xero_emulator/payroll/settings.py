"""The settings of payroll: which accounts it posts to, which tracking categories it uses.

How it was checked: shapes and account types from Xero's OpenAPI 16.1.0. Unverified: which accounts
an organisation has for what (here: its wages accounts, liabilities that the chart lacks on Wages
Payable), and that the active tracking categories serve timesheets first and employee groups second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xero_emulator.calls import Call, Route
from xero_emulator.payroll.dialect import Answer, Api, Told
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

WAGES = "477"
LIABILITIES = ("PAYELIABILITY", "WAGESPAYABLE", "NICLIABILITY")
CODES = {"PAYELIABILITY": "825", "NICLIABILITY": "826", "EMPLOYERSNIC": "479"}


def account(books: Books, role: str) -> Record:
    """The account that payroll uses in a role: WAGESEXPENSE, WAGESPAYABLE, PAYELIABILITY, BANK."""
    if role == "BANK":
        return _first(books, "BANK")
    named = books.accounts.by_code(CODES.get(role, ""))
    if named is not None:
        return named
    return _payable(books) if role in LIABILITIES else _expense(books)


def _payable(books: Books) -> Record:
    found = books.accounts.first_by("system", "wagepayables")
    return found or _first(books, "CURRLIAB")


def _expense(books: Books) -> Record:
    return books.accounts.by_code(WAGES) or _first(books, "OVERHEADS")


def _first(books: Books, kind: str) -> Record:
    return next(each for each in books.accounts.records.values() if each["Type"] == kind)


def accounts(*roles: str) -> Answer:
    def answer(call: Call) -> Told:
        shown = [_shown(role, account(call.books, role)) for role in roles]
        return Told("settings", {"accounts": shown})

    return answer


def _shown(role: str, found: Record) -> Record:
    return {
        "accountID": found["AccountID"],
        "type": role,
        "code": found.get("Code"),
        "name": found["Name"],
    }


def tracking(call: Call) -> Told:
    kept = call.books.tracking_categories.records.values()
    active = [each["TrackingCategoryID"] for each in kept if each["Status"] == "ACTIVE"]
    timesheets, groups = [*active, None, None][:2]
    return Told(
        "trackingCategories",
        {"employeeGroupsTrackingCategoryID": groups, "timesheetTrackingCategoryID": timesheets},
    )


def routes(api: Api, roles: tuple[str, ...], tracking_word: str) -> tuple[Route, Route]:
    at = f"/Settings/{tracking_word}"
    return (
        api.route(
            "getSettings", "GET", "/Settings", "settings", accounts(*roles), Told("settings")
        ),
        api.route(
            "getTrackingCategories", "GET", at, "settings", tracking, Told("trackingCategories")
        ),
    )
