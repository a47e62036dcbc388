"""A British organisation with documents, and reports as tables that tests can read."""

from __future__ import annotations

from typing import Any

import pytest

from xero_emulator.direct import Direct

Table = dict[str, tuple[str, ...]]


class Bookkeeper:
    """Makes documents and reads reports of one organisation, in process."""

    def __init__(self, country: str = "GB") -> None:
        self.xero = Direct(country)

    def document(self, kind: str, amount: Any, on: str, code: str = "", **more: Any) -> dict:
        """An approved invoice, bill or credit note of one line; due a month after its day."""
        sales = kind.startswith("ACCREC")
        line = {
            "Description": "x",
            "Quantity": 1,
            "UnitAmount": amount,
            "AccountCode": code or ("200" if sales else "400"),
            **more.pop("line", {}),
        }
        sent = {
            "Type": kind,
            "Contact": {"Name": "Ridgeway"},
            "Date": on,
            "LineItems": [line],
            "Status": "AUTHORISED",
            **more,
        }
        if kind.endswith("CREDIT"):
            return self.xero.call("createCreditNotes", sent).row()
        return self.xero.call("createInvoices", {"DueDate": on, **sent}).row()

    def pay(self, document: dict, amount: Any, on: str, **more: Any) -> dict:
        name = "Invoice" if "InvoiceID" in document else "CreditNote"
        sent = {
            name: {f"{name}ID": document[f"{name}ID"]},
            "Account": {"Code": "090"},
            "Amount": amount,
            "Date": on,
            **more,
        }
        return self.xero.call("createPayments", sent).row()

    def report(self, name: str, **query: str) -> dict:
        (found,) = self.xero.call(f"getReport{name}", query=query).json["Reports"]
        return found

    def table(self, name: str, **query: str) -> Table:
        """Every row of a report by its first cell; of several with one name the last."""
        return table(self.report(name, **query))

    def balance(self, code: str) -> Any:
        account = self.xero.books.accounts.by_code(code)
        return self.xero.books.journals.balance(account["AccountID"])


def table(report: dict) -> Table:
    found: Table = {}
    for row in _rows(report["Rows"]):
        name, *values = (cell["Value"] for cell in row["Cells"])
        found[name] = tuple(values)
    return found


def _rows(rows: list[dict]) -> list[dict]:
    flat = []
    for row in rows:
        flat += [row] if "Cells" in row else []
        flat += _rows(row.get("Rows", []))
    return flat


@pytest.fixture
def books() -> Bookkeeper:
    """Today is 2 March 2026; the financial year ends on 31 March."""
    return Bookkeeper()
