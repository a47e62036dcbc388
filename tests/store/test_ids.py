"""Identifiers that sort by the moment they were made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tallyloom.store.ids import new_id

MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(9999, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC)
)


@given(MOMENTS)
def test_an_id_is_a_uuid_of_version_7(moment: datetime) -> None:
    made = UUID(new_id(moment))
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"


@given(MOMENTS, st.integers(1, 10**9))
def test_a_later_id_sorts_later(moment: datetime, millis: int) -> None:
    earlier = moment - timedelta(milliseconds=millis)
    if earlier.year > 1970:
        assert new_id(earlier) < new_id(moment)


def test_what_is_made_in_one_instant_keeps_its_order() -> None:
    made = [new_id(datetime(2026, 3, 2, tzinfo=UTC)) for _ in range(5000)]
    assert made == sorted(set(made))
