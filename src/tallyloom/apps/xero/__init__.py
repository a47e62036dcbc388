"""Xero: the app, gathered from its resource files, one noun each."""

from __future__ import annotations

from tallyloom.apps.xero import contacts, credit_notes, invoices, other, tenants
from tallyloom.apps.xero.connection import connection
from tallyloom.apps.xero.wire import judge
from tallyloom.kit import App, modules_of

_FILES = (invoices, contacts, credit_notes, tenants, other)

app = App(
    name="xero",
    label="Xero",
    about="Accounting in Xero: invoices, bills, credit notes and contacts of an organisation.",
    modules={id_: module for file in _FILES for id_, module in modules_of(vars(file)).items()},
    connection=connection,
    judge=judge,
)
