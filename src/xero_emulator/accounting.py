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

MODULES = (
    organisations,
    accounts,
    tax_rates,
    currencies,
    contacts,
    invoices,
    credit_notes,
    allocations,
    payments,
)
ROUTES: tuple[Route, ...] = tuple(route for module in MODULES for route in module.ROUTES)
