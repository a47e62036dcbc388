"""Automatic numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xero_emulator.accounting.numbers import Numbers


def test_numbers_follow_the_recorded_answers():
    held = {"QU-0001", "QU-0002", "QU-0003", "QU-0004", "QU-0005", "QU-0006", "QU-0007"}
    numbers = Numbers("QU-", held.__contains__)
    given_: list[str] = []
    for created in (True, False, False, False):
        number = numbers.first_free()
        if created:
            numbers.used(number)
        for old in given_[-1:]:
            held.discard(old)
            numbers.released(old)
        held.add(number)
        given_.append(number)
    assert given_ == ["QU-0008", "QU-0009", "QU-0010", "QU-0009"]


def test_a_number_of_another_kind_moves_nothing():
    numbers = Numbers("PO-", lambda number: False)
    for number in ("PO-7", "ORDER 0009", "PO-00010", "", "PO-٠٠١٢", "PO-" + "9" * 40):
        numbers.used(number)
        numbers.released(number)
    assert numbers.first_free() == "PO-0001"
    numbers.used("PO-0012")
    assert numbers.first_free() == "PO-0013"


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 12)), max_size=60))
def test_the_number_given_is_the_first_that_nobody_holds(steps):
    held: set[str] = set()
    numbers = Numbers("N-", held.__contains__)
    for creates, at in steps:
        number = numbers.first_free()
        expected = next(text for i in range(numbers.next, 99) if (text := f"N-{i:04}") not in held)
        assert number == expected
        if creates:
            numbers.used(number)
        elif held:
            old = sorted(held)[at % len(held)]
            held.discard(old)
            numbers.released(old)
        held.add(number)
