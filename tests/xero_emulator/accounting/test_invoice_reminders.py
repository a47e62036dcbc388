"""Whether customers are reminded of their invoices."""

from __future__ import annotations

from xero_emulator.direct import Direct


def test_nobody_is_reminded():
    answer = Direct().call("getInvoiceReminders")
    assert answer.row() == {"Enabled": False}
