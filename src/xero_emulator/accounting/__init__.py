"""The Accounting API: one file for each resource, and the ledger between them."""

from __future__ import annotations

from xero_emulator.accounting import (
    accounts,
    allocations,
    contacts,
    credit_notes,
    currencies,
    invoices,
    items,
    organisations,
    payments,
    tax_rates,
    tracking_categories,
)

MODULES = (
    organisations,
    accounts,
    tax_rates,
    currencies,
    tracking_categories,
    items,
    contacts,
    invoices,
    credit_notes,
    allocations,
    payments,
)
