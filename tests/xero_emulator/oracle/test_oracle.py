"""Ten thousand random valid operations in five currencies, against books kept apart.

After every few operations the emulator's documents, journals and reports must equal the model's,
and the reports each other, to the cent.
"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from tests.xero_emulator.oracle.checks import check
from tests.xero_emulator.oracle.operations import Operations
from tests.xero_emulator.oracle.organisation import LAST

PARTS, SEQUENCES, STEPS, BETWEEN_CHECKS = 5, 10, 200, 50
LONG, BETWEEN_LONG_CHECKS = 1_000, 250
GROUPS: tuple[tuple[str, ...], ...] = (
    ("make_document",),
    ("approve", "submit", "edit_document", "delete_draft", "void"),
    ("pay",),
    ("pay", "unpay", "refund", "batch", "unbatch"),
    ("overpay", "prepay", "take_back_advance", "allocate", "unallocate"),
    ("allocate",),
    ("bank", "edit_bank", "delete_bank", "transfer", "untransfer"),
    ("journal", "post_journal", "void_journal"),
)
RELAXED = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
RANDOMS = st.integers(0, 2**32 - 1).map(Random)
COUNTED: dict[int, int] = {}


class Books(RuleBasedStateMachine):
    """One sequence of operations on one organisation."""

    part = 0

    def __init__(self) -> None:
        super().__init__()
        self.held = Operations()

    @rule(names=st.sampled_from(GROUPS), random=RANDOMS)
    def step(self, names: tuple[str, ...], random: Random) -> None:
        self.held.run(names, random)
        COUNTED[self.part] = COUNTED.get(self.part, 0) + 1
        if not self.held.done % BETWEEN_CHECKS:
            check(self.held, self.held.day(random))

    def teardown(self) -> None:
        check(self.held, LAST)


@pytest.mark.parametrize("part", range(PARTS))
def test_random_operations_leave_the_books_as_double_entry_says(part: int) -> None:
    class Part(Books):
        pass

    Part.part = part
    rules = settings(RELAXED, max_examples=SEQUENCES, stateful_step_count=STEPS)
    run_state_machine_as_test(seed(part)(Part), settings=rules)
    assert COUNTED[part] >= SEQUENCES * STEPS


@settings(RELAXED, max_examples=1, derandomize=True)
@given(RANDOMS)
def test_a_long_history_in_one_organisation_stays_true(random: Random) -> None:
    held = Operations()
    for at in range(LONG):
        held.run(random.choice(GROUPS), random)
        if not at % BETWEEN_LONG_CHECKS:
            check(held, held.day(random))
    check(held, LAST)
