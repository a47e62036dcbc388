"""One webhook's queue, without a receiver: nothing is lost, nothing overtakes, and it ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_emulator.webhooks.events import Happening
from xero_emulator.webhooks.subscriptions import STATES, Attempt, Subscription

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
XERO = "https://api.xero.com"
EDGES = {
    "INTENT_REQUIRED": {"OK"},
    "OK": {"OK", "RETRYING", "DISABLED"},
    "RETRYING": {"OK", "RETRYING", "DISABLED"},
    "DISABLED": {"OK"},
}


def enabled() -> Subscription:
    made = Subscription("id", None, "http://localhost", "key", ["CONTACT"])
    made.answered(True, NOON)
    return made


def happening(number: int, at: datetime) -> Happening:
    return Happening("CONTACT", "CREATE", f"contact {number}", "tenant", at)


def attempted(one: Subscription, *, good: bool, batch: int = 100) -> list[int]:
    """Make the attempt that is due; the numbers of the events that it delivered."""
    assert one.due is not None
    at = one.due
    one.forget(at)
    if not (one.waiting or one.pending):
        one.due = None
        return []
    delivery = one.next(batch, XERO)
    one.tried(delivery, Attempt(at, 200 if good else 500, "accepted" if good else "status"))
    return [each.sequence for each in delivery.events] if good else []


def test_the_states_are_these_and_no_others() -> None:
    assert {state: set(next_) for state, next_ in STATES.edges.items()} == EDGES
    assert STATES.born == ("INTENT_REQUIRED",)


@pytest.mark.parametrize("state", EDGES)
@pytest.mark.parametrize("wanted", EDGES)
def test_only_these_edges_can_be_gone(state: str, wanted: str) -> None:
    one = enabled()
    one.status = state
    if wanted in EDGES[state]:
        one.become(wanted)
        assert one.status == wanted
    else:
        with pytest.raises(ValueError, match=f"{state} cannot become {wanted}"):
            one.become(wanted)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("hear"), st.integers(0, 3600)),
        st.tuples(st.just("attempt"), st.booleans()),
        st.tuples(st.just("enable"), st.booleans()),
        st.tuples(st.just("keep"), st.none()),
    ),
    max_size=120,
)


@given(steps=STEPS, batch=st.integers(1, 4))
def test_every_event_is_delivered_once_and_in_order(steps, batch: int) -> None:
    one, now, heard, got = enabled(), NOON, 0, []
    for what, how in steps:
        if what == "hear":
            now += timedelta(seconds=how)
            heard += 1
            one.hear(happening(heard, now))
        elif what == "attempt" and one.due is not None:
            now = max(now, one.due)
            got += attempted(one, good=how, batch=batch)
        elif what == "enable":
            one.answered(how, now)
        elif what == "keep":
            one = msgspec.convert(msgspec.to_builtins(one), Subscription)
    one.answered(True, now)
    while one.due is not None:
        got += attempted(one, good=True, batch=batch)
    assert got == list(range(1, heard + 1))
    assert (one.status, one.sequence, one.waiting, one.pending) == ("OK", heard, [], None)


@given(failures=st.integers(0, 200))
def test_a_receiver_that_never_answers_is_given_up_after_a_day(failures: int) -> None:
    one = enabled()
    one.hear(happening(1, NOON))
    for _ in range(failures):
        if one.due is not None:
            attempted(one, good=False)
    assert (one.status == "DISABLED") is (failures >= 98)
    assert (one.due is None) is (failures >= 98)
    assert len(one.waiting) + len(one.pending.events if one.pending else ()) == 1
