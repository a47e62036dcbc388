"""Incomplete runs: what is stored when a bundle fails, and waits for a retry or a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from tallyloom.store.database import Database
from tallyloom.store.json import dumps

_COLUMNS = (
    "id, run_id, module, kind, item, effect_id, trouble, state, created_at, answered_at, answer,"
    " next_run, answered_by"
)


@dataclass(frozen=True, slots=True)
class Incomplete:
    """One bundle that stopped at one module.

    `kind` is failed (nothing was written) or parked (nobody can tell whether it was); `state` is
    open, retried, resolved or dropped; `item` is the stack item that goes on from there.
    """

    id: str
    run_id: str
    module: int
    kind: str
    item: bytes
    effect_id: str | None
    trouble: Mapping[str, Any]
    state: str
    created_at: datetime
    answered_at: datetime | None = None
    answer: str = ""
    next_run: str | None = None
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an incomplete run came from; `cause` is the same for all that are alike."""

    scenario_id: str
    scenario: str
    version: int
    confidential: bool
    cause: str


@dataclass(frozen=True, slots=True)
class Cause:
    """Incomplete runs that are alike: of one module, for one reason but for names and numbers."""

    id: str
    scenario_id: str
    scenario: str
    version: int
    module: int
    kind: str
    remedy: str
    message: str
    count: int
    first_at: datetime
    last_at: datetime
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Which incomplete runs: what is left out counts for all. `ids` are those and no others."""

    state: str = "open"
    scenario: str = ""
    run: str = ""
    module: int | None = None
    kind: str = ""
    cause: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None
    after: str = ""
    ids: Sequence[str] | None = None

    @property
    def where(self) -> str:
        """The conditions, in terms of `i` (incomplete) and `r` (runs)."""
        conditions = {
            "i.state = :state": self.state,
            "(r.scenario = :scenario OR r.scenario_id = :scenario)": self.scenario,
            "i.run_id = :run": self.run,
            "i.module = :module": self.module is not None,
            "i.kind = :kind": self.kind,
            f"{_CAUSE} = :cause": self.cause,
            "position(lower(:text) in lower(i.trouble->>'message')) > 0": self.text,
            "i.created_at >= :since": self.since,
            "i.created_at < :until": self.until,
            "i.id > :after": self.after,
            "i.id = ANY(:ids)": self.ids is not None,
        }
        return " AND ".join(["true", *(part for part, wanted in conditions.items() if wanted)])

    @property
    def values(self) -> dict[str, Any]:
        given = {name: getattr(self, name) for name in Waits.__slots__}
        return given | {"ids": list(self.ids or ())}


_QUALIFIED = ", ".join(f"i.{name.strip()}" for name in _COLUMNS.split(","))
_JOINED = "incomplete i JOIN runs r ON r.id = i.run_id"
# What differs between alike messages: what is quoted, numbers, and names that hold a digit.
_ALIKE = r"""("[^"]*"|“[^”]*”|''[^'']*''|\S*[0-9]\S*)"""
_CAUSE = (
    "md5(concat_ws(E'\\x1f', r.scenario_id, i.module, i.kind, i.trouble->>'remedy',"
    f" regexp_replace(i.trouble->>'message', '{_ALIKE}', '…', 'g')))"
)


class IncompleteRuns:
    """What waits for an answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, on: Connection, stored: Sequence[Incomplete]) -> None:
        """Store what a step could not finish, within its transaction."""
        for one in stored:
            on.execute(
                text(
                    f"INSERT INTO incomplete ({_COLUMNS}) VALUES (:id, :run_id, :module, :kind,"
                    " :item, :effect_id, :trouble, :state, :created_at, :answered_at, :answer,"
                    " :next_run, :answered_by)"
                ),
                {name: getattr(one, name) for name in Incomplete.__slots__}
                | {"trouble": dumps(one.trouble)},
            )

    def get(self, start: str) -> list[Incomplete]:
        """Those whose id begins or ends with `start`."""
        return self._select(
            "WHERE starts_with(id, :start) OR right(id, length(:start)) = :start", {"start": start}
        )

    def those(self, *, state: str = "open", run: str = "", limit: int = 100) -> list[Incomplete]:
        """The oldest first; every state where `state` is empty."""
        return self._select(
            "WHERE (:state = '' OR state = :state) AND (:run = '' OR run_id = :run)"
            " ORDER BY created_at, id LIMIT :limit",
            {"state": state, "run": run, "limit": limit},
        )

    def answer(
        self,
        id_: str,
        state: str,
        answer: str,
        now: datetime,
        next_run: str | None = None,
        within: Connection | None = None,
        by: str = "",
    ) -> bool:
        """Close an open one, within a transaction or alone; False if it was answered before."""
        with nullcontext(within) if within is not None else self._database.begin() as on:
            return bool(
                on.execute(
                    text(
                        "UPDATE incomplete SET state = :state, answer = :answer,"
                        " answered_at = :now, next_run = :next, answered_by = :by"
                        " WHERE id = :id AND state = 'open'"
                    ),
                    {
                        "id": id_,
                        "state": state,
                        "answer": answer,
                        "now": now,
                        "next": next_run,
                        "by": by,
                    },
                ).rowcount
            )

    def wanted(self, wanted: Waits, limit: int = 100) -> list[tuple[Incomplete, Origin]]:
        """Those of a list, the oldest first, each with the scenario that it came from."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    f"SELECT {_QUALIFIED}, r.scenario_id, r.scenario, r.version,"
                    f" r.confidential, {_CAUSE}"
                    f" FROM {_JOINED} WHERE {wanted.where} ORDER BY i.id LIMIT :limit"
                ),
                wanted.values | {"limit": limit},
            ).all()
        width = len(Incomplete.__slots__)
        return [(Incomplete(*row[:width]), Origin(*row[width:])) for row in rows]

    def count(self, wanted: Waits) -> int:
        """How many there are."""
        with self._database.connect() as on:
            counted: int = on.execute(
                text(f"SELECT count(*) FROM {_JOINED} WHERE {wanted.where}"), wanted.values
            ).scalar_one()
        return counted

    def causes(self, wanted: Waits, limit: int = 100) -> list[Cause]:
        """The same, alike ones together, those of which there are most first."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    f"SELECT {_CAUSE} AS cause, r.scenario_id, r.scenario, max(r.version),"
                    " i.module, i.kind,"
                    " coalesce(i.trouble->>'remedy', ''),"
                    " (array_agg(i.trouble->>'message' ORDER BY i.id))[1], count(*),"
                    " min(i.created_at), max(i.created_at), min(i.id)"
                    f" FROM {_JOINED} WHERE {wanted.where} GROUP BY 1, 2, 3, 5, 6, 7"
                    " ORDER BY count(*) DESC, min(i.id) LIMIT :limit"
                ),
                wanted.values | {"limit": limit},
            ).all()
        return [Cause(*row) for row in rows]

    def _select(self, rest: str, values: Mapping[str, Any]) -> list[Incomplete]:
        with self._database.connect() as on:
            rows = on.execute(
                text(f"SELECT {_COLUMNS} FROM incomplete {rest}"),
                values,
            ).all()
        return [Incomplete(*row) for row in rows]
