"""Contacts: the people and companies on both sides of documents.

How it was checked: paths and balances of invoices and bills from Xero's OpenAPI 16.1.0; the
duplicate name, archiving with open documents and the frozen archived contact from recorded answers
(reference sections 5.1, 5.3 and 6.2). Unverified: the texts marked so below, that an archived
contact's name is free again, balances on anything but a single GET, what credit takes off them
(here: nothing), and CIS settings (here: not enabled). Contacts are never merged here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.accounting import attachments, contact_details, history
from xero_emulator.accounting.contact_details import HEAVY, NAMELESS, RICH
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid
from xero_emulator.fields import names
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
    "ACTIVE ARCHIVED",  # that one may be born archived is unverified
    ACTIVE="ACTIVE ARCHIVED",
    # ARCHIVED is frozen (recorded); GDPRREQUEST is set by a person, not by a caller (unverified)
)

SCOPES = ("accounting.contacts",)
FIELDS = contact_details.FIELDS
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
UNKNOWN = "An existing Contact with the specified ContactID could not be found"  # unverified text


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
        for group in record["ContactGroups"]:
            yield "group", group["ContactGroupID"]

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
        record = contact_details.completed({**blank, **sent, "ContactID": self.books.new_id()}, {})
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
        return contact_details.completed({**old, **sent, "ContactID": old["ContactID"]}, old)

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
            *contact_details.wrong(record, self.books),
            *self._taken("name", record["Name"], NAME_TAKEN.format(record["Name"]), old),
            *self._taken("number", record.get("ContactNumber", ""), NUMBER_TAKEN, old),
        ]
        if not STATES.allows(before, record["ContactStatus"]):
            wrong.append(f"The contact cannot become {record['ContactStatus']}.")  # unverified
        if wrong:
            raise Invalid(*wrong)

    def _taken(self, name: str, value: str, message: str, old: Record | None) -> Iterable[str]:
        other = self.first_by(name, value) if value else None
        if other is not None and (old is None or other["ContactID"] != old["ContactID"]):
            yield message

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

    def grouped(self, contact_id: str, groups: list[Record]) -> None:
        """Says which groups a contact is in; Xero does not count that as a change (unverified)."""
        self.keep({**self.records[contact_id], "ContactGroups": groups})

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
        key, whole = record["ContactID"], {**record}
        if record["IsCustomer"] or record["IsSupplier"]:
            whole["Balances"] = {
                "AccountsReceivable": self._owed(key, "ACCREC", asked.today),
                "AccountsPayable": self._owed(key, "ACCPAY", asked.today),
            }
        if record["HasAttachments"]:
            files = self.books.attachments.of(key)
            whole["Attachments"] = [file.shown(f"{self.plural}/{key}") for file in files]
        return whole

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
