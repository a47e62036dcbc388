"""What notes and files can hang on: the records of Xero whose address has room for them."""

from __future__ import annotations

from tallyloom.kit import Text

NAMES = {
    "Invoices": "Invoice or bill",
    "CreditNotes": "Credit note",
    "Contacts": "Contact",
    "Quotes": "Quote",
    "PurchaseOrders": "Purchase order",
    "BankTransactions": "Bank transaction",
    "BankTransfers": "Bank transfer",
    "Payments": "Payment",
    "BatchPayments": "Batch payment",
    "Prepayments": "Prepayment",
    "Overpayments": "Overpayment",
    "ManualJournals": "Manual journal",
    "RepeatingInvoices": "Repeating invoice",
    "Items": "Item",
    "Accounts": "Account",
    "Receipts": "Receipt",
    "ExpenseClaims": "Expense claim",
}
ID = Text(name="id", label="Record", required=True, help="Xero's id of the record.")


def named(*names: str) -> dict[str, str]:
    """These kinds of records with what a person calls them."""
    return {name: NAMES[name] for name in NAMES if name in names}
