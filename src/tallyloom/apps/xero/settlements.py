"""What a document tells of the money that was set against it: payments, credits, allocations."""

from __future__ import annotations

from tallyloom.kit import Output

_AMOUNT = Output("Amount", "money", "Amount")
_DATE = Output("Date", "date", "Date")
_RATE = Output("CurrencyRate", "decimal", "Currency rate")
_APPLIED = Output("AppliedAmount", "money", "Amount used for this document")

PAYMENTS = Output(
    "Payments",
    "lines",
    "Payments",
    (
        *(Output("PaymentID", "text", "Payment"), _DATE, _AMOUNT, _RATE),
        Output("Reference", "text", "Reference"),
    ),
)
CREDITS = (
    Output(
        "CreditNotes",
        "lines",
        "Credit notes used",
        (
            Output("CreditNoteID", "text", "Credit note"),
            Output("CreditNoteNumber", "text", "Credit note number"),
            *(_DATE, _APPLIED),
        ),
    ),
    Output(
        "Prepayments",
        "lines",
        "Prepayments used",
        (Output("PrepaymentID", "text", "Prepayment"), _DATE, _APPLIED),
    ),
    Output(
        "Overpayments",
        "lines",
        "Overpayments used",
        (Output("OverpaymentID", "text", "Overpayment"), _DATE, _APPLIED),
    ),
)
ALLOCATIONS = Output(
    "Allocations",
    "lines",
    "Used for",
    (
        Output("AllocationID", "text", "Allocation"),
        *(_DATE, _AMOUNT),
        Output(
            "Invoice",
            "group",
            "Invoice or bill",
            (
                Output("InvoiceID", "text", "Invoice or bill"),
                Output("InvoiceNumber", "text", "Invoice number"),
            ),
        ),
    ),
)
DEDUCTIONS = (
    Output("CISDeduction", "money", "Deduction of the construction industry scheme"),
    Output("CISRate", "decimal", "Rate of that deduction"),
)
