"""What a body says is what the record made of it says, however either names its parts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tallyloom.apps.xero.fingerprint import Fingerprint, amounts, money
from tallyloom.kit import Bundle, Steps
from tallyloom.kit.testing import follow

MARK = Fingerprint(
    lambda record: [money(record.get("Amount")), record.get("Reference") or ""],
    (("Account.AccountID", "Account.Code"), ("Date", "")),
)
RECORD = {
    "Account": {"AccountID": "A1", "Code": "090", "Name": "Bank"},
    "Amount": Decimal("5.0"),
    "Date": "2010-12-01",
    "Reference": "",
}


def listed(*records: Bundle) -> list[str]:
    def recent(_moment: str) -> Steps[Sequence[Bundle]]:
        yield from ()
        return records

    return [MARK(one) for one in follow(MARK.seen(recent)("2010-12-01")).result]


def test_a_record_is_known_by_whatever_the_body_named() -> None:
    by_id = {"Account": {"AccountID": "a1"}, "Amount": 5, "Date": "2010-12-01"}
    by_code = {"Account": {"Code": "090 "}, "Amount": Decimal("5.00")}
    assert MARK(by_id) in listed(RECORD)
    assert MARK(by_code) in listed(RECORD)


def test_another_amount_account_or_day_is_another_record() -> None:
    for other in (
        {"Account": {"Code": "091"}, "Amount": 5},
        {"Account": {"Code": "090"}, "Amount": Decimal("5.01")},
        {"Account": {"Code": "090"}, "Amount": 5, "Date": "2010-12-02"},
        {"Account": {"Code": "090"}, "Amount": 5, "Reference": "x"},
    ):
        assert MARK(other) not in listed(RECORD)


def test_a_body_that_says_too_little_has_no_fingerprint() -> None:
    assert MARK({"Amount": 5}) == ""


def test_a_record_stays_what_it_is() -> None:
    def recent(_moment: str) -> Steps[Sequence[Bundle]]:
        yield from ()
        return [RECORD]

    assert all(one == RECORD for one in follow(MARK.seen(recent)("")).result)


def test_amounts_are_told_in_any_order_or_not_at_all() -> None:
    ours = [{"Quantity": 2, "UnitAmount": Decimal("1.255")}, {"LineAmount": 1}]
    assert amounts(ours) == ["1.00", "2.51"]
    assert amounts([*ours, {"ItemCode": "x"}]) is None
