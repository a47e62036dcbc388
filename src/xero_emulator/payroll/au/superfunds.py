"""The superannuation funds that an organisation pays into.

How it was checked: fields, and that a regulated fund is named by its product, from Xero's OpenAPI
16.1.0 and its examples. Unverified: what each type of fund needs, and the texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from xero_emulator.calls import Call
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, choice, guid, text
from xero_emulator.payroll.au.records import Payroll, route
from xero_emulator.payroll.au.superfund_products import product
from xero_emulator.resource import fetching, listing, writing
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

NEEDED = {
    "REGULATED": ("USI",),
    "SMSF": ("Name", "ABN", "BSB", "AccountNumber", "AccountName"),
}


class SuperFunds(Payroll):
    plural = "SuperFunds"
    key = "SuperFundID"
    required = ("Type",)
    columns = Columns(
        text="Name Type ABN USI EmployerNumber", guid="SuperFundID", day="UpdatedDateUTC"
    )
    fields = Fields(
        SuperFundID=guid,
        Type=choice("SuperFundType", *NEEDED),
        Name=text,
        ABN=text,
        BSB=text,
        AccountNumber=text,
        AccountName=text,
        ElectronicServiceAddress=text,
        EmployerNumber=text,
        SPIN=text,
        USI=text,
    )

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        old = self._meant(sent)
        record = {self.key: self.books.new_id(), **(old or {}), **sent}
        wrong = list(self._wrong(record))
        if wrong:
            raise Invalid(*wrong)
        if record["Type"] == "REGULATED":
            found = product(record["USI"]) or {}
            record |= {"Name": found["ProductName"], "ABN": found["ABN"], "USI": found["USI"]}
        return self.keep(self.stamped(record, call), call.client_id if old is None else None)

    def _meant(self, sent: Record) -> Record | None:
        if "SuperFundID" not in sent:
            return None
        found = self.match(sent["SuperFundID"])
        if found is None:
            raise Invalid(f"SuperFundID {sent['SuperFundID']} does not exist.")
        return found

    def _wrong(self, record: Record) -> Iterator[str]:
        yield from self.lacking(record)
        for name in NEEDED.get(record.get("Type", ""), ()):
            if not record.get(name):
                yield f"{name} is required."
        if record.get("Type") == "REGULATED" and record.get("USI") and not product(record["USI"]):
            yield f"USI {record['USI']} is not a known super fund product."


def superfunds(books: Books) -> SuperFunds:
    return cast(SuperFunds, books.resources["au_superfunds"])


RESOURCES = {"au_superfunds": SuperFunds}
_AT = "/Superfunds/{SuperFundID}"

ROUTES = (
    route("getSuperfunds", "GET", "/Superfunds", "settings", listing(superfunds)),
    route("createSuperfund", "POST", "/Superfunds", "settings", writing(superfunds)),
    route("getSuperfund", "GET", _AT, "settings", fetching(superfunds, "SuperFundID")),
    route("updateSuperfund", "POST", _AT, "settings", writing(superfunds, "SuperFundID")),
)
