"""Xero's money rules in plain Decimal arithmetic, from the reference's section 5.4.

Nothing here comes from the emulator, so that both can be wrong only apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
NOTHING = Decimal(0)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def in_base(amount: Decimal, rate: Decimal) -> Decimal:
    """An amount in the organisation's currency; a rate is foreign units for one of its own."""
    return cents(amount / rate)


@dataclass(frozen=True, slots=True)
class Line:
    """A priced line: rule 1 rounds the unit amount, rule 2 makes the line amount, 3 and 4 the tax.

    `tax` is given where the line says its own tax (rule 5).
    """

    account: str
    quantity: Decimal
    unit: Decimal
    percent: Decimal
    discount_rate: Decimal = NOTHING
    discount: Decimal = NOTHING
    own_tax: Decimal | None = None

    @property
    def amount(self) -> Decimal:
        gross = self.quantity * self.unit
        return cents(gross * (100 - self.discount_rate) / 100 - self.discount)

    def tax(self, types: str) -> Decimal:
        if types == "NoTax":
            return NOTHING
        if self.own_tax is not None:
            return self.own_tax
        if types == "Inclusive":
            return cents(self.amount * self.percent / (100 + self.percent))
        return cents(self.amount * self.percent / 100)

    def gross(self, types: str) -> Decimal:
        return self.amount + self.tax(types) if types == "Exclusive" else self.amount


@dataclass(frozen=True, slots=True)
class Totals:
    sub_total: Decimal
    tax: Decimal
    total: Decimal


def totals(lines: Iterable[Line], types: str) -> Totals:
    held = list(lines)
    tax = sum((line.tax(types) for line in held), NOTHING)
    amount = sum((line.amount for line in held), NOTHING)
    if types == "Inclusive":
        return Totals(amount - tax, tax, amount)
    return Totals(amount, tax, amount + tax)
