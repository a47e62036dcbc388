"""Invoices, bills and credit notes: made, edited, approved, deleted, voided."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.xero_emulator.oracle.arithmetic import Line, cents, totals
from tests.xero_emulator.oracle.model import Document
from tests.xero_emulator.oracle.organisation import (
    BASE,
    CONTACTS,
    COSTS,
    CURRENCIES,
    INPUT,
    KINDS,
    NAMES,
    OUTPUT,
    SALES,
    TYPES,
    Organisation,
    digits,
)


class Documents(Organisation):
    """What can be done to documents with lines."""

    def make_document(self, random: Random) -> bool:
        kind = random.choice(("ACCREC", "ACCREC", "ACCPAY", "ACCRECCREDIT", "ACCPAYCREDIT"))
        name, side, sign = KINDS[kind]
        status = random.choice(("DRAFT", "SUBMITTED", "AUTHORISED", "AUTHORISED", "AUTHORISED"))
        document = Document(
            id="",
            kind=name,
            side=side,
            sign=sign,
            contact=random.choice(CONTACTS),
            currency=random.choice(CURRENCIES),
            rate=Decimal(1),
            types=random.choice(TYPES),
            on=self.day(random),
            status=status,
            lines=[],
        )
        document.rate = self.rate(random, document.currency)
        sent, how = self.content(random, document, kind)
        sent |= {
            "Type": kind,
            "Contact": {"Name": document.contact},
            "Date": document.on.isoformat(),
            "Status": status,
        }
        if name == "invoice":
            sent["DueDate"] = (document.on + timedelta(days=random.randrange(60))).isoformat()
        operation = "createInvoices" if name == "invoice" else "createCreditNotes"
        made = self.row(operation, sent, **how)
        document.id = made[f"{NAMES[name][0]}ID"]
        self.model.documents[document.id] = document
        return True

    def content(
        self, random: Random, document: Document, kind: str
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """New lines for a document, and what the request says of them."""
        fine = random.random() < 0.2
        sales = kind.startswith("ACCREC")
        while True:
            count = random.randint(1, 4)
            pairs = [
                self._line(random, document, sales, fine, discounts=kind == "ACCREC")
                for _ in range(count)
            ]
            lines = [line for line, _sent in pairs]
            if totals(lines, document.types).total > 0:
                break
        document.lines = lines
        sent = {
            "CurrencyCode": document.currency,
            "LineAmountTypes": document.types,
            "LineItems": [told for _line, told in pairs],
        }
        if document.currency != BASE:
            sent["CurrencyRate"] = str(document.rate)
        return sent, {"query": {"unitdp": "4"}} if fine else {}

    def _line(
        self,
        random: Random,
        document: Document,
        sales: bool,
        fine: bool,
        *,
        discounts: bool,
    ) -> tuple[Line, dict[str, Any]]:
        """A line and how it is told: unit amounts may have more decimals than are kept."""
        account = random.choice(SALES if sales else COSTS)
        tax_type = random.choice(OUTPUT if sales else INPUT)
        quantity = digits(random.choice((1, 2, 3, 10, "0.5", "2.25", "0.3333", "1.0001")))
        most = 9_000_000 if document.currency == "JPY" else 90_000
        unit = Decimal(random.randint(100, most)) / random.choice((100, 1000, 10000))
        if random.random() < 0.1:
            unit = -unit
        kept = unit.quantize(Decimal("0.0001" if fine else "0.01"), rounding="ROUND_HALF_UP")
        told: dict[str, Any] = {
            "Description": "x",
            "Quantity": str(quantity),
            "UnitAmount": str(unit),
            "AccountCode": account,
            "TaxType": tax_type,
        }
        more: dict[str, Decimal] = {}
        if discounts and unit > 0 and random.random() < 0.3:
            more = self._discount(random, quantity * kept, told)
        line = Line(account, quantity, kept, self.percent[tax_type], **more)
        if random.random() < 0.05 and document.types != "NoTax":
            own = line.tax(document.types) + random.choice((-1, 1)) * Decimal("0.01")
            told["TaxAmount"] = str(own)
            line = Line(account, quantity, kept, self.percent[tax_type], **more, own_tax=own)
        return line, told

    def _discount(self, random: Random, gross: Decimal, told: dict[str, Any]) -> dict[str, Decimal]:
        if random.random() < 0.5:
            rate = digits(random.choice(("5", "10", "12.5", "33.33")))
            told["DiscountRate"] = str(rate)
            return {"discount_rate": rate}
        amount = cents(gross * random.randint(1, 50) / 100)
        told["DiscountAmount"] = str(amount)
        return {"discount": amount}

    def edit_document(self, random: Random) -> bool:
        """Other lines, other terms; also of approved documents that nothing was applied to."""
        open_ = ("DRAFT", "SUBMITTED", "AUTHORISED")
        document = self.some(random, lambda each: each.status in open_, "invoice", "credit note")
        if document is None:
            return False
        document.types = random.choice(TYPES)
        document.currency = random.choice(CURRENCIES)
        document.rate = self.rate(random, document.currency)
        sent, how = self.content(random, document, _type_of(document))
        self._change(document, sent, **how)
        return True

    def approve(self, random: Random) -> bool:
        return self._move(random, ("DRAFT", "SUBMITTED"), "AUTHORISED")

    def submit(self, random: Random) -> bool:
        return self._move(random, ("DRAFT",), "SUBMITTED")

    def delete_draft(self, random: Random) -> bool:
        return self._move(random, ("DRAFT", "SUBMITTED"), "DELETED")

    def void(self, random: Random) -> bool:
        return self._move(random, ("AUTHORISED",), "VOIDED")

    def _move(self, random: Random, before: tuple[str, ...], after: str) -> bool:
        document = self.some(random, lambda each: each.status in before, "invoice", "credit note")
        if document is None:
            return False
        self._change(document, {"Status": after})
        document.status = after
        return True

    def _change(self, document: Document, sent: dict[str, Any], **how: Any) -> None:
        name, operation = NAMES[document.kind]
        self.row(operation, sent, **{f"{name}ID": document.id}, **how)


def _type_of(document: Document) -> str:
    about = (document.kind, document.side, document.sign)
    return next(kind for kind, each in KINDS.items() if each == about)
