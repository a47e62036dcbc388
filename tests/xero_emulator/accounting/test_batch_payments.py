"""Batch payments: many invoices paid at once, and opened again at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.xero_emulator.accounting.at_the_bank import (
    again,
    balances,
    euros,
    invoice,
    locked,
    told,
)

from xero_emulator.accounting.batch_payments import STATES
from xero_emulator.direct import Direct


@pytest.fixture
def xero() -> Direct:
    return Direct()


def part(target, amount, **more):
    return {"Invoice": {"InvoiceID": target["InvoiceID"]}, "Amount": amount, **more}


def batch(xero, *parts, **differences):
    sent = {"Account": {"Code": "090"}, "Date": "2026-03-10", "Payments": list(parts)}
    return xero.call("createBatchPayment", {"BatchPayments": [{**sent, **differences}]})


def delete(xero, made):
    sent = {"BatchPaymentID": made["BatchPaymentID"], "Status": "DELETED"}
    return xero.call("deleteBatchPayment", sent)


def test_a_batch_comes_back_as_it_was_sent(xero):
    one, two = invoice(xero), invoice(xero)
    texts = {"Details": "March", "Narrative": "Run", "Particulars": "P", "Code": "C"}
    made = batch(xero, part(one, 120, Reference="first"), part(two, 20), **texts).row()
    assert xero.call("getBatchPayment", BatchPaymentID=made["BatchPaymentID"]).row() == made
    assert (made["Type"], made["Status"], made["TotalAmount"]) == ("RECBATCH", "AUTHORISED", 140)
    assert {name: made[name] for name in texts} == texts
    assert (made["DateString"], made["IsReconciled"]) == ("2026-03-10T00:00:00", False)
    assert made["Account"]["CurrencyCode"] == "GBP"
    assert [
        (each["Amount"], each["BankAmount"], each["Reference"]) for each in made["Payments"]
    ] == [
        *((120, 120, "first"), (20, 20, "")),
    ]
    assert [each["Invoice"]["InvoiceID"] for each in made["Payments"]] == [
        *(one["InvoiceID"], two["InvoiceID"]),
    ]


def test_it_pays_every_invoice_on_its_day(xero):
    one, two = invoice(xero), invoice(xero)
    xero.advance(minutes=1)
    made = batch(xero, part(one, 120), part(two, 20)).row()
    paid, partly = (again(xero, "Invoice", each) for each in (one, two))
    assert (paid["Status"], paid["AmountPaid"], paid["AmountDue"]) == ("PAID", 120, 0)
    assert paid["FullyPaidOnDate"] == "/Date(1773100800000+0000)/"
    assert (partly["Status"], partly["AmountPaid"], partly["AmountDue"]) == ("AUTHORISED", 20, 100)
    assert paid["UpdatedDateUTC"] > one["UpdatedDateUTC"]
    assert balances(xero)["090"] == 140
    for payment in xero.call("getPayments").rows():
        assert payment["BatchPaymentID"] == made["BatchPaymentID"]
        assert payment["BatchPayment"]["TotalAmount"] == 140
        assert payment["Date"] == made["Date"]


def test_bills_are_paid_in_a_batch_too(xero):
    made = batch(xero, part(invoice(xero, Type="ACCPAY"), 120)).row()
    assert made["Type"] == "PAYBATCH"
    assert balances(xero) == {"090": -120, "429": 100, "820": 20}


def test_the_total_is_what_the_bank_sees(xero):
    target = invoice(xero, CurrencyCode="EUR", CurrencyRate="1.2")
    made = batch(xero, part(target, 60, CurrencyRate="1.2"), part(invoice(xero), 20)).row()
    assert [each["BankAmount"] for each in made["Payments"]] == [50, 20]
    assert made["TotalAmount"] == 70
    assert balances(xero)["090"] == 70


@pytest.mark.parametrize(
    ("differences", "message"),
    [
        ({"Payments": []}, "A batch payment needs at least one payment of an invoice."),
        ({"Payments": None}, "A batch payment needs at least one payment of an invoice."),
        (
            {"Payments": [{"Amount": 5}]},
            "Each payment in a batch must name an invoice that exists.",
        ),
        ({"Account": {"Code": "999"}}, "Account could not be found."),
        ({"Account": None}, "Account could not be found."),
        (
            {"Account": {"Code": "200"}},
            "The account is not a bank account and does not take payments.",
        ),
        ({"Narrative": "x" * 19}, "The Narrative must be 18 characters or fewer."),
        ({"Particulars": "x" * 13}, "The Particulars must be 12 characters or fewer."),
    ],
)
def test_a_batch_is_refused(xero, differences, message):
    target = invoice(xero)
    answer = batch(xero, part(target, 20), **differences)
    assert (answer.status, answer.messages()) == (400, [message])
    assert again(xero, "Invoice", target)["AmountPaid"] == 0


def test_all_invoices_are_of_one_type_and_come_once(xero):
    sale, bill = invoice(xero), invoice(xero, Type="ACCPAY")
    assert batch(xero, part(sale, 1), part(bill, 1)).messages() == [
        "All invoices in a batch payment must be of the same type."
    ]
    assert batch(xero, part(sale, 1), part(sale, 1)).messages() == [
        "A batch payment can pay an invoice only once."
    ]


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("120.01", "Payment amount exceeds the amount outstanding on this document"),
        (0, "The payment amount must be greater than zero."),
    ],
)
def test_one_wrong_payment_keeps_the_whole_batch_from_being_made(xero, amount, message):
    good, bad = invoice(xero), invoice(xero)
    assert batch(xero, part(good, 120), part(bad, amount)).messages() == [message]
    assert again(xero, "Invoice", good)["Status"] == "AUTHORISED"
    assert xero.call("getPayments").rows() == xero.call("getBatchPayments").rows() == []


def test_a_draft_is_not_paid(xero):
    assert batch(xero, part(invoice(xero, Status="DRAFT"), 1)).messages() == [
        "Payments can only be made against Authorised documents"
    ]


def test_the_table_is_the_expected_one():
    assert (STATES.born, STATES.edges) == (("AUTHORISED",), {"AUTHORISED": ("DELETED",)})


def test_a_deleted_batch_takes_every_payment_back(xero):
    one, two = invoice(xero), invoice(xero)
    before = balances(xero)
    made = batch(xero, part(one, 120), part(two, 20)).row()
    xero.advance(minutes=1)
    gone = delete(xero, made).row()
    assert (gone["Status"], gone["Payments"], gone["TotalAmount"]) == ("DELETED", [], 140)
    assert gone["UpdatedDateUTC"] > made["UpdatedDateUTC"]
    back = [again(xero, "Invoice", each) for each in (one, two)]
    assert [(each["Status"], each["AmountDue"]) for each in back] == [("AUTHORISED", 120)] * 2
    assert {each["Status"] for each in xero.call("getPayments").rows()} == {"DELETED"}
    assert balances(xero) == before
    assert delete(xero, made).messages() == ["A batch payment cannot be edited, only deleted."]


@pytest.mark.parametrize("sent", [{"Status": "AUTHORISED"}, {"Details": "x"}, {}])
def test_a_batch_can_only_be_deleted(xero, sent):
    key = {"BatchPaymentID": batch(xero, part(invoice(xero), 20)).row()["BatchPaymentID"]}
    answer = xero.call("deleteBatchPaymentByUrlParam", sent, **key)
    assert answer.messages() == ["A batch payment cannot be edited, only deleted."]


def test_an_unknown_batch_is_not_deleted(xero):
    nobody = {"BatchPaymentID": "11111111-1111-4111-8111-111111111111"}
    assert delete(xero, nobody).messages() == ["The batch payment could not be found."]
    assert xero.call("deleteBatchPaymentByUrlParam", {"Status": "DELETED"}, **nobody).status == 404


def test_a_payment_stays_in_its_batch(xero):
    (payment,) = batch(xero, part(invoice(xero), 20)).row()["Payments"]
    answer = xero.call("deletePayment", {"Status": "DELETED"}, PaymentID=payment["PaymentID"])
    assert answer.messages() == ["Payments within a batch cannot be deleted."]


def test_batches_heed_the_lock_date(xero):
    target = invoice(xero)
    made = batch(xero, part(target, 20)).row()
    locked(xero, date(2026, 3, 10))
    assert batch(xero, part(target, 20)).status == 400
    assert delete(xero, made).status == 400
    assert again(xero, "Invoice", target)["AmountPaid"] == 20


def test_a_third_currency_is_refused(xero):
    account = {"Code": euros(xero)}
    target = invoice(xero, CurrencyCode="USD")
    assert batch(xero, part(target, 20), Account=account).messages() == [
        "The account must be in the currency of the document or in the organisation's own."
    ]


def test_they_can_be_asked_for(xero):
    batch(xero, part(invoice(xero), 20), Reference="one").row()
    xero.advance(hours=1)
    batch(xero, part(invoice(xero), 30), Reference="two").row()
    for query, headers, references in (
        ({"where": "TotalAmount>25"}, {}, ["two"]),
        ({"where": 'Type=="RECBATCH"', "order": "Reference DESC"}, {}, ["two", "one"]),
        ({}, {"if-modified-since": "2026-03-02T12:30:00"}, ["two"]),
    ):
        shown = xero.call("getBatchPayments", query=query, headers=headers).rows()
        assert [row["Reference"] for row in shown] == references


def test_the_history_tells_what_happened(xero):
    made = batch(xero, part(invoice(xero), Decimal(20))).row()
    delete(xero, made).row()
    key = {"BatchPaymentID": made["BatchPaymentID"]}
    assert told(xero, "getBatchPaymentHistory", **key) == ["Approved", "Deleted"]
