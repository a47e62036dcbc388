"""Purchase orders: their states, their numbers, and who they are for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xero_emulator.accounting.contacts import WHO
from xero_emulator.accounting.purchase_orders import (
    FROZEN,
    NO_SUCH_CONTACT,
    NOT_SENDABLE,
    NUMBER_TAKEN,
    STATES,
    UNKNOWN,
    WRONG_CHANGE,
)
from xero_emulator.direct import Direct

LINE = {
    "Description": "Steel",
    "Quantity": 1,
    "UnitAmount": 100,
    "AccountCode": "404",
    "TaxType": "INPUT2",
}
ALL = ("DRAFT", "SUBMITTED", "AUTHORISED", "BILLED", "DELETED")
ALONE = {"summarizeErrors": "false"}
NOWHERE = "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"
NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def xero() -> Direct:
    found = Direct()
    details = {"Name": "Steelworks", "ContactNumber": "S1", "EmailAddress": "a@steel.test"}
    phones = [{"PhoneType": "DEFAULT", "PhoneNumber": "111"}]
    found.call("createContacts", {**details, "Phones": phones}).row()
    return found


def order(**differences):
    sent = {"Contact": {"ContactNumber": "S1"}, "LineItems": [LINE], "Date": "2026-03-01"}
    return {**sent, **differences}


def create(xero, query=None, **differences):
    return xero.call("createPurchaseOrders", {"PurchaseOrders": [order(**differences)]}, query)


def post(xero, **differences):
    return xero.call("updateOrCreatePurchaseOrders", {"PurchaseOrders": [order(**differences)]})


def change(xero, made, **sent):
    at = {"PurchaseOrderID": made["PurchaseOrderID"]}
    return xero.call("updatePurchaseOrder", {"PurchaseOrders": [sent]}, **at)


def get(xero, made):
    return xero.call("getPurchaseOrder", PurchaseOrderID=made["PurchaseOrderID"]).row()


def in_state(xero, status):
    if status in STATES.born:
        return create(xero, Status=status).row()
    return change(xero, create(xero).row(), Status="DELETED").row()


def test_an_order_comes_back_as_it_was_sent(xero):
    sent = {
        "DeliveryAddress": "1 Hill",
        "AttentionTo": "Bo",
        "Telephone": "123",
        "DeliveryInstructions": "Ring twice",
        "Reference": "R",
    }
    days = {"DeliveryDate": "2026-03-05", "ExpectedArrivalDate": "2026-03-06"}
    made = create(xero, **sent, **days).row()
    assert {name: made[name] for name in sent} == sent
    assert get(xero, made) == made
    assert (made["Date"], made["DateString"]) == (
        "/Date(1772323200000+0000)/",
        "2026-03-01T00:00:00",
    )
    assert made["DeliveryDateString"] == "2026-03-05T00:00:00"
    assert made["ExpectedArrivalDateString"] == "2026-03-06T00:00:00"
    assert made["UpdatedDateUTC"] == "/Date(1772452800000+0000)/"
    assert (made["Type"], made["Status"]) == ("PURCHASEORDER", "DRAFT")
    assert (made["SubTotal"], made["TotalTax"], made["Total"]) == (100, 20, 120)
    assert (made["HasAttachments"], made["Attachments"]) == (False, [])


def test_a_unit_amount_has_four_decimals(xero):
    made = create(xero, LineItems=[{**LINE, "Quantity": 1000, "UnitAmount": "0.01255"}]).row()
    assert made["LineItems"][0]["UnitAmount"] == Decimal("0.0126")
    assert (made["SubTotal"], made["Total"]) == (Decimal("12.6"), Decimal("15.12"))


def test_discounts_are_added_up(xero):
    made = create(xero, LineItems=[{**LINE, "DiscountRate": 10}]).row()
    assert (made["IsDiscounted"], made["TotalDiscount"], made["Total"]) == (True, 10, 108)
    plain = create(xero).row()
    assert (plain["IsDiscounted"], plain["TotalDiscount"]) == (False, 0)


def test_the_contact_stands_on_the_order_without_what_is_empty(xero):
    contact = create(xero).row()["Contact"]
    assert (contact["Name"], contact["EmailAddress"]) == ("Steelworks", "a@steel.test")
    assert [each["PhoneNumber"] for each in contact["Phones"]] == ["111"]
    assert contact["Addresses"] == []
    assert (contact["IsSupplier"], contact["IsCustomer"]) == (False, False)


def test_a_list_tells_less_of_contact_and_order(xero):
    create(xero)
    row = xero.call("getPurchaseOrders").row()
    assert {"SentToContact", "TotalDiscount", "Attachments"}.isdisjoint(row)
    assert {"EmailAddress", "IsSupplier"}.isdisjoint(row["Contact"])
    assert (row["Contact"]["Name"], row["HasAttachments"]) == ("Steelworks", False)
    assert row["LineItems"][0]["Description"] == "Steel"


def test_an_order_creates_no_contact(xero):
    assert create(xero, Contact={"Name": "Nobody Ltd"}).messages() == [NO_SUCH_CONTACT]
    assert create(xero, Contact={"ContactNumber": "X"}).messages() == [NO_SUCH_CONTACT]
    assert create(xero, Contact={}).messages() == [WHO]
    assert create(xero, Contact={"ContactID": NOWHERE}).status == 400
    assert len(xero.call("getContacts").rows()) == 1
    assert create(xero, Contact={"Name": "Steelworks"}).status == 200


def test_an_archived_contact_is_refused(xero):
    contact = xero.call("getContacts").row()["ContactID"]
    xero.call("updateContact", {"ContactStatus": "ARCHIVED"}, ContactID=contact).row()
    (message,) = create(xero, Contact={"ContactID": contact}).messages()
    assert "has been archived" in message


def test_orders_post_nothing(xero):
    in_state(xero, "BILLED")
    assert xero.books.journals.journals == []


def test_orders_are_numbered(xero):
    numbers = [create(xero).row()["PurchaseOrderNumber"] for _ in range(2)]
    own = create(xero, PurchaseOrderNumber="MINE").row()["PurchaseOrderNumber"]
    assert [*numbers, own] == ["PO-0001", "PO-0002", "MINE"]
    create(xero, PurchaseOrderNumber="PO-0003")
    assert create(xero).row()["PurchaseOrderNumber"] == "PO-0004"


def test_put_refuses_a_number_that_is_there(xero):
    made = create(xero, PurchaseOrderNumber="A").row()
    assert create(xero, PurchaseOrderNumber="a").messages() == [NUMBER_TAKEN]
    change(xero, made, Status="DELETED")
    assert create(xero, PurchaseOrderNumber="A").messages() == [NUMBER_TAKEN]
    other = create(xero, PurchaseOrderNumber="B").row()
    assert change(xero, other, PurchaseOrderNumber="A").messages() == [NUMBER_TAKEN]


def test_post_changes_the_order_with_the_same_number(xero):
    made = post(xero, PurchaseOrderNumber="A").row()
    xero.advance(seconds=1)
    again = post(xero, PurchaseOrderNumber="a", Reference="R", Status="AUTHORISED").row()
    assert again["PurchaseOrderID"] == made["PurchaseOrderID"]
    assert (again["Reference"], again["Status"]) == ("R", "AUTHORISED")
    assert again["UpdatedDateUTC"] > made["UpdatedDateUTC"]
    assert len(xero.call("getPurchaseOrders").rows()) == 1


def test_a_deleted_order_is_frozen_and_keeps_its_number(xero):
    made = in_state(xero, "DELETED")
    number = made["PurchaseOrderNumber"]
    both = [WRONG_CHANGE, FROZEN]
    assert post(xero, PurchaseOrderNumber=number, Status="SUBMITTED").messages() == both
    assert change(xero, made, Reference="R").messages() == [FROZEN]
    assert get(xero, made)["PurchaseOrderNumber"] == number
    refused = post(xero, PurchaseOrderNumber=number, Status="SUBMITTED").json["Elements"][0]
    assert (refused["PurchaseOrderID"], refused["HasErrors"]) == (NOBODY, True)


def test_a_number_can_be_given_up_when_an_order_is_deleted(xero):
    made = create(xero, PurchaseOrderNumber="A").row()
    gone = change(xero, made, Status="DELETED", PurchaseOrderNumber="A-VOID").row()
    assert (gone["Status"], gone["PurchaseOrderNumber"]) == ("DELETED", "A-VOID")
    assert create(xero, PurchaseOrderNumber="A").status == 200


def test_an_update_keeps_what_it_does_not_name(xero):
    made = create(xero, Reference="R", AttentionTo="Bo").row()
    after = change(xero, made, AttentionTo="Peter", LineItems=[], Contact={}).row()
    assert (after["Reference"], after["AttentionTo"]) == ("R", "Peter")
    assert (after["LineItems"], after["Contact"]) == (made["LineItems"], made["Contact"])
    assert after["PurchaseOrderNumber"] == made["PurchaseOrderNumber"]


def test_lines_sent_replace_all_lines(xero):
    made = create(xero, LineItems=[LINE, {**LINE, "UnitAmount": 5}]).row()
    first = made["LineItems"][0]["LineItemID"]
    after = change(xero, made, LineItems=[{"LineItemID": first, "Quantity": 3}, LINE]).row()
    assert [line["Quantity"] for line in after["LineItems"]] == [3, 1]
    assert after["LineItems"][0]["LineItemID"] == first
    assert after["SubTotal"] == 400


@pytest.mark.parametrize("before", ALL)
@pytest.mark.parametrize("after", ALL)
def test_an_order_goes_only_where_its_status_leads(xero, before, after):
    made = in_state(xero, before)
    answer = change(xero, made, Status=after)
    if STATES.allows(before, after):
        assert answer.row()["Status"] == after
    else:
        expected = [FROZEN] if before == after else [WRONG_CHANGE]
        expected = [WRONG_CHANGE, FROZEN] if before == "DELETED" != after else expected
        assert answer.messages() == expected
        assert get(xero, made) == made


def test_an_order_is_not_born_deleted(xero):
    assert create(xero, Status="DELETED").messages() == [WRONG_CHANGE]


def test_only_an_approved_order_is_marked_as_sent(xero):
    made = create(xero, ALONE, SentToContact=True).row()
    assert made["SentToContact"] is False
    assert made["Warnings"] == [{"Message": NOT_SENDABLE}]
    assert made["StatusAttributeString"] == "WARNING"
    assert "Warnings" not in get(xero, made)
    sent = change(xero, made, Status="AUTHORISED", SentToContact=True).row()
    assert sent["SentToContact"] is True
    assert "Warnings" not in sent


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, {"A", "B"}),
        ({"Status": "AUTHORISED"}, {"B"}),
        ({"DateFrom": "2026-03-02"}, {"B"}),
        ({"DateTo": "2026-03-01"}, {"A"}),
        ({"where": 'Status=="AUTHORISED"'}, {"A", "B"}),
        ({"page": "1", "pageSize": "1", "order": "PurchaseOrderNumber DESC"}, {"B"}),
        ({"page": "3", "pageSize": "1"}, set()),
    ],
)
def test_orders_are_found_by_their_parameters(xero, query, wanted):
    create(xero, PurchaseOrderNumber="A")
    create(xero, PurchaseOrderNumber="B", Date="2026-03-02", Status="AUTHORISED")
    found = xero.call("getPurchaseOrders", query=query)
    assert {row["PurchaseOrderNumber"] for row in found.rows()} == wanted


def test_a_list_is_always_paged(xero):
    xero.call("createPurchaseOrders", {"PurchaseOrders": [order() for _ in range(101)]})
    found = xero.call("getPurchaseOrders")
    assert len(found.rows()) == 100
    block = {"page": 1, "pageSize": 100, "pageCount": 2, "itemCount": 101}
    assert found.json["pagination"] == block


@pytest.mark.parametrize("query", [{"Status": "OPEN"}, {"DateFrom": "x"}, {"order": "Nothing"}])
def test_a_parameter_that_cannot_be_read_is_refused(xero, query):
    assert xero.call("getPurchaseOrders", query=query).status == 400


def test_orders_are_found_by_number_and_by_time(xero):
    made = create(xero, PurchaseOrderNumber="A-1").row()
    by_number = xero.call("getPurchaseOrderByNumber", PurchaseOrderNumber="a-1").row()
    assert by_number["PurchaseOrderID"] == made["PurchaseOrderID"]
    assert xero.call("getPurchaseOrderByNumber", PurchaseOrderNumber="A-2").status == 404
    xero.advance(seconds=60)
    later = create(xero).row()
    since = {"if-modified-since": "2026-03-02T12:00:30"}
    found = xero.call("getPurchaseOrders", headers=since).row()
    assert found["PurchaseOrderID"] == later["PurchaseOrderID"]


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"LineItems": []}, "One or more line items must be specified"),
        ({"LineItems": [{"Quantity": 1}]}, "Description needs to be at least 1 char long."),
        (
            {"DeliveryInstructions": "x" * 501},
            "The DeliveryInstructions must be 500 characters or fewer.",
        ),
        ({"Contact": None}, "A Contact must be specified for this type of transaction"),
        ({"CurrencyCode": "XXX"}, "Organisation is not subscribed to currency XXX"),
    ],
)
def test_a_wrong_order_is_refused(xero, sent, message):
    assert create(xero, **sent).messages() == [message]
    assert xero.call("getPurchaseOrders").rows() == []


def test_an_order_needs_no_account(xero):
    made = create(xero, LineItems=[{"Description": "Table", "UnitAmount": 10}]).row()
    assert change(xero, made, Status="AUTHORISED").row()["Total"] == 10


def test_an_order_that_nobody_has_is_not_found(xero):
    assert xero.call("getPurchaseOrder", PurchaseOrderID=NOWHERE).status == 404
    assert change(xero, {"PurchaseOrderID": NOWHERE}).status == 404
    assert post(xero, PurchaseOrderID=NOWHERE).messages() == [UNKNOWN]


def test_every_change_is_told_in_the_history(xero):
    made = create(xero).row()
    for sent in ({"Status": "AUTHORISED"}, {"Reference": "R"}, {"Status": "BILLED"}):
        change(xero, made, **sent)
    told = xero.call("getPurchaseOrderHistory", PurchaseOrderID=made["PurchaseOrderID"]).rows()
    assert [each["Changes"] for each in told] == ["Billed", "Edited", "Approved", "Created"]


def test_a_file_stands_on_the_order(xero):
    made = create(xero).row()
    at = {"PurchaseOrderID": made["PurchaseOrderID"]}
    xero.call("createPurchaseOrderAttachmentByFileName", b"x", FileName="a.txt", **at)
    found = get(xero, made)
    assert found["HasAttachments"] is True
    assert [file["FileName"] for file in found["Attachments"]] == ["a.txt"]
    assert xero.call("getPurchaseOrders").row()["HasAttachments"] is True


def test_an_order_is_a_pdf_whichever_way_it_is_asked_for(xero):
    made = create(xero).row()
    at = {"PurchaseOrderID": made["PurchaseOrderID"]}
    by_path = xero.call("getPurchaseOrderAsPdf", **at)
    by_header = xero.call("getPurchaseOrder", headers={"accept": "application/pdf"}, **at)
    for answer in (by_path, by_header):
        assert answer.reply.content_type == "application/pdf"
        assert answer.reply.body.startswith(b"%PDF-")
