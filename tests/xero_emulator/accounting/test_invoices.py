"""Invoices and bills: their states, their money, whom they are for, how they are listed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from xero_emulator import wire
from xero_emulator.accounting.documents import STATUSES
from xero_emulator.accounting.invoices import STATES
from xero_emulator.direct import Direct

D = Decimal
LINE = {"Description": "Consulting", "Quantity": 2, "UnitAmount": 50, "AccountCode": "200"}
BILL_LINE = {"Description": "Rent", "Quantity": 1, "UnitAmount": 500, "AccountCode": "469"}


@pytest.fixture
def xero() -> Direct:
    return Direct()


def sales(**differences):
    invoice = {
        "Type": "ACCREC",
        "Contact": {"Name": "Ridgeway Bank"},
        "Date": "2026-03-01",
        "DueDate": "2026-03-15",
        "LineItems": [LINE],
    }
    return {**invoice, **differences}


def bill(**differences):
    return sales(Type="ACCPAY", LineItems=[BILL_LINE], **differences)


def create(xero, **differences):
    return xero.call("createInvoices", {"Invoices": [sales(**differences)]})


def change(xero, made, **sent):
    return xero.call("updateInvoice", {"Invoices": [sent]}, InvoiceID=made["InvoiceID"])


def get(xero, made):
    return xero.call("getInvoice", InvoiceID=made["InvoiceID"]).row()


def pay(xero, made, amount, on="2026-03-10"):
    payment = {
        "Invoice": {"InvoiceID": made["InvoiceID"]},
        "Account": {"Code": "090"},
        "Amount": amount,
        "Date": on,
    }
    return xero.call("createPayment", payment).row()


def in_state(xero, status, **differences):
    """An invoice in any state, reached by permitted steps."""
    if status in STATES.born:
        return create(xero, Status=status, **differences).row()
    if status == "DELETED":
        return change(xero, create(xero, **differences).row(), Status="DELETED").row()
    made = create(xero, Status="AUTHORISED", **differences).row()
    if status == "VOIDED":
        return change(xero, made, Status="VOIDED").row()
    pay(xero, made, made["Total"])
    return get(xero, made)


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


class TestStates:
    EXPECTED = {  # reference, section 5.3 [T2]; AUTHORISED to DELETED refused there as recorded [R]
        "DRAFT": {"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"},
        "SUBMITTED": {"SUBMITTED", "DRAFT", "AUTHORISED", "DELETED"},
        "AUTHORISED": {"AUTHORISED", "VOIDED"},
    }

    def test_the_table_is_the_expected_one(self):
        assert {state: set(edges) for state, edges in STATES.edges.items()} == self.EXPECTED
        assert STATES.born == ("DRAFT", "SUBMITTED", "AUTHORISED")

    @pytest.mark.parametrize("status", STATUSES)
    def test_it_is_born_only_as(self, xero, status):
        answer = create(xero, Status=status)
        if status in ("DRAFT", "SUBMITTED", "AUTHORISED"):
            assert answer.row()["Status"] == status
        else:
            assert answer.messages() == ["Invoice not of valid status for creation"]

    def test_it_is_a_draft_unless_told(self, xero):
        assert create(xero).row()["Status"] == "DRAFT"

    @pytest.mark.parametrize("after", STATUSES)
    @pytest.mark.parametrize("before", ["DRAFT", "SUBMITTED", "AUTHORISED", "VOIDED", "DELETED"])
    def test_every_edge_works_or_is_refused(self, xero, before, after):
        made = in_state(xero, before)
        answer = change(xero, made, Status=after)
        if after in self.EXPECTED.get(before, ()):
            assert answer.row()["Status"] == after
            assert get(xero, made)["Status"] == after
        else:
            assert answer.status == 400
            assert answer.messages() == ["Invoice not of valid status for modification"]
            assert get(xero, made)["Status"] == before

    @pytest.mark.parametrize("after", [status for status in STATUSES if status != "PAID"])
    def test_a_paid_invoice_changes_by_its_payments_only(self, xero, after):
        made = in_state(xero, "PAID")
        answer = change(xero, made, Status=after)
        assert answer.messages() == [
            f"The status {after} cannot be applied to the invoice because it has payments or "
            "credit notes allocated to it."
        ]
        assert get(xero, made)["Status"] == "PAID"

    def test_a_part_paid_invoice_cannot_be_voided(self, xero):
        made = create(xero, Status="AUTHORISED").row()
        pay(xero, made, 1)
        answer = change(xero, made, Status="VOIDED")
        assert answer.messages()[0].startswith("The status VOIDED cannot be applied to the invoice")

    def test_a_voided_invoice_still_shows_what_was_due(self, xero):
        made = in_state(xero, "VOIDED")
        assert (made["AmountDue"], made["Total"]) == (120, 120)

    def test_a_status_that_does_not_exist_is_unreadable(self, xero):
        answer = create(xero, Status="POSTED")
        assert answer.json["ErrorNumber"] == 14
        assert "'DocumentStatus'. Path 'Invoices[0].Status'" in answer.json["Message"]


class TestApproval:
    @pytest.mark.parametrize(
        ("without", "message"),
        [
            ({"LineItems": []}, "One or more line items must be specified"),
            ({"DueDate": None}, "The Due Date must be specified for approved invoices."),
            (
                {"LineItems": [{"Description": "x", "UnitAmount": 1}]},
                "Account code '' is not a valid code for this document.",
            ),
            (
                {"LineItems": [{**LINE, "Description": " "}]},
                "Description needs to be at least 1 char long.",
            ),
        ],
    )
    @pytest.mark.parametrize("status", ["SUBMITTED", "AUTHORISED"])
    def test_it_needs(self, xero, without, message, status):
        assert create(xero, Status=status, **without).messages() == [message]
        draft = create(xero, **without).row()
        assert change(xero, draft, Status=status).messages() == [message]

    def test_a_draft_needs_only_a_contact(self, xero):
        made = xero.call("createInvoices", {"Type": "ACCREC", "Contact": {"Name": "A"}}).row()
        assert (made["Status"], made["Total"], made["LineItems"]) == ("DRAFT", 0, [])

    def test_it_is_not_before_a_lock_date(self):
        xero = Direct()
        lock = {"PeriodLockDate": wire.day(date(2026, 2, 28))}
        xero.books.organisations.keep({**xero.books.organisation, **lock})
        answer = create(xero, Status="AUTHORISED", Date="2026-02-28")
        assert answer.messages() == [
            "The document date cannot be before the period lock date, "
            "currently set at 28 February 2026"
        ]
        assert create(xero, Status="AUTHORISED", Date="2026-03-01").row()["Status"] == "AUTHORISED"
        assert create(xero, Date="2026-02-28").row()["Status"] == "DRAFT"

    @pytest.mark.parametrize("sent", [{"Status": "VOIDED"}, {"Date": "2026-03-02"}])
    def test_what_was_posted_before_a_lock_date_stays(self, xero, sent):
        made = create(xero, Status="AUTHORISED", Date="2026-01-31").row()
        lock = {"EndOfYearLockDate": wire.day(date(2026, 1, 31))}
        xero.books.organisations.keep({**xero.books.organisation, **lock})
        assert change(xero, made, **sent).messages() == [
            "The document date cannot be before the end of year lock date, "
            "currently set at 31 January 2026"
        ]


class TestContacts:
    def test_an_unknown_name_makes_a_contact(self, xero):
        made = create(xero, Contact={"Name": "New Customer", "EmailAddress": "n@c.test"}).row()
        assert made["Contact"]["EmailAddress"] == "n@c.test"
        (contact,) = xero.call("getContacts").rows()
        assert contact["Name"] == "New Customer"
        assert contact["IsCustomer"] is True

    @pytest.mark.parametrize("by", ["Name", "ContactNumber", "ContactID"])
    def test_a_known_contact_is_found(self, xero, by):
        known = {"Name": "Ridgeway Bank", "ContactNumber": "C1"}
        contact = xero.call("createContacts", known).row()
        made = create(xero, Contact={by: contact[by]}).row()
        assert made["Contact"]["ContactID"] == contact["ContactID"]
        assert len(xero.call("getContacts").rows()) == 1

    def test_more_than_the_id_updates_the_contact(self, xero):
        contact = xero.call("createContacts", {"Name": "Old"}).row()
        create(xero, Contact={"ContactID": contact["ContactID"], "Name": "New"}).row()
        assert [row["Name"] for row in xero.call("getContacts").rows()] == ["New"]

    def test_a_name_in_another_case_does_not_rename(self, xero):
        xero.call("createContacts", {"Name": "Ridgeway Bank"}).row()
        create(xero, Contact={"Name": "RIDGEWAY BANK"}).row()
        assert [row["Name"] for row in xero.call("getContacts").rows()] == ["Ridgeway Bank"]

    @pytest.mark.parametrize(
        ("contact", "message"),
        [
            (None, "A Contact must be specified for this type of transaction"),
            (
                {},
                "The Contact must contain at least 1 of the following elements to identify the "
                "contact: Name, ContactID, ContactNumber",
            ),
            (
                {"ContactID": "a3675fc4-f8dd-4f03-ba5b-f1870566bcd7"},
                "An existing Contact with the specified ContactID could not be found",
            ),
        ],
    )
    def test_a_contact_must_be_named(self, xero, contact, message):
        assert create(xero, Contact=contact).messages() == [message]

    def test_an_archived_contact_gets_no_new_invoice(self, xero):
        contact = xero.call("createContacts", {"Name": "A"}).row()
        xero.call("updateContact", {"ContactStatus": "ARCHIVED"}, ContactID=contact["ContactID"])
        assert create(xero, Contact={"Name": "A"}).messages() == [
            "The contact with the specified contact details has been archived. "
            "The contact must be un-archived before creating new invoices or credit notes."
        ]

    def test_a_refused_invoice_leaves_no_contact_behind(self, xero):
        answer = create(xero, Contact={"Name": "Ghost"}, LineItems=[{**LINE, "AccountCode": "999"}])
        assert answer.status == 400
        assert xero.call("getContacts").rows() == []


class TestNumbers:
    def test_sales_invoices_are_numbered(self, xero):
        numbers = [create(xero).row()["InvoiceNumber"] for _ in range(3)]
        assert numbers == ["INV-0001", "INV-0002", "INV-0003"]

    def test_a_number_that_was_taken_by_hand_is_skipped(self, xero):
        create(xero, InvoiceNumber="INV-0001").row()
        assert create(xero).row()["InvoiceNumber"] == "INV-0002"

    def test_a_sales_number_is_unique_whatever_its_case(self, xero):
        create(xero, InvoiceNumber="A-1").row()
        assert create(xero, InvoiceNumber="a-1").messages() == ["Invoice # must be unique."]
        again = xero.call("updateOrCreateInvoices", {"Invoices": [sales(InvoiceNumber="A-1")]})
        assert again.messages() == ["Invoice # must be unique."]

    def test_a_number_is_unique_within_one_request(self, xero):
        twice = [sales(InvoiceNumber="A-1"), sales(InvoiceNumber="A-1")]
        answer = xero.call("createInvoices", {"Invoices": twice})
        assert answer.messages() == ["Invoice # must be unique."]
        assert xero.call("getInvoices").rows() == []

    def test_bills_may_share_a_number_and_need_none(self, xero):
        for _ in range(2):
            answer = xero.call("createInvoices", bill(InvoiceNumber="0815"))
            assert answer.row()["InvoiceNumber"] == "0815"
        assert xero.call("createInvoices", bill()).row()["InvoiceNumber"] == ""
        assert create(xero, InvoiceNumber="0815").row()["InvoiceNumber"] == "0815"

    @pytest.mark.parametrize("status", ["DELETED", "VOIDED"])
    def test_a_deleted_or_voided_invoice_frees_its_number(self, xero, status):
        in_state(xero, status, InvoiceNumber="A-1")
        assert create(xero, InvoiceNumber="A-1").row()["InvoiceNumber"] == "A-1"

    def test_an_invoice_is_found_by_its_number_in_the_path(self, xero):
        made = create(xero, InvoiceNumber="A-1").row()
        found = xero.call("getInvoice", InvoiceID="a-1").row()
        assert found["InvoiceID"] == made["InvoiceID"]


class TestEdits:
    def test_lines_sent_replace_all_and_keep_known_ids(self, xero):
        made = create(xero, LineItems=[LINE, {**LINE, "Description": "Other"}]).row()
        kept = made["LineItems"][1]["LineItemID"]
        lines = [{"LineItemID": kept, "Quantity": 3}, {**LINE, "UnitAmount": 1}]
        changed = change(xero, made, LineItems=lines).row()
        assert [line["LineAmount"] for line in changed["LineItems"]] == [150, 2]
        assert changed["LineItems"][0]["LineItemID"] == kept
        assert changed["LineItems"][0]["Description"] == "Other"
        assert changed["LineItems"][1]["LineItemID"] != made["LineItems"][0]["LineItemID"]

    def test_lines_not_sent_stay(self, xero):
        made = create(xero).row()
        changed = change(xero, made, Reference="R").row()
        assert changed["LineItems"] == made["LineItems"]
        assert (changed["Reference"], changed["Total"]) == ("R", 120)

    def test_what_came_back_can_be_sent_again(self, xero):
        line = {"Description": "x", "Quantity": 3, "LineAmount": 10, "AccountCode": "200"}
        made = create(xero, LineItems=[line]).row()
        assert change(xero, made, **made).row()["Total"] == 12

    def test_other_line_amount_types_change_the_tax(self, xero):
        made = create(xero).row()
        changed = change(xero, made, LineAmountTypes="Inclusive").row()
        assert (changed["SubTotal"], changed["TotalTax"], changed["Total"]) == (
            D("83.33"),
            D("16.67"),
            100,
        )

    def test_an_approved_invoice_can_be_edited(self, xero):
        made = create(xero, Status="AUTHORISED").row()
        changed = change(xero, made, LineItems=[{**LINE, "UnitAmount": 10}]).row()
        assert (changed["Total"], changed["AmountDue"]) == (24, 24)

    @pytest.mark.parametrize(
        "edit", [{"Reference": "R"}, {"LineItems": [LINE, LINE]}, {"Date": "2026-01-01"}]
    )
    def test_a_part_paid_sales_invoice_refuses_edits(self, xero, edit):
        made = create(xero, Status="AUTHORISED").row()
        pay(xero, made, 1)
        assert change(xero, made, **edit).messages() == [
            "This document cannot be edited as it has a payment or credit note allocated to it."
        ]

    def test_a_due_date_can_move_without_being_a_change(self, xero):
        made = create(xero, Status="AUTHORISED").row()
        pay(xero, made, 1)
        before = get(xero, made)
        xero.advance(hours=1)
        changed = change(xero, made, DueDate="2026-04-01", SentToContact=True).row()
        assert changed["DueDateString"] == "2026-04-01T00:00:00"
        assert changed["SentToContact"] is True
        assert changed["UpdatedDateUTC"] == before["UpdatedDateUTC"]

    def test_a_paid_bill_takes_what_xero_lists(self, xero):
        made = xero.call("createInvoices", bill(Status="AUTHORISED")).row()
        pay(xero, made, made["Total"])
        line = {"LineItemID": made["LineItems"][0]["LineItemID"], "AccountCode": "400"}
        edits = {
            "Reference": "R",
            "InvoiceNumber": "0815",
            "Url": "https://bills.test/1",
            "PlannedPaymentDate": "2026-03-20",
            "LineItems": [{**line, "Description": "Posters"}],
        }
        changed = change(xero, made, **edits).row()
        assert (changed["Status"], changed["InvoiceNumber"]) == ("PAID", "0815")
        assert changed["LineItems"][0]["Description"] == "Posters"
        refused = change(xero, made, LineItems=[{**line, "UnitAmount": 1}])
        assert "cannot be edited" in refused.messages()[0]

    def test_an_unknown_invoice_cannot_be_changed(self, xero):
        nobody = "a3675fc4-f8dd-4f03-ba5b-f1870566bcd7"
        assert change(xero, {"InvoiceID": nobody}).status == 404
        answer = xero.call("updateOrCreateInvoices", sales(InvoiceID=nobody))
        assert answer.messages() == [
            "An existing Invoice with the specified InvoiceID could not be found"
        ]

    def test_its_type_cannot_change(self, xero):
        made = create(xero).row()
        assert change(xero, made, Type="ACCPAY").messages() == ["Invoice type cannot be changed."]


class TestDatesAndCurrencies:
    def test_dates_come_back_twice(self, xero):
        made = create(xero, Date="2018-10-20", DueDate="/Date(1546128000000+0000)/").row()
        assert made["Date"] == "/Date(1539993600000+0000)/"
        assert made["DateString"] == "2018-10-20T00:00:00"
        assert made["DueDate"] == "/Date(1546128000000+0000)/"
        assert made["DueDateString"] == "2018-12-30T00:00:00"
        assert made["UpdatedDateUTCString"] == "2026-03-02T12:00:00Z"

    def test_the_date_is_today_where_the_organisation_is(self):
        assert create(Direct("NZ"), Date=None).row()["DateString"] == "2026-03-03T00:00:00"
        assert create(Direct("US"), Date=None).row()["DateString"] == "2026-03-02T00:00:00"

    def test_a_malformed_date_is_unreadable(self, xero):
        answer = create(xero, Date="20100510")
        assert (answer.status, answer.json["ErrorNumber"]) == (400, 14)
        assert "The string '20100510' is not a valid AllXsd value." in answer.json["Message"]

    def test_the_currency_is_the_organisations_own_at_par(self, xero):
        made = create(xero).row()
        assert (made["CurrencyCode"], made["CurrencyRate"]) == ("GBP", 1)

    def test_another_currency_has_a_rate(self, xero):
        assert create(xero, CurrencyCode="EUR").row()["CurrencyRate"] == D("1.125")
        sent = create(xero, CurrencyCode="EUR", CurrencyRate="1.1").row()
        assert sent["CurrencyRate"] == D("1.1")

    def test_a_currency_must_be_subscribed(self, xero):
        assert create(xero, CurrencyCode="ZAR").messages() == [
            "Organisation is not subscribed to currency ZAR"
        ]

    def test_a_rate_is_more_than_nothing(self, xero):
        assert create(xero, CurrencyCode="EUR", CurrencyRate=0).messages() == [
            "The currency rate must be greater than zero."
        ]


class TestLists:
    def test_a_page_has_lines_and_an_unpaged_list_has_none(self, xero):
        create(xero)
        assert xero.call("getInvoices").row()["LineItems"] == []
        (paged,) = xero.call("getInvoices", query={"page": "1"}).rows()
        assert paged["LineItems"][0]["Description"] == "Consulting"
        assert paged["Contact"]["Name"] == "Ridgeway Bank"
        assert paged["Contact"]["Phones"] == []

    def test_a_summary_has_neither_lines_nor_payments_and_is_paged(self, xero):
        create(xero)
        answer = xero.call("getInvoices", query={"summaryOnly": "True"})
        assert answer.json["pagination"]["itemCount"] == 1
        assert "LineItems" not in answer.row()
        assert "Payments" not in answer.row()
        assert answer.row()["AmountDue"] == 120

    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ({"InvoiceNumbers": "A-1,a-3"}, ["A-1", "A-3"]),
            ({"InvoiceNumbers": '"A-1","A-3"'}, ["A-1", "A-3"]),
            ({"Statuses": "DRAFT,SUBMITTED"}, ["A-1", "A-3"]),
            ({"Statuses": "authorised"}, ["A-2"]),
            ({"Statuses": "DRAFT", "InvoiceNumbers": "A-2"}, []),
            ({"searchTerm": "po-9"}, ["A-2"]),
            ({"searchTerm": "a-3"}, ["A-3"]),
            ({"searchTerm": "other cust"}, ["A-3"]),
            ({"where": 'Status=="AUTHORISED"'}, ["A-2"]),
            ({"where": 'AmountDue>=240 AND Type=="ACCREC"'}, ["A-3"]),
            ({"where": 'Contact.Name=="other customer"'}, ["A-3"]),
            ({"where": "Date>=DateTime(2026,2,1)"}, ["A-1", "A-2"]),
            ({"where": 'Reference!="" AND Reference.StartsWith("PO")'}, ["A-2"]),
            ({"order": "InvoiceNumber DESC"}, ["A-3", "A-2", "A-1"]),
            ({"createdByMyApp": "true"}, ["A-1", "A-2"]),
        ],
    )
    def test_it_can_be_asked_for(self, xero, query, numbers):
        create(xero, InvoiceNumber="A-1")
        xero.advance(seconds=1)
        create(xero, InvoiceNumber="A-2", Status="AUTHORISED", Reference="PO-9")
        xero.advance(seconds=1)
        xero.client_id = "another app"
        other = {"Contact": {"Name": "Other Customer"}, "LineItems": [LINE, LINE]}
        create(xero, InvoiceNumber="A-3", Status="SUBMITTED", Date="2026-01-31", **other)
        xero.client_id = "direct"
        shown = xero.call("getInvoices", query=query).rows()
        assert [row["InvoiceNumber"] for row in shown] == numbers

    def test_by_ids_and_contact_ids(self, xero):
        made = [create(xero, Contact={"Name": name}).row() for name in "ABC"]
        ids = f"{made[0]['InvoiceID']},{made[2]['InvoiceID'].upper()}"
        shown = xero.call("getInvoices", query={"IDs": ids, "order": "InvoiceNumber"}).rows()
        assert [row["InvoiceNumber"] for row in shown] == ["INV-0001", "INV-0003"]
        who = made[1]["Contact"]["ContactID"]
        shown = xero.call("getInvoices", query={"ContactIDs": who}).rows()
        assert [row["InvoiceNumber"] for row in shown] == ["INV-0002"]
        shown = xero.call(
            "getInvoices", query={"where": f'Contact.ContactID==Guid("{who}")'}
        ).rows()
        assert [row["InvoiceNumber"] for row in shown] == ["INV-0002"]


class TestDoors:
    def test_an_approved_invoice_has_a_web_address(self, xero):
        made = create(xero, Status="AUTHORISED").row()
        answer = xero.call("getOnlineInvoice", InvoiceID=made["InvoiceID"]).row()
        assert answer["OnlineInvoiceUrl"].startswith("https://in.xero.com/")
        draft = create(xero).row()
        assert xero.call("getOnlineInvoice", InvoiceID=draft["InvoiceID"]).status == 404

    def test_an_email_goes_to_the_outbox_and_marks_the_invoice(self, xero):
        contact = {"Name": "A", "EmailAddress": "a@b.test"}
        made = create(xero, Status="AUTHORISED", Contact=contact).row()
        answer = xero.call("emailInvoice", {}, InvoiceID=made["InvoiceID"])
        assert (answer.status, answer.reply.body) == (204, b"")
        assert get(xero, made)["SentToContact"] is True
        assert xero.books.ledger()["outbox"] == [
            {"InvoiceID": made["InvoiceID"], "To": "a@b.test", "Day": "2026-03-02"}
        ]

    @pytest.mark.parametrize(
        ("differences", "message"),
        [
            ({}, "Only approved sales invoices can be sent to the contact."),
            ({"Status": "AUTHORISED"}, "The invoice's contact has no email address."),
            (
                {"Type": "ACCPAY", "Status": "AUTHORISED", "LineItems": [BILL_LINE]},
                "Only approved sales invoices can be sent to the contact.",
            ),
        ],
    )
    def test_an_email_is_refused(self, xero, differences, message):
        made = create(xero, **differences).row()
        answer = xero.call("emailInvoice", {}, InvoiceID=made["InvoiceID"])
        assert answer.messages() == [message]

    def test_a_demo_company_sends_no_email(self, xero):
        xero.books.organisations.keep({**xero.books.organisation, "Class": "DEMO"})
        contact = {"Name": "A", "EmailAddress": "a@b.test"}
        made = create(xero, Status="AUTHORISED", Contact=contact).row()
        answer = xero.call("emailInvoice", {}, InvoiceID=made["InvoiceID"])
        assert answer.messages() == ["The organisation's daily limit of emails has been reached."]

    def test_the_sent_mark_waits_for_approval(self, xero):
        assert create(xero, SentToContact=True).row()["SentToContact"] is False
        made = create(xero, SentToContact=True, Status="AUTHORISED").row()
        assert made["SentToContact"] is True
