"""One organisation with five currencies, its model, and what random operations choose from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.xero_emulator.oracle.arithmetic import cents
from tests.xero_emulator.oracle.model import Document, Model, Movement

from xero_emulator.direct import Direct

FIRST, LAST = date(2025, 1, 1), date(2026, 3, 31)
BASE = "GBP"
RATES = {"EUR": "1.153", "USD": "1.271", "AUD": "1.947", "JPY": "190.5"}
CURRENCIES = (BASE, *RATES)
BANKS = {BASE: ("090", "091"), **{code: (f"B{code}",) for code in RATES}}
CONTACTS = ("Ridgeway University", "Boom FM", "PowerDirect", "Bayside Club")
SALES, COSTS = ("200", "260", "270"), ("310", "400", "429", "469", "710")
ANYTHING = ("200", "400", "429", "850", "900", "970", "710")
OUTPUT = ("OUTPUT2", "RROUTPUT", "ZERORATEDOUTPUT", "NONE", "TAX001")
INPUT = ("INPUT2", "RRINPUT", "ZERORATEDINPUT", "NONE", "TAX001")
TYPES = ("Exclusive", "Inclusive", "NoTax")
KINDS = {
    "ACCREC": ("invoice", "AR", 1),
    "ACCPAY": ("invoice", "AP", -1),
    "ACCRECCREDIT": ("credit note", "AR", -1),
    "ACCPAYCREDIT": ("credit note", "AP", 1),
}
NAMES = {  # of documents in the API: the field that names one, and the operation that changes it
    "invoice": ("Invoice", "updateInvoice"),
    "credit note": ("CreditNote", "updateCreditNote"),
    "overpayment": ("Overpayment", ""),
    "prepayment": ("Prepayment", ""),
}
CREDITS = ("credit note", "overpayment", "prepayment")


def digits(text: Decimal | str) -> Decimal:
    return Decimal(str(text))


class Organisation:
    """The emulator's organisation and the model of it."""

    def __init__(self) -> None:
        self.xero, self.model, self.done = Direct("GB"), Model(), 0
        self._prepare()
        self.percent = {
            rate["TaxType"]: digits(rate["EffectiveRate"]) for rate in self.rows("getTaxRates")
        }

    def _prepare(self) -> None:
        held = {each["Code"] for each in self.rows("getCurrencies")}
        for code in RATES:
            if code not in held:
                self.row("createCurrency", {"Code": code})
            about = {"BankAccountNumber": f"1234{code}", "CurrencyCode": code}
            self.row(
                "createAccount",
                {"Type": "BANK", "Code": f"B{code}", "Name": f"{code} account", **about},
            )
        components = [
            {"Name": "State", "Rate": "7.25", "IsCompound": False},
            {"Name": "City", "Rate": "1.5", "IsCompound": True},
        ]
        self.row("createTaxRates", {"Name": "Both", "TaxComponents": components})

    def rows(self, operation: str, body: Any = None, **how: Any) -> list[dict[str, Any]]:
        answer = self.xero.call(operation, body, **how)
        assert answer.status == 200, (operation, body, answer.reply.body)
        return answer.rows()

    def row(self, operation: str, body: Any = None, **how: Any) -> dict[str, Any]:
        (found,) = self.rows(operation, body, **how)
        return found

    def day(self, random: Random, first: date = FIRST) -> date:
        return first + timedelta(days=random.randint(0, (LAST - first).days))

    def rate(self, random: Random, currency: str) -> Decimal:
        if currency == BASE:
            return Decimal(1)
        usual = digits(RATES[currency])
        changed = usual * random.randint(900_000, 1_100_000) / 1_000_000
        return changed.quantize(Decimal("0.000001"))

    def share(self, random: Random, left: Decimal) -> Decimal:
        """All that is left, or a part of it of at least a cent."""
        if random.random() < 0.4:
            return left
        return max(Decimal("0.01"), cents(left * random.randint(1, 99) / 100))

    def some(
        self, random: Random, fits: Callable[[Document], bool], *kinds: str
    ) -> Document | None:
        """A document of these kinds that nothing was applied to."""
        found = [each for each in self.model.of(*kinds) if not each.uses and fits(each)]
        return random.choice(found) if found else None

    def some_open(self, random: Random, *kinds: str) -> Document | None:
        found = [each for each in self.model.of(*kinds) if each.open]
        return random.choice(found) if found else None

    def some_movement(self, random: Random, *kinds: str) -> Movement | None:
        found = [
            each
            for each in self.model.movements.values()
            if each.kind in kinds and each.status == "AUTHORISED"
        ]
        return random.choice(found) if found else None
