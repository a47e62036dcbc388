"""The states of an outside write."""

from __future__ import annotations

from tallyloom.store.effects import EFFECT_MOVES, SEND_MOVES, EffectState, SendState, before


def test_every_state_has_its_moves() -> None:
    assert set(SEND_MOVES) == set(SendState)
    assert set(EFFECT_MOVES) == set(EffectState)


def test_nothing_leaves_an_end() -> None:
    assert [state for state, moves in SEND_MOVES.items() if not moves] == ["answered", "settled"]
    ends = [state for state, moves in EFFECT_MOVES.items() if not moves]
    assert ends == ["done", "rejected", "absent"]


def test_where_a_row_may_come_from() -> None:
    assert before(SEND_MOVES, SendState.SENT) == ["frozen", "sent"]
    assert before(EFFECT_MOVES, EffectState.DONE) == ["intent", "parked"]
    assert before(EFFECT_MOVES, EffectState.REJECTED) == ["intent"]
    assert before(EFFECT_MOVES, EffectState.INTENT) == []
