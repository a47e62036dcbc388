"""The journals that documents and people posted, as callers read them."""

from __future__ import annotations

import pytest

from xero_emulator.direct import Direct

ELSEWHERE = "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"
LINE = {"Description": "Desks", "Quantity": 1, "UnitAmount": 50, "AccountCode": "200"}


@pytest.fixture
def xero() -> Direct:
    return Direct()


def invoice(xero, **more):
    sent = {"Type": "ACCREC", "Contact": {"Name": "Ada"}, "LineItems": [LINE]}
    approved = {"Status": "AUTHORISED", "DueDate": "2026-04-01", "Date": "2026-02-14"}
    return xero.call("createInvoices", {**sent, **approved, **more}).row()


def post(xero, narration="Correction"):
    lines = [{"LineAmount": amount, "AccountCode": "429"} for amount in (5, -5)]
    sent = {"Narration": narration, "JournalLines": lines, "Status": "POSTED"}
    return xero.call("createManualJournals", sent).row()


def numbers(xero, query=None, headers=None):
    found = xero.call("getJournals", query=query or {}, headers=headers or {}).rows()
    return [each["JournalNumber"] for each in found]


def test_an_invoice_is_a_journal_of_three_lines_that_sum_to_zero(xero):
    made = invoice(xero, Reference="R-1")
    (found,) = xero.call("getJournals").rows()
    assert (found["SourceType"], found["SourceID"]) == ("ACCREC", made["InvoiceID"])
    assert (found["Reference"], found["JournalDate"]) == ("R-1", made["Date"])
    assert {each["AccountCode"]: each["NetAmount"] for each in found["JournalLines"]} == {
        "200": -50,
        "610": 60,
        "820": -10,
    }
    (sales,) = [each for each in found["JournalLines"] if each["AccountCode"] == "200"]
    assert (sales["TaxType"], sales["TaxName"]) == ("OUTPUT2", "20% (VAT on Income)")
    assert (sales["GrossAmount"], sales["TaxAmount"]) == (-60, -10)


def test_a_hundred_come_at_a_time_after_the_offset(xero):
    for at in range(103):
        post(xero, f"J{at}")
    assert numbers(xero) == list(range(1, 101))
    assert numbers(xero, {"offset": "100"}) == [101, 102, 103]
    assert numbers(xero, {"offset": "103"}) == []
    assert numbers(xero, {"offset": "-1"}) == numbers(xero, {"offset": "x"}) == numbers(xero)
    assert numbers(xero, {"offset": "9" * 5000}) == numbers(xero)


def test_journals_since_a_moment(xero):
    post(xero)
    xero.advance(seconds=60)
    post(xero)
    assert numbers(xero, headers={"if-modified-since": "2026-03-02T12:00:30"}) == [2]


def test_the_cash_basis_leaves_out_what_moved_no_money(xero):
    made = invoice(xero)
    paid = {"Invoice": {"InvoiceID": made["InvoiceID"]}, "Account": {"Code": "090"}, "Amount": 60}
    xero.call("createPayment", {**paid, "Date": "2026-03-01"}).row()
    assert numbers(xero) == [1, 2]
    assert numbers(xero, {"paymentsOnly": "True"}) == [2]


def test_a_journal_is_found_by_its_id_and_by_its_number(xero):
    post(xero)
    post(xero)
    first, second = xero.call("getJournals").rows()
    assert xero.call("getJournal", JournalID=first["JournalID"].upper()).row() == first
    assert xero.call("getJournalByNumber", JournalNumber="2").row() == second
    assert xero.call("getJournalByNumber", JournalNumber="3").status == 404
    assert xero.call("getJournal", JournalID=ELSEWHERE).status == 404


def test_tracking_is_told_under_its_name_of_today(xero):
    category = xero.call("createTrackingCategory", {"Name": "Region"}).row()
    path = {"TrackingCategoryID": category["TrackingCategoryID"]}
    option = xero.call("createTrackingOptions", {"Name": "North"}, **path).row()
    invoice(xero, LineItems=[{**LINE, "Tracking": [{"Name": "Region", "Option": "North"}]}])
    path["TrackingOptionID"] = option["TrackingOptionID"]
    xero.call("updateTrackingOptions", {"Name": "Up"}, **path).row()
    (found,) = xero.call("getJournals").rows()
    tracked = [each for line in found["JournalLines"] for each in line["TrackingCategories"]]
    assert [(each["Name"], each["Option"]) for each in tracked] == [("Region", "Up")]
