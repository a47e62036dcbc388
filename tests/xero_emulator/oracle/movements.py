"""Money received and spent, credit in advance, transfers, and manual journals."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from tests.xero_emulator.oracle.arithmetic import NOTHING, Line, cents
from tests.xero_emulator.oracle.documents import Documents
from tests.xero_emulator.oracle.model import Document, Entry, Movement, received, turned
from tests.xero_emulator.oracle.organisation import (
    ANYTHING,
    BANKS,
    BASE,
    CONTACTS,
    CURRENCIES,
    INPUT,
    OUTPUT,
    TYPES,
)

CURRENCY = {bank: code for code, banks in BANKS.items() for bank in banks}


class Movements(Documents):
    """What happens on bank accounts and in journals."""

    def overpay(self, random: Random) -> bool:
        return self._advance(random, "overpayment")

    def prepay(self, random: Random) -> bool:
        return self._advance(random, "prepayment")

    def _advance(self, random: Random, kind: str) -> bool:
        """Money received or spent in advance: the bank transaction gives birth to the credit."""
        word, side, sign = random.choice((("RECEIVE", "AR", -1), ("SPEND", "AP", 1)))
        currency = random.choice(CURRENCIES)
        document = Document(
            id="",
            kind=kind,
            side=side,
            sign=sign,
            contact=random.choice(CONTACTS),
            currency=currency,
            rate=self.rate(random, currency),
            types="NoTax" if kind == "overpayment" else random.choice(TYPES),
            on=self.day(random),
            status="AUTHORISED",
            lines=[],
            bank=random.choice(BANKS[currency]),
        )
        line, told = self._advanced(random, document)
        document.lines = [line]
        body = self._banked(document, f"{word}-{kind.upper()}", [told])
        made = self.row("createBankTransactions", body)
        document.id = made[f"{kind.capitalize()}ID"]
        document.born_from = made["BankTransactionID"]
        self.model.documents[document.id] = document
        return True

    def _advanced(self, random: Random, document: Document) -> tuple[Line, dict[str, Any]]:
        most = 9_000_000 if document.currency == "JPY" else 90_000
        unit = Decimal(random.randint(100, most)) / 100
        told = {"Description": "x", "Quantity": "1", "UnitAmount": str(unit)}
        if document.kind == "overpayment":
            return Line("", Decimal(1), unit, NOTHING), told
        tax_type = random.choice(OUTPUT if document.side == "AR" else INPUT)
        account = "200" if document.side == "AR" else "400"
        line = Line(account, Decimal(1), unit, self.percent[tax_type])
        return line, {**told, "AccountCode": account, "TaxType": tax_type}

    def _banked(self, document: Document, kind: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
        about = {} if document.currency == BASE else {"CurrencyRate": str(document.rate)}
        return {
            "Type": kind,
            "Contact": {"Name": document.contact},
            "BankAccount": {"Code": document.bank},
            "Date": document.on.isoformat(),
            "LineAmountTypes": document.types,
            "LineItems": lines,
            **about,
        }

    def take_back_advance(self, random: Random) -> bool:
        document = self.some(random, lambda each: each.open, "overpayment", "prepayment")
        if document is None:
            return False
        self._gone(document.born_from)
        document.status = "VOIDED"
        return True

    def bank(self, random: Random) -> bool:
        sales = random.random() < 0.5
        currency = random.choice(CURRENCIES)
        document = self._transaction(random, sales, currency)
        sent, how = self.content(random, document, "ACCRECX" if sales else "ACCPAYX")
        kind = "RECEIVE" if sales else "SPEND"
        body = self._banked(document, kind, sent["LineItems"])
        made = self.row("createBankTransactions", body, **how)
        self._moved(made["BankTransactionID"], document)
        return True

    def edit_bank(self, random: Random) -> bool:
        movement = self.some_movement(random, "RECEIVE", "SPEND")
        if movement is None:
            return False
        sales = movement.kind == "RECEIVE"
        code = next(entry.account for entry in movement.entries if entry.account in CURRENCY)
        document = self._transaction(random, sales, CURRENCY[code])
        document.bank, document.on = code, movement.entries[0].on
        sent, how = self.content(random, document, "ACCRECX" if sales else "ACCPAYX")
        kept = ("LineItems", "LineAmountTypes", "CurrencyRate")
        body = {name: sent[name] for name in kept if name in sent}
        self.row("updateBankTransaction", body, BankTransactionID=movement.id, **how)
        self._moved(movement.id, document)
        return True

    def _transaction(self, random: Random, sales: bool, currency: str) -> Document:
        """The terms of a bank transaction, in the shape of a document."""
        return Document(
            id="",
            kind="RECEIVE" if sales else "SPEND",
            side="",
            sign=1,
            contact=random.choice(CONTACTS),
            currency=currency,
            rate=self.rate(random, currency),
            types=random.choice(TYPES),
            on=self.day(random),
            status="AUTHORISED",
            lines=[],
            bank=random.choice(BANKS[currency]),
        )

    def _moved(self, key: str, document: Document) -> None:
        terms = (document.on, document.bank, document.lines, document.types, document.rate)
        entries = received(*terms)
        if document.kind == "SPEND":
            entries = turned(entries)
        self.model.movements[key] = Movement(
            key, document.kind, "AUTHORISED", entries, document.total
        )

    def delete_bank(self, random: Random) -> bool:
        movement = self.some_movement(random, "RECEIVE", "SPEND")
        if movement is None:
            return False
        self._gone(movement.id)
        movement.status = "DELETED"
        return True

    def _gone(self, key: str) -> None:
        self.row("updateBankTransaction", {"Status": "DELETED"}, BankTransactionID=key)

    def transfer(self, random: Random) -> bool:
        from_, to = random.sample(BANKS[BASE], 2)
        amount, on = Decimal(random.randint(1, 99_999)) / 100, self.day(random)
        sent = {
            "FromBankAccount": {"Code": from_},
            "ToBankAccount": {"Code": to},
            "Amount": str(amount),
            "Date": on.isoformat(),
        }
        key = self.row("createBankTransfer", sent)["BankTransferID"]
        entries = [Entry(on, from_, -amount), Entry(on, to, amount)]
        self.model.movements[key] = Movement(key, "TRANSFER", "AUTHORISED", entries, amount)
        return True

    def untransfer(self, random: Random) -> bool:
        movement = self.some_movement(random, "TRANSFER")
        if movement is None:
            return False
        self.row("deleteBankTransfer", {"Status": "DELETED"}, BankTransferID=movement.id)
        movement.status = "DELETED"
        return True

    def journal(self, random: Random) -> bool:
        on, types = self.day(random), random.choice(("NoTax", "Exclusive"))
        net = Decimal(random.randint(1, 99_999)) / 100
        tax = cents(net * self.percent["INPUT2"] / 100) if types == "Exclusive" else NOTHING
        code, other = random.sample(ANYTHING, 2) if types == "NoTax" else ("400", "850")
        told = {"Description": "x", "AccountCode": code, "LineAmount": str(net)}
        against = {"Description": "x", "AccountCode": other, "LineAmount": str(-net - tax)}
        tax_types = ("NONE", "NONE") if types == "NoTax" else ("INPUT2", "NONE")
        lines = [{**told, "TaxType": tax_types[0]}, {**against, "TaxType": tax_types[1]}]
        status = random.choice(("DRAFT", "POSTED", "POSTED"))
        sent = {"Narration": "n", "Date": on.isoformat(), "Status": status}
        made = self.row(
            "createManualJournals", {**sent, "LineAmountTypes": types, "JournalLines": lines}
        )
        entries = [Entry(on, code, net), Entry(on, "820", tax), Entry(on, other, -net - tax)]
        key = made["ManualJournalID"]
        self.model.movements[key] = Movement(key, "JOURNAL", status, entries)
        return True

    def post_journal(self, random: Random) -> bool:
        return self._move_journal(random, "DRAFT", "POSTED")

    def void_journal(self, random: Random) -> bool:
        return self._move_journal(random, "POSTED", "VOIDED")

    def _move_journal(self, random: Random, before: str, after: str) -> bool:
        found = [
            each
            for each in self.model.movements.values()
            if each.kind == "JOURNAL" and each.status == before
        ]
        if not found:
            return False
        movement = random.choice(found)
        self.row("updateManualJournal", {"Status": after}, ManualJournalID=movement.id)
        movement.status = after
        return True
