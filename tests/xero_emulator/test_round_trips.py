"""What was created is what is got and listed, and what an update changes, for each resource."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from xero_emulator.direct import Answer, Direct

Made = Mapping[str, Any]
LINE = {"Description": "Lamps", "Quantity": 3, "UnitAmount": 12.5, "AccountCode": "200"}
COST = {**LINE, "AccountCode": "429"}
SALE = {"Contact": {"Name": "Ridgeway University"}, "Date": "2026-02-14", "LineItems": [LINE]}
WRITTEN = {"UpdatedDateUTC", "UpdatedDateUTCString", "updatedDateUTC"}
ADDRESS = {"addressLine1": "1 High St", "city": "Bath", "postCode": "BA1 1AA"}
PERSON = {"firstName": "Ada", "lastName": "Smith", "dateOfBirth": "1990-05-17", "address": ADDRESS}


@dataclass(frozen=True)
class Trip:
    """One resource: how it is made, found again, listed and changed.

    `change` is what an update sends, `after` what the record then says; the id stands in the path,
    or with `in_body` in the body. `needs` makes what must be there first and gives more to send.
    """

    noun: str
    key: str
    sent: Mapping[str, Any]
    change: Mapping[str, Any]
    create: str
    get: str
    every: str
    update: str
    after: Mapping[str, Any] | None = None
    in_body: bool = False
    country: str = "GB"
    needs: Callable[[Direct], Made] = lambda xero: {}
    path: Callable[[Made], Mapping[str, str]] = field(default=lambda made: {})


def accounting(noun: str, sent: Made, change: Made, **more: Any) -> Trip:
    """The usual operations of the Accounting API: createQuotes, getQuote and so on."""
    usual = {
        "create": f"create{noun}s",
        "get": f"get{noun}",
        "every": f"get{noun}s",
        "update": f"update{noun}",
    }
    return Trip(noun, f"{noun}ID", sent, change, **{**usual, **more})


def of(api: str, noun: str, key: str, sent: Made, change: Made, **more: Any) -> Trip:
    """The usual operations of another API."""
    usual = {
        "create": f"{api}.create{noun}",
        "get": f"{api}.get{noun}",
        "every": f"{api}.get{noun}s",
        "update": f"{api}.update{noun}",
    }
    return Trip(f"{api} {noun}", key, sent, change, **{**usual, **more})


def supplier(xero: Direct) -> Made:
    made = xero.call("createContacts", {"Name": "Steelworks"}).row()
    return {"Contact": {"ContactID": made["ContactID"]}}


def user(xero: Direct) -> Made:
    return {"User": {"UserID": xero.call("getUsers").rows()[0]["UserID"]}}


def source_line(xero: Direct) -> Made:
    sent = {**SALE, "Type": "ACCPAY", "LineItems": [COST]}
    bill = xero.call("createInvoices", sent).row()
    line = bill["LineItems"][0]["LineItemID"]
    return {"SourceTransactionID": bill["InvoiceID"], "SourceLineItemID": line}


ENTRIES = [{"LineAmount": 10, "AccountCode": "429"}, {"LineAmount": -10, "AccountCode": "850"}]
SCHEDULE = {
    "Period": 1,
    "Unit": "MONTHLY",
    "DueDate": 20,
    "DueDateType": "OFFOLLOWINGMONTH",
    "StartDate": "2026-04-02",
}
BANK = {"Type": "SPEND", "BankAccount": {"Code": "090"}}
UPSERT = {"in_body": True}

TRIPS = (
    accounting("Contact", {"Name": "Ridgeway"}, {"FirstName": "Ada"}),
    accounting("Invoice", {**SALE, "Type": "ACCREC"}, {"Reference": "R-1"}),
    accounting("CreditNote", {**SALE, "Type": "ACCRECCREDIT"}, {"Reference": "R-1"}),
    accounting("Quote", SALE, {**SALE, "Title": "Lamps for all"}, after={"Title": "Lamps for all"}),
    accounting(
        "PurchaseOrder",
        {"Date": "2026-02-14", "LineItems": [COST]},
        {"Reference": "R-1"},
        needs=supplier,
    ),
    accounting("BankTransaction", {**SALE, **BANK, "LineItems": [COST]}, {"Reference": "R-1"}),
    accounting("Item", {"Code": "L1", "Name": "Lamp"}, {"Code": "L1", "Name": "Lamps"}),
    accounting(
        "ManualJournal", {"Narration": "One", "JournalLines": ENTRIES}, {"Narration": "Two"}
    ),
    accounting(
        "RepeatingInvoice",
        {**SALE, "Type": "ACCREC", "Schedule": SCHEDULE},
        {"Status": "DELETED"},
        create="createRepeatingInvoices",
    ),
    accounting(
        "Account",
        {"Code": "X1", "Name": "Website", "Type": "EXPENSE"},
        {"Name": "Websites"},
        create="createAccount",
    ),
    accounting(
        "TrackingCategory",
        {"Name": "Region"},
        {"Name": "Regions"},
        create="createTrackingCategory",
        every="getTrackingCategories",
    ),
    accounting("ContactGroup", {"Name": "VIPs"}, {"Name": "Friends"}, create="createContactGroup"),
    accounting(
        "Receipt",
        {**SALE, "LineItems": [COST], "LineAmountTypes": "Inclusive"},
        {"Reference": "R-1"},
        create="createReceipt",
        needs=user,
    ),
    accounting(
        "LinkedTransaction",
        {},
        {},
        create="createLinkedTransaction",
        needs=source_line,
    ),
    Trip(
        "TaxRate",
        "TaxType",
        {"Name": "Levy", "TaxComponents": [{"Name": "Levy", "Rate": 5}]},
        {"Name": "Levies", "TaxComponents": [{"Name": "Levy", "Rate": 5}]},
        "createTaxRates",
        "getTaxRateByTaxType",
        "getTaxRates",
        "updateTaxRate",
        after={"Name": "Levies"},
        in_body=True,
    ),
    of(
        "files",
        "Folder",
        "Id",
        {"Name": "Bills"},
        {"Name": "Paid"},
        path=lambda made: {"FolderId": made["Id"]},
    ),
    of(
        "payroll-nz",
        "Employee",
        "employeeID",
        PERSON,
        {**PERSON, "lastName": "Jones"},
        after={"lastName": "Jones"},
        country="NZ",
    ),
    of(
        "payroll-uk",
        "Employee",
        "employeeID",
        {**PERSON, "title": "Ms", "gender": "F"},
        {**PERSON, "title": "Ms", "gender": "F", "lastName": "Jones"},
        after={"lastName": "Jones"},
    ),
    of(
        "payroll-au",
        "Superfund",
        "SuperFundID",
        {
            "Type": "SMSF",
            "Name": "Own fund",
            "ABN": "40022701955",
            "BSB": "159357",
            "AccountNumber": "111222333",
            "AccountName": "Own",
        },
        {"Type": "SMSF", "Name": "Our fund"},
        after={"Name": "Our fund"},
        country="AU",
    ),
    of(
        "payroll-au",
        "Employee",
        "EmployeeID",
        {
            "FirstName": "Ada",
            "LastName": "Smith",
            "DateOfBirth": "1990-05-17",
            "HomeAddress": {
                "AddressLine1": "1 High St",
                "City": "Perth",
                "Region": "WA",
                "PostalCode": "6000",
                "Country": "AUSTRALIA",
            },
        },
        {"LastName": "Jones"},
        country="AU",
    ),
)
EACH = pytest.mark.parametrize("trip", TRIPS, ids=lambda trip: trip.noun)


def told(answer: Answer) -> list[dict[str, Any]]:
    """The records in an answer, whether it holds one or many, in an envelope or bare."""
    assert answer.status in (200, 201), answer.reply.body
    found = answer.json
    if isinstance(found, list):
        return found
    nested = [
        v
        for k, v in found.items()
        if isinstance(v, (list, dict)) and k not in ("pagination", "problem")
    ]
    if len(nested) == 1 and "id" in {k.lower() for k in found} and not _is_record(found):
        return nested[0] if isinstance(nested[0], list) else [nested[0]]
    return [found]


def _is_record(found: Made) -> bool:
    return "Id" in found and "ProviderName" not in found


@dataclass
class Traveller:
    trip: Trip
    xero: Direct

    def make(self) -> dict[str, Any]:
        sent = {**self.trip.sent, **self.trip.needs(self.xero)}
        body: Any = [sent] if self.trip.create.startswith("payroll-au.") else sent
        (made,) = told(self.xero.call(self.trip.create, body))
        return made

    def at(self, made: Made) -> dict[str, str]:
        known = dict(self.trip.path(made)) or {self.trip.key: str(made[self.trip.key])}
        return {**known, "EmployeeID": known["employeeID"]} if "employeeID" in known else known

    def get(self, made: Made) -> dict[str, Any]:
        (found,) = told(self.xero.call(self.trip.get, **self.at(made)))
        return found

    def listed(self, made: Made) -> dict[str, Any]:
        rows = told(self.xero.call(self.trip.every))
        (found,) = [each for each in rows if each.get(self.trip.key) == made[self.trip.key]]
        return found

    def update(self, made: Made) -> None:
        body: Any = dict(self.trip.change)
        if self.trip.in_body:
            told(self.xero.call(self.trip.update, {**body, self.trip.key: made[self.trip.key]}))
            return
        sent = [body] if self.trip.update.startswith("payroll-au.") else body
        told(self.xero.call(self.trip.update, sent, **self.at(made)))


def same(one: Made, other: Made) -> bool:
    """Whether two forms of a record agree wherever both speak."""
    both = (one.keys() & other.keys()) - WRITTEN
    return all(one[name] == other[name] or _briefer(one[name], other[name]) for name in both)


def _briefer(one: Any, other: Any) -> bool:
    """A list shows some things shorter: a contact by its name, no lines."""
    return isinstance(one, (dict, list)) and isinstance(other, (dict, list))


@EACH
def test_what_was_created_is_got_listed_and_changed(trip: Trip) -> None:
    way = Traveller(trip, Direct(trip.country))
    made = way.make()
    assert made[trip.key]
    got = way.get(made)
    assert same(made, got), (made, got)
    assert same(got, way.listed(made))
    way.update(made)
    after = way.get(made)
    wanted = trip.after if trip.after is not None else trip.change
    assert {name: after[name] for name in wanted} == dict(wanted)
    assert after[trip.key] == made[trip.key]
    assert same(after, way.listed(made))
