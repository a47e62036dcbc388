"""Currencies and their invented day rates."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xero_emulator.accounting.currencies import NAMES, PER_US_DOLLAR
from xero_emulator.direct import Direct


@pytest.mark.parametrize(
    ("country", "codes"),
    [
        ("GB", ["EUR", "GBP", "USD"]),
        ("AU", ["AUD", "NZD", "USD"]),
        ("NZ", ["AUD", "NZD", "USD"]),
        ("US", ["CAD", "EUR", "USD"]),
    ],
)
def test_each_country_has_its_currencies(country, codes):
    shown = Direct(country).call("getCurrencies", query={"order": "Code"}).rows()
    assert [row["Code"] for row in shown] == codes


def test_a_currency_can_be_added():
    xero = Direct()
    assert xero.call("createCurrency", {"Code": "jpy"}).row() == {
        "Code": "JPY",
        "Description": "Japanese Yen",
    }
    query = {"where": 'Code=="JPY"'}
    assert xero.call("getCurrencies", query=query).row()["Description"] == "Japanese Yen"


def test_an_unknown_currency_is_refused():
    answer = Direct().call("createCurrency", {"Code": "XXX"})
    assert answer.messages() == ["'XXX' is not a currency that this emulator knows."]


def test_every_known_currency_has_a_rate():
    assert set(NAMES) == set(PER_US_DOLLAR)
    assert Direct().books.currencies.rate("USD") == Decimal("1.25")
