"""One field at a time at the edge of what the specification allows: kept rightly, or refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tests.xero_emulator.contract import Answer, Contract

from xero_emulator.direct import OPERATIONS, Direct

LINE = {"Description": "x", "Quantity": 2, "UnitAmount": 12.5, "AccountCode": "200"}
CONTACT = {
    "Name": "Ridgeway University",
    "Phones": [{"PhoneType": "MOBILE"}],
    "Addresses": [{"AddressType": "STREET"}],
}
ENTRIES = [{"LineAmount": amount, "AccountCode": "429"} for amount in (5, -5)]
INVOICE = {"Type": "ACCREC", "Contact": CONTACT, "LineItems": [LINE]}
BANKED = {"Contact": CONTACT, "BankAccount": {"Code": "090"}}
GOOD: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "createContacts": ("Contact", CONTACT),
    "createInvoices": ("Invoice", INVOICE),
    "createCreditNotes": ("CreditNote", {**INVOICE, "Type": "ACCRECCREDIT"}),
    "createPayments": (
        "Payment",
        {"InvoiceNumber": "KNOWN", "Account": {"Code": "090"}, "Amount": 1, "Date": "2026-03-01"},
    ),
    "createAccount": ("Account", {"Code": "X1", "Name": "Website", "Type": "EXPENSE"}),
    "createBankTransactions": (
        "BankTransaction",
        {**BANKED, "Type": "SPEND", "LineItems": [{**LINE, "AccountCode": "429"}]},
    ),
    "createBankTransfer": (
        "BankTransfer",
        {"FromBankAccount": {"Code": "090"}, "ToBankAccount": {"Code": "091"}, "Amount": 1},
    ),
    "createBatchPayment": (
        "BatchPayment",
        {
            "Account": {"Code": "090"},
            "Payments": [{"InvoiceNumber": "KNOWN", "Amount": 1}],
            "Date": "2026-03-01",
        },
    ),
    "createTaxRates": ("TaxRate", {"Name": "L", "TaxComponents": [{"Name": "L", "Rate": 5}]}),
    "createCurrency": ("Currency", {"Code": "JPY"}),
    "createManualJournals": ("ManualJournal", {"Narration": "x", "JournalLines": ENTRIES}),
    "createTrackingCategory": ("TrackingCategory", {"Name": "Region"}),
    "createContactGroup": ("ContactGroup", {"Name": "VIPs"}),
    "postSetup": (
        "Setup",
        {
            "ConversionDate": {"Month": 1, "Year": 2026},
            "ConversionBalances": [{"AccountCode": "090", "Balance": 5}],
            "Accounts": [{"Code": "X1", "Name": "Website", "Type": "EXPENSE"}],
        },
    ),
}
RETURNED = ("Allocations", "Attachments", "InvoiceAddresses", "Payments", "ValidationErrors")
DEEPEST = 3  # the account of a line of an invoice, the street of its contact


@pytest.fixture(scope="session")
def contract(reference: Path) -> Contract:
    return Contract(reference / "xero-openapi")


def edges(schema: Mapping[str, Any]) -> Iterator[Any]:
    """Values at and beyond the edge of a field that is not an object."""
    if "enum" in schema:
        yield from (schema["enum"][0], schema["enum"][0].lower(), "NOSUCH", "")
    elif schema.get("type") == "number":
        yield from (0, -1, 0.00001, 1e14, "5")
    elif schema.get("type") == "boolean":
        yield from (True, "True")
    elif "x-is-msdate" in schema or "x-is-msdate-time" in schema:
        yield from ("2026-02-14", "0001-01-01", "9999-12-31", "")
    elif schema.get("type") == "string" and "format" not in schema:
        most = schema.get("maxLength", 60)
        yield from ("x" * most, "x" * (most + 1), "", " ")


def fields(contract: Contract, schema: Mapping[str, Any], depth: int = 0) -> Iterator[Any]:
    """Every (path, value): which field, through which objects and lists, and an edge of it."""
    if "$ref" in schema:
        schema = contract.schema(schema["$ref"])
    if schema.get("type") == "array":
        for path, value in fields(contract, schema["items"], depth):
            yield (0, *path), value
    elif "properties" in schema:
        for name, each in schema["properties"].items() if depth < DEEPEST else ():
            if "readOnly" in each or name in RETURNED:
                continue
            for path, value in fields(contract, each, depth + 1):
                yield (name, *path), value
    else:
        for value in edges(schema):
            yield (), value


def put(into: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The same value with one field replaced, made where it is missing."""
    if not path:
        return value
    if path[0] == 0:
        first = into[0] if isinstance(into, list) and into else {}
        return [put(first, path[1:], value)]
    held = into if isinstance(into, dict) else {}
    return {**held, path[0]: put(held.get(path[0]), path[1:], value)}


class Undone(Exception):
    """Thrown away what was just done."""


@pytest.fixture(scope="module")
def xero() -> Direct:
    direct = Direct()
    known = {**INVOICE, "InvoiceNumber": "KNOWN", "Status": "AUTHORISED", "DueDate": "2026-04-01"}
    direct.call("createInvoices", known).row()
    return direct


def tried(xero: Direct, operation: str, sent: Any) -> Answer:
    """The answer to a request that leaves the books as they were."""
    with suppress(Undone), xero.books.whole():
        got = xero.call(operation, sent)
        raise Undone
    where, reply = OPERATIONS[operation], got.reply
    return Answer(where.method, where.pattern, got.status, reply.content_type, reply.body)


@pytest.mark.parametrize("operation", GOOD)
def test_a_value_at_the_edge_is_kept_rightly_or_refused(
    contract: Contract, xero: Direct, operation: str
) -> None:
    kind, good = GOOD[operation]
    wrong, kept = [], 0
    for path, value in fields(contract, {"$ref": f"#/components/schemas/{kind}"}):
        answer = tried(xero, operation, put(good, path, value))
        told = contract.breaches(operation, answer)
        wrong += [f"{path} {value!r}: {line}"[:400] for line in told]
        kept += answer.status == 200
    assert wrong == []
    assert kept > 0
