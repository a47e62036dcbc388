from __future__ import annotations

import pytest
from tests.xero_emulator.finance.given import invoice, paid, spent

from xero_emulator.direct import Direct


@pytest.fixture
def xero() -> Direct:
    return Direct()


def revenue(xero, **query):
    return xero.call("finance.getFinancialStatementContactsRevenue", query=query).json


def credited(xero, amount):
    sent = {"Type": "ACCRECCREDIT", "Status": "AUTHORISED", "Contact": {"Name": "Ridgeway"}}
    line = {"Description": "x", "Quantity": 1, "UnitAmount": amount, "AccountCode": "200"}
    sent |= {"LineAmountTypes": "NoTax", "LineItems": [line], "Date": "2026-02-01"}
    return xero.call("createCreditNotes", sent).row()


def test_nothing_is_earned_from_nobody(xero):
    told = revenue(xero)
    assert (told["startDate"], told["endDate"]) == ("2025-03-03", "2026-03-02")
    assert (told["total"], told["contacts"], "manualJournals" in told) == (0, [], False)


def test_a_contact_is_summed_up(xero):
    part = invoice(xero, amount=100)
    paid(xero, part, 40)
    invoice(xero, amount=70, DueDate="2025-11-01", Date="2025-10-01")
    credited(xero, 10)
    (told,) = revenue(xero)["contacts"]
    assert told["name"] == "Ridgeway"
    assert told["contactId"] == part["Contact"]["ContactID"]
    assert told["totalDetail"] == {
        "totalPaid": 40,
        "totalOutstanding": 130,
        "totalCreditedUnApplied": 10,
    }
    assert told["total"] == 160
    assert told["totalOther"] == {
        "totalOutstandingAged": 70,
        "totalVoided": 0,
        "totalCredited": 0,
        "transactionCount": 3,
    }
    assert told["accountCodes"] == ["200"]


def test_allocated_credit_is_credited_and_no_longer_open(xero):
    sale, note = invoice(xero), credited(xero, 10)
    sent = {"Amount": 10, "Invoice": {"InvoiceID": sale["InvoiceID"]}, "Date": "2026-02-12"}
    xero.call("createCreditNoteAllocation", sent, CreditNoteID=note["CreditNoteID"])
    told = revenue(xero)
    assert told["totalDetail"]["totalCreditedUnApplied"] == 0
    assert (told["totalOther"]["totalCredited"], told["total"]) == (10, 90)


def test_a_voided_invoice_counts_apart(xero):
    made = invoice(xero)
    xero.call("updateInvoice", {"Status": "VOIDED"}, InvoiceID=made["InvoiceID"])
    told = revenue(xero)
    assert (told["total"], told["totalOther"]["totalVoided"]) == (0, 100)


def test_drafts_and_other_days_do_not_count(xero):
    invoice(xero, Status="DRAFT")
    invoice(xero, Date="2024-01-01")
    assert revenue(xero)["contacts"] == []


def test_money_received_counts_as_paid_and_transfers_have_a_contact_of_their_own(xero):
    spent(xero, 20, kind="RECEIVE")
    sent = {"FromBankAccount": {"Code": "090"}, "ToBankAccount": {"Code": "091"}, "Amount": 5}
    xero.call("createBankTransfer", {**sent, "Date": "2026-02-11"})
    told = {each["name"]: each for each in revenue(xero)["contacts"]}
    assert told["Bank"]["totalDetail"]["totalPaid"] == 20
    assert told["Bank Transfer"]["contactId"] == "207322b3-6a58-4be7-80f1-430123914ad6"


def test_only_the_contacts_that_are_asked_for_count(xero):
    one = invoice(xero)
    invoice(xero, Contact={"Name": "Other"})
    wanted = one["Contact"]["ContactID"].upper()
    told = revenue(xero, contactIds=wanted)
    assert [each["name"] for each in told["contacts"]] == ["Ridgeway"]
    assert told["total"] == 100
    assert len(revenue(xero)["contacts"]) == 2


def test_expenses_are_bills_and_money_spent(xero):
    invoice(xero)
    invoice(xero, "ACCPAY", 50)
    spent(xero, 30)
    told = xero.call("finance.getFinancialStatementContactsExpense").json
    assert {each["name"]: each["total"] for each in told["contacts"]} == {
        "Ridgeway": 50,
        "Bank": 30,
    }
    assert told["total"] == 80


def test_manual_journals_count_apart_when_asked_for(xero):
    lines = [
        {"LineAmount": -70, "AccountCode": "200", "TaxType": "NONE"},
        {"LineAmount": 70, "AccountCode": "429", "TaxType": "NONE"},
    ]
    sent = {"Narration": "Accrual", "JournalLines": lines, "Date": "2026-02-01"}
    xero.call("createManualJournals", {**sent, "Status": "POSTED"})
    told = revenue(xero, includeManualJournals="true")
    assert (told["manualJournals"], told["total"]) == ({"total": 70}, 0)
