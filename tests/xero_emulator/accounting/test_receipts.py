"""Receipts: who paid, what for, and their way through a claim."""

from __future__ import annotations

import pytest

from xero_emulator.accounting.receipts import STATES, STATUSES
from xero_emulator.direct import Direct

ELSEWHERE = "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"
LINE = {"Description": "Taxi", "Quantity": 2, "UnitAmount": 20, "AccountCode": "493"}


@pytest.fixture
def xero() -> Direct:
    return Direct()


def user(xero, name="Ada"):
    query = {"where": f'FirstName=="{name}"'}
    return {"UserID": xero.call("getUsers", query=query).row()["UserID"]}


def create(xero, **differences):
    receipt = {"User": user(xero), "Contact": {"Name": "Taxi Co"}, "LineItems": [LINE]}
    return xero.call("createReceipt", {"Receipts": [{**receipt, **differences}]})


def change(xero, made, **sent):
    return xero.call("updateReceipt", {"Receipts": [sent]}, ReceiptID=made["ReceiptID"])


def get(xero, made):
    return xero.call("getReceipt", ReceiptID=made["ReceiptID"]).row()


def test_a_receipt_comes_back_as_it_was_sent_and_added_up(xero):
    made = create(xero, Date="2026-02-14", Reference="R").row()
    assert get(xero, made) == made
    assert (made["Status"], made["Reference"], made["ID"]) == ("DRAFT", "R", made["ReceiptID"])
    assert (made["SubTotal"], made["TotalTax"], made["Total"]) == (40, 8, 48)
    assert (made["User"]["FirstName"], made["Contact"]["Name"]) == ("Ada", "Taxi Co")


def test_receipts_are_numbered_for_each_user(xero):
    assert [create(xero).row()["ReceiptNumber"] for _ in range(2)] == [1, 2]
    assert create(xero, User=user(xero, "Tom")).row()["ReceiptNumber"] == 1


@pytest.mark.parametrize("types, total", [("NoTax", 40), ("Inclusive", 40), ("Exclusive", 48)])
def test_tax_is_added_included_or_left_out(xero, types, total):
    made = create(xero, LineAmountTypes=types).row()
    assert made["Total"] == total
    assert made["SubTotal"] + made["TotalTax"] == total


def test_line_amount_types_can_change_alone(xero):
    made = create(xero).row()
    assert change(xero, made, LineAmountTypes="NoTax").row()["Total"] == 40


@pytest.mark.parametrize(
    "sent, told",
    [
        ({"User": {}}, "A valid user should be identified using the UserID."),
        ({"User": {"UserID": ELSEWHERE}}, "A valid user should be identified using the UserID."),
        ({"LineItems": []}, "One or more line items must be specified"),
        ({"Status": "SUBMITTED"}, "Receipt not of valid status for creation"),
        (
            {"LineItems": [{**LINE, "AccountCode": "x"}]},
            "Account code 'x' is not a valid code for this document.",
        ),
        (
            {"LineItems": [{**LINE, "UnitAmount": -20}]},
            "The document total cannot be less than zero.",
        ),
    ],
)
def test_what_is_wrong_with_a_receipt_is_said(xero, sent, told):
    assert told in create(xero, **sent).messages()


def test_a_receipt_needs_a_contact(xero):
    sent = {"User": user(xero), "LineItems": [LINE]}
    assert xero.call("createReceipt", sent).messages() == [
        "The Contact must contain at least 1 of the following elements to identify the contact: "
        "Name, ContactID, ContactNumber"
    ]


EXPECTED = {"DRAFT": {"DRAFT", "VOIDED"}}  # by callers; the claim moves it on (unverified)


def test_the_states_are_these():
    assert {state: set(next_) for state, next_ in STATES.edges.items()} == EXPECTED


@pytest.mark.parametrize("after", STATUSES)
@pytest.mark.parametrize("before", ["DRAFT", "VOIDED", "SUBMITTED"])
def test_a_receipt_goes_only_where_its_status_leads(xero, before, after):
    made = create(xero).row()
    if before == "VOIDED":
        change(xero, made, Status="VOIDED").row()
    if before == "SUBMITTED":
        sent = {"User": user(xero), "Receipts": [{"ReceiptID": made["ReceiptID"]}]}
        xero.call("createExpenseClaims", sent).row()
    answer = change(xero, made, Status=after)
    if after in EXPECTED.get(before, ()):
        assert answer.row()["Status"] == after
    else:
        assert answer.messages() == ["Receipt not of valid status for modification"]


def test_an_empty_list_of_lines_changes_none(xero):
    made = create(xero).row()
    answer = change(xero, made, LineItems=[], Reference="Better", User=user(xero, "Tom")).row()
    assert (answer["Total"], answer["Reference"]) == (48, "Better")
    assert answer["User"]["FirstName"] == "Tom"
    line = {**LINE, "UnitAmount": 5}
    assert change(xero, made, LineItems=[line]).row()["Total"] == 12


def test_receipts_post_nothing_by_themselves(xero):
    create(xero).row()
    assert xero.call("getJournals").rows() == []


def test_receipts_are_filtered_and_ordered(xero):
    create(xero, Reference="B")
    create(xero, Reference="A", Contact={"Name": "Inn"})
    for query, wanted in (
        ({"order": "Reference"}, ["A", "B"]),
        ({"where": 'Contact.Name=="inn"'}, ["A"]),
        ({"where": 'User.FirstName=="Tom"'}, []),
        ({"where": "ReceiptNumber==1"}, ["B"]),
    ):
        found = xero.call("getReceipts", query=query).rows()
        assert [each["Reference"] for each in found] == wanted
        assert all(each["LineItems"] == [] for each in found)


def test_a_file_and_the_history_are_there(xero):
    made = create(xero).row()
    path = {"ReceiptID": made["ReceiptID"]}
    xero.call("createReceiptAttachmentByFileName", b"bytes", FileName="a.txt", **path)
    assert [each["FileName"] for each in get(xero, made)["Attachments"]] == ["a.txt"]
    change(xero, made, Status="VOIDED").row()
    told = xero.call("getReceiptHistory", **path).rows()
    assert [each["Changes"] for each in told] == ["Voided", "Attached a file", "Created"]


def test_what_is_not_there_or_not_readable_is_refused(xero):
    made = create(xero).row()
    assert xero.call("getReceipt", ReceiptID=ELSEWHERE).status == 404
    assert xero.call("updateReceipt", {"Reference": "X"}, ReceiptID=ELSEWHERE).status == 404
    assert change(xero, made, Date="soon").json["ErrorNumber"] == 14
    assert change(xero, made, Status="LOST").json["ErrorNumber"] == 14
