"""Which runs of the history are wanted, as conditions; and how a run began, in its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

# How a run began, in the words of a history, and what its origin says of that.
KINDS: Mapping[str, Sequence[str]] = {
    "scheduled": ("schedule",),
    "instant": ("events", "gap"),
    "manual": ("person", "command"),
    "API": ("token",),
    "resume": ("retried", "resolved", "again"),
}


def kind_of(origin: Mapping[str, Any]) -> str:
    """How a run began: scheduled, instant, manual, API or resume."""
    by = str(origin.get("by", ""))
    return next((kind for kind, words in KINDS.items() if by in words), "manual")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which runs of the history: what is left out counts for all.

    `scenario` is a name or an id; `shortest` and `longest` are in seconds; `text` is looked for
    in names, ids and reasons, whatever its case. Without `checks`, runs whose trigger found
    nothing are left out. `before` and `after` are the id of a run.
    """

    scenario: str = ""
    statuses: Sequence[str] = ()
    kinds: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    shortest: float | None = None
    longest: float | None = None
    least: int | None = None
    most: int | None = None
    text: str = ""
    checks: bool = True
    before: str = ""
    after: str = ""

    def conditions(self, now: datetime) -> tuple[list[str], dict[str, Any]]:
        """The conditions and their values; only of what is wanted, so that indexes serve."""
        took = "extract(epoch FROM coalesce(ended_at, :now) - started_at)"
        known = [word for words in KINDS.values() for word in words if words != KINDS["manual"]]
        by = "coalesce(origin->>'by', '')"
        given: list[tuple[Any, str, Any]] = [
            (self.scenario, "(scenario = :scenario OR scenario_id = :scenario)", self.scenario),
            (self.statuses, "status = ANY(:statuses)", list(self.statuses)),
            (
                self.kinds,
                f"({by} = ANY(:kinds) OR :manual AND NOT {by} = ANY(:known))",
                [word for kind in self.kinds for word in KINDS.get(kind, ())],
            ),
            (self.since, "started_at >= :since", self.since),
            (self.until, "started_at < :until", self.until),
            (self.shortest is not None, f"{took} >= :shortest", self.shortest),
            (self.longest is not None, f"{took} <= :longest", self.longest),
            (self.least is not None, "operations >= :least", self.least),
            (self.most is not None, "operations <= :most", self.most),
            (self.text, f"(scenario || ' ' || id || ' ' || reason) ILIKE {_LIKE}", self.text),
            (not self.checks, _FOUND, None),
            (self.before, "id < :before", self.before),
            (self.after, "id > :after", self.after),
        ]
        names = (
            "scenario", "statuses", "kinds", "since", "until", "shortest", "longest", "least",
            "most", "text", "checks", "before", "after",
        )  # fmt: skip
        values = {name: value for name, (on, _, value) in zip(names, given, strict=True) if on}
        more = {"now": now, "manual": "manual" in self.kinds, "known": known}
        return [condition for on, condition, _ in given if on], values | more


@dataclass(frozen=True, slots=True)
class Sum:
    """All runs of one status together."""

    status: str
    runs: int
    operations: int
    api_calls: int
    bytes: int


# What a person looks for is text, not a pattern.
_LIKE = r"'%' || replace(replace(replace(:text, '\', '\\'), '%', '\%'), '_', '\_') || '%'"


_FOUND = "NOT (status = 'success' AND operations <= 1 AND coalesce(tally->>'gave', '1') = '0')"
