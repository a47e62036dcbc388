"""Whether the organisation reminds its customers of invoices.

How it was checked: path and shape from Xero's OpenAPI 16.1.0. Unverified: nothing that can be set
through the API; the emulator reminds nobody.
"""

from __future__ import annotations

from xero_emulator import wire
from xero_emulator.calls import Call, Reply
from xero_emulator.resource import reads, route

SCOPES = ("accounting.settings",)


def settings(call: Call) -> Reply:
    return wire.envelope(call, "InvoiceReminders", [{"Enabled": False}])


ROUTES = (
    route("getInvoiceReminders", "GET", "/InvoiceReminders/Settings", reads(*SCOPES), settings),
)
