"""The 1099 reports of the United States."""

from __future__ import annotations

import pytest
from tests.xero_emulator.accounting.reports.conftest import Bookkeeper

PETRA = {"Name": "Petra", "TaxNumber": "123-45-6780", "TaxNumberType": "SSN"}


def reports(books, **query):
    return books.xero.call("getReportTenNinetyNine", query=query).rows()


@pytest.fixture
def books():
    made = Bookkeeper("US")
    made.xero.call("createContacts", PETRA).row()
    return made


def paid(books, amount, on, name="Petra"):
    bill = books.document("ACCPAY", amount, on, Contact={"Name": name}, line={"TaxType": "NONE"})
    books.pay(bill, amount, on)


def test_what_a_supplier_with_a_tax_number_was_paid_in_the_year_is_told(books):
    paid(books, 400, "2025-02-01")
    paid(books, 300, "2025-12-31")
    paid(books, 999, "2026-01-01")
    paid(books, 999, "2025-06-01", "Anybody")
    nec, misc = reports(books, reportYear="2025")
    (contact,) = nec["Contacts"]
    assert (contact["Name"], contact["TaxID"], contact["FederalTaxIDType"]) == (
        *("Petra", "123-45-6780", "SSN"),
    )
    assert (contact["Box1"], contact["Box4"]) == (700, 0)
    assert (nec["ReportName"], nec["ReportDate"]) == (
        *("1099-NEC report", "1 Jan 2025 to 31 Dec 2025"),
    )
    assert (misc["ReportName"], misc["Contacts"]) == ("1099-MISC report", [])


def test_small_sums_are_not_told(books):
    paid(books, 599.99, "2025-02-01")
    assert [each["Contacts"] for each in reports(books, reportYear="2025")] == [[], []]


def test_before_2020_there_is_only_the_misc_report(books):
    paid(books, 600, "2019-02-01")
    (misc,) = reports(books, reportYear="2019")
    assert (misc["ReportName"], misc["Contacts"][0]["Box7"]) == ("1099-MISC report", 600)


def test_the_current_year_is_told_unless_another_is_asked_for(books):
    assert reports(books)[0]["ReportDate"] == "1 Jan 2026 to 31 Dec 2026"


def test_other_countries_have_no_1099_reports():
    assert reports(Bookkeeper("GB"), reportYear="2025") == []


@pytest.mark.parametrize("year", ["2011", "2027", "now"])
def test_years_that_xero_has_no_report_of_are_refused(books, year):
    answer = books.xero.call("getReportTenNinetyNine", query={"reportYear": year})
    assert answer.messages() == [
        "The reportYear parameter must be a whole number from 2012 to 2026.",
    ]
