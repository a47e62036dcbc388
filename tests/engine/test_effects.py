"""An outside write: what is done next, and how it is named."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.workshop import NOON

from tallyloom.engine.effects import (
    KEY_LIFE,
    KEY_REFUSALS,
    NextMove,
    SendState,
    effect_id,
    idempotency_key,
    next_move,
)
from tallyloom.store.sends import Send


def send(state: str = "sent", again: str = "look", age: float = 0, refusals: int = 0) -> Send:
    """A send whose first byte may have left `age` seconds before noon."""
    first = None if state == SendState.FROZEN else NOON - timedelta(seconds=age)
    return Send(
        id="s",
        run_id="r",
        module=1,
        connection="c",
        tenant="t",
        idempotency_key="k",
        again=again,
        request=b"",
        body=b"",
        state=state,
        frozen_at=NOON - timedelta(days=1),
        first_sent_at=first,
        refusals=refusals,
    )


@pytest.mark.parametrize(
    ("one", "can_look", "move"),
    [
        (send("frozen"), True, NextMove.SEND),
        (send("frozen", "never"), False, NextMove.SEND),
        (send(age=0), True, NextMove.SEND),
        (send(age=299), True, NextMove.SEND),
        (send(age=299, again="never"), False, NextMove.SEND),
        (send(age=300), True, NextMove.LOOK),
        (send(age=300), False, NextMove.PARK),
        (send(age=300, again="never"), False, NextMove.PARK),
        (send(age=1, refusals=1), True, NextMove.SEND),
        (send(age=1, refusals=2), True, NextMove.LOOK),
        (send(age=1, refusals=2), False, NextMove.PARK),
        (send(age=-1), True, NextMove.LOOK),
        (send(age=-1), False, NextMove.PARK),
        (send(again="safe", age=9999, refusals=9), False, NextMove.SEND),
    ],
)
def test_the_next_move_is_told_by_the_age_of_the_key(
    one: Send, can_look: bool, move: NextMove
) -> None:
    assert next_move(one, NOON, can_look=can_look) is move


@given(
    age=st.floats(-1e6, 1e6),
    refusals=st.integers(0, 5),
    can_look=st.booleans(),
    again=st.sampled_from(["look", "never"]),
)
def test_a_key_is_never_used_when_the_service_may_have_forgotten_it(
    age: float, refusals: int, can_look: bool, again: str
) -> None:
    move = next_move(send(again=again, age=age, refusals=refusals), NOON, can_look=can_look)
    if move is NextMove.SEND:
        assert timedelta(0) <= timedelta(seconds=age) < KEY_LIFE
        assert refusals < KEY_REFUSALS
    else:
        assert (move is NextMove.LOOK) == can_look


NAMES = st.tuples(
    st.text(max_size=3),
    st.integers(1, 9),
    st.text(max_size=3),
    st.integers(0, 9),
    st.integers(0, 9),
)


@given(NAMES, NAMES)
def test_an_effect_has_one_name_and_no_two_share_it(
    one: tuple[str, int, str, int, int], other: tuple[str, int, str, int, int]
) -> None:
    assert (effect_id(*one) == effect_id(*other)) == (one == other)


@pytest.mark.parametrize(
    "other",
    [
        (b"other", "t", "e", b"body"),
        (b"secret", "u", "e", b"body"),
        (b"secret", "t", "f", b"body"),
        (b"secret", "t", "e", b"another"),
    ],
)
def test_a_key_is_of_one_installation_tenant_effect_and_content(
    other: tuple[bytes, str, str, bytes],
) -> None:
    key = idempotency_key(b"secret", "t", "e", b"body")
    assert key == idempotency_key(b"secret", "t", "e", b"body")
    assert key != idempotency_key(*other)


def test_a_key_is_within_the_128_characters_that_the_service_takes() -> None:
    key = idempotency_key(b"secret", "t", "e", b"body" * 1000)
    assert len(key) == 52
    assert key.isalnum()
    assert key.isascii()
