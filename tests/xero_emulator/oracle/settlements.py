"""Payments, refunds and batches of documents, and credit that is allocated to them."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from tests.xero_emulator.oracle.arithmetic import in_base
from tests.xero_emulator.oracle.model import Document
from tests.xero_emulator.oracle.organisation import BANKS, BASE, CREDITS, NAMES, Organisation


class Settlements(Organisation):
    """What can be done about what documents leave open."""

    def pay(self, random: Random) -> bool:
        return self._pay(random, "invoice")

    def refund(self, random: Random) -> bool:
        return self._pay(random, *CREDITS)

    def _pay(self, random: Random, *kinds: str) -> bool:
        document = self.some_open(random, *kinds)
        if document is None:
            return False
        amount, on = self.share(random, document.left), self.day(random, document.on)
        about, base, bank = self._money(random, document, amount)
        name = NAMES[document.kind][0]
        target = {name: {f"{name}ID": document.id}}
        body = {**target, **about, "Amount": str(amount), "Date": on.isoformat()}
        made = self.row("createPayments", body)
        self.model.pay(made["PaymentID"], document, amount, on, bank, base)
        return True

    def _money(
        self, random: Random, document: Document, amount: Decimal
    ) -> tuple[dict[str, Any], Decimal, str]:
        """From or to which bank account, what it is worth there, and how the request says it."""
        bank = random.choice((*BANKS[BASE], *BANKS[document.currency]))
        account = {"Account": {"Code": bank}}
        if document.currency == BASE:
            return account, amount, bank
        rate = self.rate(random, document.currency)
        base = in_base(amount, rate)
        if bank in BANKS[BASE] and base and random.random() < 0.3:
            base += Decimal("0.01")
            return {**account, "BankAmount": str(base)}, base, bank
        return {**account, "CurrencyRate": str(rate)}, base, bank

    def unpay(self, random: Random) -> bool:
        live = [each for each in self.model.payments.values() if each.live and not each.batch]
        if not live:
            return False
        payment = random.choice(live)
        self.row("deletePayment", {"Status": "DELETED"}, PaymentID=payment.id)
        self.model.unpay(payment.id)
        return True

    def batch(self, random: Random) -> bool:
        side = random.choice(("AR", "AP"))
        open_ = [each for each in self.model.of("invoice") if each.open and each.side == side]
        if not open_:
            return False
        chosen = random.sample(open_, min(len(open_), random.randint(1, 4)))
        bank, on = random.choice(BANKS[BASE]), self.day(random, max(each.on for each in chosen))
        told, worth = [], []
        for document in chosen:
            amount, rate = self.share(random, document.left), self.rate(random, document.currency)
            about = {} if document.currency == BASE else {"CurrencyRate": str(rate)}
            target = {"Invoice": {"InvoiceID": document.id}, "Amount": str(amount)}
            told.append({**target, **about})
            worth.append((document, amount, in_base(amount, rate)))
        body = {"Account": {"Code": bank}, "Date": on.isoformat(), "Payments": told}
        made = self.row("createBatchPayment", body)
        for paid, (document, amount, base) in zip(made["Payments"], worth, strict=True):
            payment = self.model.pay(paid["PaymentID"], document, amount, on, bank, base)
            payment.batch = made["BatchPaymentID"]
        return True

    def unbatch(self, random: Random) -> bool:
        live = sorted({each.batch for each in self.model.payments.values() if each.live} - {""})
        if not live:
            return False
        batch = random.choice(live)
        self.row("deleteBatchPayment", {"BatchPaymentID": batch, "Status": "DELETED"})
        for payment in self.model.payments.values():
            if payment.batch == batch:
                self.model.unpay(payment.id)
        return True

    def allocate(self, random: Random) -> bool:
        pairs = [
            (credit, invoice)
            for credit in self.model.of(*CREDITS)
            if credit.open
            for invoice in self.model.of("invoice")
            if invoice.open and _fit(credit, invoice)
        ]
        if not pairs:
            return False
        credit, invoice = random.choice(pairs)
        amount = self.share(random, min(credit.left, invoice.left))
        on = self.day(random, max(credit.on, invoice.on))
        name = NAMES[credit.kind][0]
        made = self.row(
            f"create{name}{'Allocation' if name == 'CreditNote' else 'Allocations'}",
            {
                "Invoice": {"InvoiceID": invoice.id},
                "Amount": str(amount),
                "Date": on.isoformat(),
            },
            **{f"{name}ID": credit.id},
        )
        self.model.allocate(made["AllocationID"], credit, invoice, amount, on)
        return True

    def unallocate(self, random: Random) -> bool:
        if not self.model.allocations:
            return False
        allocation = random.choice(list(self.model.allocations.values()))
        name = NAMES[self.model.documents[allocation.credit].kind][0]
        path = {f"{name}ID": allocation.credit, "AllocationID": allocation.id}
        answer = self.xero.call(f"delete{name}Allocations", **path)
        assert answer.status == 200, answer.reply.body
        self.model.unallocate(allocation.id)
        return True


def _fit(credit: Document, invoice: Document) -> bool:
    about = ("side", "contact", "currency")
    return all(getattr(credit, name) == getattr(invoice, name) for name in about)
