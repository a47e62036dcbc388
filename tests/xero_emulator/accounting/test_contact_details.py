"""What a contact may say of itself, and what it refers to."""

from __future__ import annotations

import pytest

from xero_emulator.direct import Direct


@pytest.fixture
def xero() -> Direct:
    return Direct()


def create(xero, **more):
    return xero.call("createContacts", {"Name": "Ada", **more})


def get(xero, made):
    return xero.call("getContact", ContactID=made["ContactID"]).row()


def test_defaults_come_back_as_they_were_sent(xero):
    category = xero.call("createTrackingCategory", {"Name": "Region"}).row()
    path = {"TrackingCategoryID": category["TrackingCategoryID"]}
    xero.call("createTrackingOptions", {"Name": "North"}, **path).row()
    sent = {
        "SalesDefaultAccountCode": "200",
        "PurchasesDefaultAccountCode": "429",
        "AccountsReceivableTaxType": "OUTPUT2",
        "AccountsPayableTaxType": "INPUT2",
        "SalesDefaultLineAmountType": "INCLUSIVE",
        "SalesTrackingCategories": [
            {"TrackingCategoryName": "Region", "TrackingOptionName": "North"}
        ],
        "PaymentTerms": {"Sales": {"Day": 14, "Type": "OFCURRENTMONTH"}},
        "BatchPayments": {"BankAccountNumber": "123", "Details": "x" * 18, "Code": "C"},
    }
    kept = get(xero, create(xero, **sent).row())
    assert {name: kept[name] for name in sent} == sent


@pytest.mark.parametrize(
    "sent, told",
    [
        (
            {"SalesDefaultAccountCode": "x"},
            "Account code 'x' is not a valid code for this contact.",
        ),
        ({"AccountsPayableTaxType": "X"}, "The TaxType code 'X' does not exist."),
        (
            {"SalesTrackingCategories": [{"TrackingCategoryName": "Region"}]},
            "There is no ACTIVE tracking category with the name 'Region'",
        ),
        (
            {"PurchasesTrackingCategories": [{}]},
            "There is no ACTIVE tracking category with the name ''",
        ),
        (
            {"PaymentTerms": {"Bills": {"Day": 32, "Type": "OFCURRENTMONTH"}}},
            "The day of payment terms must be between 0 and 31.",
        ),
        (
            {"BatchPayments": {"Details": "x" * 19}},
            "The Details must be 18 characters or fewer.",
        ),
        ({"DefaultCurrency": "JPY"}, "Organisation is not subscribed to currency JPY"),
    ],
)
def test_what_a_contact_refers_to_must_exist(xero, sent, told):
    assert create(xero, **sent).messages() == [told]


def test_a_tracking_option_must_belong_to_its_category(xero):
    xero.call("createTrackingCategory", {"Name": "Region"}).row()
    tracked = [{"TrackingCategoryName": "Region", "TrackingOptionName": "North"}]
    assert create(xero, SalesTrackingCategories=tracked).messages() == [
        "There is no ACTIVE tracking option with the name 'North'"
    ]


def test_a_single_contact_shows_its_files(xero):
    made = create(xero).row()
    path = {"ContactID": made["ContactID"], "FileName": "a.txt"}
    xero.call("createContactAttachmentByFileName", b"bytes", **path)
    assert [each["FileName"] for each in get(xero, made)["Attachments"]] == ["a.txt"]
    assert "Attachments" not in xero.call("getContacts").row()
