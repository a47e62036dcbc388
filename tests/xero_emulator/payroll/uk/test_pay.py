"""British pay runs."""

from __future__ import annotations

import pytest
from tests.xero_emulator.payroll.given import Payroll


@pytest.fixture
def uk() -> Payroll:
    return Payroll("GB")


def test_a_pay_run_is_drawn_up_by_nobody_who_calls(uk):
    uk.wage(uk.employed(uk.calendar()))
    assert uk.told("getPayRuns") == []
