"""Payment services: where a customer is sent to pay an invoice.

How it was checked: paths, fields, scope and the default of the button's text from Xero's OpenAPI
16.1.0 and its examples. Unverified: the texts marked so below; that PUT takes only new services;
"Custom" as the examples write it (the schema's description has it in capitals).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from xero_emulator.calls import Call
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, guid, text
from xero_emulator.resource import Resource, listing, route, writing
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

SCOPES = ("paymentservices",)
PAY_NOW = "Pay by credit card"
NAMELESS = "The payment service name must be specified."  # unverified text
NO_URL = "The payment service URL must be a valid web address."  # unverified text

FIELDS = Fields(
    PaymentServiceID=guid,
    PaymentServiceName=text,
    PaymentServiceUrl=text,
    PayNowText=text,
    PaymentServiceType=text,
)


class PaymentServices(Resource):
    plural = "PaymentServices"
    key = "PaymentServiceID"
    error_flag = ""
    columns = Columns(
        text="PaymentServiceName PaymentServiceUrl PayNowText PaymentServiceType",
        guid="PaymentServiceID",
    )
    fields = FIELDS

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        wrong = []
        if not sent.get("PaymentServiceName", "").strip():
            wrong.append(NAMELESS)
        if not _is_web(sent.get("PaymentServiceUrl", "")):
            wrong.append(NO_URL)
        if wrong:
            raise Invalid(*wrong)
        made = {"PaymentServiceType": "Custom", self.key: self.books.new_id()}
        return self.keep({"PayNowText": PAY_NOW, **sent, **made}, call.client_id)


def _is_web(url: str) -> bool:
    try:
        found = urlsplit(url)
    except ValueError:
        return False
    return found.scheme in ("http", "https") and bool(found.netloc)


def payment_services(books: Books) -> PaymentServices:
    return books.payment_services


ROUTES = (
    route("getPaymentServices", "GET", "/PaymentServices", SCOPES, listing(payment_services)),
    route(
        "createPaymentService",
        "PUT",
        "/PaymentServices",
        SCOPES,
        writing(payment_services, create=True),
    ),
)
