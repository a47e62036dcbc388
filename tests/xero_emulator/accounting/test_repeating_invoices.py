"""Repeating invoices: templates, and what is written from them when time passes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xero_emulator.accounting.repeating_invoices import ONLY_DELETED, STATES, UNKNOWN
from xero_emulator.books import Books
from xero_emulator.direct import Direct

LINE = {"Description": "Rent", "Quantity": 1, "UnitAmount": 500, "AccountCode": "200"}
SCHEDULE = {
    "Period": 1,
    "Unit": "MONTHLY",
    "DueDate": 20,
    "DueDateType": "OFFOLLOWINGMONTH",
    "StartDate": "2026-03-31",
}
NOWHERE = "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"


@pytest.fixture
def xero() -> Direct:
    return Direct()


def template(**differences):
    sent = {"Type": "ACCREC", "Contact": {"Name": "Tenant"}, "LineItems": [LINE]}
    return {**sent, "Schedule": SCHEDULE, "Status": "AUTHORISED", **differences}


def create(xero, **differences):
    return xero.call("createRepeatingInvoices", {"RepeatingInvoices": [template(**differences)]})


def change(xero, made, **sent):
    at = {"RepeatingInvoiceID": made["RepeatingInvoiceID"]}
    return xero.call("updateRepeatingInvoice", {"RepeatingInvoices": [sent]}, **at)


def get(xero, made):
    at = {"RepeatingInvoiceID": made["RepeatingInvoiceID"]}
    return xero.call("getRepeatingInvoice", **at).row()


def written(xero):
    return xero.call("getInvoices", query={"page": "1", "order": "Date"}).rows()


def told(xero, made):
    at = {"RepeatingInvoiceID": made["RepeatingInvoiceID"]}
    return [row["Changes"] for row in xero.call("getRepeatingInvoiceHistory", **at).rows()]


def test_a_template_comes_back_as_it_was_sent(xero):
    made = create(xero, Reference="R", SendCopy=True).row()
    assert get(xero, made) == made
    assert made["ID"] == made["RepeatingInvoiceID"]
    assert (made["Type"], made["Reference"], made["Status"]) == ("ACCREC", "R", "AUTHORISED")
    assert made["Schedule"] == {
        **SCHEDULE,
        "StartDate": "/Date(1774915200000+0000)/",
        "NextScheduledDate": "/Date(1774915200000+0000)/",
    }
    assert (made["SubTotal"], made["TotalTax"], made["Total"]) == (500, 100, 600)
    flags = ("ApprovedForSending", "SendCopy", "MarkAsSent", "IncludePDF", "HasAttachments")
    assert [made[name] for name in flags] == [False, True, False, False, False]
    assert {"CurrencyRate", "UpdatedDateUTC", "Date"}.isdisjoint(made)
    assert made["Contact"]["Name"] == "Tenant"


@pytest.mark.parametrize("status", STATES.born)
def test_a_template_is_only_deleted(xero, status):
    made = create(xero, Status=status).row()
    for sent in ({"Status": "AUTHORISED"}, {"Status": "DRAFT"}, {"Reference": "R"}):
        assert change(xero, made, **sent).messages() == [ONLY_DELETED]
    gone = change(xero, made, Status="DELETED", Reference="R").row()
    assert (gone["Status"], "Reference" in gone) == ("DELETED", False)
    assert change(xero, made, Status="DELETED").messages() == [ONLY_DELETED]
    assert get(xero, made)["Status"] == "DELETED"


def test_a_template_is_not_born_deleted(xero):
    assert create(xero, Status="DELETED").status == 400


def test_post_creates_and_deletes(xero):
    made = xero.call("updateOrCreateRepeatingInvoices", template()).row()
    gone = {"RepeatingInvoiceID": made["RepeatingInvoiceID"], "Status": "DELETED"}
    sent = [gone, template(), {**gone, "RepeatingInvoiceID": NOWHERE}]
    answer = xero.call("updateOrCreateRepeatingInvoices", sent, {"summarizeErrors": "false"})
    words = [row["StatusAttributeString"] for row in answer.rows()]
    assert (words, answer.messages()) == (["OK", "OK", "ERROR"], [UNKNOWN])


def test_templates_are_found_by_where_and_order(xero):
    create(xero, Reference="A")
    create(xero, Reference="B", Status="DRAFT")
    where = {"where": 'Status=="DRAFT" AND Schedule.Unit=="MONTHLY"'}
    assert xero.call("getRepeatingInvoices", query=where).row()["Reference"] == "B"
    rows = xero.call("getRepeatingInvoices", query={"order": "Reference DESC"}).rows()
    assert [row["Reference"] for row in rows] == ["B", "A"]
    assert rows[0]["LineItems"][0]["Description"] == "Rent"


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"Type": None}, "The repeating invoice type must be specified."),
        ({"Schedule": None}, "The Schedule must be specified."),
        ({"Schedule": {**SCHEDULE, "Period": 0}}, "The Schedule Period must be between 1 and 99."),
        ({"LineItems": []}, "One or more line items must be specified"),
        (
            {"LineItems": [{"Description": "x", "UnitAmount": 1}]},
            "Account code '' is not a valid code for this document.",
        ),
        (
            {"Type": "ACCPAY", "LineItems": [{**LINE, "DiscountRate": 5}]},
            "Discounts are only supported on ACCREC invoices.",
        ),
    ],
)
def test_a_wrong_template_is_refused(xero, sent, message):
    assert message in create(xero, **sent).messages()
    assert xero.call("getRepeatingInvoices").rows() == []


@pytest.mark.parametrize(
    "schedule", [{"Unit": "DAILY"}, {"Period": 1.5}, {"StartDate": "x"}, "monthly"]
)
def test_a_schedule_that_cannot_be_read_is_refused(xero, schedule):
    sent = {**SCHEDULE, **schedule} if isinstance(schedule, dict) else schedule
    answer = create(xero, Schedule=sent)
    assert (answer.status, answer.json["ErrorNumber"]) == (400, 14)


def test_an_invoice_is_written_when_its_day_comes(xero):
    made = create(xero, Reference="R", MarkAsSent=True).row()
    assert written(xero) == []
    xero.advance(days=28)
    assert written(xero) == []
    xero.advance(days=1)
    invoice = written(xero)[0]
    assert (invoice["Type"], invoice["Status"], invoice["Reference"]) == (
        "ACCREC",
        "AUTHORISED",
        "R",
    )
    assert (invoice["DateString"], invoice["DueDateString"]) == (
        "2026-03-31T00:00:00",
        "2026-04-20T00:00:00",
    )
    assert (invoice["Total"], invoice["AmountDue"]) == (600, 600)
    assert invoice["RepeatingInvoiceID"] == made["RepeatingInvoiceID"]
    assert (invoice["InvoiceNumber"], invoice["SentToContact"]) == ("INV-0001", True)
    assert invoice["LineItems"][0]["LineItemID"] != made["LineItems"][0]["LineItemID"]
    assert invoice["UpdatedDateUTC"] == "/Date(1774958400000+0000)/"
    assert get(xero, made)["Schedule"]["NextScheduledDate"] == "/Date(1777507200000+0000)/"
    assert told(xero, made) == ["Invoice created", "Created"]
    assert len(written(xero)) == 1


def test_every_day_that_has_passed_is_made_up_for(xero):
    made = create(xero, Schedule={**SCHEDULE, "EndDate": "2026-06-30"}).row()
    xero.advance(days=365)
    days = [row["DateString"][:10] for row in written(xero)]
    assert days == ["2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"]
    assert "NextScheduledDate" not in get(xero, made)["Schedule"]
    assert sum(xero.books.journals.balances().values()) == 0
    sales = xero.books.accounts.by_code("200")["AccountID"]
    assert xero.books.journals.balances()[sales] == -2000


def test_a_draft_template_writes_drafts_and_a_bill_template_bills(xero):
    create(xero, Status="DRAFT")
    create(xero, Type="ACCPAY", LineItems=[{**LINE, "AccountCode": "404"}])
    xero.advance(days=30)
    found = {(row["Type"], row["Status"]) for row in written(xero)}
    assert found == {("ACCREC", "DRAFT"), ("ACCPAY", "AUTHORISED")}


def test_a_deleted_template_writes_nothing(xero):
    made = create(xero).row()
    change(xero, made, Status="DELETED")
    xero.advance(days=100)
    assert written(xero) == []


def test_a_day_whose_invoice_is_refused_is_passed_over(xero):
    made = create(xero).row()
    at = {"ContactID": made["Contact"]["ContactID"]}
    xero.call("updateContact", {"ContactStatus": "ARCHIVED"}, **at).row()
    xero.advance(days=30)
    assert written(xero) == []
    assert told(xero, made)[0] == "Invoice not created"
    assert get(xero, made)["Schedule"]["NextScheduledDate"] == "/Date(1777507200000+0000)/"


def test_a_template_that_starts_today_writes_today(xero):
    create(xero, Schedule={**SCHEDULE, "StartDate": "2026-03-02"})
    assert [row["DateString"][:10] for row in written(xero)] == ["2026-03-02"]


def test_the_day_is_the_organisations_own():
    xero = Direct("NZ")  # thirteen hours ahead: its second of March has passed
    create(xero, Schedule={**SCHEDULE, "StartDate": "2026-03-03"})
    assert [row["DateString"][:10] for row in written(xero)] == ["2026-03-03"]


def test_a_foreign_invoice_is_written_at_the_rate_of_the_day(xero):
    create(xero, CurrencyCode="EUR")
    xero.advance(days=30)
    assert written(xero)[0]["CurrencyRate"] == Decimal("1.125")


def test_saved_books_go_on_writing(xero):
    create(xero)
    again = Direct(books=Books.load(xero.books.dump()), now=xero.now)
    for each in (xero, again):
        each.advance(days=40)
    assert [row["InvoiceID"] for row in written(again)] == [
        row["InvoiceID"] for row in written(xero)
    ]


def test_a_file_stands_on_the_template(xero):
    made = create(xero).row()
    at = {"RepeatingInvoiceID": made["RepeatingInvoiceID"]}
    xero.call("createRepeatingInvoiceAttachmentByFileName", b"x", FileName="a.txt", **at)
    found = get(xero, made)
    assert (found["HasAttachments"], found["Attachments"][0]["FileName"]) == (True, "a.txt")
    assert xero.call("getRepeatingInvoices").row()["HasAttachments"] is True


def test_a_template_that_nobody_has_is_not_found(xero):
    assert xero.call("getRepeatingInvoice", RepeatingInvoiceID=NOWHERE).status == 404
    assert change(xero, {"RepeatingInvoiceID": NOWHERE}, Status="DELETED").status == 404
