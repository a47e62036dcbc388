"""The Finance API: what lenders read, computed from the same ledger as the reports."""

from __future__ import annotations

from xero_emulator.finance import (
    bank_statements,
    cash_flow,
    cash_validation,
    contact_totals,
    financial_statements,
)

MODULES = (cash_validation, financial_statements, cash_flow, contact_totals, bank_statements)
