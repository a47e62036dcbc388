"""Contact groups, and who is in them. Membership is kept with the contacts.

How it was checked: paths, fields, examples and the limit with its text from Xero's OpenAPI 16.1.0;
that only active groups are listed and that a group is deleted by its status from there too.
Unverified: the other texts, that names are unique among active groups, that an archived contact
cannot join, and that a contact who is not in a group cannot be taken out of it (404).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.accounting import contacts
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid, NotThere, Rejected
from xero_emulator.fields import Fields, choice, guid, text
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

STATES = States("ACTIVE", ACTIVE="ACTIVE DELETED")

SCOPES = ("accounting.contacts",)
MOST = 100
LONGEST = 255  # unverified
TOO_MANY = "You\u2019ve reached the limit of 100 contact groups."
NAMELESS = "A contact group name must be specified."  # unverified text
TOO_LONG = "The contact group name must be 255 characters or fewer."  # unverified text
NAME_TAKEN = "The contact group name must be unique."  # unverified text
MEMBER = Fields(ContactID=guid)


class ContactGroups(Resource):
    plural = "ContactGroups"
    key = "ContactGroupID"
    error_flag = "HasValidationErrors"
    columns = Columns(text="Name Status", guid="ContactGroupID")
    fields = Fields(
        ContactGroupID=guid,
        Name=text,
        Status=choice("ContactGroupStatus", "ACTIVE", "DELETED"),
    )

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        yield "status", record["Status"].lower()
        if record["Status"] == "ACTIVE":
            yield "name", record["Name"].lower()

    def match(self, token: str) -> Record | None:
        found = super().match(token)
        return found if found is not None and found["Status"] == "ACTIVE" else None

    def hidden(self, call: Call) -> Test | None:
        return lambda record: record["Status"] != "ACTIVE"

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        old = None if create else self.records[sent["ContactGroupID"]]
        blank = {"Name": "", "Status": STATES.first, "Contacts": [], "HasValidationErrors": False}
        key = self.books.new_id() if old is None else old[self.key]
        status = sent.get("Status", STATES.first) if old is not None else STATES.first
        record = {**(blank if old is None else old), **sent, self.key: key, "Status": status}
        record["Name"] = record["Name"].strip()
        wrong = list(self._wrong(record, old))
        if wrong:
            raise Invalid(*wrong)
        self._spread(self.keep(record))
        return record

    def _wrong(self, record: Record, old: Record | None) -> Iterable[str]:
        if not record["Name"]:
            yield NAMELESS
        if len(record["Name"]) > LONGEST:
            yield TOO_LONG
        other = self.first_by("name", record["Name"])
        if other is not None and other is not old:
            yield NAME_TAKEN
        if old is None and sum(1 for _group in self.found_by("status", "ACTIVE")) >= MOST:
            yield TOO_MANY

    def _spread(self, group: Record) -> None:
        """Members show the group's name, and not the group when it is deleted."""
        key = group[self.key]
        for contact in list(self.books.contacts.found_by("group", key)):
            kept = [group if each[self.key] == key else each for each in _groups(contact)]
            if group["Status"] == "DELETED":
                kept = [each for each in kept if each[self.key] != key]
            self.books.contacts.keep({**contact, "ContactGroups": kept})

    def join(self, group: Record, contact_id: str) -> None:
        contact = self.books.contacts.records.get(contact_id)
        if contact is None:
            raise Invalid(contacts.UNKNOWN)
        if contact["ContactStatus"] not in contacts.STATES.edges:
            raise Invalid(contacts.FROZEN)
        groups = [each for each in _groups(contact) if each[self.key] != group[self.key]]
        self.books.contacts.grouped(contact_id, [*groups, group])

    def leave(self, group: Record, contact_id: str) -> None:
        contact = self.books.contacts.get(contact_id)
        groups = [each for each in _groups(contact) if each[self.key] != group[self.key]]
        if len(groups) == len(_groups(contact)):
            raise NotThere(contact_id)
        self.books.contacts.grouped(contact["ContactID"], groups)

    def fetched(self, record: Record, asked: Asked) -> Record:
        members = self.books.contacts.found_by("group", record[self.key])
        cards = [self.books.contacts.card(contact["ContactID"]) for contact in members]
        return {**record, "Contacts": cards}


def _groups(contact: Record) -> list[Record]:
    found: list[Record] = contact["ContactGroups"]
    return found


def contact_groups(books: Books) -> ContactGroups:
    return books.contact_groups


def join(call: Call) -> Reply:
    held = call.books.contact_groups
    group = held.get(call.path["ContactGroupID"])
    elements = wire.elements(call.body, "Contacts")
    sent = [MEMBER.read(each, f"Contacts[{at}]") for at, each in enumerate(elements)]
    with call.books.whole():
        added = [_joined(held, group, each) for each in sent]
    return wire.envelope(call, "Contacts", added)


def _joined(held: ContactGroups, group: Record, sent: Record) -> Record:
    shown = {
        "ContactID": sent.get("ContactID", wire.NOBODY),
        **{name: [] for name in ("Addresses", "Phones", "ContactGroups", "ContactPersons")},
    }
    try:
        held.join(group, shown["ContactID"])
    except Invalid as refusal:
        errors = {"ValidationErrors": wire.validation_errors(refusal)}
        raise Rejected([{**shown, "HasValidationErrors": True, **errors}]) from refusal
    return {**shown, "HasValidationErrors": False, "ValidationErrors": []}


def empty(call: Call) -> Reply:
    held = call.books.contact_groups
    group = held.get(call.path["ContactGroupID"])
    with call.books.whole():
        for contact in list(call.books.contacts.found_by("group", group[held.key])):
            held.leave(group, contact["ContactID"])
    return Reply(204, b"", "")


def leave(call: Call) -> Reply:
    held = call.books.contact_groups
    held.leave(held.get(call.path["ContactGroupID"]), call.path["ContactID"])
    return Reply(204, b"", "")


_AT = "/ContactGroups/{ContactGroupID}"

ROUTES = (
    route("getContactGroups", "GET", "/ContactGroups", reads(*SCOPES), listing(contact_groups)),
    route(
        "createContactGroup",
        "PUT",
        "/ContactGroups",
        writes(*SCOPES),
        writing(contact_groups, create=True),
    ),
    route(
        "getContactGroup", "GET", _AT, reads(*SCOPES), fetching(contact_groups, "ContactGroupID")
    ),
    route(
        "updateContactGroup",
        "POST",
        _AT,
        writes(*SCOPES),
        writing(contact_groups, "ContactGroupID"),
    ),
    route("createContactGroupContacts", "PUT", f"{_AT}/Contacts", writes(*SCOPES), join),
    route("deleteContactGroupContacts", "DELETE", f"{_AT}/Contacts", writes(*SCOPES), empty),
    route(
        "deleteContactGroupContact",
        "DELETE",
        f"{_AT}/Contacts/{{ContactID}}",
        writes(*SCOPES),
        leave,
    ),
)
