"""How a connection is: a table of what is known, and what is said of it."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from tallyloom.connections.health import ALERT, ENDS, WORSE, Health, Known, is_worse, judge
from tallyloom.store.connections import Connection
from tallyloom.store.tenants import Tenant

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ROW = Connection(
    "id", "books", "xero", "r", "consent", "connected", "", (), "sealed", NOW, NOW, 0, NOW
)
UK = Tenant("id", "1", "UK", "ORGANISATION")
KNOWN = Known(ROW, (UK,), frozenset({"UK"}), (), NOW)


def but(known: Known = KNOWN, *, row: dict[str, object] | None = None, **more: object) -> Known:
    """What is known, but for this."""
    changed = dataclasses.replace(known, **more)  # type: ignore[arg-type]
    return dataclasses.replace(changed, row=dataclasses.replace(ROW, **(row or {})))


GONE = dataclasses.replace(UK, reached=False)
OTHER = Tenant("id", "2", "AU", "ORGANISATION")
REVOKED = {"state": "needs_reconnect", "reason": "connect again"}
CASES = [
    (KNOWN, Health.OK, ""),
    (but(tenants=()), Health.OK, ""),
    (but(row=REVOKED), Health.REVOKED, "connect again"),
    (but(tenants=(GONE,)), Health.DISCONNECTED, "no organisation any more"),
    (but(tenants=(GONE, OTHER)), Health.DISCONNECTED, "does not reach UK any more"),
    (but(tenants=(GONE, OTHER), used=frozenset({"1"})), Health.DISCONNECTED, "UK"),
    (but(tenants=(GONE, OTHER), used=frozenset({"AU"})), Health.OK, ""),
    (
        but(tenants=(dataclasses.replace(GONE, verified_at=NOW), OTHER), used=frozenset()),
        Health.DISCONNECTED,
        "UK",
    ),
    (
        but(tenants=(dataclasses.replace(GONE, included=False, verified_at=NOW), OTHER)),
        Health.OK,
        "",
    ),
    (but(tenants=(dataclasses.replace(UK, frozen="it changed"),)), Health.DISCONNECTED, "changed"),
    (but(lacking=("a.read", "b")), Health.NEEDS_PERMISSION, "a.read and b"),
    (but(row={"refreshed_at": NOW - ALERT}), Health.EXPIRING, "ends on 22 March"),
    (but(row={"refreshed_at": NOW - ALERT + timedelta(seconds=1)}), Health.OK, ""),
    (but(row={"refreshed_at": NOW - ENDS, "way": "credentials"}), Health.OK, ""),
    (but(row=REVOKED, tenants=(GONE,), lacking=("a",)), Health.REVOKED, "connect again"),
    (but(tenants=(GONE,), lacking=("a",)), Health.DISCONNECTED, ""),
    (but(row={"refreshed_at": NOW - ALERT}, lacking=("a",)), Health.NEEDS_PERMISSION, ""),
]


@pytest.mark.parametrize(("known", "health", "said"), CASES)
def test_a_connection_is_what_is_worst_of_it(known: Known, health: Health, said: str) -> None:
    judged = judge(known)

    assert judged.health == health
    assert said in judged.reason
    assert bool(judged.reason) == (health != Health.OK)


def test_states_are_ordered_from_good_to_bad() -> None:
    assert {*WORSE} == {*Health}
    for better, worse in pairwise(WORSE):
        assert is_worse(worse, better)
        assert not is_worse(better, worse)
        assert not is_worse(worse, worse)
