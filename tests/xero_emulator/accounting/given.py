"""What the tests of documents send, and the steps they take with it."""

from __future__ import annotations

from xero_emulator.accounting.invoices import STATES

LINE = {"Description": "Consulting", "Quantity": 2, "UnitAmount": 50, "AccountCode": "200"}
BILL_LINE = {"Description": "Rent", "Quantity": 1, "UnitAmount": 500, "AccountCode": "469"}


def sales(**differences):
    invoice = {
        "Type": "ACCREC",
        "Contact": {"Name": "Ridgeway Bank"},
        "Date": "2026-03-01",
        "DueDate": "2026-03-15",
        "LineItems": [LINE],
    }
    return {**invoice, **differences}


def bill(**differences):
    return sales(Type="ACCPAY", LineItems=[BILL_LINE], **differences)


def create(xero, **differences):
    return xero.call("createInvoices", {"Invoices": [sales(**differences)]})


def change(xero, made, **sent):
    return xero.call("updateInvoice", {"Invoices": [sent]}, InvoiceID=made["InvoiceID"])


def get(xero, made):
    return xero.call("getInvoice", InvoiceID=made["InvoiceID"]).row()


def pay(xero, made, amount, on="2026-03-10"):
    payment = {
        "Invoice": {"InvoiceID": made["InvoiceID"]},
        "Account": {"Code": "090"},
        "Amount": amount,
        "Date": on,
    }
    return xero.call("createPayment", payment).row()


def in_state(xero, status, **differences):
    """An invoice in any state, reached by permitted steps."""
    if status in STATES.born:
        return create(xero, Status=status, **differences).row()
    if status == "DELETED":
        return change(xero, create(xero, **differences).row(), Status="DELETED").row()
    made = create(xero, Status="AUTHORISED", **differences).row()
    if status == "VOIDED":
        return change(xero, made, Status="VOIDED").row()
    pay(xero, made, made["Total"])
    return get(xero, made)
