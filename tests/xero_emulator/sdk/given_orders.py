"""Quotes, purchase orders, templates and billable expenses as the SDK's own models."""

from __future__ import annotations

from typing import Any

from tests.xero_emulator.sdk.client import Sdk
from tests.xero_emulator.sdk.given import (
    DUE,
    SENT,
    a_contact,
    a_line,
    made_contact,
    two_lines,
)
from xero_python.accounting import (
    Contact,
    LineAmountTypes,
    LinkedTransaction,
    PurchaseOrder,
    PurchaseOrders,
    Quote,
    Quotes,
    RepeatingInvoice,
    RepeatingInvoices,
    Schedule,
)


def a_quote(**more: Any) -> Quote:
    """40.05 net; taxed at 20 %."""
    lines = two_lines()
    for line in lines:
        line.tax_type = "OUTPUT2"
    return Quote(**{"contact": a_contact(), "date": SENT, "line_items": lines, **more})


def made_quote(sdk: Sdk, **more: Any) -> Quote:
    return sdk("createQuotes", Quotes(quotes=[a_quote(**more)])).quotes[0]


def a_supplier(sdk: Sdk) -> Contact:
    """Who orders are for; an order creates no contact."""
    found = sdk("getContacts", where='Name=="Steelworks"').contacts
    return Contact(contact_id=(found or [made_contact(sdk, "Steelworks")])[0].contact_id)


def an_order(supplier: Contact, **more: Any) -> PurchaseOrder:
    """40.05 net; taxed at 20 %."""
    lines = [
        a_line("3", "12.50", "Lamps", account_code="404", tax_type="INPUT2"),
        a_line("1", "2.55", "Postage", account_code="404", tax_type="INPUT2"),
    ]
    return PurchaseOrder(
        **{
            "contact": supplier,
            "date": SENT,
            "line_amount_types": LineAmountTypes.EXCLUSIVE,
            "line_items": lines,
            **more,
        }
    )


def made_order(sdk: Sdk, **more: Any) -> PurchaseOrder:
    sent = PurchaseOrders(purchase_orders=[an_order(a_supplier(sdk), **more)])
    return sdk("createPurchaseOrders", sent).purchase_orders[0]


def a_schedule(**more: Any) -> Schedule:
    """Each week from a fortnight on, due seven days later."""
    return Schedule(
        **{
            "period": 1,
            "unit": "WEEKLY",
            "due_date": 7,
            "due_date_type": "DAYSAFTERINVOICEDATE",
            "start_date": DUE,
            **more,
        }
    )


def a_template(**more: Any) -> RepeatingInvoice:
    return RepeatingInvoice(
        **{
            "type": "ACCREC",
            "contact": a_contact(),
            "line_items": two_lines(),
            "line_amount_types": LineAmountTypes.EXCLUSIVE,
            "schedule": a_schedule(),
            "status": "DRAFT",
            **more,
        }
    )


def made_template(sdk: Sdk, **more: Any) -> RepeatingInvoice:
    sent = RepeatingInvoices(repeating_invoices=[a_template(**more)])
    return sdk("createRepeatingInvoices", sent).repeating_invoices[0]


def made_link(sdk: Sdk, **more: Any) -> LinkedTransaction:
    sent = LinkedTransaction(**more)
    return sdk("createLinkedTransaction", sent).linked_transactions[0]
