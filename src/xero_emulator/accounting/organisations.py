"""The organisation itself: who it is, what a user may do, its CIS settings.

How it was checked: fields, paths and action names from Xero's OpenAPI 16.1.0 and its examples.
Unverified: CIS settings outside the United Kingdom (here: not enabled), and a rate for
organisations that are not enabled (here: none).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.calls import Call, Reply
from xero_emulator.fields import Fields
from xero_emulator.resource import Resource, listing, reads, route
from xero_emulator.where import Columns

if TYPE_CHECKING:
    from xero_emulator.books import Books

SCOPES = ("accounting.settings",)
ZONES = {
    "AUSEASTERNSTANDARDTIME": "Australia/Sydney",
    "EASTERNSTANDARDTIME": "America/New_York",
    "GMTSTANDARDTIME": "Europe/London",
    "NEWZEALANDSTANDARDTIME": "Pacific/Auckland",
    "UTC": "UTC",
}
ACTIONS = (
    "CreateApprovedInvoice",
    "CreateDraftPurchaseOrder",
    "CreateApprovedBill",
    "AttachFilesIntoInvoice",
    "UseMulticurrency",
    "CreateDraftInvoice",
    "CreateRepeatingInvoice",
    "CreateRepeatingBill",
    "CreateSentQuote",
    "CreateInvoicePayment",
    "CreateApprovedPurchaseOrder",
    "CreateDraftQuote",
    "CreateDraftBill",
)


class Organisations(Resource):
    plural = "Organisations"
    key = "OrganisationID"
    columns = Columns(text="Name CountryCode BaseCurrency", guid="OrganisationID")
    fields = Fields()


def organisations(books: Books) -> Organisations:
    return books.organisations


def actions(call: Call) -> Reply:
    return wire.envelope(call, "Actions", [{"Name": name, "Status": "ALLOWED"} for name in ACTIONS])


def cis_settings(call: Call) -> Reply:
    organisations(call.books).get(call.path["OrganisationID"])
    settings = {"CISContractorEnabled": False, "CISSubContractorEnabled": False}
    return wire.envelope(call, "CISSettings", [settings])


ROUTES = (
    route("getOrganisations", "GET", "/Organisation", reads(*SCOPES), listing(organisations)),
    route("getOrganisationActions", "GET", "/Organisation/Actions", reads(*SCOPES), actions),
    route(
        "getOrganisationCISSettings",
        "GET",
        "/Organisation/{OrganisationID}/CISSettings",
        reads(*SCOPES),
        cis_settings,
    ),
)
