"""Invoices that go out by e-mail, as far as the emulator's outbox."""

from __future__ import annotations

import msgspec
import pytest
from tests.xero_emulator.accounting.given import BILL_LINE, create, get, in_state, pay

from xero_emulator.direct import Direct

FULL = "The organisation's daily limit of emails has been reached."
READER = {"Name": "A", "EmailAddress": "a@b.test"}


@pytest.fixture
def xero() -> Direct:
    return Direct()


def send(xero, made):
    return xero.call("emailInvoice", {}, InvoiceID=made["InvoiceID"])


def switch(xero, **changes):
    xero.books.switches = msgspec.structs.replace(xero.books.switches, **changes)


def of_class(xero, name):
    xero.books.organisations.keep({**xero.books.organisation, "Class": name})


def test_an_email_goes_to_the_outbox_and_marks_the_invoice(xero):
    made = create(xero, Status="AUTHORISED", Contact=READER).row()
    answer = send(xero, made)
    assert (answer.status, answer.reply.body) == (204, b"")
    assert get(xero, made)["SentToContact"] is True
    assert xero.books.ledger()["outbox"] == [
        {"InvoiceID": made["InvoiceID"], "To": "a@b.test", "Day": "2026-03-02"}
    ]
    told = xero.call("getInvoiceHistory", InvoiceID=made["InvoiceID"]).rows()
    assert told[0]["Changes"] == "Emailed"


def test_an_email_changes_the_invoice_unless_it_is_part_paid(xero):
    open_, paid = (create(xero, Status="AUTHORISED", Contact=READER).row() for _ in range(2))
    pay(xero, paid, 1)
    xero.advance(hours=1)
    dates = [get(xero, made)["UpdatedDateUTC"] for made in (open_, paid)]
    for made in (open_, paid):
        assert send(xero, made).status == 204
    after = [get(xero, made)["UpdatedDateUTC"] for made in (open_, paid)]
    assert [old == new for old, new in zip(dates, after, strict=True)] == [False, True]


@pytest.mark.parametrize(
    ("differences", "message"),
    [
        ({}, "Only approved sales invoices can be sent to the contact."),
        ({"Status": "AUTHORISED"}, "The invoice's contact has no email address."),
        (
            {"Type": "ACCPAY", "Status": "AUTHORISED", "LineItems": [BILL_LINE]},
            "Only approved sales invoices can be sent to the contact.",
        ),
    ],
)
def test_an_email_is_refused(xero, differences, message):
    assert send(xero, create(xero, **differences).row()).messages() == [message]
    assert xero.books.invoices.outbox == []


@pytest.mark.parametrize(("status", "sent"), [("SUBMITTED", 1), ("PAID", 1), ("VOIDED", 0)])
def test_what_can_be_sent_depends_on_its_status(xero, status, sent):
    send(xero, in_state(xero, status, Contact=READER))
    assert len(xero.books.invoices.outbox) == sent


def test_an_invoice_that_does_not_exist_cannot_be_sent(xero):
    assert xero.call("emailInvoice", {}, InvoiceID="INV-9999").status == 404


def test_a_demo_company_sends_no_email(xero):
    of_class(xero, "DEMO")
    made = create(xero, Status="AUTHORISED", Contact=READER).row()
    assert send(xero, made).messages() == [FULL]


def test_a_trial_sends_twenty_a_day(xero):
    of_class(xero, "TRIAL")
    made = create(xero, Status="AUTHORISED", Contact=READER).row()
    assert [send(xero, made).status for _ in range(21)] == [*[204] * 20, 400]
    xero.advance(days=1)
    assert send(xero, made).status == 204


def test_a_paying_organisation_sends_a_thousand_a_day(xero):
    made = create(xero, Status="AUTHORISED", Contact=READER).row()
    day = {"InvoiceID": made["InvoiceID"], "To": "a@b.test", "Day": "2026-03-02"}
    xero.books.invoices.outbox.extend([day] * 999)
    assert [send(xero, made).status for _ in range(2)] == [204, 400]


@pytest.mark.parametrize("cap", [0, 2])
def test_a_switch_says_otherwise(xero, cap):
    switch(xero, email_cap=cap)
    made = create(xero, Status="AUTHORISED", Contact=READER).row()
    assert [send(xero, made).status for _ in range(cap + 1)] == [*[204] * cap, 400]
