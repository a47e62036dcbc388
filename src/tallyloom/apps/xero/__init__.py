"""Xero: the app, gathered from its resource files, one noun each."""

from __future__ import annotations

from tallyloom.apps.xero import (
    accounts,
    allocations,
    asset_types,
    assets,
    attachments,
    bank_statements,
    bank_transactions,
    bank_transfers,
    batch_payments,
    contact_groups,
    contacts,
    credit_notes,
    employee_leaves,
    employees,
    events,
    files,
    folders,
    history,
    invoices,
    items,
    manual_journals,
    organisation,
    other,
    payments,
    purchase_orders,
    quotes,
    repeating_invoices,
    reports,
    settings,
    tax_rates,
    tenants,
    timesheets,
    tracking_categories,
)
from tallyloom.apps.xero.connection import connection
from tallyloom.apps.xero.limits import limits
from tallyloom.apps.xero.picks import PICK_LISTS
from tallyloom.apps.xero.wire import judge
from tallyloom.kit import App, modules_of

# In the order in which the groups are shown.
_FILES = (
    events,
    invoices,
    repeating_invoices,
    bank_transactions,
    bank_transfers,
    contacts,
    credit_notes,
    allocations,
    manual_journals,
    quotes,
    items,
    payments,
    batch_payments,
    purchase_orders,
    contact_groups,
    employees,
    employee_leaves,
    reports,
    bank_statements,
    accounts,
    tax_rates,
    history,
    attachments,
    files,
    folders,
    asset_types,
    assets,
    timesheets,
    tracking_categories,
    tenants,
    organisation,
    settings,
    other,
)

app = App(
    name="xero",
    label="Xero",
    about="Accounting, files, assets and payroll in Xero, of an organisation that you connect.",
    modules={id_: module for file in _FILES for id_, module in modules_of(vars(file)).items()},
    connection=connection,
    judge=judge,
    pick_lists=PICK_LISTS,
    limits=limits,
)
