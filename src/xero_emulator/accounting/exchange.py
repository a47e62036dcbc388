"""What money is worth in another currency when it is paid, spent or received.

How it was checked: that a rate counts only for a foreign document, and that a missing one is the
day's, from Xero's OpenAPI 16.1.0; its example of a batch pays an AUD invoice from an NZD account.
Unverified: that an account of a third currency is refused; that BankAmount decides over
CurrencyRate; that a rate is ignored where nothing is foreign.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator import money
from xero_emulator.errors import Invalid
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

WRONG_RATE = "The currency rate must be greater than zero."  # unverified text
WRONG_BANK_AMOUNT = "The bank amount must be greater than zero."  # unverified text
THIRD_CURRENCY = (  # unverified text
    "The account must be in the currency of the document or in the organisation's own."
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One payment in three currencies' terms.

    `rate` is units of the document's currency for one of the organisation's, `in_bank` the amount
    in the account's currency, `in_base` in the organisation's.
    """

    rate: Decimal
    in_bank: Decimal
    in_base: Decimal


def agreed(sent: Record, code: str, books: Books) -> Decimal:
    """The rate of a document: par, the one sent, or the day's; raises Invalid."""
    if code == books.base_currency:
        return money.PAR
    rate = sent.get("CurrencyRate", books.currencies.rate(code))
    if money.half_up(rate, money.RATE_PLACES) <= 0:
        raise Invalid(WRONG_RATE)
    return money.half_up(rate, money.RATE_PLACES)


def exchanged(
    sent: Record, amount: Decimal, document: str, account: Record, books: Books
) -> Exchange:
    """What paying `amount` of a document in currency `document` means for the account."""
    base = books.base_currency
    bank = account.get("CurrencyCode", base)
    rate = agreed(sent, document, books)
    if "BankAmount" in sent and sent["BankAmount"] <= 0:
        raise Invalid(WRONG_BANK_AMOUNT)
    if bank == document:
        return Exchange(rate, amount, money.in_base(amount, rate))
    if document == base:
        in_bank = sent.get("BankAmount", amount * books.currencies.rate(bank))
        return Exchange(rate, money.half_up(in_bank), amount)
    if bank != base:
        raise Invalid(THIRD_CURRENCY)
    return _into_base(sent, amount, rate)


def _into_base(sent: Record, amount: Decimal, rate: Decimal) -> Exchange:
    if "BankAmount" not in sent:
        in_base = money.in_base(amount, rate)
        return Exchange(rate, in_base, in_base)
    in_base = money.half_up(sent["BankAmount"])
    if not in_base:
        raise Invalid(WRONG_BANK_AMOUNT)
    met = money.half_up(amount / in_base, money.RATE_PLACES)
    if not met:
        raise Invalid(WRONG_RATE)
    return Exchange(met, in_base, in_base)
