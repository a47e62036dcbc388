"""Pick-lists: what is offered, under which words, and in how few calls."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.apps.xero.spec import Spec, check

from tallyloom.apps.xero import app
from tallyloom.kit import Listing
from tallyloom.kit.testing import Driven, answer, follow

LISTS = app.pick_lists
HERE = {"OrganisationID": "o", "Name": "Maple", "CountryCode": "GB"}


def account(code: str, name: str, **more: Any) -> dict[str, Any]:
    facts = {"AccountID": f"id-{code}-{name}", "Code": code, "Name": name, "Status": "ACTIVE"}
    return {**facts, "Type": "REVENUE", "Class": "REVENUE", **more}


SALES = account("200", "Sales")
BANK = account("", "Current", Type="BANK", Class="ASSET", CurrencyCode="GBP")
BANK["BankAccountNumber"] = "09-0000"
CASH = account("310", "Petty Cash", Type="CURRENT", Class="ASSET", EnablePaymentsToAccount=True)
OLD = account("199", "Old Sales", Status="ARCHIVED")
ACCOUNTS = [SALES, BANK, CASH, OLD]
REGION: dict[str, Any] = {
    "TrackingCategoryID": "c1",
    "Name": "Region",
    "Status": "ACTIVE",
    "Options": [
        {"TrackingOptionID": "o1", "Name": "North", "Status": "ACTIVE"},
        {"TrackingOptionID": "o2", "Name": "East", "Status": "ARCHIVED"},
    ],
}
SHOP: dict[str, Any] = {
    "TrackingCategoryID": "c2",
    "Name": "Shop",
    "Status": "ACTIVE",
    "Options": [{"TrackingOptionID": "o3", "Name": "High Street", "Status": "ACTIVE"}],
}


def picked(name: str, records: list[Any], **form: str) -> list[tuple[str, str]]:
    return [(pick.value, pick.label) for pick in LISTS[name].choices(records, form)]


def asked(name: str, text: str = "", after: Any = None, *answers: Any) -> Driven:
    return follow(LISTS[name].records(text, after), *answers, known={"organisation": [HERE]})


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("account_codes", [("200", "200 Sales"), ("310", "310 Petty Cash")]),
        ("sales_accounts", [("200", "200 Sales")]),
        ("bank_accounts", [("id--Current", "Current")]),
        ("bank_account_codes", []),
        (
            "payment_accounts",
            [("id-310-Petty Cash", "310 Petty Cash"), ("id--Current", "Current")],
        ),
        ("payment_account_codes", [("310", "310 Petty Cash")]),
    ],
)
def test_active_accounts_that_fit_are_offered(name: str, offered: list[tuple[str, str]]) -> None:
    assert picked(name, ACCOUNTS) == offered


def test_lines_are_offered_no_account_that_xero_keeps_for_itself() -> None:
    owed = {"Code": "610", "Name": "Accounts Receivable", "SystemAccount": "DEBTORS"}
    bank = {"Code": "090", "Name": "Bank", "Type": "BANK"}
    assert picked("account_codes", [owed, bank, {"Code": "200", "Name": "Sales"}]) == [
        ("200", "200 Sales")
    ]


def test_an_account_is_told_from_its_like_by_type_and_class_or_bank_number() -> None:
    hints = {pick.label: pick.hint for pick in LISTS["account_ids"].choices(ACCOUNTS, {})}
    assert hints["200 Sales"] == "REVENUE · REVENUE"
    assert hints["Current"] == "BANK · GBP · 09-0000"


def test_tax_rates_are_offered_by_name_and_rate() -> None:
    vat = {"Name": "VAT", "TaxType": "OUTPUT2", "EffectiveRate": Decimal("20.0000")}
    zero = {"Name": "Zero", "TaxType": "ZERORATED", "EffectiveRate": Decimal("0.0000")}
    gone = {"Name": "Old", "TaxType": "TAX001", "Status": "DELETED"}
    found = picked("tax_types", [vat, zero, gone])
    assert found == [("OUTPUT2", "VAT (20 %)"), ("ZERORATED", "Zero (0 %)")]


def test_options_are_those_of_the_category_that_the_line_names() -> None:
    assert picked("tracking_options", [REGION, SHOP], Name="Region") == [("North", "North")]
    assert picked("tracking_option_ids", [REGION, SHOP], TrackingCategoryID="c2") == [
        ("o3", "High Street")
    ]


def test_where_the_category_comes_from_the_data_all_options_are_offered() -> None:
    found = picked("tracking_options", [REGION, SHOP], Name="{{1.region}}")
    assert found == [("North", "North"), ("High Street", "High Street")]


def test_a_report_by_two_categories_offers_the_options_of_both() -> None:
    form = {"trackingCategoryID": "c1", "trackingCategoryID2": "c2"}
    assert picked("tracking_option_ids", [REGION, SHOP], **form) == [
        ("o1", "North"),
        ("o3", "High Street"),
    ]


def test_tracking_categories_are_offered_by_name_and_by_id() -> None:
    archived = {"TrackingCategoryID": "c3", "Name": "Old", "Status": "ARCHIVED"}
    assert picked("tracking_categories", [REGION, archived]) == [("Region", "Region")]
    assert picked("tracking_category_ids", [REGION, archived]) == [("c1", "Region")]


def test_items_currencies_and_themes_are_offered_as_people_know_them() -> None:
    item = {"ItemID": "i1", "Code": "85123A", "Name": "Lantern"}
    assert picked("items", [item, {"ItemID": "i2", "Code": "POST"}]) == [
        ("85123A", "85123A Lantern"),
        ("POST", "POST"),
    ]
    assert picked("item_ids", [item]) == [("i1", "85123A Lantern")]
    assert picked("currencies", [{"Code": "GBP", "Description": "British Pound"}]) == [
        ("GBP", "GBP British Pound")
    ]
    themes = [
        {"BrandingThemeID": "b2", "Name": "Blue", "SortOrder": 1},
        {"BrandingThemeID": "b1", "Name": "Standard", "SortOrder": 0},
    ]
    assert picked("branding_themes", themes) == [("b1", "Standard"), ("b2", "Blue")]


def test_the_organisation_is_one_record_with_all_that_xero_says_of_it() -> None:
    driven = asked("organisation", "", None, answer({"Organisations": [HERE]}))
    assert driven.result == ([HERE], None)
    assert picked("organisation", [HERE]) == [("o", "Maple")]


def test_a_source_that_comes_whole_is_one_call() -> None:
    driven = asked("account_codes", "", None, answer({"Accounts": ACCOUNTS}))
    assert len(driven.requests) == 1
    records, after = driven.result
    assert (len(records), after) == (4, None)


def test_contacts_are_asked_for_by_what_is_typed_a_page_at_a_time() -> None:
    page = [{"ContactID": str(n), "Name": f"Customer {n}"} for n in range(100)]
    driven = asked("contacts", "cust", None, answer({"Contacts": page}))
    assert driven.request.query == {
        "searchTerm": "cust",
        "summaryOnly": "true",
        "page": "1",
        "pageSize": "100",
    }
    found: Listing = driven.result
    assert found[1] == 2
    last = asked("contacts", "cust", 2, answer({"Contacts": page[:3]}))
    assert last.request.query["page"] == "2"
    assert last.result[1] is None


def test_contacts_without_a_text_come_by_name() -> None:
    assert asked("contacts").request.query["order"] == "Name ASC"


def test_archived_contacts_are_not_offered() -> None:
    records = [
        {"ContactID": "a", "Name": "Ann", "ContactStatus": "ACTIVE", "EmailAddress": "a@b.example"},
        {"ContactID": "b", "Name": "Bob", "ContactStatus": "ARCHIVED"},
    ]
    assert picked("contacts", records) == [("a", "Ann")]


def test_lists_of_one_source_share_what_is_fetched() -> None:
    first: dict[str, Any] = {}
    for pick_list in LISTS.values():
        known = first.setdefault(pick_list.source, pick_list.records)
        assert pick_list.records is known


@pytest.mark.parametrize("name", [name for name in LISTS if LISTS[name].scopes.broad])
def test_every_list_asks_what_xero_describes(spec: Spec, name: str) -> None:
    check(spec, asked(name, "text").request)


@pytest.mark.parametrize("name", list(LISTS))
def test_a_list_needs_no_more_than_to_read(name: str) -> None:
    scopes = LISTS[name].scopes
    assert scopes.broad
    assert all(each.endswith(".read") for each in (*scopes.broad, *scopes.granular))
