"""Incomplete runs: what is stored when a bundle fails, and waits for a retry or a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from tallyloom.store.database import Database
from tallyloom.store.json import dumps

_COLUMNS = (
    "id, run_id, module, kind, item, effect_id, trouble, state, created_at, answered_at, answer,"
    " next_run"
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
                    " :next_run)"
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
        self, id_: str, state: str, answer: str, now: datetime, next_run: str | None = None
    ) -> bool:
        """Close an open one; False if somebody answered it before."""
        with self._database.begin() as on:
            return bool(
                on.execute(
                    text(
                        "UPDATE incomplete SET state = :state, answer = :answer,"
                        " answered_at = :now, next_run = :next"
                        " WHERE id = :id AND state = 'open'"
                    ),
                    {"id": id_, "state": state, "answer": answer, "now": now, "next": next_run},
                ).rowcount
            )

    def _select(self, rest: str, values: Mapping[str, Any]) -> list[Incomplete]:
        with self._database.connect() as on:
            rows = on.execute(
                text(f"SELECT {_COLUMNS} FROM incomplete {rest}"),
                values,
            ).all()
        return [Incomplete(*row) for row in rows]
