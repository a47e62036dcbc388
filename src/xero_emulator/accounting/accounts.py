"""The chart of accounts.

How it was checked: fields, classes and examples from Xero's OpenAPI 16.1.0, CreatedDateUTC from
20.0.0; the unique name in its words; what cannot be created or updated, and one account in a
request, from the reference (modules 57 and 58). Unverified: every other refusal's text, that
ARCHIVED accounts are listed, that ARCHIVED leads only to DELETED, that a status changes alone, that
an account with journals cannot be deleted, that the type of a system account stays, and that a
bank account's description is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.accounting import attachments
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, choice, flag, guid, text
from xero_emulator.resource import (
    Asked,
    Resource,
    States,
    fetching,
    listing,
    reads,
    route,
    writes,
    writing,
)
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

STATES = States(
    "ACTIVE",
    ACTIVE="ACTIVE ARCHIVED DELETED",
    ARCHIVED="DELETED",  # unverified
)

CLASSES = {
    "BANK": "ASSET",
    "CURRENT": "ASSET",
    "FIXED": "ASSET",
    "INVENTORY": "ASSET",
    "NONCURRENT": "ASSET",
    "PREPAYMENT": "ASSET",
    "EQUITY": "EQUITY",
    "DEPRECIATN": "EXPENSE",
    "DIRECTCOSTS": "EXPENSE",
    "EXPENSE": "EXPENSE",
    "OVERHEADS": "EXPENSE",
    "CURRLIAB": "LIABILITY",
    "LIABILITY": "LIABILITY",
    "PAYG": "LIABILITY",
    "TERMLIAB": "LIABILITY",
    "OTHERINCOME": "REVENUE",
    "REVENUE": "REVENUE",
    "SALES": "REVENUE",
}
FIXED_ONCE_BANK = "The type of an account cannot be changed to or from BANK."
FIXED_ONCE_SYSTEM = "The type of a system account cannot be changed."
STATUS_ALONE = "The status of an account can only be changed alone."
ONE_AT_A_TIME = "Only one account can be created at a time."
NO_DESCRIPTION = "A bank account cannot have a description."
LONGEST = {"Code": 10, "Name": 150, "Description": 4000}
SCOPES = ("accounting.settings",)


class Accounts(Resource):
    plural = "Accounts"
    key = "AccountID"
    error_flag = ""
    takes = ("If-Modified-Since",)
    columns = Columns(
        text="Code Name Type Status Description TaxType Class SystemAccount BankAccountNumber "
        "BankAccountType CurrencyCode ReportingCode",
        guid="AccountID",
        flag="EnablePaymentsToAccount ShowInExpenseClaims HasAttachments AddToWatchlist",
        day="UpdatedDateUTC CreatedDateUTC",
    )
    fields = Fields(
        AccountID=guid,
        Code=text,
        Name=text,
        Type=choice("AccountType", *CLASSES),
        BankAccountNumber=text,
        BankAccountType=choice("BankAccountType", "BANK", "CREDITCARD", "PAYPAL", "NONE"),
        CurrencyCode=text,
        Status=choice("AccountStatus", "ACTIVE", "ARCHIVED", "DELETED"),
        Description=text,
        TaxType=text,
        EnablePaymentsToAccount=flag,
        ShowInExpenseClaims=flag,
        AddToWatchlist=flag,
        ReportingCode=text,
    )

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        if record["Status"] == "DELETED":
            return
        yield "name", record["Name"].lower()
        if record.get("Code"):
            yield "code", record["Code"].lower()
        if record.get("SystemAccount"):
            yield "system", record["SystemAccount"].lower()

    def by_code(self, code: str) -> Record | None:
        return self.first_by("code", code)

    def named(self, sent: Record) -> Record | None:
        """The active account that a request means by AccountID or Code."""
        found = self.records.get(sent.get("AccountID", ""))
        if found is None and sent.get("Code"):
            found = self.by_code(sent["Code"])
        return found if found is not None and found["Status"] == "ACTIVE" else None

    def system(self, name: str) -> Record:
        """The account that Xero itself posts to: DEBTORS, CREDITORS, GST, REALISEDCURRENCYGAIN."""
        return next(self.found_by("system", name))

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        old = None if create else self.records.get(sent.get("AccountID", ""))
        sent = self._in_currency(sent)
        found = self._born(sent, call) if old is None else self._changed(old, sent)
        self._refuse(found, old)
        maker = call.client_id if old is None else None
        return self.keep({**found, "UpdatedDateUTC": wire.instant(call.now)}, maker)

    def _in_currency(self, sent: Record) -> Record:
        code = sent.get("CurrencyCode", "").strip().upper()
        if code and self.books.currencies.match(code) is None:
            raise Invalid(f"Organisation is not subscribed to currency {code}")
        rest = {name: value for name, value in sent.items() if name != "CurrencyCode"}
        return {**rest, "CurrencyCode": code} if code else rest

    def _born(self, sent: Record, call: Call) -> Record:
        kind = sent.get("Type")
        if kind is None:
            raise Invalid("Account type must be specified.")
        if kind == "BANK":
            sent = self._bank(sent)
        elif not sent.get("Code"):
            raise Invalid("Please enter a Code.")
        tax_type = self.books.tax_rates.default_for(CLASSES[kind])
        return {
            "TaxType": tax_type,
            **sent,
            "AccountID": self.books.new_id(),
            "Status": STATES.first,
            "Class": CLASSES[kind],
            "EnablePaymentsToAccount": sent.get("EnablePaymentsToAccount", False),
            "ShowInExpenseClaims": sent.get("ShowInExpenseClaims", False),
            "AddToWatchlist": sent.get("AddToWatchlist", False),
            "HasAttachments": False,
            "CreatedDateUTC": wire.instant(call.now),
        }

    def _bank(self, sent: Record) -> Record:
        if sent.get("BankAccountType", "BANK") in ("CREDITCARD", "PAYPAL"):
            raise Invalid("Credit card and PayPal accounts cannot be created via the API.")
        if not sent.get("BankAccountNumber"):
            raise Invalid("Bank account number must be specified.")
        if sent.get("Description"):
            raise Invalid(NO_DESCRIPTION)
        return {"CurrencyCode": self.books.base_currency, "BankAccountType": "BANK", **sent}

    def _changed(self, old: Record, sent: Record) -> Record:
        status = sent.get("Status") or old["Status"]
        if old["Type"] == "BANK" and set(sent) - {"AccountID", "Status"}:
            raise Invalid("Bank accounts cannot be updated via the API.")
        if not STATES.allows(old["Status"], status):
            raise Invalid(f"The account cannot go from {old['Status']} to {status}.")
        touched = {name for name in sent if sent[name] != old.get(name)}
        if "Status" in touched and len(touched) > 1:
            raise Invalid(STATUS_ALONE)
        if "Type" in touched:
            self._refuse_type(old, sent["Type"])
        if status != old["Status"] and old.get("SystemAccount"):
            raise Invalid("System accounts cannot be archived or deleted.")
        if status == "DELETED" and self.in_use(old):
            raise Invalid("The account has transactions and cannot be deleted.")
        return {**old, **sent, "Class": CLASSES[sent.get("Type") or old["Type"]]}

    def _refuse_type(self, old: Record, wanted: str) -> None:
        if "BANK" in (old["Type"], wanted):
            raise Invalid(FIXED_ONCE_BANK)
        if old.get("SystemAccount"):
            raise Invalid(FIXED_ONCE_SYSTEM)

    def in_use(self, account: Record) -> bool:
        return self.books.journals.touches(account["AccountID"])

    def _refuse(self, found: Record, old: Record | None) -> None:
        if not found.get("Name"):
            raise Invalid("Please enter a Name.")
        for name, most in LONGEST.items():
            if len(found.get(name, "")) > most:
                raise Invalid(f"The {name} must be {most} characters or fewer.")
        for index, name in (("name", "Name"), ("code", "Code")):
            other = self.first_by(index, found.get(name, ""))
            if other is not None and other is not old:
                raise Invalid(f"Please enter a unique {name}.")
        if self.books.tax_rates.match(found["TaxType"]) is None:
            raise Invalid(f"The TaxType code '{found['TaxType']}' does not exist.")


def accounts(books: Books) -> Accounts:
    return books.accounts


_create = writing(accounts, create=True)


def create(call: Call) -> Reply:
    if len(wire.elements(call.body, "Accounts")) > 1:
        raise Invalid(ONE_AT_A_TIME)
    return _create(call)


def remove(call: Call) -> Reply:
    held = call.books.accounts
    account = held.get(call.path["AccountID"])
    sent = {"AccountID": account["AccountID"], "Status": "DELETED"}
    gone = held.save(sent, call, create=False)
    return wire.envelope(call, "Accounts", [held.fetched(gone, Asked.of(call, held))])


ROUTES = (
    route("getAccounts", "GET", "/Accounts", reads(*SCOPES), listing(accounts)),
    route("createAccount", "PUT", "/Accounts", writes(*SCOPES), create),
    route(
        "getAccount",
        "GET",
        "/Accounts/{AccountID}",
        reads(*SCOPES),
        fetching(accounts, "AccountID"),
    ),
    route(
        "updateAccount",
        "POST",
        "/Accounts/{AccountID}",
        writes(*SCOPES),
        writing(accounts, "AccountID"),
    ),
    route("deleteAccount", "DELETE", "/Accounts/{AccountID}", writes(*SCOPES), remove),
    *attachments.routes("/Accounts/{AccountID}", "Account", accounts),
)
