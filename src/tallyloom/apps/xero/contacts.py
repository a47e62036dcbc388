"""Contacts: customers and suppliers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tallyloom.apps.xero import wire
from tallyloom.apps.xero.contact_fields import EMAIL, FIELDS, NAME, NUMBER
from tallyloom.apps.xero.fields import (
    CONTACT_ID,
    IDS,
    INCLUDE_ARCHIVED,
    ORDER,
    SEARCH_TERM,
    SUMMARY_ONLY,
    WHERE,
    kept,
)
from tallyloom.apps.xero.scopes import CONTACTS, CONTACTS_READ
from tallyloom.apps.xero.shape import BATCH, PAGE, NaturalKey, Query, Resource, filtered
from tallyloom.apps.xero.watching import HELP, Marks
from tallyloom.apps.xero.where import OR, chosen, equals
from tallyloom.kit import (
    BadInput,
    Bundle,
    Element,
    Field,
    Inputs,
    Money,
    Output,
    Steps,
    Value,
    outputs_of,
)

_WHERE = WHERE(help="Such as IsSupplier==true.")
_ALL = {"includeArchived": "true"}
_VERBATIM = ("EmailAddress", "FirstName", "LastName", "AccountNumber", "TaxNumber", "CompanyNumber")


def _check(body: Bundle) -> Bundle:
    trimmed = body | {"Name": (body["Name"] or "").strip()}
    if not trimmed["Name"]:
        raise BadInput("Name: a value is required.", field="Name")
    number = (body.get("ContactNumber") or "").strip()
    return trimmed | ({"ContactNumber": number} if number else {})


def _folded(contact: Bundle) -> str:
    """The name as Xero compares it: capital and small letters are the same (recorded)."""
    return str(contact.get("Name", "")).strip().casefold()


def _key(body: Bundle) -> str:
    number = body.get("ContactNumber")
    return f"number {number}" if number else f"name {_folded(body)}"


def _same(body: Bundle, record: Bundle) -> bool:
    number = body.get("ContactNumber")
    if number:
        return bool(record.get("ContactNumber") == number)
    return _folded(record) == _folded(body)


def _differs(body: Bundle, record: Bundle) -> str:
    """Where names or numbers conflict, or the contact is archived (Xero lets it be, unverified)."""
    name, number = record.get("Name", ""), record.get("ContactNumber")
    if record.get("ContactStatus") == "ARCHIVED":
        return f"The contact “{name}” is archived; restore it in Xero or use another name."
    if _folded(record) != _folded(body):
        return f"The contact number {number} is “{name}” in Xero, here “{body['Name']}”."
    if number and (body.get("ContactNumber") or number) != number:
        return f"“{name}” has the contact number {number} in Xero, here {body['ContactNumber']}."
    return ""


def _strictly(body: Bundle, record: Bundle) -> str:
    """The same of what Xero keeps as it was written: another's contact may have the name alone."""
    told = [name for name in _VERBATIM if body.get(name) not in (None, "")]
    other = [name for name in told if _trimmed(body[name]) != _trimmed(record.get(name))]
    if found := _differs(body, record):
        return found
    labels = {field.name: field.label.lower() for field in FIELDS}
    said = " and ".join(f"another {labels[name]}" for name in other)
    return f"The contact “{record.get('Name')}” is in Xero with {said}." if said else ""


def _trimmed(value: Value) -> str:
    return str(value or "").strip()


def _look_up(
    elements: Sequence[Element], known: Mapping[str, Bundle]
) -> Steps[Mapping[str, Bundle]]:
    """By id where it is known and still holds, else by number or name."""
    wanted = {element.key: element.body for element in elements if element.key is not None}
    ids = [str(known[key]["ContactID"]) for key in wanted if key in known]
    found = _living(wanted, (yield from contacts.found_by("IDs", ids, ",", BATCH, **_ALL)))
    asked_for = [_condition(body) for key, body in wanted.items() if key not in found]
    others = yield from contacts.found_by("where", asked_for, OR, PAGE, **_ALL)
    return _best(wanted, others) | found


def _condition(body: Bundle) -> str:
    number = body.get("ContactNumber")
    return equals("ContactNumber", number) if number else equals("Name", body["Name"])


def _best(wanted: Mapping[str, Bundle], records: Sequence[Bundle]) -> dict[str, Bundle]:
    """Each key's contact: an active one before an archived one."""
    found = {key: [r for r in records if _same(body, r)] for key, body in wanted.items()}
    return {
        key: min(same, key=lambda record: record.get("ContactStatus") == "ARCHIVED")
        for key, same in found.items()
        if same
    }


