"""Random work on one organisation's books, which are in balance after every step of it."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from xero_emulator.direct import Direct

ZERO = Decimal(0)
CENTS = st.decimals("0.01", "2000", places=2)
SIDES = (
    ("DEBTORS", 1, ("ACCREC", "ACCRECCREDIT", "RECEIVE-OVERPAYMENT")),
    ("CREDITORS", -1, ("ACCPAY", "ACCPAYCREDIT", "SPEND-OVERPAYMENT")),
)
CODES = {"ACCREC": "200", "ACCPAY": "400", "ACCRECCREDIT": "200", "ACCPAYCREDIT": "400"}
AT_THE_BANK = {"SPEND": "400", "RECEIVE": "200"}
KINDS = {
    "InvoiceID": "invoices",
    "CreditNoteID": "credit_notes",
    "OverpaymentID": "overpayments",
    "PrepaymentID": "prepayments",
}
EUROS = {"Name": "Euros", "Code": "092", "Type": "BANK", "BankAccountNumber": "7"}
COMES_IN = (*("ACCRECPAYMENT", "APCREDITPAYMENT", "APOVERPAYMENTPAYMENT", "APPREPAYMENTPAYMENT"),)
BANKS = ("090", "090", "091", "092")
WHERE = {"Invoice": "InvoiceID", "CreditNote": "CreditNoteID"} | {
    name: f"{name}ID" for name in ("Overpayment", "Prepayment")
}


class Bookkeeper(RuleBasedStateMachine):
    """Random work, most of it allowed, none of which may unbalance the books."""

    invoices = Bundle("invoices")
    notes = Bundle("notes")
    payments = Bundle("payments")
    allocations = Bundle("allocations")
    transactions = Bundle("transactions")
    advances = Bundle("advances")
    batches = Bundle("batches")
    transfers = Bundle("transfers")

    def __init__(self) -> None:
        super().__init__()
        self.xero = Direct()
        self.xero.call("createAccount", {**EUROS, "CurrencyCode": "EUR"}).row()

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
        return ("CreditNote", "none", "none")

    @initialize(target=transactions)
    def first_transaction(self):
        return self._spent("SPEND", ["120"], "090", None, "Inclusive")["BankTransactionID"]

    @initialize(target=advances)
    def first_credit(self):
        made = self._spent("RECEIVE-PREPAYMENT", ["333.33", "99.99"], "090", None, "Exclusive")
        return "Prepayment", made["PrepaymentID"]

    @initialize(target=batches)
    def no_batch(self):
        return "none"

    @initialize(target=transfers)
    def no_transfer(self):
        return "none"

    @rule(invoice=invoices, status=st.sampled_from(["AUTHORISED", "VOIDED", "DELETED", "DRAFT"]))
    def move(self, invoice, status):
        self.xero.call("updateInvoice", {"Status": status}, InvoiceID=invoice)

    @rule(invoice=invoices, amounts=st.lists(CENTS, min_size=1, max_size=3))
    def edit(self, invoice, amounts):
        kind = self.xero.books.invoices.records[invoice]["Type"]
        self.xero.call(
            "updateInvoice", {"LineItems": self._lines(kind, amounts)}, InvoiceID=invoice
        )

    @rule(
        target=payments,
        invoice=invoices,
        amount=CENTS,
        rate=st.sampled_from([None, "1.3"]),
        code=st.sampled_from(BANKS),
    )
    def pay(self, invoice, amount, rate, code):
        return self._pay("Invoice", invoice, amount, rate, code)

    @rule(target=payments, invoice=invoices, rate=st.sampled_from(["0.77", "1.3"]))
    def pay_off(self, invoice, rate):
        due = self.xero.books.invoices.records[invoice]["AmountDue"]
        return self._pay("Invoice", invoice, due, rate, "090")

    @rule(target=payments, note=notes, amount=CENTS, rate=st.sampled_from([None, "1.1"]))
    def refund_note(self, note, amount, rate):
        return self._pay("CreditNote", note, amount, rate, "090")

    @rule(
        target=payments,
        credit=advances,
        amount=CENTS,
        rate=st.sampled_from([None, "1.1"]),
        code=st.sampled_from(BANKS),
    )
    def refund(self, credit, amount, rate, code):
        return self._pay(*credit, amount, rate, code)

    def _pay(self, kind, key, amount, rate, code):
        sent = {kind: {WHERE[kind]: key}, "Account": {"Code": code}, "Amount": amount}
        answer = self.xero.call("createPayment", {**sent, "CurrencyRate": rate})
        return answer.row()["PaymentID"] if answer.status == 200 else "none"

    @rule(payment=payments)
    def take_back(self, payment):
        self.xero.call("deletePayment", {"Status": "DELETED"}, PaymentID=payment)

    @rule(target=allocations, note=notes, invoice=invoices, amount=CENTS)
    def allocate(self, note, invoice, amount):
        return self._allocate("createCreditNoteAllocation", "CreditNote", note, invoice, amount)

    @rule(target=allocations, credit=advances, invoice=invoices, amount=CENTS)
    def use(self, credit, invoice, amount):
        kind, key = credit
        return self._allocate(f"create{kind}Allocations", kind, key, invoice, amount)

    def _allocate(self, operation, kind, key, invoice, amount):
        sent = {"Amount": amount, "Invoice": {"InvoiceID": invoice}}
        answer = self.xero.call(operation, sent, **{WHERE[kind]: key})
        return kind, key, answer.row()["AllocationID"] if answer.status == 200 else "none"

    @rule(allocation=allocations)
    def unallocate(self, allocation):
        kind, key, allocated = allocation
        self.xero.call(f"delete{kind}Allocations", AllocationID=allocated, **{WHERE[kind]: key})

    @rule(
        target=transactions,
        kind=st.sampled_from(["SPEND", "RECEIVE"]),
        amounts=st.lists(CENTS, min_size=1, max_size=3),
        code=st.sampled_from(BANKS),
        types=st.sampled_from(["Exclusive", "Inclusive", "NoTax"]),
    )
    def spend(self, kind, amounts, code, types):
        return self._spent(kind, amounts, code, "1.23", types)["BankTransactionID"]

    @rule(
        target=advances,
        side=st.sampled_from(["SPEND", "RECEIVE"]),
        kind=st.sampled_from(["Overpayment", "Prepayment"]),
        amounts=st.lists(CENTS, min_size=1, max_size=3),
        code=st.sampled_from(BANKS),
        types=st.sampled_from(["Exclusive", "Inclusive"]),
    )
    def spend_before(self, side, kind, amounts, code, types):
        made = self._spent(f"{side}-{kind.upper()}", amounts, code, "1.23", types)
        return kind, made[f"{kind}ID"]

    def _spent(self, kind, amounts, code, rate, types):
        side, _, credit = kind.partition("-")
        account = {} if credit == "OVERPAYMENT" else {"AccountCode": AT_THE_BANK[side]}
        lines = [{"Description": "x", "UnitAmount": amount, **account} for amount in amounts]
        sent = {
            "Type": kind,
            "Contact": {"Name": "A"},
            "BankAccount": {"Code": code},
            "CurrencyRate": rate,
            "LineAmountTypes": types,
            "LineItems": lines,
        }
        return self.xero.call("createBankTransactions", sent).row()

    @rule(transaction=transactions, amount=CENTS, status=st.sampled_from(["AUTHORISED", "DELETED"]))
    def respend(self, transaction, amount, status):
        held = self.xero.books.bank_transactions.records[transaction]
        code = AT_THE_BANK[held["Type"]]
        line = {"Description": "y", "UnitAmount": amount, "AccountCode": code}
        sent = {"LineItems": [line], "Status": status}
        self.xero.call("updateBankTransaction", sent, BankTransactionID=transaction)

    @rule(credit=advances)
    def void(self, credit):
        """Finds the bank transaction by the id of the credit that it gave birth to."""
        sent = {"Status": "DELETED"}
        self.xero.call("updateBankTransaction", sent, BankTransactionID=credit[1])

    @rule(
        target=batches,
        paid=st.lists(invoices, min_size=1, max_size=3, unique=True),
        amount=CENTS,
        code=st.sampled_from(BANKS),
    )
    def batch(self, paid, amount, code):
        payments = [{"Invoice": {"InvoiceID": key}, "Amount": amount} for key in paid]
        sent = {"Account": {"Code": code}, "Payments": payments}
        answer = self.xero.call("createBatchPayment", sent)
        return answer.row()["BatchPaymentID"] if answer.status == 200 else "none"

    @rule(batch=batches)
    def unbatch(self, batch):
        sent = {"Status": "DELETED"}
        self.xero.call("deleteBatchPaymentByUrlParam", sent, BatchPaymentID=batch)

    @rule(
        target=transfers,
        codes=st.lists(st.sampled_from(["090", "091", "092"]), min_size=2, max_size=2),
        amount=CENTS,
    )
    def transfer(self, codes, amount):
        sent = {"FromBankAccount": {"Code": codes[0]}, "ToBankAccount": {"Code": codes[1]}}
        answer = self.xero.call("createBankTransfer", {**sent, "Amount": amount})
        return answer.row()["BankTransferID"] if answer.status == 200 else "none"

    @rule(transfer=transfers)
    def untransfer(self, transfer):
        self.xero.call("deleteBankTransfer", {"Status": "DELETED"}, BankTransferID=transfer)

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
        books = self.xero.books
        for kind in ("credit_notes", "overpayments", "prepayments"):
            for record in books.resources[kind].records.values():
                entries = [*record["Allocations"], *record["Payments"]]
                used = sum((each["Amount"] for each in entries), ZERO)
                assert record["RemainingCredit"] == record["Total"] - used >= 0
                if record["Status"] != "VOIDED":
                    assert (record["Status"] == "PAID") is (record["RemainingCredit"] == 0)

    @invariant()
    def credit_is_void_exactly_when_its_transaction_is_deleted(self):
        books = self.xero.books
        for transaction in books.bank_transactions.records.values():
            for key in ("OverpaymentID", "PrepaymentID"):
                if key in transaction:
                    credit = books.resources[KINDS[key]].records[transaction[key]]
                    gone = transaction["Status"] == "DELETED"
                    assert (credit["Status"] == "VOIDED") is gone
                    assert credit["Total"] == transaction["Total"]

    @invariant()
    def what_is_settled_owes_nothing_in_any_currency(self):
        books = self.xero.books
        for key, name in KINDS.items():
            for record in books.resources[name].records.values():
                if record["Status"] in ("PAID", "VOIDED", "DELETED"):
                    assert books.journals.owed(record[key]) == ZERO

    @invariant()
    def the_banks_hold_what_was_received_and_not_spent(self):
        books = self.xero.books
        for code in ("090", "091"):
            account = books.accounts.by_code(code)["AccountID"]
            moved = sum(
                (_moved(each) for each in books.bank_transactions.found_by("account", account)),
                ZERO,
            )
            paid = sum(
                (
                    _paid(each)
                    for each in books.payments.records.values()
                    if each["Account"]["AccountID"] == account
                ),
                ZERO,
            )
            assert books.journals.balance(account) == moved + paid

    @invariant()
    def the_control_account_is_what_is_due_in_our_own_currency(self):
        """Checked while every document is in it: other currencies keep rounding cents."""
        books = self.xero.books
        kinds = (books.invoices, books.credit_notes, books.overpayments)
        open_ = [record for kind in kinds for record in kind.records.values()]
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


def _moved(transaction):
    """What a bank transaction brought to its account."""
    if transaction["Status"] != "AUTHORISED":
        return ZERO
    return transaction["Total"] * (1 if transaction["Type"].startswith("RECEIVE") else -1)


def _paid(payment):
    """What a payment brought to its account: refunds of what was spent, and of bills' credit."""
    if payment["Status"] != "AUTHORISED":
        return ZERO
    comes_in = payment["PaymentType"] in COMES_IN
    return payment["BankAmount"] * (1 if comes_in else -1)


TestBookkeeper = Bookkeeper.TestCase
TestBookkeeper.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
