"""What documents share: their states, approval, contacts, numbers, dates and money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.xero_emulator.accounting.given import (
    LINE,
    bill,
    change,
    create,
    get,
    in_state,
    pay,
    sales,
)

from xero_emulator import wire
from xero_emulator.accounting.documents import STATUSES
from xero_emulator.accounting.invoices import STATES
from xero_emulator.direct import Direct

D = Decimal


@pytest.fixture
def xero() -> Direct:
    return Direct()


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

    def test_lines_that_are_wrong_are_not_called_missing(self, xero):
        wrong = {**LINE, "AccountCode": "nothing"}
        answer = create(xero, Status="AUTHORISED", LineItems=[wrong])
        assert answer.messages() == [
            "Account code 'nothing' is not a valid code for this document."
        ]

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

    @pytest.mark.parametrize("gone", ["DELETED", "VOIDED", None])
    def test_a_number_means_the_invoice_that_holds_it_whatever_else_has_it(self, xero, gone):
        if gone is not None:
            in_state(xero, gone, InvoiceNumber="A-1")
        other = xero.call("createInvoices", bill(InvoiceNumber="A-1")).row()
        made = create(xero, InvoiceNumber="A-1", Status="AUTHORISED").row()
        xero.advance(seconds=1)
        change(xero, made, Reference="changed last")
        found = [xero.call("getInvoice", InvoiceID="a-1").row()["InvoiceID"]]
        change(xero, other, Reference="changed last")
        found.append(xero.call("getInvoice", InvoiceID="A-1").row()["InvoiceID"])
        payment = {"Invoice": {"InvoiceNumber": "A-1"}, "Account": {"Code": "090"}, "Amount": 5}
        found.append(xero.call("createPayment", payment).row()["Invoice"]["InvoiceID"])
        assert found == [made["InvoiceID"]] * 3

    def test_of_bills_with_one_number_it_means_the_oldest_however_they_change(self, xero):
        first, second = (
            xero.call("createInvoices", bill(InvoiceNumber="B")).row() for _ in range(2)
        )
        for made in (first, second, first):
            change(xero, made, Reference=made["InvoiceID"])
            assert xero.call("getInvoice", InvoiceID="B").row()["InvoiceID"] == first["InvoiceID"]

    def test_an_invoice_is_found_by_its_number_in_the_path(self, xero):
        made = create(xero, InvoiceNumber="A-1").row()
        found = xero.call("getInvoice", InvoiceID="a-1").row()
        assert found["InvoiceID"] == made["InvoiceID"]


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
