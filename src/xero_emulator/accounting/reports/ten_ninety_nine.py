"""The 1099 reports of organisations in the United States: what suppliers were paid in a year.

How it was checked: reports, boxes and contact fields from the example of Xero's OpenAPI 16.1.0 and
Xero's description: since 2020 a NEC and a MISC report, before only MISC. Unverified: which payments
fall into which box, as Xero takes that from rules set in its app (here: bills paid to contacts with
a tax number make box 1 of NEC, box 7 of MISC before 2020), the threshold of 600.00, and what others
get: no reports in other countries, a refusal for years outside 2012 to the current one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.accounting.reports.layout import short_day
from xero_emulator.accounting.reports.periods import asked_number, day_before
from xero_emulator.calls import Call, Reply
from xero_emulator.money import ZERO
from xero_emulator.resource import route
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

SCOPES = ("accounting.reports.read", "accounting.reports.tenninetynine.read")
OLDEST = 2012
SPLIT = 2020
LEAST = Decimal("600.00")
BOXES = {
    "NEC": ("Box1", "Box2", "Box3", "Box4"),
    "MISC": tuple(f"Box{number}" for number in (*range(1, 12), 14)),
}


def answer(call: Call) -> Reply:
    books = call.books
    this_year = books.today(call.now).year
    year = asked_number(call, "reportYear", OLDEST, this_year) or this_year
    if books.country != "US":
        return wire.envelope(call, "Reports", [])
    paid = {key: amount for key, amount in paid_in(books, year) if amount >= LEAST}
    forms = (("NEC", "Box1"), ("MISC", "")) if year >= SPLIT else (("MISC", "Box7"),)
    days = f"{short_day(date(year, 1, 1))} to {short_day(date(year, 12, 31))}"
    told = [
        {
            "ReportName": f"1099-{form} report",
            "ReportDate": days,
            "Fields": [],
            "Contacts": [_contact(books, key, form, {box: paid[key]}) for key in paid if box],
        }
        for form, box in forms
    ]
    return wire.envelope(call, "Reports", told)


def paid_in(books: Books, year: int) -> Iterator[tuple[str, Decimal]]:
    """What was paid in a year on bills of each contact that has a tax number, by ContactID."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    for key, contact in books.contacts.records.items():
        if contact.get("TaxNumber"):
            yield key, sum((_paid(books, bill, first, last) for bill in _bills(books, key)), ZERO)


def _bills(books: Books, contact_id: str) -> Iterator[str]:
    for record in books.invoices.found_by("contact", contact_id):
        if record["Type"] == "ACCPAY":
            yield record["InvoiceID"]


def _paid(books: Books, bill: str, first: date, last: date) -> Decimal:
    sums = books.journals.sums
    return sums.debt(bill, last).paid - sums.debt(bill, day_before(first)).paid


def _contact(books: Books, key: str, form: str, amounts: dict[str, Decimal]) -> Record:
    contact = books.contacts.records[key]
    address: Record = next((each for each in contact["Addresses"] if each.get("AddressLine1")), {})
    return {
        **dict.fromkeys(BOXES[form], ZERO),
        **amounts,
        "Name": contact["Name"],
        "FederalTaxIDType": contact.get("TaxNumberType", ""),
        "City": address.get("City", ""),
        "Zip": address.get("PostalCode", ""),
        "State": address.get("Region", ""),
        "Email": contact.get("EmailAddress", ""),
        "StreetAddress": address.get("AddressLine1", ""),
        "TaxID": contact["TaxNumber"],
        "ContactId": key,
        "LegalName": contact["Name"],
        "BusinessName": contact["Name"],
    }


ROUTES = (route("getReportTenNinetyNine", "GET", "/Reports/TenNinetyNine", SCOPES, answer),)
