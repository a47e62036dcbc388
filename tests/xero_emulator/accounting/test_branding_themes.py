"""Branding themes, and the payment services on them."""

from __future__ import annotations

import pytest

from xero_emulator.accounting.branding_themes import NO_SERVICE
from xero_emulator.accounting.payment_services import NAMELESS, NO_URL
from xero_emulator.direct import Direct

NOWHERE = "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"
SERVICE = {"PaymentServiceName": "PayUp", "PaymentServiceUrl": "https://pay.test/up"}


@pytest.fixture
def xero() -> Direct:
    return Direct()


def theme(xero):
    return {"BrandingThemeID": xero.call("getBrandingThemes").row()["BrandingThemeID"]}


def put_on(xero, *services):
    sent = {"PaymentServices": list(services)}
    return xero.call("createBrandingThemePaymentServices", sent, **theme(xero))


def test_each_organisation_has_a_standard_theme():
    themes = {}
    for country in ("GB", "AU", "NZ", "US"):
        found = Direct(country).call("getBrandingThemes").row()
        assert (found["Name"], found["Type"], found["SortOrder"]) == ("Standard", "INVOICE", 0)
        assert found["CreatedDateUTC"] == "/Date(1772452800000+0000)/"
        themes[found["BrandingThemeID"]] = found
    assert len(themes) == 4


def test_a_theme_is_found_by_its_id(xero):
    found = xero.call("getBrandingTheme", **theme(xero)).row()
    assert found == xero.call("getBrandingThemes").row()
    assert "PaymentServiceIDs" not in found
    assert xero.call("getBrandingTheme", BrandingThemeID=NOWHERE).status == 404


def test_a_service_that_exists_is_put_on_a_theme(xero):
    made = xero.call("createPaymentService", {"PaymentServices": [SERVICE]}).row()
    assert xero.call("getBrandingThemePaymentServices", **theme(xero)).rows() == []
    for _ in range(2):
        put = put_on(xero, {"PaymentServiceID": made["PaymentServiceID"]}).row()
        assert put == made
    assert xero.call("getBrandingThemePaymentServices", **theme(xero)).rows() == [made]


def test_a_new_service_is_created_for_the_theme(xero):
    made = put_on(xero, SERVICE).row()
    assert xero.call("getPaymentServices").rows() == [made]
    assert xero.call("getBrandingThemePaymentServices", **theme(xero)).rows() == [made]


def test_a_service_that_nobody_has_is_refused_and_nothing_is_done(xero):
    answer = put_on(xero, SERVICE, {"PaymentServiceID": NOWHERE})
    assert answer.messages() == [NO_SERVICE]
    assert xero.call("getPaymentServices").rows() == []
    assert put_on(xero, {}).messages() == [NAMELESS, NO_URL]


def test_a_theme_that_nobody_has_is_not_found(xero):
    at = {"BrandingThemeID": NOWHERE}
    assert xero.call("getBrandingThemePaymentServices", **at).status == 404
    assert xero.call("createBrandingThemePaymentServices", SERVICE, **at).status == 404


def test_a_new_sales_invoice_takes_the_first_theme_and_a_bill_takes_none(xero):
    line = {"Description": "x", "Quantity": 1, "UnitAmount": 1}
    sent = {"Type": "ACCREC", "Contact": {"Name": "Bo"}, "LineItems": [line]}
    made = xero.call("createInvoices", sent).row()
    assert made["BrandingThemeID"] == theme(xero)["BrandingThemeID"]
    own = xero.call("createInvoices", {**sent, "BrandingThemeID": NOWHERE}).row()
    assert own["BrandingThemeID"] == NOWHERE
    assert "BrandingThemeID" not in xero.call("createInvoices", {**sent, "Type": "ACCPAY"}).row()


def test_books_without_a_theme_still_take_quotes(xero):
    xero.books.branding_themes.discard(next(iter(xero.books.branding_themes.records.values())))
    line = {"Description": "x", "Quantity": 1, "UnitAmount": 1}
    made = xero.call("createQuotes", {"Contact": {"Name": "Bo"}, "LineItems": [line]}).row()
    assert "BrandingThemeID" not in made
