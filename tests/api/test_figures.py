"""Durations, sizes and counts as people read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tallyloom.api.figures import counted, duration, moment, number, size


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 ms"),
        (0.0126, "13 ms"),
        (0.9994, "999 ms"),
        (0.9996, "1.00 s"),
        (9.994, "9.99 s"),
        (9.996, "10.0 s"),
        (59.94, "59.9 s"),
        (59.96, "1 min 00 s"),
        (185, "3 min 05 s"),
        (3599.6, "1 h 00 min"),
        (7380, "2 h 03 min"),
        (100_800, "1 d 04 h"),
    ],
)
def test_a_duration_has_about_three_digits(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (12_449, "12.4 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (3_100_000, "3.1 MB"),
        (5 * 10**15, "5000.0 TB"),
    ],
)
def test_a_size_has_one_decimal_place(count: int, shown: str) -> None:
    assert size(count) == shown


def test_a_moment_is_told_in_utc() -> None:
    at = datetime(2026, 1, 31, 11, 0, 0, 250_000, tzinfo=timezone(timedelta(hours=2)))

    assert moment(at) == "2026-01-31T09:00:00.250Z"
    assert moment(at.astimezone(UTC)) == "2026-01-31T09:00:00.250Z"
    assert moment(None) is None


def test_counts_have_their_thousands_apart_and_the_right_number() -> None:
    assert number(1234567) == "1,234,567"
    assert [counted(n, "operation") for n in (0, 1, 2)] == [
        "0 operations",
        "1 operation",
        "2 operations",
    ]
