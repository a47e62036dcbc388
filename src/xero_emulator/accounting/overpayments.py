"""Overpayments: money received or spent beyond what was owed, kept as credit of the contact.

How it was checked: fields, types and paths from Xero's OpenAPI 16.1.0; statuses and arithmetic from
the reference's sections 5.3 and 5.4. Unverified: that an overpayment stands on the control account
until it is used; that its reference is the one sent with the bank transaction, which does not show
it (the OpenAPI says that only SPEND and RECEIVE transactions support one).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xero_emulator.accounting import allocations, history
from xero_emulator.accounting.credits import Credits
from xero_emulator.calls import Call
from xero_emulator.fields import names
from xero_emulator.resource import States, Test, fetching, listing, reads, route, words, writes

if TYPE_CHECKING:
    from xero_emulator.books import Books

# Nobody moves it: PAID when no credit remains, VOIDED when its bank transaction is deleted.
STATES = States("AUTHORISED", AUTHORISED="")

SCOPES = ("accounting.transactions", "accounting.payments")


class Overpayments(Credits):
    plural = "Overpayments"
    key = "OverpaymentID"
    webhook_category = "OVERPAYMENT"
    takes = names("page References If-Modified-Since")
    types = {
        "RECEIVE-OVERPAYMENT": "AROVERPAYMENT",
        "SPEND-OVERPAYMENT": "APOVERPAYMENT",
    }

    def hidden(self, call: Call) -> Test | None:
        wanted = frozenset(words(self.asked(call, "References")))
        return (lambda record: record["Reference"] not in wanted) if wanted else None


def overpayments(books: Books) -> Overpayments:
    return books.overpayments


_AT = "/Overpayments/{OverpaymentID}"

ROUTES = (
    route("getOverpayments", "GET", "/Overpayments", reads(*SCOPES), listing(overpayments)),
    route("getOverpayment", "GET", _AT, reads(*SCOPES), fetching(overpayments, "OverpaymentID")),
    *allocations.routes(
        _AT, ("createOverpaymentAllocations", "deleteOverpaymentAllocations"), SCOPES
    ),
    *history.routes(_AT, "Overpayment", overpayments, reads(*SCOPES), writes(*SCOPES)),
)
