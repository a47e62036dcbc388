"""What the tests of money send: bank transactions, invoices, payments; and what they look at."""

from __future__ import annotations

from xero_emulator import wire

SPENT = {"Description": "Lamps", "Quantity": 1, "UnitAmount": 120, "AccountCode": "429"}
SOLD = {"Description": "Lamps", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}
EUROS = {"Name": "Euros", "Code": "092", "Type": "BANK", "BankAccountNumber": "7"}
WHO = {"Name": "Ridgeway Bank"}
KINDS = ("Overpayment", "Prepayment")


def transaction(kind="SPEND", **differences):
    line = {**SPENT, "AccountCode": {"SPEND": "429", "RECEIVE": "200"}[kind.partition("-")[0]]}
    if kind.endswith("OVERPAYMENT"):
        del line["AccountCode"]
    sent = {"Type": kind, "Contact": WHO, "BankAccount": {"Code": "090"}, "LineItems": [line]}
    return {**sent, "Date": "2026-03-01", **differences}


def banked(xero, kind="SPEND", **differences):
    sent = {"BankTransactions": [transaction(kind, **differences)]}
    return xero.call("createBankTransactions", sent)


def invoice(xero, **differences):
    sent = {"Type": "ACCREC", "Contact": WHO, "DueDate": "2026-04-01", "Status": "AUTHORISED"}
    kind = differences.get("Type", "ACCREC")
    line = {**SOLD, "AccountCode": {"ACCREC": "200", "ACCPAY": "429"}[kind]}
    return xero.call("createInvoices", {**sent, "LineItems": [line], **differences}).row()


def credit(xero, kind, side="RECEIVE", **differences):
    """The overpayment or prepayment of a new bank transaction."""
    made = banked(xero, f"{side}-{kind.upper()}", **differences).row()
    return xero.call(f"get{kind}", **{f"{kind}ID": made[f"{kind}ID"]}).row()


def again(xero, kind, record):
    """What the API shows of an invoice, an overpayment... now."""
    return xero.call(f"get{kind}", **{f"{kind}ID": record[f"{kind}ID"]}).row()


def allocate(xero, kind, record, target, amount, **more):
    sent = {"Amount": amount, "Invoice": {"InvoiceID": target["InvoiceID"]}, "Date": "2026-03-05"}
    key = {f"{kind}ID": record[f"{kind}ID"]}
    return xero.call(f"create{kind}Allocations", {"Allocations": [{**sent, **more}]}, **key)


def pay(xero, kind, record, amount, **differences):
    named = {kind: {f"{kind}ID": record[f"{kind}ID"]}}
    sent = {**named, "Account": {"Code": "090"}, "Date": "2026-03-10", "Amount": amount}
    return xero.call("createPayment", {**sent, **differences})


def euros(xero):
    """The code of a bank account in euros."""
    return xero.call("createAccount", {**EUROS, "CurrencyCode": "EUR"}).row()["Code"]


def balances(xero):
    """Balances by account code, debits positive, without those of nothing."""
    books = xero.books
    found = books.journals.balances()
    return {books.accounts.records[key]["Code"]: net for key, net in found.items() if net}


def locked(xero, day):
    """Sets the period lock date."""
    organisation = xero.books.organisation
    xero.books.organisations.keep({**organisation, "PeriodLockDate": wire.day(day)})


def told(xero, operation, **path):
    """What a history tells, oldest first."""
    return [each["Changes"] for each in reversed(xero.call(operation, **path).rows())]
