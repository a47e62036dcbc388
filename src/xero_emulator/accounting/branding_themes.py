"""Branding themes: how documents look, and by which payment services they can be paid.

How it was checked: paths from Xero's OpenAPI 16.1.0, fields from a recorded answer, the text for an
unknown service from the OpenAPI's examples; that quotes (and sales invoices) get the default theme
from recorded answers. Unverified: that a service with an id is put on the theme and one without is
created for it (the examples show both), and that asking twice is once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.accounting import payment_services
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid, Rejected
from xero_emulator.fields import Fields
from xero_emulator.resource import Asked, Resource, fetching, listing, reads, route
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

SCOPES = ("accounting.settings",)
NO_SERVICE = "Payment service could not be found"


class BrandingThemes(Resource):
    """A theme also keeps the ids of its payment services, which its own answers do not show."""

    plural = "BrandingThemes"
    key = "BrandingThemeID"
    columns = Columns(
        text="Name Type LogoUrl", guid="BrandingThemeID", number="SortOrder", day="CreatedDateUTC"
    )
    fields = Fields()

    def on_document(self) -> Record:
        """What a document that names no theme takes: the id of the theme that stands first."""
        if not self.records:
            return {}
        first = min(self.records.values(), key=lambda theme: int(theme["SortOrder"]))
        return {self.key: first[self.key]}

    def changed(self, record: Record) -> str:
        return f"{record['SortOrder']:09}"

    def listed(self, record: Record, asked: Asked) -> Record:
        return {name: value for name, value in record.items() if name != "PaymentServiceIDs"}

    def fetched(self, record: Record, asked: Asked) -> Record:
        return self.listed(record, asked)

    def services(self, theme: Record) -> list[Record]:
        held = self.books.payment_services.records
        return [held[each] for each in theme["PaymentServiceIDs"]]

    def add_service(self, theme_id: str, sent: Record, call: Call) -> Record:
        """Puts a payment service on a theme, a new one if the request names none."""
        held = self.books.payment_services
        known = sent.get("PaymentServiceID")
        service = held.records.get(known) if known else held.save(sent, call, create=True)
        if service is None:
            raise Invalid(NO_SERVICE)
        theme = self.records[theme_id]
        ids = dict.fromkeys((*theme["PaymentServiceIDs"], service["PaymentServiceID"]))
        self.keep({**theme, "PaymentServiceIDs": list(ids)})
        return service


def branding_themes(books: Books) -> BrandingThemes:
    return books.branding_themes


def services(call: Call) -> Reply:
    themes = branding_themes(call.books)
    found = themes.services(themes.get(call.path["BrandingThemeID"]))
    return wire.envelope(call, "PaymentServices", found)


def add_services(call: Call) -> Reply:
    themes = branding_themes(call.books)
    theme_id = themes.get(call.path["BrandingThemeID"])["BrandingThemeID"]
    sent = [
        payment_services.FIELDS.read(element, f"PaymentServices[{at}]")
        for at, element in enumerate(wire.elements(call.body, "PaymentServices"))
    ]
    with call.books.whole():
        made = [_added(themes, theme_id, each, call) for each in sent]
    return wire.envelope(call, "PaymentServices", made)


def _added(themes: BrandingThemes, theme_id: str, sent: Record, call: Call) -> Record:
    try:
        return themes.add_service(theme_id, sent, call)
    except Invalid as refusal:
        raise Rejected([themes.books.payment_services.echo(sent, refusal)]) from refusal


_AT = "/BrandingThemes/{BrandingThemeID}"

ROUTES = (
    route("getBrandingThemes", "GET", "/BrandingThemes", reads(*SCOPES), listing(branding_themes)),
    route(
        "getBrandingTheme", "GET", _AT, reads(*SCOPES), fetching(branding_themes, "BrandingThemeID")
    ),
    route(
        "getBrandingThemePaymentServices",
        "GET",
        f"{_AT}/PaymentServices",
        payment_services.SCOPES,
        services,
    ),
    route(
        "createBrandingThemePaymentServices",
        "POST",
        f"{_AT}/PaymentServices",
        payment_services.SCOPES,
        add_services,
    ),
)
