"""Every operation of the Accounting API that the emulator answers."""

from __future__ import annotations

from xero_emulator import (
    accounts,
    allocations,
    contacts,
    credit_notes,
    currencies,
    invoices,
    organisations,
    payments,
    tax_rates,
)
from xero_emulator.calls import Route

ROUTES: tuple[Route, ...] = (
    *organisations.ROUTES,
    *accounts.ROUTES,
    *tax_rates.ROUTES,
    *currencies.ROUTES,
    *contacts.ROUTES,
    *invoices.ROUTES,
    *credit_notes.ROUTES,
    *allocations.ROUTES,
    *payments.ROUTES,
)
