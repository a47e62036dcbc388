"""Expense claims: their receipts, their states and what they post."""

from __future__ import annotations

import pytest

from xero_emulator.accounting.expense_claims import STATES, STATUSES
from xero_emulator.direct import Direct

ELSEWHERE = "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"
LINE = {"Description": "Taxi", "Quantity": 2, "UnitAmount": 20, "AccountCode": "493"}


@pytest.fixture
def xero() -> Direct:
    return Direct()


def user(xero, name="Ada"):
    query = {"where": f'FirstName=="{name}"'}
    return {"UserID": xero.call("getUsers", query=query).row()["UserID"]}


def receipt(xero, name="Ada"):
    sent = {"User": user(xero, name), "Contact": {"Name": "Taxi Co"}, "LineItems": [LINE]}
    return xero.call("createReceipt", sent).row()


def create(xero, *receipts, **differences):
    named = [{"ReceiptID": each["ReceiptID"]} for each in receipts]
    sent = {"User": user(xero), "Receipts": named, **differences}
    return xero.call("createExpenseClaims", {"ExpenseClaims": [sent]})


def change(xero, made, **sent):
    key = made["ExpenseClaimID"]
    return xero.call("updateExpenseClaim", {"ExpenseClaims": [sent]}, ExpenseClaimID=key)


def in_state(xero, status):
    made = create(xero, receipt(xero)).row()
    for step in {"SUBMITTED": (), "VOIDED": ("AUTHORISED", "VOIDED")}.get(status, (status,)):
        made = change(xero, made, Status=step).row()
    return made


def status_of(xero, made):
    return xero.call("getReceipt", ReceiptID=made["ReceiptID"]).row()["Status"]


def balances(xero):
    accounts = xero.books.accounts.records
    found = xero.books.journals.balances().items()
    return {accounts[key]["Code"]: balance for key, balance in found if balance}


def test_a_claim_adds_its_receipts_up_and_submits_them(xero):
    one, two = receipt(xero), receipt(xero)
    made = create(xero, one, two).row()
    assert (made["Status"], made["Total"], made["AmountDue"]) == ("SUBMITTED", 96, 96)
    assert (made["AmountPaid"], made["Payments"]) == (0, [])
    assert [each["ReceiptID"] for each in made["Receipts"]] == [one["ReceiptID"], two["ReceiptID"]]
    assert status_of(xero, one) == "SUBMITTED"
    assert xero.call("getExpenseClaim", ExpenseClaimID=made["ExpenseClaimID"]).row() == made
    assert xero.call("getExpenseClaims").row()["Receipts"] == []


EXPECTED = {  # names from the OpenAPI, edges unverified
    "SUBMITTED": {"SUBMITTED", "AUTHORISED", "DELETED"},
    "AUTHORISED": {"AUTHORISED", "VOIDED"},
}


def test_the_states_are_these():
    assert {state: set(next_) for state, next_ in STATES.edges.items()} == EXPECTED


@pytest.mark.parametrize("after", STATUSES)
@pytest.mark.parametrize("before", ["SUBMITTED", "AUTHORISED", "VOIDED", "DELETED"])
def test_a_claim_goes_only_where_its_status_leads(xero, before, after):
    answer = change(xero, in_state(xero, before), Status=after)
    if after in EXPECTED.get(before, ()):
        assert answer.row()["Status"] == after
    else:
        assert answer.messages() == ["Expense claim not of valid status for modification"]


@pytest.mark.parametrize("status", ["AUTHORISED", "PAID", "VOIDED", "DELETED"])
def test_a_claim_is_born_submitted(xero, status):
    assert create(xero, receipt(xero), Status=status).messages() == [
        "Expense claim not of valid status for creation"
    ]


def test_receipts_follow_their_claim(xero):
    one, two = receipt(xero), receipt(xero)
    approved, deleted = create(xero, one).row(), create(xero, two).row()
    change(xero, approved, Status="AUTHORISED").row()
    assert status_of(xero, one) == "AUTHORISED"
    change(xero, approved, Status="VOIDED").row()
    assert status_of(xero, one) == "VOIDED"
    change(xero, deleted, Status="DELETED").row()
    assert status_of(xero, two) == "DRAFT"


def test_an_approved_claim_is_owed_to_who_spent_it_until_it_is_voided(xero):
    made = create(xero, receipt(xero)).row()
    assert balances(xero) == {}
    change(xero, made, Status="AUTHORISED").row()
    assert balances(xero) == {"493": 40, "820": 8, "801": -48}
    change(xero, made, Status="VOIDED").row()
    assert balances(xero) == {}


def test_receipts_of_a_submitted_claim_can_be_exchanged(xero):
    one, two = receipt(xero), receipt(xero)
    made = create(xero, one).row()
    changed = change(xero, made, Receipts=[{"ReceiptID": two["ReceiptID"]}]).row()
    assert [each["ReceiptID"] for each in changed["Receipts"]] == [two["ReceiptID"]]
    assert (status_of(xero, one), status_of(xero, two)) == ("DRAFT", "SUBMITTED")


def test_a_claim_takes_only_free_receipts_of_its_user(xero):
    taken = receipt(xero)
    create(xero, taken).row()
    foreign = receipt(xero, "Tom")
    for each in (taken, foreign, {"ReceiptID": ELSEWHERE}):
        refused = create(xero, each)
        assert (refused.status, len(refused.messages())) == (400, 1)
    assert create(xero).messages() == ["An expense claim must have at least one receipt."]
    assert create(xero, receipt(xero), User={}).messages() == [
        "A valid user should be identified using the UserID."
    ]


def test_what_is_refused_leaves_its_receipts_as_they_were(xero):
    free, foreign = receipt(xero), receipt(xero, "Tom")
    assert create(xero, free, foreign).status == 400
    assert status_of(xero, free) == "DRAFT"


def test_lock_dates_bind_approval(xero):
    made = create(xero, receipt(xero)).row()
    lock = {"PeriodLockDate": made["ReportingDate"]}
    xero.books.organisations.keep({**xero.books.organisation, **lock})
    assert change(xero, made, Status="AUTHORISED").status == 400
    assert change(xero, made, Status="DELETED").status == 200


def test_claims_are_filtered_and_what_is_not_there_is_404(xero):
    in_state(xero, "AUTHORISED")
    in_state(xero, "SUBMITTED")
    for where, wanted in (
        ('Status=="AUTHORISED"', 1),
        ('User.LastName=="Hale"', 0),
        ("Total>40", 2),
    ):
        assert len(xero.call("getExpenseClaims", query={"where": where}).rows()) == wanted
    path = {"ExpenseClaimID": ELSEWHERE}
    assert xero.call("getExpenseClaim", **path).status == 404
    assert xero.call("updateExpenseClaim", {"Status": "AUTHORISED"}, **path).status == 404
    assert xero.call("createExpenseClaims", {"Status": "LOST"}).json["ErrorNumber"] == 14
