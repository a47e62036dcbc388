"""Xero's permissions in both of its vocabularies, named for what they open.

Broad names end in September 2027; apps registered since 2 March 2026 know the granular ones only.
The official specification (16.1.0) has no granular name; these come from the reference page of
November 2026 and were not probed against Xero.
"""

from __future__ import annotations

from tallyloom.kit import Scopes


def _both(name: str) -> Scopes:
    """A permission of one name in both vocabularies."""
    return Scopes((name,), (name,))


def _of(broad: str, granular: str) -> Scopes:
    return Scopes((f"accounting.{broad}",), (f"accounting.{granular}",))


CONTACTS_READ = _both("accounting.contacts.read")
CONTACTS = _both("accounting.contacts")
SETTINGS_READ = _both("accounting.settings.read")
SETTINGS = _both("accounting.settings")
ATTACHMENTS_READ = _both("accounting.attachments.read")
ATTACHMENTS = _both("accounting.attachments")
INVOICES_READ = _of("transactions.read", "invoices.read")
INVOICES = _of("transactions", "invoices")
PAYMENTS_READ = _of("transactions.read", "payments.read")
PAYMENTS = _of("transactions", "payments")
BANK_READ = _of("transactions.read", "banktransactions.read")
BANK = _of("transactions", "banktransactions")
JOURNALS_READ = _of("transactions.read", "manualjournals.read")
JOURNALS = _of("transactions", "manualjournals")
BANK_SUMMARY = _of("reports.read", "reports.banksummary.read")
TRIAL_BALANCE = _of("reports.read", "reports.trialbalance.read")
PROFIT_AND_LOSS = _of("reports.read", "reports.profitandloss.read")
BALANCE_SHEET = _of("reports.read", "reports.balancesheet.read")
AGED = _of("reports.read", "reports.aged.read")
FILES_READ = _both("files.read")
FILES = _both("files")
ASSETS_READ = _both("assets.read")
ASSETS = _both("assets")
PAYROLL_EMPLOYEES_READ = _both("payroll.employees.read")
PAYROLL_EMPLOYEES = _both("payroll.employees")
PAYROLL_TIMESHEETS_READ = _both("payroll.timesheets.read")
PAYROLL_TIMESHEETS = _both("payroll.timesheets")
PAYROLL_SETTINGS_READ = _both("payroll.settings.read")
BANK_STATEMENTS = _both("finance.bankstatementsplus.read")  # Xero gives it to chosen partners

_TOPICS = {
    "accounting.contacts": "contacts and contact groups",
    "accounting.settings": "the chart of accounts, tax rates, tracking and other settings",
    "accounting.attachments": "files that are attached to documents",
    "accounting.transactions": (
        "invoices, bills, credit notes, quotes, orders, items, payments, bank transactions and"
        " manual journals"
    ),
    "accounting.invoices": "invoices, bills, credit notes, quotes, purchase orders and items",
    "accounting.payments": "payments, batch payments, prepayments and overpayments",
    "accounting.banktransactions": "bank transactions and transfers",
    "accounting.manualjournals": "manual journals",
    "files": "the file library",
    "assets": "fixed assets and their types",
    "payroll.employees": "employees and their leave in payroll",
    "payroll.timesheets": "timesheets in payroll",
    "payroll.settings": "the settings of payroll",
}
_REPORTS = {
    "accounting.reports.read": "Read all reports.",
    "accounting.reports.banksummary.read": "Read the report Bank Summary.",
    "accounting.reports.trialbalance.read": "Read the report Trial Balance.",
    "accounting.reports.profitandloss.read": "Read the report Profit and Loss.",
    "accounting.reports.balancesheet.read": "Read the report Balance Sheet.",
    "accounting.reports.aged.read": "Read the reports of what is due from and to contacts.",
}

# What a person reads beside each permission, by its name in either vocabulary.
SENTENCES = {
    "offline_access": "Stay connected while you are away, until you end it.",
    **{scope: f"Read, make and change {topic}." for scope, topic in _TOPICS.items()},
    **{f"{scope}.read": f"Read {topic}." for scope, topic in _TOPICS.items()},
    **_REPORTS,
    "finance.bankstatementsplus.read": (
        "Read bank statements with what they were reconciled to; Xero gives it to chosen partners."
    ),
}
