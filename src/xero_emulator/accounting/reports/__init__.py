"""Xero's reports: one file for each, computed from the ledger."""

from __future__ import annotations

from xero_emulator.accounting.reports import (
    aged,
    balance_sheet,
    bank_summary,
    budget_summary,
    executive_summary,
    profit_and_loss,
    published,
    ten_ninety_nine,
    trial_balance,
)

MODULES = (
    aged,
    balance_sheet,
    bank_summary,
    budget_summary,
    executive_summary,
    profit_and_loss,
    published,
    ten_ninety_nine,
    trial_balance,
)
