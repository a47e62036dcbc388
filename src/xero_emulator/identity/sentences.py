"""What each scope allows, in the words that a person reads before they allow it.

How it was checked: what a scope opens from the reference's sections 2.1 and 2.5 and from Xero's
OpenAPI 16.1.0. Unverified: the sentences; Xero's consent page has its own.
"""

from __future__ import annotations

from collections.abc import Iterable

ABOUT_YOU = {
    "openid": "Know who you are",
    "profile": "Read your name",
    "email": "Read your e-mail address",
    "offline_access": "Keep this access while you are away",
    "app.connections": "Manage its connections",
    "marketplace.billing": "Read its billing in the app store",
}
TOPICS = {
    "accounting.transactions": "invoices, bills, credit notes, payments and bank transactions",
    "accounting.invoices": "invoices, bills, credit notes, quotes, orders and items",
    "accounting.payments": "payments, prepayments and overpayments",
    "accounting.banktransactions": "bank transactions and bank transfers",
    "accounting.manualjournals": "manual journals",
    "accounting.classicexpenses": "expense claims and receipts",
    "accounting.settings": "settings: accounts, tax rates, currencies and tracking",
    "accounting.contacts": "contacts and contact groups",
    "accounting.attachments": "attachments",
    "accounting.budgets": "budgets",
    "accounting.journals": "journals",
    "accounting.reports": "reports",
    "accounting.reports.aged": "aged receivables and payables",
    "accounting.reports.balancesheet": "balance sheet",
    "accounting.reports.banksummary": "bank summary",
    "accounting.reports.budgetsummary": "budget summary",
    "accounting.reports.executivesummary": "executive summary",
    "accounting.reports.profitandloss": "profit and loss",
    "accounting.reports.taxreports": "tax reports",
    "accounting.reports.tenninetynine": "1099 report",
    "accounting.reports.trialbalance": "trial balance",
    "assets": "fixed assets and asset types",
    "bankfeeds": "bank feeds",
    "files": "files and folders",
    "finance.accountingactivity": "how the books are kept and used",
    "finance.bankstatementsplus": "bank statements with what they were reconciled to",
    "finance.cashvalidation": "checks of the cash balance",
    "finance.statements": "financial statements",
    "paymentservices": "payment services",
    "payroll.employees": "employees in payroll",
    "payroll.payruns": "pay runs",
    "payroll.payslip": "payslips",
    "payroll.settings": "payroll settings",
    "payroll.timesheets": "timesheets",
    "projects": "projects, tasks and time",
}


def sentence(scope: str) -> str:
    """What a known scope allows."""
    if scope in ABOUT_YOU:
        return ABOUT_YOU[scope]
    topic = scope.removesuffix(".read")
    return f"{'View' if topic != scope else 'View and manage'} your {TOPICS[topic]}"


def parted(scopes: Iterable[str]) -> tuple[list[str], list[str]]:
    """Those about the books of an organisation, and those about the person."""
    all_ = list(scopes)
    return [one for one in all_ if one not in ABOUT_YOU], [one for one in all_ if one in ABOUT_YOU]
