"""The 1099 reports of an organisation in the United States, through Xero's official SDK."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import a_contact, a_line, an_invoice
from xero_python.accounting import Account, Contacts, Invoice, Invoices, Payment, Payments


@pytest.fixture
def sdk(sdk_of: Callable[..., Sdk]) -> Sdk:
    return sdk_of(country="US")


@exercises("getReportTenNinetyNine")
def test_the_1099_reports_name_suppliers_with_a_tax_number(sdk: Sdk) -> None:
    petra = a_contact("Petra", tax_number="123-45-6780", tax_number_type="SSN")
    sdk("createContacts", Contacts(contacts=[petra]))
    line = a_line("1", "700", account_code="400", tax_type="NONE")
    bill = an_invoice(type="ACCPAY", contact=a_contact("Petra"), line_items=[line])
    made = sdk("createInvoices", Invoices(invoices=[bill])).invoices[0]
    payment = Payment(
        invoice=Invoice(invoice_id=made.invoice_id),
        account=Account(code="090"),
        amount=Decimal(700),
        date=date(2026, 3, 1),
    )
    sdk("createPayments", Payments(payments=[payment]))
    nec, misc = sdk("getReportTenNinetyNine", report_year="2026").reports
    assert (nec.report_name, misc.report_name) == ("1099-NEC report", "1099-MISC report")
    (contact,) = nec.contacts
    assert (contact.name, contact.box1, contact.tax_id) == ("Petra", 700, "123-45-6780")
    assert (contact.federal_tax_id_type, misc.contacts) == ("SSN", [])
