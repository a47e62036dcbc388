"""The demo's contacts: customers, suppliers, their groups, and one who is archived.

How it was checked: by our own tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import normalize

from xero_emulator.seeds.companies import Party
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.seeds.year import Year

CUSTOMER_PAYS, SUPPLIER_WAITS = 20, 14  # days after the date of the document
GROUPS = {
    "Wholesale": ("prompt", "steady", "slow", "abroad"),
    "Overheads": ("landlord", "power", "phone"),
}
LEFT = 200  # days ago


def plan(year: Year) -> None:
    year.first(_meet)
    year.ago(LEFT, _archive)


def _meet(year: Year) -> None:
    company = year.company
    every = {**company.customers, **company.suppliers}
    for number, (part, party) in enumerate(every.items(), 1):
        kind = "C" if part in company.customers else "S"
        year.remember("contact", part, _contact(year, part, party, f"{kind}{number:03}"))
    for name, parts in GROUPS.items():
        group = year.make("createContactGroup", {"Name": name})
        members = {"Contacts": [who(year, part) for part in parts]}
        at = {"ContactGroupID": group["ContactGroupID"]}
        year.call("createContactGroupContacts", members, at)


def _contact(year: Year, part: str, party: Party, number: str) -> Record:
    sent: Record = {"Name": party.name, "ContactNumber": number, "PaymentTerms": _TERMS}
    if part in ("abroad", "software"):
        sent["DefaultCurrency"] = year.company.foreign
    if party.street:
        sent |= {"Addresses": [_address(year, party)], "Phones": [_phone(year)]}
    if party.person:
        first, _space, last = party.person.partition(" ")
        sent |= {"FirstName": first, "LastName": last, "EmailAddress": _email(party)}
    return year.make("createContacts", sent)


_TERMS = {
    "Sales": {"Day": CUSTOMER_PAYS, "Type": "DAYSAFTERBILLDATE"},
    "Bills": {"Day": SUPPLIER_WAITS, "Type": "DAYSAFTERBILLDATE"},
}


def _address(year: Year, party: Party) -> Record:
    return {
        "AddressType": "STREET",
        "AddressLine1": party.street,
        "City": party.town,
        "PostalCode": party.post_code,
        "Country": party.country or year.company.land,
        "AttentionTo": party.person,
    }


def _phone(year: Year) -> Record:
    """A number in the range that is kept for invented ones: 555 0100 to 555 0199."""
    country, area = year.company.phone
    number = f"555 01{year.some(50):02}"
    return {
        "PhoneType": "DEFAULT",
        "PhoneCountryCode": country,
        "PhoneAreaCode": area,
        "PhoneNumber": number,
    }


def _email(party: Party) -> str:
    first = party.person.partition(" ")[0]
    plain = normalize("NFKD", f"{first}@{party.name}").encode("ascii", "ignore").decode()
    kept = (letter for letter in plain.lower() if letter.isalnum() or letter == "@")
    return f"{''.join(kept)}.example"


def who(year: Year, part: str) -> Record:
    """A contact as documents name it, by the part it plays."""
    return {"ContactID": year.known["contact", part]["ContactID"]}


def _archive(year: Year) -> None:
    former = who(year, "former")
    note = {"HistoryRecords": [{"Details": "Closed for good; paid everything first."}]}
    year.call("createContactHistory", note, former)
    year.change("updateContact", "ContactID", former["ContactID"], ContactStatus="ARCHIVED")
