"""Branding themes, payment services and invoice reminders through Xero's official SDK."""

from __future__ import annotations

from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import ELSEWHERE, NOON
from xero_python.accounting import BrandingTheme, PaymentService, PaymentServices

URL = "https://pay.test/up"


def a_service(**more: str) -> PaymentServices:
    service = {"payment_service_name": "PayUp", "payment_service_url": URL, **more}
    return PaymentServices(payment_services=[PaymentService(**service)])


def standard(sdk: Sdk) -> BrandingTheme:
    themes: list[BrandingTheme] = sdk("getBrandingThemes").branding_themes
    return themes[0]


@exercises("getBrandingThemes", "getBrandingTheme")
def test_the_organisation_has_a_standard_theme(sdk: Sdk) -> None:
    found = standard(sdk)
    assert (found.name, found.type, found.sort_order) == ("Standard", "INVOICE", 0)
    same = sdk("getBrandingTheme", found.branding_theme_id).branding_themes
    assert [each.created_date_utc for each in same] == [NOON]
    assert sdk.refused("getBrandingTheme", ELSEWHERE).status == 404


@exercises("createPaymentService", "getPaymentServices")
def test_a_payment_service_is_kept_as_it_was_sent(sdk: Sdk) -> None:
    made = sdk("createPaymentService", a_service(pay_now_text="Now")).payment_services[0]
    found = sdk("getPaymentServices").payment_services
    assert [each.payment_service_id for each in found] == [made.payment_service_id]
    assert (made.payment_service_name, made.payment_service_url) == ("PayUp", URL)
    assert (made.pay_now_text, made.payment_service_type) == ("Now", "Custom")
    wrong = sdk.refused("createPaymentService", a_service(payment_service_url="nowhere"))
    assert (wrong.status, len(wrong.messages)) == (400, 1)


@exercises("createBrandingThemePaymentServices", "getBrandingThemePaymentServices")
def test_a_payment_service_is_put_on_a_theme(sdk: Sdk) -> None:
    theme = standard(sdk).branding_theme_id
    made = sdk("createPaymentService", a_service()).payment_services[0]
    assert sdk("getBrandingThemePaymentServices", theme).payment_services == []
    sent = PaymentServices([PaymentService(payment_service_id=made.payment_service_id)])
    put = sdk("createBrandingThemePaymentServices", theme, sent).payment_services[0]
    assert (put.payment_service_id, put.payment_service_url) == (made.payment_service_id, URL)
    found = sdk("getBrandingThemePaymentServices", theme).payment_services
    assert [each.payment_service_name for each in found] == ["PayUp"]
    unknown = PaymentServices([PaymentService(payment_service_id=ELSEWHERE)])
    refusal = sdk.refused("createBrandingThemePaymentServices", theme, unknown)
    assert refusal.messages == ("Payment service could not be found",)
    assert sdk.refused("getBrandingThemePaymentServices", ELSEWHERE).status == 404


@exercises("getInvoiceReminders")
def test_nobody_is_reminded(sdk: Sdk) -> None:
    assert [each.enabled for each in sdk("getInvoiceReminders").invoice_reminders] == [False]
