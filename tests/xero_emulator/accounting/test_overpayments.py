"""Overpayments and what both kinds of credit do: allocations, refunds, statuses, both sides."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.xero_emulator.accounting.at_the_bank import (
    KINDS,
    SOLD,
    WHO,
    again,
    allocate,
    balances,
    credit,
    euros,
    invoice,
    locked,
    pay,
    told,
)

from xero_emulator.accounting import overpayments, prepayments
from xero_emulator.direct import Direct

UNLIKE = "Credit can only be allocated to an invoice of the same kind, contact and currency."


@pytest.fixture
def xero() -> Direct:
    return Direct()


@pytest.mark.parametrize("states", [overpayments.STATES, prepayments.STATES])
def test_no_caller_moves_them(states):
    assert (states.born, states.edges) == (("AUTHORISED",), {"AUTHORISED": ()})


@pytest.mark.parametrize("kind", KINDS)
def test_an_allocation_moves_credit_to_the_invoice(xero, kind):
    source, target = credit(xero, kind), invoice(xero)
    xero.advance(minutes=1)
    made = allocate(xero, kind, source, target, 50).row()
    assert (made["Amount"], made["Date"]) == (50, "/Date(1772668800000+0000)/")
    assert made[kind] == {f"{kind}ID": source[f"{kind}ID"]}
    left, due = again(xero, kind, source), again(xero, "Invoice", target)
    assert (left["RemainingCredit"], left["Status"]) == (70, "AUTHORISED")
    assert left["Allocations"][0]["Invoice"]["InvoiceNumber"] == target["InvoiceNumber"]
    assert (due["AmountCredited"], due["AmountPaid"], due["AmountDue"]) == (50, 0, 70)
    (shown,) = due[f"{kind}s"]
    assert (shown[f"{kind}ID"], shown["AppliedAmount"]) == (source[f"{kind}ID"], 50)
    assert due["CreditNotes"] == due["Payments"] == []
    assert left["UpdatedDateUTC"] > source["UpdatedDateUTC"]
    assert due["UpdatedDateUTC"] > target["UpdatedDateUTC"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("side", "type_"), [("RECEIVE", "ACCREC"), ("SPEND", "ACCPAY")])
def test_the_whole_credit_pays_both_and_leaves_the_control_account_clear(xero, kind, side, type_):
    source, target = credit(xero, kind, side), invoice(xero, Type=type_)
    allocate(xero, kind, source, target, 120).row()
    left, due = again(xero, kind, source), again(xero, "Invoice", target)
    assert (left["RemainingCredit"], left["Status"]) == (0, "PAID")
    assert (due["AmountDue"], due["Status"]) == (0, "PAID")
    assert due["FullyPaidOnDate"] == "/Date(1772668800000+0000)/"
    sign, code = {"ACCREC": (1, "200"), "ACCPAY": (-1, "429")}[type_]
    assert balances(xero) == {"090": 120 * sign, code: -100 * sign, "820": -20 * sign}


@pytest.mark.parametrize("kind", KINDS)
def test_several_allocations_are_made_at_once_or_none(xero, kind):
    source, one, two = credit(xero, kind), invoice(xero), invoice(xero)
    key = {f"{kind}ID": source[f"{kind}ID"]}
    parts = [
        {"Amount": amount, "Invoice": {"InvoiceID": target["InvoiceID"]}}
        for amount, target in ((100, one), (30, two))
    ]
    answer = xero.call(f"create{kind}Allocations", {"Allocations": parts}, **key)
    assert answer.messages() == [
        "The allocation amount exceeds the remaining credit of this document."
    ]
    assert again(xero, kind, source)["RemainingCredit"] == 120
    parts[1]["Amount"] = 20
    made = xero.call(f"create{kind}Allocations", {"Allocations": parts}, **key).rows()
    assert [row["Amount"] for row in made] == [100, 20]
    assert again(xero, kind, source)["Status"] == "PAID"
    assert [again(xero, "Invoice", each)["AmountDue"] for each in (one, two)] == [20, 100]


@pytest.mark.parametrize("kind", KINDS)
def test_a_deleted_allocation_opens_both_again(xero, kind):
    source, target = credit(xero, kind), invoice(xero)
    before = balances(xero)
    made = allocate(xero, kind, source, target, 120).row()
    key = {f"{kind}ID": source[f"{kind}ID"], "AllocationID": made["AllocationID"]}
    gone = xero.call(f"delete{kind}Allocations", **key).json
    assert (gone["AllocationID"], gone["IsDeleted"]) == (made["AllocationID"], True)
    left, due = again(xero, kind, source), again(xero, "Invoice", target)
    assert (left["RemainingCredit"], left["Status"], left["Allocations"]) == (
        *(120, "AUTHORISED", []),
    )
    assert (due["AmountDue"], due["Status"], due[f"{kind}s"]) == (120, "AUTHORISED", [])
    assert "FullyPaidOnDate" not in due
    assert balances(xero) == before
    assert xero.call(f"delete{kind}Allocations", **key).status == 404


def test_an_allocation_belongs_to_its_own_credit(xero):
    source, other = credit(xero, "Overpayment"), credit(xero, "Overpayment")
    made = allocate(xero, "Overpayment", source, invoice(xero), 10).row()
    key = {"OverpaymentID": other["OverpaymentID"], "AllocationID": made["AllocationID"]}
    assert xero.call("deleteOverpaymentAllocations", **key).status == 404


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("amount", "target", "message"),
    [
        (0, {}, "The allocation amount must be greater than zero."),
        ("120.01", {}, "The allocation amount exceeds the amount outstanding on the invoice."),
        (
            "120.01",
            {"LineItems": [{**SOLD, "UnitAmount": 500}]},
            "The allocation amount exceeds the remaining credit of this document.",
        ),
        (10, {"Contact": {"Name": "Bo"}}, UNLIKE),
        (10, {"Type": "ACCPAY"}, UNLIKE),
        (10, {"CurrencyCode": "EUR"}, UNLIKE),
        (
            10,
            {"Status": "DRAFT"},
            "Credit can only be allocated from an Authorised document to an Authorised invoice.",
        ),
    ],
)
def test_an_allocation_is_refused(xero, kind, amount, target, message):
    source, to = credit(xero, kind), invoice(xero, **target)
    answer = allocate(xero, kind, source, to, amount)
    assert answer.status == 400
    assert message in answer.messages()
    assert again(xero, kind, source)["RemainingCredit"] == 120


@pytest.mark.parametrize("kind", KINDS)
def test_a_voided_credit_cannot_be_used(xero, kind):
    source, target = credit(xero, kind), invoice(xero)
    (transaction,) = xero.call("getBankTransactions").rows()
    key = {"BankTransactionID": transaction["BankTransactionID"]}
    xero.call("updateBankTransaction", {"Status": "DELETED"}, **key).row()
    assert allocate(xero, kind, source, target, 10).status == 400
    assert pay(xero, kind, source, 10).messages() == [
        "Payments can only be made against Authorised documents"
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("side", ["RECEIVE", "SPEND"])
def test_a_refund_takes_the_credit_and_gives_the_money(xero, kind, side):
    source = credit(xero, kind, side)
    made = pay(xero, kind, source, 120).row()
    letter = {"RECEIVE": "AR", "SPEND": "AP"}[side]
    assert made["PaymentType"] == f"{letter}{kind.upper()}PAYMENT"
    assert made[kind][f"{kind}ID"] == source[f"{kind}ID"]
    assert (made["Invoice"]["Type"], made["Invoice"]["Contact"]["Name"]) == (
        *(f"{letter}{kind.upper()}", WHO["Name"]),
    )
    used = again(xero, kind, source)
    assert (used["Status"], used["RemainingCredit"]) == ("PAID", 0)
    assert [each["PaymentID"] for each in used["Payments"]] == [made["PaymentID"]]
    assert balances(xero) == {}
    xero.call("deletePayment", {"Status": "DELETED"}, PaymentID=made["PaymentID"]).row()
    back = again(xero, kind, source)
    assert (back["Status"], back["RemainingCredit"], back["Payments"]) == ("AUTHORISED", 120, [])
    assert abs(balances(xero)["090"]) == 120


@pytest.mark.parametrize("kind", KINDS)
def test_a_refund_of_too_much_is_refused(xero, kind):
    assert pay(xero, kind, credit(xero, kind), "120.01").messages() == [
        "Payment amount exceeds the amount outstanding on this document"
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_credit_at_another_rate_leaves_a_gain_and_nothing_else(xero, kind):
    account = {"Code": euros(xero)}
    source = credit(xero, kind, BankAccount=account, CurrencyRate="1.2")
    target = invoice(xero, CurrencyCode="EUR", CurrencyRate="1.0")
    allocate(xero, kind, source, target, 120).row()
    assert again(xero, "Invoice", target)["Status"] == "PAID"
    found = balances(xero)
    assert "610" not in found
    assert (found["092"], found["499"]) == (100, 20)


@pytest.mark.parametrize("kind", KINDS)
def test_parts_in_a_foreign_currency_leave_no_cent_behind(xero, kind):
    account = {"Code": euros(xero)}
    source = credit(xero, kind, BankAccount=account, CurrencyRate="1.37")
    for amount in ("33.33", "33.33", "53.34"):
        target = invoice(
            xero,
            CurrencyCode="EUR",
            CurrencyRate="1.37",
            LineAmountTypes="NoTax",
            LineItems=[{**SOLD, "UnitAmount": amount}],
        )
        allocate(xero, kind, source, target, amount).row()
    assert again(xero, kind, source)["Status"] == "PAID"
    assert "610" not in balances(xero)
    assert abs(balances(xero).get("499", Decimal(0))) <= Decimal("0.02")
    if kind == "Prepayment":
        assert "820" not in balances(xero)


@pytest.mark.parametrize("kind", KINDS)
def test_allocations_heed_the_lock_date(xero, kind):
    source, target = credit(xero, kind), invoice(xero)
    made = allocate(xero, kind, source, target, 10).row()
    locked(xero, date(2026, 3, 5))
    assert allocate(xero, kind, source, target, 10).status == 400
    key = {f"{kind}ID": source[f"{kind}ID"], "AllocationID": made["AllocationID"]}
    assert xero.call(f"delete{kind}Allocations", **key).status == 400
    assert allocate(xero, kind, source, target, 10, Date="2026-03-06").status == 200


@pytest.mark.parametrize("kind", KINDS)
def test_the_history_tells_of_credit_and_takes_no_note(xero, kind):
    source, target = credit(xero, kind), invoice(xero)
    allocate(xero, kind, source, target, 120).row()
    key = {f"{kind}ID": source[f"{kind}ID"]}
    assert told(xero, f"get{kind}History", **key) == ["Created", "Credit Applied", "Paid"]
    answer = xero.call(f"create{kind}History", {"HistoryRecords": [{"Details": "x"}]}, **key)
    assert answer.status == 400


@pytest.mark.parametrize("kind", KINDS)
def test_they_can_be_asked_for(xero, kind):
    credit(xero, kind, Reference="one")
    credit(xero, kind, "SPEND", Reference="two", Contact={"Name": "Bo"})
    for query, references in (
        ({"where": 'Contact.Name=="bo"'}, ["two"]),
        ({"where": f'Type=="RECEIVE-{kind.upper()}" AND RemainingCredit==120'}, ["one"]),
        ({"References": "one,two", "order": "Reference DESC"}, ["two", "one"]),
        ({"References": "three"}, []),
    ):
        shown = xero.call(f"get{kind}s", query=query).rows()
        assert [row["Reference"] for row in shown] == references, query
    (row, _other) = xero.call(f"get{kind}s", query={"page": "1"}).rows()
    assert len(row["LineItems"]) == 1
    assert xero.call(f"get{kind}s").rows()[0]["LineItems"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_invoice_with_credit_cannot_be_voided(xero, kind):
    source, target = credit(xero, kind), invoice(xero)
    allocate(xero, kind, source, target, 10).row()
    answer = xero.call("updateInvoice", {"Status": "VOIDED"}, InvoiceID=target["InvoiceID"])
    assert answer.status == 400
    assert "payments or credit notes allocated" in answer.messages()[0]
