"""Line items: what they come to, and which accounts and taxes they take."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.xero_emulator.accounting.given import BILL_LINE, LINE, change, create, get, sales

from xero_emulator.direct import Direct

D = Decimal


@pytest.fixture
def xero() -> Direct:
    return Direct()


class TestMoney:
    def test_totals_are_computed_line_by_line(self, xero):
        lines = [
            {**LINE, "Quantity": 1, "UnitAmount": amount} for amount in ("25.06", 25.61, 25.63)
        ]
        made = Direct("NZ").call("createInvoices", {"Invoices": [sales(LineItems=lines)]}).row()
        assert [line["TaxAmount"] for line in made["LineItems"]] == [
            D("3.76"),
            D("3.84"),
            D("3.84"),
        ]
        assert (made["SubTotal"], made["TotalTax"]) == (D("76.30"), D("11.44"))
        assert made["Total"] == made["AmountDue"] == D("87.74")

    def test_tax_inclusive_lines(self, xero):
        made = create(xero, LineAmountTypes="Inclusive").row()
        assert made["LineItems"][0]["LineAmount"] == 100
        assert (made["SubTotal"], made["TotalTax"], made["Total"]) == (D("83.33"), D("16.67"), 100)

    def test_lines_without_tax(self, xero):
        made = create(xero, LineAmountTypes="NoTax").row()
        assert (made["SubTotal"], made["TotalTax"], made["Total"]) == (100, 0, 100)

    def test_a_tax_amount_that_is_sent_counts(self, xero):
        made = create(xero, LineItems=[{**LINE, "TaxAmount": "19.99"}]).row()
        assert (made["TotalTax"], made["Total"]) == (D("19.99"), D("119.99"))
        approved = change(xero, made, Status="AUTHORISED").row()
        assert approved["TotalTax"] == D("19.99")

    def test_a_tax_type_that_is_sent_counts(self, xero):
        made = create(xero, LineItems=[{**LINE, "TaxType": "ZERORATEDOUTPUT"}]).row()
        assert made["LineItems"][0]["TaxType"] == "ZERORATEDOUTPUT"
        assert made["Total"] == 100

    @pytest.mark.parametrize(
        ("country", "tax_type", "total"),
        [
            ("GB", "OUTPUT2", 120),
            ("AU", "OUTPUT", 110),
            ("NZ", "OUTPUT2", 115),
            ("US", "NONE", 100),
        ],
    )
    def test_the_account_says_the_tax_otherwise(self, country, tax_type, total):
        made = create(Direct(country)).row()
        assert made["LineItems"][0]["TaxType"] == tax_type
        assert made["Total"] == total

    def test_unit_amounts_have_two_decimals_first(self, xero):
        made = create(xero, LineItems=[{**LINE, "Quantity": 1000, "UnitAmount": 0.125}]).row()
        assert made["LineItems"][0]["UnitAmount"] == D("0.13")
        assert made["SubTotal"] == 130

    def test_unit_amounts_have_four_decimals_when_asked(self, xero):
        line = {**LINE, "Quantity": 1000, "UnitAmount": "0.12345"}
        answer = xero.call("createInvoices", sales(LineItems=[line]), query={"unitdp": "4"})
        made = answer.row()
        assert made["LineItems"][0]["UnitAmount"] == D("0.1235")
        assert made["SubTotal"] == D("123.50")
        assert get(xero, made)["LineItems"][0]["UnitAmount"] == D("0.12")
        fine = xero.call("getInvoice", query={"unitdp": "4"}, InvoiceID=made["InvoiceID"]).row()
        assert fine["LineItems"][0]["UnitAmount"] == D("0.1235")

    @pytest.mark.parametrize(
        ("discount", "amount"),
        [({"DiscountRate": 10}, 90), ({"DiscountAmount": "12.5"}, D("87.50"))],
    )
    def test_a_discount_lowers_the_line(self, xero, discount, amount):
        made = create(xero, LineItems=[{**LINE, **discount}]).row()
        assert made["LineItems"][0]["LineAmount"] == amount
        assert made["IsDiscounted"] is True
        assert made["TotalDiscount"] == 100 - amount

    def test_a_bill_takes_no_discount(self, xero):
        answer = create(xero, Type="ACCPAY", LineItems=[{**BILL_LINE, "DiscountRate": 10}])
        assert answer.messages() == ["Discounts are only supported on ACCREC invoices."]

    def test_a_missing_unit_amount_comes_from_the_line_amount(self, xero):
        line = {"Description": "x", "Quantity": 4, "LineAmount": 10, "AccountCode": "200"}
        made = create(xero, LineItems=[line]).row()
        assert made["LineItems"][0]["UnitAmount"] == D("2.50")
        assert made["SubTotal"] == 10

    def test_a_missing_quantity_comes_from_the_line_amount(self, xero):
        line = {"Description": "x", "UnitAmount": 4, "LineAmount": 10, "AccountCode": "200"}
        assert create(xero, LineItems=[line]).row()["LineItems"][0]["Quantity"] == D("2.5")

    def test_a_line_amount_that_contradicts_is_refused(self, xero):
        answer = create(xero, LineItems=[{**LINE, "LineAmount": 99}])
        assert answer.messages() == [
            "The line total 99.00 does not match the expected line total 100.00"
        ]

    def test_a_total_that_is_sent_is_ignored(self, xero):
        assert create(xero, Total=7, SubTotal=7, RoundingAmount=1).row()["Total"] == 120

    def test_a_line_may_be_only_a_description(self, xero):
        made = create(
            xero, Status="AUTHORISED", LineItems=[LINE, {"Description": "Thank you"}]
        ).row()
        assert made["LineItems"][1]["LineAmount"] == 0
        assert made["Total"] == 120

    def test_a_number_too_large_is_refused(self, xero):
        answer = create(xero, LineItems=[{**LINE, "UnitAmount": 99_999_999_999}])
        assert answer.messages() == ["The line amount must be 9,999,999,999.99 or less."]
        answer = create(xero, LineItems=[{**LINE, "UnitAmount": 1e300}])
        assert answer.json["ErrorNumber"] == 14

    def test_an_invoice_cannot_be_approved_below_zero(self, xero):
        answer = create(xero, Status="AUTHORISED", LineItems=[{**LINE, "Quantity": -1}])
        assert answer.messages() == ["The document total cannot be less than zero."]

    def test_an_invoice_over_nothing_is_paid_when_approved(self, xero):
        made = create(xero, Status="AUTHORISED", LineItems=[{**LINE, "UnitAmount": 0}]).row()
        assert made["Status"] == "PAID"
        assert made["FullyPaidOnDate"] == made["Date"]


def test_a_line_id_that_comes_twice_is_given_once(xero):
    made = create(xero, LineItems=[{**LINE, "Description": "Old"}]).row()
    known = made["LineItems"][0]["LineItemID"]
    lines = [{"LineItemID": known, "Quantity": 3}, {**LINE, "LineItemID": known}]
    changed = change(xero, made, LineItems=lines).row()["LineItems"]
    assert [line["LineItemID"] == known for line in changed] == [True, False]
    assert [line["Description"] for line in changed] == ["Old", "Consulting"]
    assert [line["LineAmount"] for line in changed] == [150, 100]


class TestAccountsAndTax:
    @pytest.mark.parametrize("code", ["999", "610", "800", "090"])
    def test_an_account_must_be_usable(self, xero, code):
        answer = create(xero, LineItems=[{**LINE, "AccountCode": code}])
        assert answer.messages() == [
            f"Account code '{code}' is not a valid code for this document."
        ]

    def test_an_archived_account_is_refused(self, xero):
        account = xero.books.accounts.by_code("260")
        xero.call("updateAccount", {"Status": "ARCHIVED"}, AccountID=account["AccountID"]).row()
        answer = create(xero, LineItems=[{**LINE, "AccountCode": "260"}])
        assert answer.messages() == ["Account code '260' has been archived, or has been deleted."]

    @pytest.mark.parametrize("tax_type", ["INPUT2", "NOSUCH"])
    def test_a_tax_type_must_fit_the_account(self, xero, tax_type):
        answer = create(xero, LineItems=[{**LINE, "TaxType": tax_type}])
        assert answer.messages() == [
            f"The TaxType code '{tax_type}' cannot be used with account code '200'."
        ]

    def test_an_account_may_be_named_by_id(self, xero):
        account = xero.books.accounts.by_code("260")
        line = {"Description": "x", "UnitAmount": 1, "AccountID": account["AccountID"]}
        assert create(xero, LineItems=[line]).row()["LineItems"][0]["AccountCode"] == "260"

    def test_every_wrong_line_is_told_once(self, xero):
        wrong = {**LINE, "AccountCode": "999"}
        answer = create(xero, LineItems=[wrong, wrong, {**LINE, "TaxType": "NOSUCH"}])
        assert len(answer.messages()) == 2


class TestItems:
    DETAILS = {
        "Name": "Desk lamp",
        "Description": "A lamp",
        "PurchaseDescription": "A lamp from the works",
        "SalesDetails": {"UnitPrice": 20, "AccountCode": "260", "TaxType": "ZERORATEDOUTPUT"},
        "PurchaseDetails": {"UnitPrice": 8, "AccountCode": "429", "TaxType": "ZERORATEDINPUT"},
    }

    @pytest.fixture(autouse=True)
    def item(self, xero):
        return xero.call("createItems", {"Code": "LAMP", **self.DETAILS}).row()

    @pytest.mark.parametrize(
        ("kind", "wanted"),
        [
            ("ACCREC", ("A lamp", 20, "260", "ZERORATEDOUTPUT", 40)),
            ("ACCPAY", ("A lamp from the works", 8, "429", "ZERORATEDINPUT", 16)),
        ],
    )
    def test_a_line_takes_from_its_item_what_it_does_not_say(self, xero, kind, wanted):
        made = create(xero, Type=kind, LineItems=[{"ItemCode": "LAMP", "Quantity": 2}]).row()
        (line,) = made["LineItems"]
        said = ("Description", "UnitAmount", "AccountCode", "TaxType", "LineAmount")
        assert tuple(line[name] for name in said) == wanted

    def test_credit_notes_take_it_too(self, xero):
        sent = {"Type": "ACCPAYCREDIT", "Contact": {"Name": "A"}}
        made = xero.call("createCreditNotes", {**sent, "LineItems": [{"ItemCode": "LAMP"}]}).row()
        assert made["Total"] == 8

    def test_what_a_line_says_counts(self, xero):
        made = create(xero, LineItems=[{**LINE, "ItemCode": "LAMP", "TaxType": "OUTPUT2"}]).row()
        (line,) = made["LineItems"]
        assert (line["Description"], line["UnitAmount"]) == ("Consulting", 50)
        assert (line["AccountCode"], line["TaxType"]) == ("200", "OUTPUT2")

    def test_a_line_amount_counts_before_the_items_price(self, xero):
        line = {"ItemCode": "LAMP", "Quantity": 4, "LineAmount": 10}
        made = create(xero, LineItems=[line]).row()
        assert made["LineItems"][0]["UnitAmount"] == D("2.50")

    def test_a_line_names_its_item(self, xero, item):
        made = create(xero, LineItems=[{"ItemCode": "lamp"}]).row()
        (line,) = made["LineItems"]
        named = {"ItemID": item["ItemID"], "Name": "Desk lamp", "Code": "LAMP"}
        assert (line["ItemCode"], line["Item"]) == ("LAMP", named)
        (paged,) = xero.call("getInvoices", query={"page": "1"}).rows()
        assert paged["LineItems"][0]["Item"] == named

    def test_an_unknown_item_is_refused(self, xero):
        answer = create(xero, LineItems=[{**LINE, "ItemCode": "SOFA"}])
        assert answer.messages() == ["Item code 'SOFA' is not valid"]

    def test_a_line_keeps_an_item_that_was_deleted(self, xero):
        made = create(xero, LineItems=[{"ItemCode": "LAMP"}]).row()
        xero.call("deleteItem", ItemID="LAMP")
        again = change(xero, made, LineItems=made["LineItems"]).row()
        assert again["LineItems"] == made["LineItems"]

    def test_a_line_loses_its_item_when_told(self, xero):
        made = create(xero, LineItems=[{"ItemCode": "LAMP"}]).row()
        line = {**made["LineItems"][0], "ItemCode": ""}
        (changed,) = change(xero, made, LineItems=[line]).row()["LineItems"]
        assert {"Item", "ItemCode"}.isdisjoint(changed)

    def test_a_tracked_item_is_bought_into_its_own_account(self, xero):
        stored = {"InventoryAssetAccountCode": "630", "PurchaseDetails": {"COGSAccountCode": "310"}}
        xero.call("updateItem", stored, ItemID="LAMP").row()
        line = {"ItemCode": "LAMP", "Quantity": 1}
        made = create(xero, Type="ACCPAY", LineItems=[line]).row()
        assert made["LineItems"][0]["AccountCode"] == "630"
        answer = create(xero, Type="ACCPAY", LineItems=[{**line, "AccountCode": "429"}])
        assert answer.messages() == [
            "Account code '429' is not the inventory asset account of the item."
        ]

    @pytest.mark.parametrize("more", [{}, {"ItemCode": "LAMP"}])
    def test_an_inventory_account_is_for_its_own_items_only(self, xero, more):
        answer = create(xero, LineItems=[{**LINE, **more, "AccountCode": "630"}])
        assert answer.messages() == ["Account code '630' is not a valid code for this document."]


@pytest.mark.parametrize("operation", ["createInvoices", "createQuotes"])
def test_a_line_of_words_alone_may_name_a_discount(operation: str) -> None:
    words = {"Description": "Thank you", "DiscountRate": 10}
    sent = {"Type": "ACCREC", "Contact": {"Name": "Ridgeway"}, "LineItems": [words]}
    made = Direct("GB").call(operation, sent).row()
    assert (made["Total"], made.get("TotalDiscount", 0)) == (0, 0)
