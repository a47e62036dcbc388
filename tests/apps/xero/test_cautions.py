"""What is said before a document is posted: one sentence each, without a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tallyloom.apps.xero.cautions import DOCUMENT, checks, dates
from tallyloom.kit import Caution, Element, ExtendPermissions, Known
from tallyloom.kit.testing import follow

ACCOUNTS = [
    {"Code": "200", "AccountID": "a1", "Name": "Sales", "Class": "REVENUE", "Status": "ACTIVE"},
    {"Code": "400", "AccountID": "a2", "Name": "Rent", "Class": "EXPENSE", "Status": "ACTIVE"},
    {"Code": "999", "AccountID": "a3", "Name": "Old", "Class": "EXPENSE", "Status": "ARCHIVED"},
]
TAX_RATES = [
    {
        "TaxType": "OUTPUT2",
        "Name": "20% on sales",
        "Status": "ACTIVE",
        "CanApplyToRevenue": True,
        "CanApplyToExpenses": False,
    },
    {"TaxType": "NONE", "Name": "No VAT", "Status": "ACTIVE"},
    {"TaxType": "TAX001", "Name": "Once", "Status": "DELETED"},
]
KNOWN: Mapping[str, Sequence[dict[str, Any]]] = {
    "accounts": ACCOUNTS,
    "tax_rates": TAX_RATES,
    "currencies": [{"Code": "GBP"}, {"Code": "USD"}],
    "organisation": [
        {"BaseCurrency": "GBP", "PeriodLockDate": "2010-06-30", "EndOfYearLockDate": "2009-12-31"}
    ],
}
DAYS = ("2010-06-30", "2010-07-01")
SIDES = {"ACCPAY": "purchase", "ACCREC": "sale"}
CHECKS = checks(side=lambda body: SIDES[body["Type"]])


def body(line: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    lines = [{"Description": "Lantern", "Quantity": 6, "UnitAmount": 3} | (line or {})]
    return {"Type": "ACCREC", "Status": "DRAFT", "Date": "2010-12-01", "LineItems": lines} | more


def said(
    *bodies: dict[str, Any], known: Mapping[str, Sequence[dict[str, Any]]] = KNOWN
) -> Sequence[Sequence[Caution]]:
    driven = follow(CHECKS.look([Element(None, one) for one in bodies]), known=known)
    assert driven.requests == ()
    found: Sequence[Sequence[Caution]] = driven.result
    return found


def test_a_sound_document_is_posted_without_a_word() -> None:
    assert said(body({"AccountCode": "200", "TaxType": "OUTPUT2"}, CurrencyCode="USD")) == [[]]


@pytest.mark.parametrize(
    ("document", "code", "field", "words"),
    [
        (body(Status=None), "draft", "Status", "it becomes a draft"),
        (body({"AccountCode": "123"}), "account_unknown", "LineItems", "has no account 123"),
        (body({"AccountID": "a9"}), "account_unknown", "LineItems", "has no account a9"),
        (
            body({"AccountCode": "999"}, Type="ACCPAY"),
            "account_archived",
            "LineItems",
            "999 Old is archived",
        ),
        (
            body({"AccountCode": "200"}, Type="ACCPAY"),
            "account_side",
            "LineItems",
            "line 1 › Account: 200 Sales is a revenue account, but this is a purchase",
        ),
        (
            body({"AccountCode": "400"}),
            "account_side",
            "LineItems",
            "is an expense account, but this is a sale",
        ),
        (body({"TaxType": "VAT"}), "tax_unknown", "LineItems", "no tax rate VAT in use"),
        (body({"TaxType": "TAX001"}), "tax_unknown", "LineItems", "no tax rate TAX001 in use"),
        (
            body({"AccountCode": "400", "TaxType": "OUTPUT2"}, Type="ACCPAY"),
            "tax_unfit",
            "LineItems",
            "OUTPUT2 (20% on sales) cannot be used with accounts of the class expense",
        ),
        (
            body({"LineAmount": 18}),
            "amounts_kind",
            "LineAmountTypes",
            "Xero takes them as without tax",
        ),
        (
            body({"TaxType": "OUTPUT2"}, LineAmountTypes="NoTax"),
            "amounts_kind",
            "LineAmountTypes",
            "free of tax, but a line has a tax rate",
        ),
        (
            body(LineAmountTypes="Inclusive", Total=21),
            "total_differs",
            "Total",
            "21 is given, the lines come to 18",
        ),
        (
            body(LineAmountTypes="Exclusive", SubTotal=17),
            "total_differs",
            "SubTotal",
            "17 is given, the lines come to 18",
        ),
        (
            body(LineAmountTypes="Exclusive", SubTotal=18, TotalTax=3, Total=20),
            "total_differs",
            "Total",
            "not the total without tax and the tax together",
        ),
        (body(Date="2010-06-30"), "date_locked", "Date", "locked up to 2010-06-30"),
        (body(CurrencyCode="NZD"), "currency_disabled", "CurrencyCode", "does not use NZD"),
    ],
)
def test_what_a_bookkeeper_would_want_to_know(
    document: dict[str, Any], code: str, field: str, words: str
) -> None:
    ((caution,),) = said(document)
    assert (caution.code, caution.field) == (code, field)
    assert words in caution.message


def test_a_few_cents_of_rounding_are_no_difference() -> None:
    assert said(body(LineAmountTypes="Inclusive", Total=18)) == [[]]


def test_each_document_gets_its_own_words() -> None:
    sound = body({"AccountCode": "200"})
    assert [len(found) for found in said(sound, body({"AccountCode": "7"}), sound)] == [0, 1, 0]


def test_nothing_is_said_of_what_is_not_known() -> None:
    odd = body({"AccountCode": "7", "TaxType": "X"}, CurrencyCode="XXX", Date="1999-01-01")
    assert said(odd, known={}) == [[]]


def test_a_connection_that_may_not_read_the_settings_may_still_post() -> None:
    steps = CHECKS.look([Element(None, body({"AccountCode": "7"}, CurrencyCode="XXX"))])
    wanted: Any = next(steps)
    with pytest.raises(StopIteration) as end:
        while True:
            assert isinstance(wanted, Known)
            wanted = steps.throw(ExtendPermissions())
    ((told,),) = end.value.value
    assert told.code == "not_checked"
    assert "accounts, currencies, organisation" in told.message


def test_what_a_change_leaves_out_stays_as_it_is_and_is_not_judged() -> None:
    document = body({"LineAmount": 18, "TaxAmount": 2}, Status=None, SubTotal=15, Total=18)
    for given, codes in ((document, []), (document | {"LineAmountTypes": "Exclusive"}, ["total"])):
        steps = checks(new=False).look([Element(None, given)])
        (found,) = follow(steps, known=KNOWN).result
        assert [one.code.split("_")[0] for one in found] == codes


def test_an_account_is_known_by_its_id_whatever_its_case() -> None:
    assert said(body({"AccountID": "A1"})) == [[]]


def test_a_payment_in_a_locked_period_is_pointed_out() -> None:
    steps = dates().look([Element(None, {"Date": day, "Amount": 5}) for day in DAYS])
    before, after = follow(steps, known=KNOWN).result
    assert [one.code for one in before] == ["date_locked"]
    assert after == []


def test_what_is_not_stated_is_not_asked_for() -> None:
    steps = CHECKS.look([Element(None, {"Type": "ACCREC", "LineItems": [{"Description": "x"}]})])
    with pytest.raises(StopIteration) as end:
        next(steps)
    assert [one.code for one in end.value.value[0]] == ["draft"]


def test_a_kind_that_is_no_draft_by_default_has_no_such_word() -> None:
    posted = checks(draft=False)
    assert "draft" not in posted.said
    (found,) = follow(posted.look([Element(None, {"Date": "2010-12-01"})]), known=KNOWN).result
    assert list(found) == []


def test_every_word_that_can_be_said_is_declared() -> None:
    assert CHECKS.said == DOCUMENT
    assert all(text[0].isupper() and text.endswith(".") for text in DOCUMENT.values())


def test_two_looks_are_joined_code_by_code() -> None:
    both = CHECKS | checks(lines="JournalLines", draft=False)
    assert set(both.said) == set(DOCUMENT)
    (found,) = follow(both.look([Element(None, body(CurrencyCode="NZD"))]), known=KNOWN).result
    assert [one.code for one in found] == ["currency_disabled", "currency_disabled"]
