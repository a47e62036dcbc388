"""Payment services that an app offers."""

from __future__ import annotations

import pytest

from xero_emulator.accounting.payment_services import NAMELESS, NO_URL
from xero_emulator.direct import Direct

SERVICE = {"PaymentServiceName": "PayUp", "PaymentServiceUrl": "https://pay.test/up"}


@pytest.fixture
def xero() -> Direct:
    return Direct()


def create(xero, **differences):
    return xero.call("createPaymentService", {"PaymentServices": [{**SERVICE, **differences}]})


def test_a_service_comes_back_as_it_was_sent(xero):
    made = create(xero, PayNowText="Time To Pay").row()
    identity = made["PaymentServiceID"]
    assert made == {
        **SERVICE,
        "PayNowText": "Time To Pay",
        "PaymentServiceType": "Custom",
        "PaymentServiceID": identity,
    }
    assert xero.call("getPaymentServices").rows() == [made]


def test_the_button_has_a_text_of_its_own(xero):
    made = create(xero, PaymentServiceType="PayPal").row()
    assert (made["PayNowText"], made["PaymentServiceType"]) == ("Pay by credit card", "Custom")


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"PaymentServiceName": " "}, NAMELESS),
        ({"PaymentServiceUrl": "pay.test"}, NO_URL),
        ({"PaymentServiceUrl": "javascript:alert(1)"}, NO_URL),
        ({"PaymentServiceUrl": "https://[::1"}, NO_URL),
        ({"PaymentServiceUrl": None}, NO_URL),
    ],
)
def test_a_wrong_service_is_refused(xero, sent, message):
    assert create(xero, **sent).messages() == [message]
    assert xero.call("getPaymentServices").rows() == []
