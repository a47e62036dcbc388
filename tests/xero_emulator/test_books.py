"""One organisation's books: whole or not at all, saved and loaded, always in balance."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from xero_emulator.books import Books
from xero_emulator.direct import Direct

LINE = {"Description": "x", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}
ZERO = Decimal(0)


def busy() -> Direct:
    """Books with one of everything."""
    xero = Direct()
    who = {"Name": "A", "EmailAddress": "a@b.test"}
    sent = {"Type": "ACCREC", "Contact": who, "DueDate": "2026-04-01", "Status": "AUTHORISED"}
    invoice = xero.call("createInvoices", {**sent, "LineItems": [LINE]}).row()
    at = {"InvoiceID": invoice["InvoiceID"]}
    credit = {"Type": "ACCRECCREDIT", "Contact": who, "Status": "AUTHORISED", "LineItems": [LINE]}
    note = xero.call("createCreditNotes", credit).row()
    allocation = {"Amount": 10, "Invoice": at}
    xero.call("createCreditNoteAllocation", allocation, CreditNoteID=note["CreditNoteID"]).row()
    xero.call("createPayment", {"Invoice": at, "Account": {"Code": "090"}, "Amount": 20}).row()
    xero.call("emailInvoice", {}, **at)
    xero.call("createInvoiceAttachmentByFileName", b"\x00\xff", FileName="a.bin", **at).row()
    return xero


def saved(books: Books) -> Books:
    """The books after a trip through a file."""
    encoded = msgspec.json.Encoder(decimal_format="number").encode(books.dump())
    return Books.load(msgspec.json.Decoder(float_hook=Decimal).decode(encoded))


def test_saved_books_are_the_same_books():
    xero = busy()
    loaded = Direct(books=saved(xero.books))
    assert loaded.books.ledger() == xero.books.ledger()
    assert loaded.books.dump() == xero.books.dump()
    for operation in ("getContacts", "getInvoices", "getCreditNotes", "getPayments", "getAccounts"):
        assert loaded.call(operation).rows() == xero.call(operation).rows()
    path = {"InvoiceID": "INV-0001"}
    told = xero.call("getInvoiceHistory", **path).rows()
    assert loaded.call("getInvoiceHistory", **path).rows() == told
    found = loaded.call("getInvoiceAttachmentByFileName", FileName="a.bin", **path)
    assert found.reply.body == b"\x00\xff"


def test_loaded_books_go_on_where_they_were():
    xero = busy()
    loaded = Direct(books=saved(xero.books))
    payment = {"Invoice": {"InvoiceNumber": "INV-0001"}, "Account": {"Code": "090"}, "Amount": 90}
    made = loaded.call("createPayment", payment).row()
    assert made["PaymentID"] == xero.call("createPayment", payment).row()["PaymentID"]
    invoice = loaded.call("getInvoice", InvoiceID="INV-0001").row()
    assert invoice["Status"] == "PAID"
    assert (
        loaded.call("createInvoices", {"Type": "ACCREC", "Contact": {"Name": "A"}}).row()[
            "InvoiceNumber"
        ]
        == "INV-0002"
    )


def test_the_evidence_tells_plain_dates_and_names():
    told = busy().books.ledger()
    (invoice,) = told["invoices"]
    assert invoice["Date"] == "2026-03-02"
    assert invoice["Contact"]["Name"] == "A"
    assert invoice["LineItems"][0]["LineAmount"] == 100
    assert told["country"] == "GB"
    assert len(told["payments"]) == len(told["allocations"]) == len(told["credit_notes"]) == 1
    assert [journal["SourceType"] for journal in told["journals"]] == [
        "ACCREC",
        "ACCRECCREDIT",
        "ACCRECCREDIT",
        "ACCRECPAYMENT",
    ]


@pytest.mark.parametrize("broken", [{"AccountCode": "999"}, {"TaxType": "NOSUCH"}])
def test_a_failed_request_leaves_everything_as_it_was(broken):
    xero = busy()
    before = {**xero.books.dump(), "given": None}
    bad = {"Type": "ACCREC", "Contact": {"Name": "New"}, "LineItems": [{**LINE, **broken}]}
    good = {"Type": "ACCREC", "Contact": {"Name": "A", "FirstName": "x"}, "LineItems": [LINE]}
    assert xero.call("updateOrCreateInvoices", [good, bad]).status == 400
    assert {**xero.books.dump(), "given": None} == before


CENTS = st.decimals("0.01", "2000", places=2)
SIDES = (
    ("DEBTORS", 1, ("ACCREC", "ACCRECCREDIT")),
    ("CREDITORS", -1, ("ACCPAY", "ACCPAYCREDIT")),
)
CODES = {"ACCREC": "200", "ACCPAY": "400", "ACCRECCREDIT": "200", "ACCPAYCREDIT": "400"}


class Bookkeeper(RuleBasedStateMachine):
    """Random work, most of it allowed, none of which may unbalance the books."""

    invoices = Bundle("invoices")
    notes = Bundle("notes")
    payments = Bundle("payments")
    allocations = Bundle("allocations")

    def __init__(self) -> None:
        super().__init__()
        self.xero = Direct()

    def _lines(self, kind, amounts):
        line = {"Description": "x", "AccountCode": CODES[kind]}
        return [{**line, "UnitAmount": amount} for amount in amounts]

    @rule(
        target=invoices,
        kind=st.sampled_from(["ACCREC", "ACCPAY"]),
        amounts=st.lists(CENTS, min_size=1, max_size=4),
        types=st.sampled_from(["Exclusive", "Inclusive", "NoTax"]),
        currency=st.sampled_from(["GBP", "GBP", "GBP", "EUR"]),
        status=st.sampled_from(["DRAFT", "SUBMITTED", "AUTHORISED"]),
    )
    def invoice(self, kind, amounts, types, currency, status):
        sent = {
            "Type": kind,
            "Contact": {"Name": "A"},
            "DueDate": "2026-04-01",
            "LineAmountTypes": types,
            "CurrencyCode": currency,
            "Status": status,
            "LineItems": self._lines(kind, amounts),
        }
        return self.xero.call("createInvoices", sent).row()["InvoiceID"]

    @rule(
        target=notes,
        kind=st.sampled_from(["ACCRECCREDIT", "ACCPAYCREDIT"]),
        amounts=st.lists(CENTS, min_size=1, max_size=3),
        currency=st.sampled_from(["GBP", "GBP", "GBP", "EUR"]),
    )
    def note(self, kind, amounts, currency):
        sent = {
            "Type": kind,
            "Contact": {"Name": "A"},
            "CurrencyCode": currency,
            "Status": "AUTHORISED",
            "LineItems": self._lines(kind, amounts),
        }
        return self.xero.call("createCreditNotes", sent).row()["CreditNoteID"]

    @initialize(target=invoices)
    def first_invoice(self):
        return self.invoice("ACCREC", ["1000"], "Exclusive", "GBP", "AUTHORISED")

    @initialize(target=notes)
    def first_note(self):
        return self.note("ACCRECCREDIT", ["500"], "GBP")

    @initialize(target=payments)
    def no_payment(self):
        return "none"

    @initialize(target=allocations)
    def no_allocation(self):
        return ("none", "none")

    @rule(invoice=invoices, status=st.sampled_from(["AUTHORISED", "VOIDED", "DELETED", "DRAFT"]))
    def move(self, invoice, status):
        self.xero.call("updateInvoice", {"Status": status}, InvoiceID=invoice)

    @rule(invoice=invoices, amounts=st.lists(CENTS, min_size=1, max_size=3))
    def edit(self, invoice, amounts):
        kind = self.xero.books.invoices.records[invoice]["Type"]
        self.xero.call(
            "updateInvoice", {"LineItems": self._lines(kind, amounts)}, InvoiceID=invoice
        )

    @rule(target=payments, invoice=invoices, amount=CENTS, rate=st.sampled_from([None, "1.3"]))
    def pay(self, invoice, amount, rate):
        sent = {"Invoice": {"InvoiceID": invoice}, "Account": {"Code": "090"}, "Amount": amount}
        answer = self.xero.call("createPayment", {**sent, "CurrencyRate": rate})
        return answer.row()["PaymentID"] if answer.status == 200 else "none"

    @rule(payment=payments)
    def take_back(self, payment):
        self.xero.call("deletePayment", {"Status": "DELETED"}, PaymentID=payment)

    @rule(target=allocations, note=notes, invoice=invoices, amount=CENTS)
    def allocate(self, note, invoice, amount):
        sent = {"Amount": amount, "Invoice": {"InvoiceID": invoice}}
        answer = self.xero.call("createCreditNoteAllocation", sent, CreditNoteID=note)
        return (note, answer.row()["AllocationID"] if answer.status == 200 else "none")

    @rule(allocation=allocations)
    def unallocate(self, allocation):
        note, key = allocation
        self.xero.call("deleteCreditNoteAllocations", CreditNoteID=note, AllocationID=key)

    @invariant()
    def every_journal_balances(self):
        for journal in self.xero.books.journals.journals:
            assert sum((line["NetAmount"] for line in journal["JournalLines"]), ZERO) == ZERO
        assert sum(self.xero.books.journals.balances().values(), ZERO) == ZERO

    @invariant()
    def what_is_due_is_what_was_not_paid(self):
        books = self.xero.books
        for invoice in books.invoices.records.values():
            key = invoice["InvoiceID"]
            paid = sum((each["Amount"] for each in self._live("payments", key)), ZERO)
            credited = sum((each["Amount"] for each in self._live("allocations", key)), ZERO)
            assert (invoice["AmountPaid"], invoice["AmountCredited"]) == (paid, credited)
            assert invoice["AmountDue"] == invoice["Total"] - paid - credited >= 0
            assert invoice["Total"] == invoice["SubTotal"] + invoice["TotalTax"]
            if invoice["Status"] in ("AUTHORISED", "PAID"):
                assert (invoice["Status"] == "PAID") is (invoice["AmountDue"] == 0)

    @invariant()
    def credit_is_spent_once(self):
        for note in self.xero.books.credit_notes.records.values():
            used = sum((each["Amount"] for each in note["Allocations"]), ZERO)
            assert note["RemainingCredit"] == note["Total"] - used >= 0
            assert (note["Status"] == "PAID") is (note["RemainingCredit"] == 0)

    @invariant()
    def the_control_account_is_what_is_due_in_our_own_currency(self):
        """Checked while every document is in it: other currencies keep rounding cents."""
        books = self.xero.books
        open_ = [*books.invoices.records.values(), *books.credit_notes.records.values()]
        if any(record["CurrencyCode"] != "GBP" for record in open_):
            return
        balances = books.journals.balances()
        for side, sign, kinds in SIDES:
            owed = sum((_open(record) for record in open_ if record["Type"] in kinds), ZERO)
            account = books.accounts.system(side)["AccountID"]
            assert balances.get(account, ZERO) == owed * sign

    def _live(self, name, key):
        for each in self.xero.books.resources[name].records.values():
            if each.get("Invoice", {}).get("InvoiceID") == key and each.get("Status") != "DELETED":
                yield each


def _open(record):
    if record["Status"] not in ("AUTHORISED", "PAID"):
        return ZERO
    return record["AmountDue"] if "AmountDue" in record else -record["RemainingCredit"]


TestBookkeeper = Bookkeeper.TestCase
TestBookkeeper.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
