"""A few months of a small company's books, in March 2026 seen from the 2nd."""

from __future__ import annotations

from typing import Any

from xero_emulator.direct import Answer, Direct

ELSEWHERE = "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"
BANK = "090"


def account(xero: Direct, code: str = BANK) -> str:
    found = xero.books.accounts.by_code(code)
    assert found is not None
    return str(found["AccountID"])


def invoice(xero: Direct, kind: str = "ACCREC", amount: float = 100, **more: Any) -> Any:
    """Without tax, so that amounts are what they seem."""
    code = "200" if kind == "ACCREC" else "429"
    line = {"Description": "x", "Quantity": 1, "UnitAmount": amount, "AccountCode": code}
    sent = {"Type": kind, "Status": "AUTHORISED", "LineAmountTypes": "NoTax", "LineItems": [line]}
    sent |= {"Contact": {"Name": "Ridgeway"}, "Date": "2026-02-10", "DueDate": "2026-02-20"}
    return xero.call("createInvoices", {**sent, **more}).row()


def paid(xero: Direct, of: Any, amount: float, on: str = "2026-02-15", **more: Any) -> Any:
    sent = {"Invoice": {"InvoiceID": of["InvoiceID"]}, "Account": {"Code": BANK}}
    return xero.call("createPayments", {**sent, "Amount": amount, "Date": on, **more}).row()


def spent(xero: Direct, amount: float = 30, kind: str = "SPEND", **more: Any) -> Any:
    code = "404" if kind == "SPEND" else "270"
    line = {"Description": "x", "Quantity": 1, "UnitAmount": amount, "AccountCode": code}
    sent = {"Type": kind, "Contact": {"Name": "Bank"}, "BankAccount": {"Code": BANK}}
    sent |= {"LineAmountTypes": "NoTax", "LineItems": [line], "Date": "2026-02-20"}
    return xero.call("createBankTransactions", {**sent, **more}).row()


def refused(answer: Answer) -> str:
    """The detail of a problem."""
    assert answer.status == 400, answer.json
    assert answer.json["title"] == "InvalidRequest" or answer.json["type"] != "invalid-request"
    return str(answer.json["detail"])