def _living(wanted: Mapping[str, Bundle], records: Sequence[Bundle]) -> dict[str, Bundle]:
    return _best(wanted, [r for r in records if r.get("ContactStatus") != "ARCHIVED"])


_KEY = NaturalKey(
    of=_key,
    same=_same,
    look_up=_look_up,
    differs=_differs,
    renewed=lambda body, _record: body,
    check=_check,
    strictly=_strictly,
)

_BALANCES = outputs_of(
    Money(name="Balances.AccountsReceivable.Outstanding", label="Still to get"),
    Money(name="Balances.AccountsReceivable.Overdue", label="Still to get, overdue"),
    Money(name="Balances.AccountsPayable.Outstanding", label="Still to pay"),
    Money(name="Balances.AccountsPayable.Overdue", label="Still to pay, overdue"),
)

contacts = Resource(
    plural="Contacts",
    one="contact",
    id="ContactID",
    number="ContactNumber",
    named=True,
    ids="IDs",
    every=_ALL,
    group="Contacts",
    reads=CONTACTS_READ,
    writes=CONTACTS,
    outputs=(
        Output("ContactID", "text", "Contact"),
        Output("ContactStatus", "text", "Status"),
        *outputs_of(*FIELDS),
        Output("IsCustomer", "boolean", "Is a customer"),
        Output("IsSupplier", "boolean", "Is a supplier"),
        Output("Website", "text", "Website"),
        Output("Discount", "decimal", "Usual discount in percent"),
        Output("HasAttachments", "boolean", "Has attachments"),
        Output(
            "ContactGroups",
            "lines",
            "Groups",
            (Output("ContactGroupID", "text", "Group"), Output("Name", "text", "Name")),
        ),
        *_BALANCES,
        Output("MergedToContactID", "text", "Merged into"),
        Output("UpdatedDateUTC", "moment", "Changed"),
    ),
    sample={
        "ContactID": "bd2270c3-8706-4c11-9cfb-000b551c3f51",
        "ContactStatus": "ACTIVE",
        "Name": "ABC Furniture",
        "ContactNumber": "17850",
        "EmailAddress": "info@abfl.example",
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "1234567"}],
        "Addresses": [{"AddressType": "STREET", "City": "Bristol", "Country": "United Kingdom"}],
        "IsCustomer": True,
        "IsSupplier": False,
        "UpdatedDateUTC": "2026-09-14T09:29:59.000Z",
    },
)


FILTERS: tuple[Field, ...] = (
    SEARCH_TERM(help="In names, contact numbers and email addresses."),
    NAME(help="The whole name; capital and small letters count as the same."),
    EMAIL,
    NUMBER,
    _WHERE,
    ORDER,
    IDS,
    INCLUDE_ARCHIVED,
    SUMMARY_ONLY,
)


_WHOLE = ("Name", "EmailAddress", "ContactNumber")
_PLAIN = ("order", "IDs", "searchTerm", "includeArchived", "summaryOnly")


def _query(given: Inputs) -> Query:
    return filtered(given, *chosen(given, *_WHOLE), plain=_PLAIN)


watch_contacts = contacts.watch(
    "Watch Contacts",
    "Gives each contact that is new or was changed.",
    *(_WHERE, INCLUDE_ARCHIVED),
    query=_query,
    chosen="search_contacts",
    marks=Marks(id="ContactID", status="ContactStatus", dead=()),
    help=f"{HELP} What a contact owes or is owed changes without Xero counting it as a change.",
)

create_contact = contacts.create(
    "Create a Contact",
    "Creates a customer or supplier.",
    *(NAME(required=True), *FIELDS[1:]),
    key=_KEY,
    changes=("contacts",),
)

update_contact = contacts.update(
    "Update a Contact",
    "Changes the given values of a contact and leaves the others.",
    *(CONTACT_ID, *kept(FIELDS)),
    help="An archived contact cannot be changed through Xero's API.",
    changes=("contacts",),
)

get_contact = contacts.get(
    "Get a Contact",
    "Reads one contact by Xero's id or by your own contact number.",
    *(CONTACT_ID(required=False), NUMBER),
)

search_contacts = contacts.search(
    "Search for Contacts",
    "Finds contacts by name, number, email address or any other value.",
    *FILTERS,
    query=_query,
    whole=_WHOLE,
)

archive_contact = contacts.set_status(
    "Archive a Contact",
    "Archives a contact; one that is archived already stays so.",
    CONTACT_ID,
    name="ContactStatus",
    status="ARCHIVED",
    already=wire.ARCHIVED,
    help="Xero's API cannot bring an archived contact back; a person can, in Xero.",
    changes=("contacts",),
)
