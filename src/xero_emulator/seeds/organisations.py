"""Organisations as a seed describes them, and books that begin with their chart and tax rates.

How it was checked: countries, versions, tax types and account types are words of Xero's OpenAPI
16.1.0. The organisations, their charts and their ids are invented. Their class is PREMIUM, because
Xero sends no e-mail for demo companies.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import NAMESPACE_URL, uuid5

import msgspec

from xero_emulator import wire
from xero_emulator.accounting import budgets, users
from xero_emulator.accounting.accounts import CLASSES
from xero_emulator.accounting.currencies import NAMES
from xero_emulator.accounting.tax_rates import APPLIES, rated
from xero_emulator.books import Books
from xero_emulator.wire import Record

LETTERS = {"A": "ASSET", "E": "EQUITY", "X": "EXPENSE", "L": "LIABILITY", "R": "REVENUE"}


class Organisation(msgspec.Struct, forbid_unknown_fields=True):
    """One organisation of a seed file; lock dates are ISO days."""

    name: str
    country: str
    version: str
    currency: str
    currencies: list[str]
    timezone: str
    short_code: str
    year_end: tuple[int, int]
    sales_tax: tuple[str, str]
    tax: dict[str, str]
    rates: list[tuple[str, str, Decimal, str, str]]
    chart: list[Annotated[list[str], msgspec.Meta(min_length=4, max_length=5)]]
    tax_number: str | None = None
    names: dict[str, str] = {}
    period_lock_date: date | None = None
    end_of_year_lock_date: date | None = None


def begun(seed: Organisation, now: datetime, salt: str) -> Books:
    """New books with a chart, tax rates and users, and nothing else in them."""
    identity = str(uuid5(NAMESPACE_URL, f"xero-emulator:{seed.name}"))
    books = Books(salt=f"{identity}{salt}")
    books.organisations.keep(_organisation(seed, identity, now))
    for code in seed.currencies:
        books.currencies.keep({"Code": code, "Description": NAMES[code]})
    for rate in seed.rates:
        books.tax_rates.keep(_rate(*rate))
    books.branding_themes.keep(_theme(identity, now))
    for user in users.founders(identity, now):
        books.users.keep(user)
    for code, account_name, kind, side, *special in seed.chart:
        named = seed.names.get(code, account_name)
        books.accounts.keep(
            _account(seed, identity, now, code, named, kind, side, "".join(special))
        )
    books.budgets.keep(budgets.overall(books, now))
    return books


def _organisation(seed: Organisation, identity: str, now: datetime) -> Record:
    found: Record = {
        "OrganisationID": identity,
        "APIKey": uuid5(NAMESPACE_URL, identity).hex.upper()[:30],
        "Name": seed.name,
        "LegalName": seed.name,
        "PaysTax": True,
        "Version": seed.version,
        "OrganisationType": "COMPANY",
        "BaseCurrency": seed.currency,
        "CountryCode": seed.country,
        "IsDemoCompany": True,
        "OrganisationStatus": "ACTIVE",
        "TaxNumber": seed.tax_number,
        "FinancialYearEndDay": seed.year_end[0],
        "FinancialYearEndMonth": seed.year_end[1],
        "SalesTaxBasis": seed.sales_tax[0],
        "SalesTaxPeriod": seed.sales_tax[1],
        "DefaultSalesTax": "Tax Exclusive",
        "DefaultPurchasesTax": "Tax Exclusive",
        "PeriodLockDate": _day(seed.period_lock_date),
        "EndOfYearLockDate": _day(seed.end_of_year_lock_date),
        "CreatedDateUTC": wire.bare_instant(now),
        "OrganisationEntityType": "COMPANY",
        "Timezone": seed.timezone,
        "ShortCode": seed.short_code,
        "Edition": "BUSINESS",
        "Class": "PREMIUM",
        "Addresses": [],
        "Phones": [],
        "ExternalLinks": [],
        "PaymentTerms": {},
    }
    return {name: value for name, value in found.items() if value is not None}


def _day(value: date | None) -> str | None:
    return None if value is None else wire.day(value)


def _rate(tax_type: str, name: str, percent: Decimal, report: str, applies: str) -> Record:
    component = {"Name": name, "Rate": percent}
    classes = {LETTERS[letter] for letter in applies}
    return rated(
        {
            "Name": name,
            "TaxType": tax_type,
            "ReportTaxType": report,
            "Status": "ACTIVE",
            **{flag: class_ in classes for class_, flag in APPLIES.items()},
            "TaxComponents": [component],
        }
    )


def _theme(identity: str, now: datetime) -> Record:
    return {
        "BrandingThemeID": str(uuid5(NAMESPACE_URL, f"{identity}:theme:Standard")),
        "Name": "Standard",
        "LogoUrl": "",
        "Type": "INVOICE",
        "SortOrder": 0,
        "CreatedDateUTC": wire.instant(now),
        "PaymentServiceIDs": [],
    }


def _account(
    seed: Organisation,
    identity: str,
    now: datetime,
    code: str,
    name: str,
    kind: str,
    side: str,
    special: str,
) -> Record:
    found: Record = {
        "AccountID": str(uuid5(NAMESPACE_URL, f"{identity}:account:{code}")),
        "Code": code,
        "Name": name,
        "Status": "ACTIVE",
        "Type": kind,
        "TaxType": seed.tax[side],
        "Class": CLASSES[kind],
        "EnablePaymentsToAccount": special == "payable",
        "ShowInExpenseClaims": False,
        "AddToWatchlist": False,
        "HasAttachments": False,
        "CreatedDateUTC": wire.instant(now),
        "UpdatedDateUTC": wire.instant(now),
    }
    if special == "bank":
        number = {"BankAccountNumber": f"0908007{code}", "BankAccountType": "BANK"}
        return {**found, **number, "CurrencyCode": seed.currency}
    return {**found, "SystemAccount": special} if special.isupper() else found
