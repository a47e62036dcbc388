"""Contacts: the people and companies on both sides of documents.

How it was checked: fields and lengths from Xero's OpenAPI 16.1.0; the duplicate name, four phones,
two addresses, archiving with open documents and the frozen archived contact from recorded answers
(reference sections 5.1, 5.3 and 6.2). Unverified: the texts marked so below, that an archived
contact's name is free again, which fields an unpaged or a summary list leaves out, balances on
anything but a single GET, and CIS settings (here: not enabled).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.accounting import attachments, history
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, choice, flag, guid, many, names, one, text, whole
from xero_emulator.money import ZERO
from xero_emulator.resource import (
    Asked,
    Resource,
    States,
    Test,
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
    ACTIVE="ACTIVE ARCHIVED",
    # ARCHIVED is frozen (recorded); GDPRREQUEST is set by a person, not by a caller (unverified)
)

SCOPES = ("accounting.contacts",)
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
    "BatchPayments": {"Code": 12, "Reference": 12},
}
MOST_PERSONS = 5

NAME_TAKEN = (
    "The contact name {} is already assigned to another contact. "
    "The contact name must be unique across all active contacts."
)
NUMBER_TAKEN = "Another contact has this contact number. Please enter a different contact number."
FROZEN = (
    "The specified contact details matched an archived contact. "
    "Archived contacts cannot currently be edited via the API."
)
ARCHIVED = (
    "The contact with the specified contact details has been archived. "
    "The contact must be un-archived before creating new invoices or credit notes."
)
WHO = (
    "The Contact must contain at least 1 of the following elements to identify the contact: "
    "Name, ContactID, ContactNumber"
)
NAMELESS = "The contact name must be specified."  # unverified text
UNKNOWN = "An existing Contact with the specified ContactID could not be found"  # unverified text

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


class Contacts(Resource):
    plural = "Contacts"
    key = "ContactID"
    webhook_category = "CONTACT"
    error_flag = "HasValidationErrors"
    takes = names("page IDs includeArchived summaryOnly searchTerm If-Modified-Since")
    searched = ("Name", "FirstName", "LastName", "ContactNumber", "EmailAddress")
    optimised = frozenset(
        names("contactid contactnumber accountnumber name emailaddress contactstatus")
    )
    optimised_orders = frozenset({"name"})
    columns = Columns(
        text="Name FirstName LastName EmailAddress ContactNumber AccountNumber ContactStatus "
        "CompanyNumber TaxNumber DefaultCurrency BankAccountDetails AccountsReceivableTaxType "
        "AccountsPayableTaxType XeroNetworkKey",
        guid="ContactID",
        flag="IsSupplier IsCustomer HasAttachments",
        day="UpdatedDateUTC",
    )
    fields = FIELDS

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        active = record["ContactStatus"] == "ACTIVE"
        yield "name" if active else "old name", record["Name"].lower()
        if record.get("ContactNumber"):
            yield "number", record["ContactNumber"].lower()

    def match(self, token: str) -> Record | None:
        return super().match(token) or self.first_by("number", token)

    def hidden(self, call: Call) -> Test | None:
        if self.asked(call, "includeArchived").lower() == "true":
            return None
        return lambda record: record["ContactStatus"] == "ARCHIVED"

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        old = None if create else self.meant(sent)
        return self.create(sent, call) if old is None else self.change(old, sent, call)

    def meant(self, sent: Record) -> Record | None:
        """The contact that these details mean, by id, number or name; an active one first."""
        if "ContactID" in sent:
            found = self.records.get(sent["ContactID"])
            if found is None:
                raise Invalid(UNKNOWN)
            return found
        number, name = sent.get("ContactNumber", ""), sent.get("Name", "").strip()
        by_number = self.first_by("number", number) if number else None
        return by_number or self.first_by("name", name) or self.first_by("old name", name)

    def create(self, sent: Record, call: Call) -> Record:
        if not sent.get("Name", "").strip():
            raise Invalid(NAMELESS if sent.get("ContactNumber") else WHO)
        blank = {
            "ContactStatus": STATES.first,
            "EmailAddress": "",
            "BankAccountDetails": "",
            "ContactGroups": [],
            "IsSupplier": False,
            "IsCustomer": False,
            "SalesTrackingCategories": [],
            "PurchasesTrackingCategories": [],
            "ContactPersons": [],
            "HasAttachments": False,
            "HasValidationErrors": False,
        }
        record = _completed({**blank, **sent, "ContactID": self.books.new_id()}, {})
        return self._keep(record, None, call)

    def change(self, old: Record, sent: Record, call: Call) -> Record:
        if old["ContactStatus"] not in STATES.edges:
            raise Invalid(FROZEN)
        return self._keep(self._merged(old, sent), old, call)

    def on_document(self, sent: Record, call: Call) -> str:
        """The id of the contact a document names: found (and brought up to date) or created."""
        found = self.meant(sent)
        if found is None:
            return str(self.create(sent, call)["ContactID"])
        if found["ContactStatus"] not in STATES.edges:
            raise Invalid(ARCHIVED)
        if "ContactID" not in sent:
            sent = {name: value for name, value in sent.items() if name != "Name"}
        if self._merged(found, sent) != found:
            self.change(found, sent, call)
        return str(found["ContactID"])

    def _merged(self, old: Record, sent: Record) -> Record:
        return _completed({**old, **sent, "ContactID": old["ContactID"]}, old)

    def _keep(self, record: Record, old: Record | None, call: Call) -> Record:
        self._refuse(record, old)
        record["UpdatedDateUTC"] = wire.instant(call.now)
        self.books.history.add(
            record["ContactID"], _told(record, old), f"{record['Name']}", call.now
        )
        return self.keep(record, None if old is not None else call.client_id)

    def _refuse(self, record: Record, old: Record | None) -> None:
        before = old["ContactStatus"] if old is not None else STATES.first
        wrong = [
            *_wrong_texts(record),
            *self._taken("name", record["Name"], NAME_TAKEN.format(record["Name"]), old),
            *self._taken("number", record.get("ContactNumber", ""), NUMBER_TAKEN, old),
            *self._wrong_currency(record),
        ]
        if not STATES.allows(before, record["ContactStatus"]):
            wrong.append(f"The contact cannot become {record['ContactStatus']}.")  # unverified
        if wrong:
            raise Invalid(*wrong)

    def _taken(self, name: str, value: str, message: str, old: Record | None) -> Iterable[str]:
        other = self.first_by(name, value) if value else None
        if other is not None and (old is None or other["ContactID"] != old["ContactID"]):
            yield message

    def _wrong_currency(self, record: Record) -> Iterable[str]:
        code = record.get("DefaultCurrency")
        if code and self.books.currencies.match(code) is None:
            yield f"Organisation is not subscribed to currency {code}"

    def card(self, contact_id: str) -> Record:
        """A contact as it stands on documents in a list."""
        return {
            "ContactID": contact_id,
            "Name": self.records[contact_id]["Name"],
            "Addresses": [],
            "Phones": [],
            "ContactGroups": [],
            "ContactPersons": [],
            "HasValidationErrors": False,
        }

    def mark(self, contact_id: str, flag: str) -> None:
        """Notes a customer or a supplier; Xero does not count that as a change."""
        record = self.records[contact_id]
        if not record[flag]:
            self.keep({**record, flag: True})

    def listed(self, record: Record, asked: Asked) -> Record:
        if asked.summary:
            return {name: value for name, value in record.items() if name not in HEAVY}
        if asked.paged:
            return record
        return {name: value for name, value in record.items() if name not in RICH}

    def fetched(self, record: Record, asked: Asked) -> Record:
        if not (record["IsCustomer"] or record["IsSupplier"]):
            return record
        balances = {
            "AccountsReceivable": self._owed(record["ContactID"], "ACCREC", asked.today),
            "AccountsPayable": self._owed(record["ContactID"], "ACCPAY", asked.today),
        }
        return {**record, "Balances": balances}

    def _owed(self, contact_id: str, kind: str, today: date) -> Record:
        open_ = [
            record
            for record in self.books.invoices.found_by("contact", contact_id)
            if record["Type"] == kind and record["Status"] == "AUTHORISED"
        ]
        overdue = [
            record
            for record in open_
            if "DueDate" in record and wire.date_of(record["DueDate"]) < today
        ]
        return {
            "Outstanding": sum((record["AmountDue"] for record in open_), ZERO),
            "Overdue": sum((record["AmountDue"] for record in overdue), ZERO),
        }


def _told(record: Record, old: Record | None) -> str:
    if old is None:
        return "Created"
    return "Archived" if record["ContactStatus"] == "ARCHIVED" else "Edited"


def _completed(record: Record, old: Record) -> Record:
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


def contacts(books: Books) -> Contacts:
    return books.contacts


def cis_settings(call: Call) -> Reply:
    contacts(call.books).get(call.path["ContactID"])
    return wire.envelope(call, "CISSettings", [{"CISEnabled": False}])


_AT = "/Contacts/{ContactID}"
_SETTINGS = ("accounting.settings",)

ROUTES = (
    route("getContacts", "GET", "/Contacts", reads(*SCOPES), listing(contacts)),
    route("createContacts", "PUT", "/Contacts", writes(*SCOPES), writing(contacts, create=True)),
    route("updateOrCreateContacts", "POST", "/Contacts", writes(*SCOPES), writing(contacts)),
    route("getContact", "GET", _AT, reads(*SCOPES), fetching(contacts, "ContactID")),
    route(
        "getContactByContactNumber",
        "GET",
        "/Contacts/{ContactNumber}",
        reads(*SCOPES),
        fetching(contacts, "ContactNumber"),
    ),
    route("updateContact", "POST", _AT, writes(*SCOPES), writing(contacts, "ContactID")),
    route("getContactCISSettings", "GET", f"{_AT}/CISSettings", reads(*_SETTINGS), cis_settings),
    *history.routes(_AT, "Contact", contacts, reads(*SCOPES), writes(*SCOPES)),
    *attachments.routes(_AT, "Contact", contacts),
)
