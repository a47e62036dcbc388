"""Where organisations come from."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xero_emulator import seeds
from xero_emulator.books import Books
from xero_emulator.direct import Direct
from xero_emulator.fixture import running_emulator
from xero_emulator.seeds import SeedUnreadable
from xero_emulator.world import DECODER, ENCODER

CHECKOUT = Path(__file__).resolve().parents[2]
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


def test_the_empty_seed_has_four_countries_with_a_chart_and_no_documents():
    planted = seeds.plant("empty", NOW)
    assert [books.country for books in planted] == ["GB", "AU", "NZ", "US"]
    for books in planted:
        assert len(books.accounts.records) == 47
        assert books.accounts.by_code("200")["Name"] == "Sales"
        assert books.accounts.by_code("260")["Type"] == "REVENUE"
        assert books.accounts.by_code("090")["Type"] == "BANK"
        for system in ("DEBTORS", "CREDITORS", "GST", "REALISEDCURRENCYGAIN"):
            assert books.accounts.system(system)["Status"] == "ACTIVE"
        told = books.opened().ledger()
        assert not (told["contacts"] or told["invoices"] or told["journals"])


def identities(name: str) -> list[tuple]:
    """What stays the same whatever happened in the books."""
    return [
        (books.tenant_id, books.name, books.country, sorted(books.accounts.records))
        for books in seeds.plant(name, NOW)
    ]


def test_the_demo_and_the_empty_seed_are_the_same_organisations():
    assert identities("demo") == identities("empty")


def test_the_same_seed_gives_the_same_ids():
    one, two = seeds.plant("empty", NOW), seeds.plant("empty", NOW)
    assert [books.tenant_id for books in one] == [books.tenant_id for books in two]
    assert one[0].new_id() == two[0].new_id()
    assert one[0].new_id() != one[1].new_id()
    assert seeds.plant("empty", NOW, salt="x")[0].new_id() != seeds.plant("empty", NOW)[0].new_id()


def demo(now: datetime = NOW, salt: str = "") -> Books:
    return seeds.plant("demo", now, salt)[0]


def test_a_year_is_written_at_the_first_look_and_not_before():
    books = demo()
    assert (books.name, books.invoices.records) == ("Demo Company (UK)", {})
    assert books.opened() is books
    assert len(books.invoices.records) > 100


def test_the_same_day_and_salt_give_the_same_year():
    first = demo().opened().ledger()
    seeds._past.cache_clear()  # another process
    assert demo().opened().ledger() == first
    assert demo(NOW + timedelta(hours=3)).opened().ledger() == first
    assert demo(salt="x").opened().ledger()["invoices"] != first["invoices"]


def test_books_that_share_a_past_do_not_share_what_comes_after():
    one, other = Direct(seed="demo"), Direct(seed="demo")
    before = other.books.dump()
    kept = ENCODER.encode(before)
    contact = one.call("createContacts", {"Name": "Somebody new"}).row()
    sold = next(each for each in one.books.invoices.records.values() if each["Status"] == "PAID")
    one.call("deletePayment", {"Status": "DELETED"}, PaymentID=sold["Payments"][0]["PaymentID"])
    note = {"HistoryRecords": [{"Details": "Looked at again."}]}
    one.call("createInvoiceHistory", note, InvoiceID=sold["InvoiceID"])
    assert ENCODER.encode(other.books.dump()) == kept
    assert contact["ContactID"] not in other.books.contacts.records
    assert ENCODER.encode(Direct(seed="demo").books.dump()) == kept


def test_a_year_survives_a_dump():
    books = demo().opened()
    again = Books.load(DECODER.decode(ENCODER.encode(books.dump())))
    assert again.opened().ledger() == books.ledger()


def test_nobody_is_told_of_what_happened_before():
    books = demo()
    books.changes.watched = True
    books.opened()
    assert books.changes.take() == []


@given(
    day=st.dates(date(2020, 1, 1), date(2032, 12, 31)),
    salt=st.text(max_size=3),
    country=st.sampled_from(("GB", "AU", "NZ", "US")),
)
@settings(max_examples=12, deadline=None)
def test_any_day_has_a_year_before_it(day, salt, country):
    noon = datetime.combine(day, time(12), UTC)
    planted = {books.country: books for books in seeds.plant("demo", noon, salt)}
    books = planted[country].opened()
    assert sum(books.journals.balances().values()) == 0
    banks = [each for each in books.accounts.records.values() if each["Type"] == "BANK"]
    ends = [day - timedelta(weeks=weeks) for weeks in range(52)]
    assert all(books.journals.balance(bank["AccountID"], on) >= 0 for bank in banks for on in ends)


def test_a_running_emulator_goes_from_one_seed_to_the_other_and_back():
    with running_emulator() as xero:
        tenants = xero.tenants()
        planted = xero.control.ledger(tenants["NZ"])
        assert len(planted["invoices"]) > 100
        xero.control.reset("empty")
        assert xero.tenants() == tenants
        assert xero.control.ledger(tenants["NZ"])["invoices"] == []
        xero.control.reset("demo")
        assert xero.control.ledger(tenants["NZ"])["invoices"] == planted["invoices"]


def test_a_snapshot_holds_the_year_whether_somebody_looked_or_not():
    with running_emulator() as xero:
        kept = xero.control.snapshot()
        tenant = xero.tenants()["US"]
        xero.control.reset("empty")
        xero.control.load_snapshot(kept)
        assert len(xero.control.ledger(tenant)["invoices"]) > 100


def test_a_file_of_ones_own(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text(OWN)
    (books,) = seeds.plant(str(file), NOW)
    assert (books.name, books.country) == ("Corner Shop", "GB")
    assert books.accounts.by_code("200")["TaxType"] == "OUTPUT2"
    assert books.ledger()["organisations"][0]["PeriodLockDate"] == "2025-12-31"


def test_the_file_that_the_documentation_shows_can_be_planted(tmp_path):
    page = (CHECKOUT / "docs/reference/xero-emulator.md").read_text("utf-8")
    file = tmp_path / "own.yaml"
    file.write_text(page.partition("```yaml\n")[2].partition("```")[0], "utf-8")
    (books,) = seeds.plant(str(file), NOW)
    assert books.opened().ledger()["invoices"] == []
    xero = Direct(books=books)
    line = {"Description": "Lamps", "Quantity": 2, "UnitAmount": 50, "AccountCode": "200"}
    sold = {"Type": "ACCREC", "Contact": {"Name": "Ridgeway"}, "LineItems": [line]}
    made = xero.call("createInvoices", {**sold, "DueDate": "2026-04-01", "Status": "AUTHORISED"})
    assert made.row()["Total"] == 120


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
