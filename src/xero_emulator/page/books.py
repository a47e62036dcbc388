"""The page of one organisation: its newest records of each kind, and what its accounts come to.

How it was checked: in a browser; this file holds no fact about Xero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from xero_emulator.books import Books
from xero_emulator.page.parts import badge, code, day, facts, joined, link, section, table
from xero_emulator.resource import Resource
from xero_emulator.where import reach
from xero_emulator.wire import Record
from xero_emulator.world import Organisation, World

NEWEST = 50


@dataclass(frozen=True, slots=True)
class Kind:
    """What is shown of one resource: a head for each field, as a path in the record."""

    title: str
    resource: str
    fields: dict[str, str]


DOCUMENT = {"Contact": "Contact.ContactID", "Date": "Date", "Status": "Status", "Total#": "Total"}
KINDS = (
    Kind("Contacts", "contacts", {"Name": "Name", "E-mail": "EmailAddress"}),
    Kind(
        "Invoices and bills",
        "invoices",
        {"Type": "Type", "Number": "InvoiceNumber", **DOCUMENT, "Due#": "AmountDue"},
    ),
    Kind(
        "Credit notes",
        "credit_notes",
        {"Type": "Type", "Number": "CreditNoteNumber", **DOCUMENT, "Left#": "RemainingCredit"},
    ),
    Kind("Quotes", "quotes", {"Number": "QuoteNumber", **DOCUMENT}),
    Kind("Purchase orders", "purchase_orders", {"Number": "PurchaseOrderNumber", **DOCUMENT}),
    Kind("Bank transactions", "bank_transactions", {"Type": "Type", **DOCUMENT}),
    Kind(
        "Payments",
        "payments",
        {"Type": "PaymentType", "Date": "Date", "Status": "Status", "Amount#": "Amount"},
    ),
    Kind(
        "Manual journals",
        "manual_journals",
        {"Narration": "Narration", "Date": "Date", "Status": "Status"},
    ),
    Kind("Items", "items", {"Code": "Code", "Name": "Name", "On hand#": "QuantityOnHand"}),
)


async def shown(world: World, found: Organisation) -> Markup:
    return await world.with_books(found, _shown)


def _shown(books: Books) -> Markup:
    kinds = [kind for kind in KINDS if books.resources[kind.resource].records]
    parts = [
        Markup("<h1>{}</h1>").format(books.name),
        facts(
            [
                ("Country", books.country),
                ("Currency", books.base_currency),
                ("Tenant id", code(books.tenant_id)),
                ("Everything", link(f"/_emulator/ledger?tenant={books.tenant_id}", "as JSON")),
            ]
        ),
        *(section(kind.title, *_kind(books, kind)) for kind in kinds),
        section("Accounts", _accounts(books), "Balances of the ledger: debits positive."),
    ]
    if not kinds:
        parts.insert(2, Markup("<p class=empty>These books hold no documents yet.</p>"))
    return joined(parts)


def _kind(books: Books, kind: Kind) -> tuple[Markup, str]:
    resource = books.resources[kind.resource]
    newest = list(reversed(resource.by_change()[-NEWEST:]))
    rows = [
        [_value(books, resource, each, path) for path in kind.fields.values()] for each in newest
    ]
    note = f"The newest {len(newest)} of {len(resource.records):,}."
    return table(kind.title, list(kind.fields), rows, empty=""), note


def _value(books: Books, resource: Resource, record: Record, path: str) -> object:
    found = reach(record, tuple(path.split(".")))
    if found is None:
        return ""
    if path == "Contact.ContactID":
        return books.contacts.records[found]["Name"]
    if path == "Date":
        return day(found)
    if path == "Status":
        return badge(found)
    return f"{found:,}" if isinstance(found, Decimal) else found


def _accounts(books: Books) -> Markup:
    rows = sorted(_balances(books), key=lambda row: str(row[0]))
    return table(
        "Accounts", ["Code", "Account", "Type", "Balance#"], rows, empty="Nothing is posted yet."
    )


def _balances(books: Books) -> Iterator[list[object]]:
    for account_id, balance in books.journals.balances().items():
        account = books.accounts.records[account_id]
        if balance:
            yield [account.get("Code", ""), account["Name"], account["Type"], f"{balance:,.2f}"]
