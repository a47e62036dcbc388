"""What a contact says of itself: its fields, how long they may be, and what they may refer to.

How it was checked: fields and lengths from Xero's OpenAPI 16.1.0; four phones and two addresses
from recorded answers (reference, section 5.1); at most five persons and the text for an e-mail
address from its sections 1 and 6.2; the text for a tracking category that is not there, as users of
Xero's SDKs met it. Unverified: the texts marked so, that an account or a tax type that does not
exist is refused, and which fields an unpaged or a summary list leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from xero_emulator.fields import Fields, choice, flag, guid, many, names, one, text, whole
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

PHONES = ("DEFAULT", "DDI", "FAX", "MOBILE")
ADDRESSES = ("STREET", "POBOX")
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
LONGEST = {
    "Name": 255,
    "FirstName": 255,
    "LastName": 255,
    "EmailAddress": 255,
    "ContactNumber": 50,
    "AccountNumber": 50,
    "CompanyNumber": 50,
    "TaxNumber": 50,
}
LONGEST_WITHIN = {
    "Addresses": {
        **dict.fromkeys(names("AddressLine1 AddressLine2 AddressLine3 AddressLine4"), 500),
        **dict.fromkeys(names("City Region AttentionTo"), 255),
        **dict.fromkeys(names("PostalCode Country"), 50),
    },
    "Phones": {"PhoneNumber": 50, "PhoneAreaCode": 10, "PhoneCountryCode": 20},
    "BatchPayments": {"Details": 18, "Code": 12, "Reference": 12},
}
MOST_PERSONS = 5
LAST_DAY = 31

NAMELESS = "The contact name must be specified."  # unverified text
NO_TRACKING = "There is no ACTIVE tracking category with the name '{}'"
NO_OPTION = "There is no ACTIVE tracking option with the name '{}'"  # unverified text
NO_ACCOUNT = "Account code '{}' is not a valid code for this contact."  # unverified text
NO_TAX = "The TaxType code '{}' does not exist."  # unverified text
WRONG_DAY = "The day of payment terms must be between 0 and 31."  # unverified text

_ADDRESS_TEXTS = names(
    "AddressLine1 AddressLine2 AddressLine3 AddressLine4 City Region PostalCode Country AttentionTo"
)
_PHONE_TEXTS = ("PhoneNumber", "PhoneAreaCode", "PhoneCountryCode")
_TERM = one(
    Fields(
        Day=whole,
        Type=choice(
            "PaymentTermType",
            "DAYSAFTERBILLDATE",
            "DAYSAFTERBILLMONTH",
            "OFCURRENTMONTH",
            "OFFOLLOWINGMONTH",
        ),
    )
)
_TRACKING = many(Fields(TrackingCategoryName=text, TrackingOptionName=text))
_LINE_AMOUNTS = choice("LineAmountType", "INCLUSIVE", "EXCLUSIVE", "NONE")

FIELDS = Fields(
    ContactID=guid,
    ContactNumber=text,
    AccountNumber=text,
    ContactStatus=choice("ContactStatus", "ACTIVE", "ARCHIVED", "GDPRREQUEST"),
    Name=text,
    FirstName=text,
    LastName=text,
    CompanyNumber=text,
    EmailAddress=text,
    ContactPersons=many(
        Fields(FirstName=text, LastName=text, EmailAddress=text, IncludeInEmails=flag)
    ),
    BankAccountDetails=text,
    TaxNumber=text,
    TaxNumberType=choice("TaxNumberType", "SSN", "EIN", "ITIN", "ATIN"),
    AccountsReceivableTaxType=text,
    AccountsPayableTaxType=text,
    Addresses=many(
        Fields(
            AddressType=choice("AddressType", *ADDRESSES),
            **dict.fromkeys(_ADDRESS_TEXTS, text),
        )
    ),
    Phones=many(
        Fields(
            PhoneType=choice("PhoneType", *PHONES, "OFFICE"), **dict.fromkeys(_PHONE_TEXTS, text)
        )
    ),
    SalesDefaultLineAmountType=_LINE_AMOUNTS,
    PurchasesDefaultLineAmountType=_LINE_AMOUNTS,
    DefaultCurrency=text,
    XeroNetworkKey=text,
    SalesDefaultAccountCode=text,
    PurchasesDefaultAccountCode=text,
    SalesTrackingCategories=_TRACKING,
    PurchasesTrackingCategories=_TRACKING,
    PaymentTerms=one(Fields(Bills=_TERM, Sales=_TERM)),
    BatchPayments=one(
        Fields(
            BankAccountNumber=text, BankAccountName=text, Details=text, Code=text, Reference=text
        )
    ),
)
# Only with paging, in a summary, or for a single contact (OpenAPI says so of the first three).
RICH = frozenset(
    names(
        "MergedToContactID SalesDefaultLineAmountType PurchasesDefaultLineAmountType "
        "PaymentTerms BatchPayments SalesDefaultAccountCode PurchasesDefaultAccountCode "
        "XeroNetworkKey"
    )
)
HEAVY = frozenset(
    names(
        "Addresses Phones ContactPersons ContactGroups PaymentTerms BatchPayments "
        "SalesTrackingCategories PurchasesTrackingCategories"
    )
)


def completed(record: Record, old: Record) -> Record:
    """The contact with all its phones and addresses; those not sent keep what they had."""
    record["Name"] = record["Name"].strip()
    record["Phones"] = _every(
        PHONES, "PhoneType", _PHONE_TEXTS, record.get("Phones", []), old.get("Phones", [])
    )
    record["Addresses"] = _every(
        ADDRESSES,
        "AddressType",
        ["City", "Region", "PostalCode", "Country"],
        record.get("Addresses", []),
        old.get("Addresses", []),
    )
    currency = record.pop("DefaultCurrency", "").strip().upper()
    return {**record, "DefaultCurrency": currency} if currency else record


def _every(
    kinds: Iterable[str],
    kind: str,
    blank: Iterable[str],
    sent: list[Record],
    old: list[Record],
) -> list[Record]:
    known = {entry[kind]: entry for entry in [*old, *sent] if kind in entry}
    empty = dict.fromkeys(blank, "")
    return [{kind: name, **empty, **known.get(name, {})} for name in kinds]


def wrong(record: Record, books: Books) -> Iterable[str]:
    """Everything that is wrong with the details of a contact."""
    yield from _wrong_texts(record)
    code = record.get("DefaultCurrency")
    if code and books.currencies.match(code) is None:
        yield f"Organisation is not subscribed to currency {code}"
    for terms in record.get("PaymentTerms", {}).values():
        if not 0 <= terms.get("Day", 0) <= LAST_DAY:
            yield WRONG_DAY
    yield from _wrong_references(record, books)


def _wrong_references(record: Record, books: Books) -> Iterable[str]:
    for name in ("SalesDefaultAccountCode", "PurchasesDefaultAccountCode"):
        if record.get(name) and books.accounts.by_code(record[name]) is None:
            yield NO_ACCOUNT.format(record[name])
    for name in ("AccountsReceivableTaxType", "AccountsPayableTaxType"):
        if record.get(name) and books.tax_rates.match(record[name]) is None:
            yield NO_TAX.format(record[name])
    for name in ("SalesTrackingCategories", "PurchasesTrackingCategories"):
        for tracked in record[name]:
            yield from _wrong_tracking(tracked, books)


def _wrong_tracking(tracked: Record, books: Books) -> Iterable[str]:
    name, option = (tracked.get(f"Tracking{what}Name", "") for what in ("Category", "Option"))
    category = books.tracking_categories.first_by("name", name) if name else None
    if category is None or category["Status"] != "ACTIVE":
        yield NO_TRACKING.format(name)
    elif option and not any(
        each["Status"] == "ACTIVE" and each["Name"].lower() == option.lower()
        for each in category["Options"]
    ):
        yield NO_OPTION.format(option)


def _wrong_texts(record: Record) -> Iterable[str]:
    if not record["Name"]:
        yield NAMELESS
    yield from _too_long(record, LONGEST)
    for name, longest in LONGEST_WITHIN.items():
        within = record.get(name, [])
        for entry in within if isinstance(within, list) else [within]:
            yield from _too_long(entry, longest)
    people = record["ContactPersons"]
    if any(mail and not EMAIL.fullmatch(mail) for mail in _mails(record, people)):
        yield "Email address must be valid."
    if len(people) > MOST_PERSONS:
        yield f"A contact can have at most {MOST_PERSONS} contact persons."  # unverified text


def _too_long(record: Record, longest: Mapping[str, int]) -> Iterable[str]:
    for name, most in longest.items():
        if len(record.get(name) or "") > most:
            yield f"The {name} must be {most} characters or fewer."  # unverified text


def _mails(record: Record, people: list[Record]) -> Iterable[str]:
    yield record.get("EmailAddress") or ""
    for person in people:
        yield person.get("EmailAddress", "")
