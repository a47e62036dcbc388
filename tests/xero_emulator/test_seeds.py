"""Where organisations come from."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from xero_emulator import seeds
from xero_emulator.seeds import SeedUnreadable

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

OWN = """
organisations:
  - name: Corner Shop
    country: GB
    version: UK
    currency: GBP
    currencies: [GBP]
    timezone: UTC
    short_code: "!corner"
    year_end: [31, 12]
    sales_tax: [CASH, QUARTERLY]
    tax: {sales: OUTPUT2, none: OUTPUT2}
    rates: [[OUTPUT2, Standard, 20, OUTPUT, AELR]]
    chart:
      - ["200", Sales, REVENUE, sales]
      - ["610", Debtors, CURRENT, none, DEBTORS]
    period_lock_date: 2025-12-31
"""


@pytest.mark.parametrize("name", ["demo", "empty"])
def test_four_countries_with_a_chart_and_no_documents(name):
    planted = seeds.plant(name, NOW)
    assert [books.country for books in planted] == ["GB", "AU", "NZ", "US"]
    for books in planted:
        assert len(books.accounts.records) == 47
        assert books.accounts.by_code("200")["Name"] == "Sales"
        assert books.accounts.by_code("260")["Type"] == "REVENUE"
        assert books.accounts.by_code("090")["Type"] == "BANK"
        for system in ("DEBTORS", "CREDITORS", "GST", "REALISEDCURRENCYGAIN"):
            assert books.accounts.system(system)["Status"] == "ACTIVE"
        told = books.ledger()
        assert not (told["contacts"] or told["invoices"] or told["journals"])


def test_the_same_seed_gives_the_same_ids():
    one, two = seeds.plant("demo", NOW), seeds.plant("demo", NOW)
    assert [books.tenant_id for books in one] == [books.tenant_id for books in two]
    assert one[0].new_id() == two[0].new_id()
    assert one[0].new_id() != one[1].new_id()
    assert seeds.plant("demo", NOW, salt="x")[0].new_id() != seeds.plant("demo", NOW)[0].new_id()


def test_a_file_of_ones_own(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text(OWN)
    (books,) = seeds.plant(str(file), NOW)
    assert (books.name, books.country) == ("Corner Shop", "GB")
    assert books.accounts.by_code("200")["TaxType"] == "OUTPUT2"
    assert books.ledger()["organisations"][0]["PeriodLockDate"] == "2025-12-31"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (("country: GB", "land: GB"), "land"),
        (("name: Corner Shop", "name: [1]"), "name"),
        (("timezone: UTC", "timezone: MARS"), "timezone 'MARS' is not one of"),
        (("currency: GBP", "currency: XXX"), "currency 'XXX' is not one of"),
        (("2025-12-31", "last year"), "$.organisations[0].period_lock_date"),
        (("REVENUE, sales", "INCOME, sales"), "account type 'INCOME' is not one of BANK"),
        (("REVENUE, sales", "REVENUE, buys"), "tax side 'buys' is not one of sales, none"),
        (("none: OUTPUT2", "none: NONE"), "tax type 'NONE' is not one of OUTPUT2"),
        ((", sales]", "]"), "$.organisations[0].chart[0]"),
        (("organisations:", "organisations: ["), "own.yaml"),
    ],
)
def test_a_wrong_file_says_what_to_do(tmp_path, wrong, says):
    file = tmp_path / "own.yaml"
    file.write_text(OWN.replace(*wrong))
    with pytest.raises(SeedUnreadable, match=r"own\.yaml") as trouble:
        seeds.plant(str(file), NOW)
    assert says in str(trouble.value)


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(SeedUnreadable, match=r"nothing\.yaml"):
        seeds.plant(str(tmp_path / "nothing.yaml"), NOW)
