"""Tax rates."""

from __future__ import annotations

from decimal import Decimal

from tallyloom.apps.xero import app
from tallyloom.kit.testing import answer, drive

SEARCH = app.modules["search_tax_rates"]


def test_tax_rates_come_in_one_answer_with_exact_rates() -> None:
    body = b'{"TaxRates":[{"TaxType":"TAX001","EffectiveRate":8.8750}]}'
    driven = drive(SEARCH, {}, answer(body))
    assert (driven.request.path, driven.request.query) == ("/api.xro/2.0/TaxRates", {})
    (rate,) = driven.result.bundles
    assert rate["EffectiveRate"] == Decimal("8.8750")
    assert driven.result.after is None


def test_a_use_a_status_and_a_filter_are_asked_for_together() -> None:
    given = {"usable_for": "Revenue", "Status": "ACTIVE", "where": "EffectiveRate>0"}
    query = drive(SEARCH, given | {"order": "Name ASC"}).request.query
    assert query == {
        "where": '(Status=="ACTIVE")&&(CanApplyToRevenue==true)&&(EffectiveRate>0)',
        "order": "Name ASC",
    }


def test_no_more_than_the_limit_are_given() -> None:
    rates = [{"TaxType": name} for name in ("INPUT2", "OUTPUT2", "NONE")]
    driven = drive(SEARCH, {"limit": 2}, answer({"TaxRates": rates}))
    assert len(driven.result.bundles) == 2
    assert driven.result.after is None


def test_what_is_described_is_what_xero_gives() -> None:
    names = {output.name for output in SEARCH.outputs}
    assert {"CanApplyToAssets", "CanApplyToRevenue", "TaxComponents"} <= names
