from __future__ import annotations

from datetime import date

import pytest

from xero_emulator.assets.settings import year_start
from xero_emulator.direct import Direct


@pytest.mark.parametrize(
    ("country", "start"),
    [("GB", "2025-04-01"), ("AU", "2025-07-01"), ("NZ", "2025-04-01"), ("US", "2026-01-01")],
)
def test_assets_start_with_the_financial_year(country, start):
    told = Direct(country).call("assets.getAssetSettings").json
    assert told == {
        "assetNumberPrefix": "FA-",
        "assetNumberSequence": "0001",
        "assetStartDate": f"{start}T00:00:00",
        "optInForTax": False,
    }


@pytest.mark.parametrize(
    ("month", "last", "today", "start"),
    [
        (2, 29, date(2026, 2, 28), date(2025, 3, 1)),
        (2, 29, date(2024, 2, 29), date(2023, 3, 1)),
        (12, 31, date(2026, 12, 31), date(2026, 1, 1)),
        (6, 15, date(2026, 6, 16), date(2026, 6, 16)),
    ],
)
def test_a_year_ends_on_the_last_day_that_the_month_has(month, last, today, start):
    organisation = {"FinancialYearEndMonth": month, "FinancialYearEndDay": last}
    assert year_start(organisation, today) == start
