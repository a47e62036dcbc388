"""Contacts: customers and suppliers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tallyloom.apps.xero import wire
from tallyloom.apps.xero.fields import (
    CONTACT_ID,
    CURRENCY,
    IDS,
    INCLUDE_ARCHIVED,
    ORDER,
    SEARCH_TERM,
    SUMMARY_ONLY,
    WHERE,
    kept,
)
from tallyloom.apps.xero.scopes import CONTACTS, CONTACTS_READ
from tallyloom.apps.xero.shape import BATCH, PAGE, NaturalKey, Query, Resource, asked
from tallyloom.apps.xero.watching import Marks
from tallyloom.apps.xero.where import OR, all_of, equals, exactly
from tallyloom.kit import (
    BadInput,
    Boolean,
    Bundle,
    Choice,
    Element,
    Field,
    Inputs,
    Integer,
    Lines,
    Money,
    Output,
    Steps,
    Text,
    Value,
    outputs_of,
)

_WHERE = WHERE(help="Such as IsSupplier==true.")
NAME = Text(name="Name", label="Name", max_length=255, help="Unique among active contacts.")
NUMBER = Text(
    name="ContactNumber",
    label="Contact number",
    max_length=50,
    help="Your own number of the contact; not shown on Xero's screens.",
)
EMAIL = Text(name="EmailAddress", label="Email address", max_length=255)

_ADDRESS: tuple[Field, ...] = (
    Choice(
        name="AddressType",
        label="Kind",
        required=True,
        options={"POBOX": "Postal", "STREET": "Street"},
    ),
    *(Text(name=f"AddressLine{n}", label=f"Line {n}", max_length=500) for n in range(1, 5)),
    Text(name="City", label="City", max_length=255),
    Text(name="Region", label="Region", max_length=255),
    Text(name="PostalCode", label="Postal code", max_length=50),
    Text(name="Country", label="Country", max_length=50),
    Text(name="AttentionTo", label="Attention to", max_length=255),
)
_PHONE: tuple[Field, ...] = (
    Choice(
        name="PhoneType",
        label="Kind",
        required=True,
        options={
            "DEFAULT": "Main",
            "DDI": "Direct",
            "MOBILE": "Mobile",
            "FAX": "Fax",
            "OFFICE": "Office",
        },
    ),
    Text(name="PhoneNumber", label="Number", max_length=50),
    Text(name="PhoneAreaCode", label="Area code", max_length=10),
    Text(name="PhoneCountryCode", label="Country code", max_length=20),
)
_PERSON: tuple[Field, ...] = (
    Text(name="FirstName", label="First name", max_length=255),
    Text(name="LastName", label="Last name", max_length=255),
    Text(name="EmailAddress", label="Email address", max_length=255),
    Boolean(name="IncludeInEmails", label="Include in emails"),
)
_TRACKING: tuple[Field, ...] = (
    Text(name="TrackingCategoryName", label="Category", pick="tracking_categories"),
    Text(name="TrackingOptionName", label="Option", pick="tracking_options"),
)
_ALL = {"includeArchived": "true"}
_VERBATIM = ("EmailAddress", "FirstName", "LastName", "AccountNumber", "TaxNumber", "CompanyNumber")
_DAYS = {
    "DAYSAFTERBILLDATE": "Days after the document's date",
    "DAYSAFTERBILLMONTH": "Days after the end of its month",
    "OFCURRENTMONTH": "Day of the current month",
    "OFFOLLOWINGMONTH": "Day of the following month",
}
_TAX_KINDS = {"INCLUSIVE": "With tax", "EXCLUSIVE": "Without tax", "NONE": "Free of tax"}


def _terms(whose: str, of: str) -> tuple[Field, ...]:
    name = f"PaymentTerms.{whose}"
    return (
        Integer(name=f"{name}.Day", label=f"Due day of {of}", minimum=0, maximum=31, advanced=True),
        Choice(
            name=f"{name}.Type", label=f"Due day of {of} counts as", options=_DAYS, advanced=True
        ),
    )


FIELDS: tuple[Field, ...] = (
    NAME,
    NUMBER,
    EMAIL,
    Text(name="FirstName", label="First name", max_length=255),
    Text(name="LastName", label="Last name", max_length=255),
    Text(name="AccountNumber", label="Account number", max_length=50),
    Lines(name="Phones", label="Phone numbers", of=_PHONE),
    Lines(name="Addresses", label="Addresses", of=_ADDRESS),
    Lines(
        name="ContactPersons",
        label="Further people",
        of=_PERSON,
        at_most=5,
        help="Replaces those that the contact has.",
    ),
    Text(
        name="TaxNumber",
        label="Tax number",
        max_length=50,
        help="VAT number, ABN, GST number or tax id.",
    ),
    CURRENCY(name="DefaultCurrency", label="Usual currency"),
    Text(name="CompanyNumber", label="Company number", max_length=50, advanced=True),
    Text(
        name="BankAccountDetails",
        label="Bank account",
        advanced=True,
        help="The user who connected needs the role for bank details.",
    ),
    Choice(
        name="TaxNumberType",
        label="Kind of tax number",
        advanced=True,
        options={"SSN": "SSN", "EIN": "EIN", "ITIN": "ITIN", "ATIN": "ATIN"},
        help="United States only.",
    ),
    Text(
        name="AccountsReceivableTaxType",
        label="Tax rate of sales",
        pick="tax_types",
        advanced=True,
        help="Such as OUTPUT2.",
    ),
    Text(
        name="AccountsPayableTaxType",
        label="Tax rate of purchases",
        pick="tax_types",
        advanced=True,
        help="Such as INPUT2.",
    ),
    Choice(
        name="SalesDefaultLineAmountType",
        label="Sales amounts are",
        options=_TAX_KINDS,
        advanced=True,
    ),
    Choice(
        name="PurchasesDefaultLineAmountType",
        label="Purchase amounts are",
        options=_TAX_KINDS,
        advanced=True,
    ),
    Text(
        name="SalesDefaultAccountCode",
        label="Sales account",
        max_length=10,
        pick="account_codes",
        advanced=True,
    ),
    Text(
        name="PurchasesDefaultAccountCode",
        label="Purchases account",
        max_length=10,
        pick="account_codes",
        advanced=True,
    ),
    Lines(name="SalesTrackingCategories", label="Sales tracking", of=_TRACKING, advanced=True),
    Lines(
        name="PurchasesTrackingCategories",
        label="Purchases tracking",
        of=_TRACKING,
        advanced=True,
    ),
    Text(
        name="TrackingCategoryName",
        label="Tracking category",
        pick="tracking_categories",
        advanced=True,
    ),
    Text(
        name="TrackingCategoryOption",
        label="Tracking option",
        pick="tracking_options",
        advanced=True,
    ),
    *_terms("Sales", "sales invoices"),
    *_terms("Bills", "bills"),
    Text(
        name="BrandingTheme.BrandingThemeID",
        label="Branding theme",
        pick="branding_themes",
        advanced=True,
        help="Xero's id of the branding theme.",
    ),
    Text(
        name="BatchPayments.BankAccountNumber",
        label="Bank account for batch payments",
        advanced=True,
    ),
    Text(name="BatchPayments.BankAccountName", label="Name of that account", advanced=True),
    Text(
        name="BatchPayments.Details",
        label="Details of batch payments",
        advanced=True,
        help="Not in New Zealand.",
    ),
    Text(
        name="BatchPayments.Code",
        label="Code of batch payments",
        max_length=12,
        advanced=True,
        help="New Zealand only.",
    ),
    Text(
        name="BatchPayments.Reference",
        label="Reference of batch payments",
        max_length=12,
        advanced=True,
        help="New Zealand only.",
    ),
    Text(
        name="XeroNetworkKey",
        label="Xero network key",
        advanced=True,
        help="Joins contacts of two organisations.",
    ),
)


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


def _query(given: Inputs) -> Query:
    named = [name for name in ("Name", "EmailAddress", "ContactNumber") if given.get(name)]
    where = all_of([*(exactly(name, given[name]) for name in named), given.get("where")])
    rest = asked(given, "order", "IDs", "searchTerm", "includeArchived", "summaryOnly")
    return dict(rest) | ({"where": where} if where else {})


watch_contacts = contacts.watch(
    "Watch Contacts",
    "Gives each contact that is new or was changed.",
    *(_WHERE, INCLUDE_ARCHIVED),
    query=_query,
    chosen="search_contacts",
    marks=Marks(id="ContactID", status="ContactStatus", dead=()),
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
