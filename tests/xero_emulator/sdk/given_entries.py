"""What the tests send beside documents: journals, tracking, receipts, as the SDK's own models."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.xero_emulator.sdk.client import Sdk
from tests.xero_emulator.sdk.given import SENT, a_contact, two_lines
from xero_python.accounting import (
    LineAmountTypes,
    ManualJournal,
    ManualJournalLine,
    ManualJournals,
    Receipt,
    Receipts,
    TrackingCategory,
    TrackingOption,
    User,
)


def a_journal_line(amount: str, code: str = "429", **more: Any) -> ManualJournalLine:
    return ManualJournalLine(line_amount=Decimal(amount), account_code=code, **more)


def a_manual_journal(**more: Any) -> ManualJournal:
    lines = [a_journal_line("100", description="Misposted"), a_journal_line("-100", "200")]
    return ManualJournal(
        **{"narration": "Correction", "date": SENT, "journal_lines": lines, **more}
    )


def made_manual_journal(sdk: Sdk, **more: Any) -> ManualJournal:
    sent = ManualJournals(manual_journals=[a_manual_journal(**more)])
    return sdk("createManualJournals", sent).manual_journals[0]


def made_category(sdk: Sdk, name: str = "Region", *options: str) -> TrackingCategory:
    """A tracking category as it is after its options were added."""
    made = sdk("createTrackingCategory", TrackingCategory(name=name)).tracking_categories[0]
    for option in options:
        sdk("createTrackingOptions", made.tracking_category_id, TrackingOption(name=option))
    return sdk("getTrackingCategory", made.tracking_category_id).tracking_categories[0]


def the_subscriber(sdk: Sdk) -> User:
    return sdk("getUsers", where="IsSubscriber==true").users[0]


def a_receipt(user: User, **more: Any) -> Receipt:
    """Two lines that come to 40.05 net, and 48.06 with tax."""
    lines = two_lines()
    for line in lines:
        line.account_code = "429"
    return Receipt(
        **{
            "user": User(user_id=user.user_id),
            "contact": a_contact("Corner Shop"),
            "date": SENT,
            "line_amount_types": LineAmountTypes.EXCLUSIVE,
            "line_items": lines,
            **more,
        }
    )


def made_receipt(sdk: Sdk, **more: Any) -> Receipt:
    sent = Receipts(receipts=[a_receipt(the_subscriber(sdk), **more)])
    return sdk("createReceipt", sent).receipts[0]
