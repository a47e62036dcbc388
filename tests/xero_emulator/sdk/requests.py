"""Requests that nobody thought of: drawn from the specification's own schemas, right and wrong."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st
from hypothesis.strategies import DataObject, SearchStrategy
from tests.xero_emulator.contract import Answer, Contract, Operation
from tests.xero_emulator.sdk.given import ELSEWHERE, NOBODY

DAYS = ("2026-02-14", "2026-03-20T08:00:00", "/Date(1771027200000+0000)/", "2026-02-30", "soon")
NUMBERS = (0, 1, 2, -1, 0.005, 1.25, 12.5, 99.99, 100, 101, 12345.6789, 1e9, 1e14)
CODES = ("200", "429", "090", "610", "X1", "", "OUTPUT2", "INPUT2", "NONE", "GBP", "EUR", "JPY")
WORDS = ("A-1", "a@b.test", "0", "x" * 60, "y" * 600)
TEXTS = st.text(max_size=12) | st.sampled_from((*CODES, *WORDS))
SEGMENTS = ("x", "A-1", "1 2", "é", "NONE", NOBODY, ELSEWHERE)
QUERY: Mapping[str, SearchStrategy[str]] = {
    "where": st.sampled_from(
        ('Status=="AUTHORISED"', "Date>DateTime(2026,1,1)", 'Name.Contains("a")', "Total>", "1=1")
    ),
    "order": st.sampled_from(("Name DESC", "UpdatedDateUTC", "Date ASC, Total", "Nothing", "--")),
    "page": st.sampled_from(("1", "2", "0", "x")),
    "pageSize": st.sampled_from(("1", "100", "5000")),
    "Statuses": st.sampled_from(("DRAFT,AUTHORISED", "PAID", "NONE")),
    "unitdp": st.sampled_from(("4", "2", "9")),
    "searchTerm": st.sampled_from(("a", "Ridge")),
    "offset": st.sampled_from(("0", "1", "-1", "x")),
    "DateFrom": st.sampled_from(DAYS),
    "DateTo": st.sampled_from(DAYS),
}
WHO = {"Name": "Ridgeway Bank", "EmailAddress": "bank@ridgeway.test"}
LINE = {"Description": "x", "Quantity": 2, "UnitAmount": 12.5, "AccountCode": "200"}
INVOICE = {"Type": "ACCREC", "Contact": WHO, "DueDate": "2026-03-20", "LineItems": [LINE]}
ENTRIES = [{"LineAmount": amount, "AccountCode": "429"} for amount in (5, -5)]
GOOD: Mapping[str, Mapping[str, Any]] = {
    "Contact": {"Name": "Ridgeway University"},
    "Invoice": {**INVOICE, "Status": "AUTHORISED"},
    "CreditNote": {**INVOICE, "Type": "ACCRECCREDIT", "Status": "AUTHORISED"},
    "Payment": {"Account": {"Code": "090"}, "Amount": 1, "Date": "2026-03-01"},
    "Allocation": {"Amount": 1, "Date": "2026-03-01"},
    "Account": {"Code": "X1", "Name": "Website", "Type": "EXPENSE"},
    "TaxRate": {"Name": "Levy", "TaxComponents": [{"Name": "L", "Rate": 5}]},
    "Currency": {"Code": "JPY"},
    "HistoryRecord": {"Details": "Called"},
    "BankTransaction": {
        "Type": "SPEND",
        "Contact": WHO,
        "BankAccount": {"Code": "090"},
        "LineItems": [{**LINE, "AccountCode": "429"}],
    },
    "BankTransfer": {
        "FromBankAccount": {"Code": "090"},
        "ToBankAccount": {"Code": "091"},
        "Amount": 1,
    },
    "BatchPayment": {
        "Account": {"Code": "090"},
        "Payments": [{"InvoiceNumber": "A-1", "Amount": 1}],
    },
    "PaymentDelete": {"Status": "DELETED"},
    "BatchPaymentDeleteByUrlParam": {"Status": "DELETED"},
    "BankTransferDeleteByUrlParam": {"Status": "DELETED"},
    "ManualJournal": {"Narration": "Correction", "JournalLines": ENTRIES},
    "TrackingCategory": {"Name": "Region"},
    "TrackingOption": {"Name": "North"},
    "ContactGroup": {"Name": "VIPs"},
    "Receipt": {"Contact": WHO, "LineItems": [{**LINE, "AccountCode": "429"}]},
    "Quote": {"Contact": WHO, "LineItems": [LINE]},
    "PurchaseOrder": {"Contact": {"ContactNumber": "R-1"}, "LineItems": [LINE]},
    "RepeatingInvoice": {
        "Type": "ACCREC",
        "Contact": WHO,
        "LineItems": [LINE],
        "Schedule": {
            "Period": 1,
            "Unit": "MONTHLY",
            "DueDate": 20,
            "DueDateType": "OFFOLLOWINGMONTH",
            "StartDate": "2026-03-02",
        },
    },
    "PaymentService": {"PaymentServiceName": "PayUp", "PaymentServiceUrl": "https://pay.test"},
}


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    content: bytes | None


def opening() -> Iterator[Request]:
    """What each sequence begins with, so that there is something to ask for."""
    at = "/api.xro/2.0"
    numbered = {**GOOD["Invoice"], "InvoiceNumber": "A-1"}
    drafted = {**GOOD["Invoice"], "Status": "DRAFT"}
    for path, sent in (
        ("Contacts", [{**GOOD["Contact"], "ContactNumber": "R-1"}]),
        ("Invoices", [numbered, drafted]),
        ("CreditNotes", [{**GOOD["CreditNote"], "CreditNoteNumber": "N-1"}]),
        ("Payments", [{**GOOD["Payment"], "InvoiceNumber": "A-1"}]),
        ("BankTransactions", list(_banked())),
        ("BankTransfers", [GOOD["BankTransfer"]]),
        ("BatchPayments", [GOOD["BatchPayment"]]),
        ("TaxRates", [GOOD["TaxRate"]]),
        ("ManualJournals", [GOOD["ManualJournal"]]),
        ("TrackingCategories", [GOOD["TrackingCategory"]]),
        ("ContactGroups", [GOOD["ContactGroup"]]),
        ("Quotes", [{**GOOD["Quote"], "QuoteNumber": "Q-1"}]),
        ("PurchaseOrders", [{**GOOD["PurchaseOrder"], "PurchaseOrderNumber": "P-1"}]),
        ("RepeatingInvoices", [{**GOOD["RepeatingInvoice"], "Status": "AUTHORISED"}]),
        ("Accounts", [{**GOOD["Account"], "Code": "X0", "Name": "Signs"}]),
    ):
        yield Request("PUT", f"{at}/{path}", {}, {}, json.dumps(sent).encode())
    yield Request("PUT", f"{at}/Invoices/A-1/Attachments/a.bin", {}, {}, b"bytes")
    credit = {**GOOD["Allocation"], "Invoice": {"InvoiceNumber": "A-1"}}
    content = json.dumps({"Allocations": [credit]}).encode()
    yield Request("PUT", f"{at}/CreditNotes/N-1/Allocations", {}, {}, content)
    for path in ("Organisation", "Users", "Budgets", "Journals"):
        yield Request("GET", f"{at}/{path}", {}, {}, None)


def _banked() -> Iterator[Mapping[str, Any]]:
    """One bank transaction of each type, two of which give birth to credit."""
    yield GOOD["BankTransaction"]
    sold = {**GOOD["BankTransaction"], "LineItems": [LINE]}
    yield {**sold, "Type": "RECEIVE-PREPAYMENT"}
    bare = {name: value for name, value in LINE.items() if name != "AccountCode"}
    yield {**sold, "Type": "RECEIVE-OVERPAYMENT", "LineItems": [bare]}


@dataclass
class Drawer:
    """Draws requests that know what exists: ids seen in earlier answers are used again."""

    contract: Contract
    data: DataObject
    known: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def learn(self, answer: Answer) -> None:
        """Remember the ids, names and numbers in a good answer."""
        if answer.status == 200 and answer.content_type.startswith("application/json"):
            self._learn(json.loads(answer.body))

    def _learn(self, value: Any) -> None:
        for each in value if isinstance(value, list) else ():
            self._learn(each)
        for name, each in value.items() if isinstance(value, dict) else ():
            if isinstance(each, (dict, list)):
                self._learn(each)
            elif name.endswith(("ID", "Number", "FileName", "TaxType")) and each:
                self.known[name] = [*self.known[name], str(each)][-8:]

    def request(self, operation: Operation) -> Request:
        path = "/".join(self._word(part) for part in operation.template.split("/"))
        return Request(
            operation.method,
            path,
            self._query(operation),
            self._headers(operation),
            self._content(operation),
        )

    def _word(self, part: str) -> str:
        if not part.startswith("{"):
            return part
        return quote(self._drawn(part[1:-1], SEGMENTS), safe="")

    def _drawn(self, name: str, others: tuple[str, ...]) -> str:
        """Mostly something known under this name, if there is such a thing."""
        known = self.known.get(name)
        if known and self.data.draw(st.integers(0, 7)):
            return self.data.draw(st.sampled_from(known))
        return self.data.draw(st.sampled_from(others))

    def _query(self, operation: Operation) -> dict[str, str]:
        if not operation.query or self.data.draw(st.booleans()):
            return {}
        names = self.data.draw(st.lists(st.sampled_from(operation.query), max_size=2, unique=True))
        flags = st.sampled_from(("true", "false"))
        return {name: self.data.draw(QUERY.get(name, flags)) for name in names}

    def _headers(self, operation: Operation) -> dict[str, str]:
        accept = "application/pdf" if operation.id.endswith("Pdf") else "application/json"
        since = self.data.draw(st.sampled_from(("", "", "2026-03-01T00:00:00", "yesterday")))
        return {"accept": accept} | ({"if-modified-since": since} if since else {})

    def _content(self, operation: Operation) -> bytes | None:
        if operation.wants is None:
            return None
        if not operation.wants:
            return self.data.draw(st.binary(max_size=20))
        if not self.data.draw(st.integers(0, 19)):
            return self.data.draw(st.sampled_from((b"", b"{", b"null", b"[]", b"[1]", b"7")))
        return json.dumps(self._value(operation.wants, "", 0)).encode()

    def _value(self, schema: Mapping[str, Any], name: str, depth: int) -> Any:
        if "$ref" in schema:
            kind = schema["$ref"].rpartition("/")[2]
            found = self._value(self.contract.schema(kind), name, depth)
            return self._mended(found, kind)
        if "x-objectArrayKey" in schema:
            lists = {k: v for k, v in schema["properties"].items() if v.get("type") == "array"}
            return {k: self._value(v, k, depth) for k, v in lists.items() if k != "Warnings"}
        if "properties" in schema:
            return self._object(schema["properties"], depth)
        if schema.get("type") == "array":
            count = self.data.draw(st.sampled_from((1, 1, 1, 2, 3, 0)))
            return [self._value(schema["items"], name, depth) for _ in range(count)]
        return self._scalar(schema, name)

    def _object(self, properties: Mapping[str, Any], depth: int) -> dict[str, Any]:
        most = self.data.draw(st.sampled_from((0, 1, 1, 2) if depth else (0, 1, 1, 2, 5)))
        names = self.data.draw(st.lists(st.sampled_from(sorted(properties)), max_size=most))
        return {
            name: self._value(properties[name], name, depth + 1)
            for name in names
            if depth < 3 or "$ref" not in json.dumps(properties[name])
        }

    def _mended(self, found: Any, kind: str) -> Any:
        """Often the right one: what is known to be good, beside what was drawn."""
        if kind not in GOOD or not isinstance(found, dict) or not self.data.draw(st.integers(0, 2)):
            return found
        named = {}
        if kind in ("Payment", "Allocation") and self.known.get("InvoiceID"):
            named = {"Invoice": {"InvoiceID": self._drawn("InvoiceID", SEGMENTS)}}
        if kind in ("Receipt", "ExpenseClaim"):
            named = {"User": {"UserID": self._drawn("UserID", SEGMENTS)}}
        return {**found, **GOOD[kind], **named}

    def _scalar(self, schema: Mapping[str, Any], name: str) -> Any:
        if "enum" in schema and self.data.draw(st.integers(0, 9)):
            return self.data.draw(st.sampled_from(schema["enum"]))
        if schema.get("format") == "uuid":
            return self._drawn(name, (NOBODY, ELSEWHERE, "x"))
        if schema.get("x-is-msdate") or schema.get("x-is-msdate-time"):
            return self.data.draw(st.sampled_from(DAYS))
        kinds = {
            "number": st.sampled_from(NUMBERS),
            "integer": st.sampled_from((0, 1, 5, 31, 40, -1)),
            "boolean": st.booleans(),
        }
        return self.data.draw(kinds.get(schema.get("type", ""), TEXTS))
