"""Invoices sent to contacts by e-mail: they stop at the emulator's outbox.

How it was checked: the empty answer from Xero's OpenAPI 16.1.0; 1,000 e-mails a day, 20 in a trial
and none from a demo company from the reference's section 3.1. Unverified: every refusal's text;
that the day is the organisation's own; that an e-mail marks the invoice and is told in its history.
"""

from __future__ import annotations

from itertools import takewhile

from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid
from xero_emulator.wire import Record

SENDABLE = ("SUBMITTED", "AUTHORISED", "PAID")
A_DAY = {"DEMO": 0, "TRIAL": 20}
A_DAY_OTHERWISE = 1_000

NO_ADDRESS = "The invoice's contact has no email address."
NOT_SENDABLE = "Only approved sales invoices can be sent to the contact."
TOO_MANY = "The organisation's daily limit of emails has been reached."


def email(call: Call) -> Reply:
    """Puts the invoice into the outbox and marks it as sent; nothing leaves the machine."""
    held = call.books.invoices
    record = held.get(call.path["InvoiceID"])
    mail = _written(record, call)
    if _sent_on(mail["Day"], held.outbox) >= _cap(call):
        raise Invalid(TOO_MANY)
    held.outbox.append(mail)
    held.mark_sent(record, call)
    call.books.history.add(record["InvoiceID"], "Emailed", f"Sent to {mail['To']}", call.now)
    return Reply(204, b"", "")


def _written(record: Record, call: Call) -> Record:
    if record["Type"] != "ACCREC" or record["Status"] not in SENDABLE:
        raise Invalid(NOT_SENDABLE)
    contact = call.books.contacts.records[record["Contact"]["ContactID"]]
    if not contact["EmailAddress"]:
        raise Invalid(NO_ADDRESS)
    day = call.books.today(call.now).isoformat()
    return {"InvoiceID": record["InvoiceID"], "To": contact["EmailAddress"], "Day": day}


def _sent_on(day: str, outbox: list[Record]) -> int:
    return sum(1 for _mail in takewhile(lambda mail: mail["Day"] == day, reversed(outbox)))


def _cap(call: Call) -> int:
    """How many e-mails the organisation may send a day: by its switch, else by its class."""
    switched = call.books.switches.email_cap
    if switched is not None:
        return switched
    return A_DAY.get(call.books.organisation["Class"], A_DAY_OTHERWISE)
