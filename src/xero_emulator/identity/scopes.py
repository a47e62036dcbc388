"""The scopes that Xero knows, in the broad and in the granular vocabulary.

How it was checked: broad names and those without a vocabulary from Xero's OpenAPI 16.1.0 (every
security scheme); granular names from the reference's section 2.5, which had them second hand.
Unverified: `accounting.classicexpenses`, the exact list of report scopes, and whether Xero refuses
an unknown scope with `invalid_scope` or with `unauthorized_client`.
"""

from __future__ import annotations

from collections.abc import Iterable

SIGN_IN = frozenset({"openid", "profile", "email", "offline_access"})
WITHOUT_ORGANISATION = frozenset({"app.connections", "marketplace.billing"})


def _read_and_write(*names: str) -> frozenset[str]:
    return frozenset(names) | {f"{name}.read" for name in names}


BROAD = _read_and_write("accounting.transactions") | {"accounting.reports.read"}

GRANULAR = _read_and_write(
    "accounting.invoices",
    "accounting.payments",
    "accounting.banktransactions",
    "accounting.manualjournals",
    "accounting.classicexpenses",
) | {
    f"accounting.reports.{report}.read"
    for report in (
        "aged",
        "balancesheet",
        "banksummary",
        "budgetsummary",
        "executivesummary",
        "profitandloss",
        "taxreports",
        "trialbalance",
    )
}

UNCHANGED = _read_and_write(
    "accounting.settings",
    "accounting.contacts",
    "accounting.attachments",
    "files",
    "assets",
    "projects",
    "payroll.employees",
    "payroll.payruns",
    "payroll.payslip",
    "payroll.settings",
    "payroll.timesheets",
) | {
    "accounting.budgets.read",
    "accounting.journals.read",
    "accounting.reports.tenninetynine.read",
    "finance.accountingactivity.read",
    "finance.bankstatementsplus.read",
    "finance.cashvalidation.read",
    "finance.statements.read",
    "bankfeeds",
    "paymentservices",
}

KNOWN = SIGN_IN | WITHOUT_ORGANISATION | BROAD | GRANULAR | UNCHANGED
ORGANISATION = tuple(sorted(BROAD | GRANULAR | UNCHANGED))


def asked(text: str) -> tuple[str, ...]:
    """The scopes in a `scope` parameter, each once, in the order asked."""
    return tuple(dict.fromkeys(text.split()))


def unknown(scopes: Iterable[str]) -> tuple[str, ...]:
    return tuple(scope for scope in scopes if scope not in KNOWN)


def of_an_organisation(scopes: Iterable[str]) -> bool:
    """Whether these scopes reach into an organisation, so that consent must choose one."""
    return any(scope not in SIGN_IN | WITHOUT_ORGANISATION for scope in scopes)
