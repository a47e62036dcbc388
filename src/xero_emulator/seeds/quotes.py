"""What the demo's companies offer, and what becomes of it.

How it was checked: by our own tests.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from xero_emulator.seeds.contacts import CUSTOMER_PAYS, who
from xero_emulator.seeds.trading import basket, document, pay
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.seeds.year import Year

DECIDES, VALID = 8, 30  # days after the quote
# How many days ago, for whom, and how it ended.
OFFERS = (
    (320, "slow", "INVOICED"),
    (270, "small", "DECLINED"),
    (215, "steady", "INVOICED"),
    (160, "late", "DECLINED"),
    (105, "prompt", "INVOICED"),
    (52, "slow", "INVOICED"),
    (18, "steady", "ACCEPTED"),
    (6, "prompt", "SENT"),
    (2, "small", "DRAFT"),
)
NAMED = ("QuoteNumber", "Title", "Summary", "Terms")


def plan(year: Year) -> None:
    for days, part, end in OFFERS:
        year.ago(days, _offer, part, end)


def _offer(year: Year, part: str, end: str) -> None:
    quote = year.make("createQuotes", _quote(year, part, end))
    if end in ("ACCEPTED", "INVOICED", "DECLINED"):
        year.after(DECIDES, _decide, part, quote, end)


def _quote(year: Year, part: str, end: str) -> Record:
    return {
        "Contact": who(year, part),
        "Date": year.day.isoformat(),
        "ExpiryDate": (year.day + timedelta(VALID)).isoformat(),
        "Title": "For the coming season",
        "Summary": "Goods and work as we talked about.",
        "Terms": f"Valid for {VALID} days.",
        "LineItems": basket(year, part, (4, 3, 2, 1)),
        "Status": "DRAFT" if end == "DRAFT" else "SENT",
    }


def _decide(year: Year, part: str, quote: Record, end: str) -> None:
    """The customer answers; what is accepted becomes an invoice."""
    _become(year, quote, "DECLINED" if end == "DECLINED" else "ACCEPTED")
    if end == "INVOICED":
        number = quote["QuoteNumber"]
        sold = document("ACCREC", year, part, basket(year, part, (4, 3, 2, 1)), Reference=number)
        _become(year, quote, "INVOICED")
        year.after(CUSTOMER_PAYS, pay, sold)


def _become(year: Year, quote: Record, status: str) -> None:
    # An update clears what it does not say.
    said = {name: quote[name] for name in NAMED}
    days = {name: quote[f"{name}String"][:10] for name in ("Date", "ExpiryDate")}
    sent = {**said, **days, "Contact": {"ContactID": quote["Contact"]["ContactID"]}}
    year.change("updateQuote", "QuoteID", quote["QuoteID"], **sent, Status=status)
