"""Scenarios and their versions: every text that ever ran is kept, under the digest of itself.

A scenario that begins with an instant trigger is on while it has a listener: the version that
runs, and where its events come from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, text
from sqlalchemy.exc import IntegrityError

from tallyloom.store.changes import NOBODY, By, Change, Logged, Recent, log, logged, recent
from tallyloom.store.ids import new_id
from tallyloom.store.listeners import Listener, Listeners

__all__ = [
    "Listener", "NameIsTaken", "Overtaken", "Save", "Saved", "Scenarios", "Standing", "Stored",
    "SwitchOff", "Version",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a scenario. `number` counts from 1 within the scenario."""

    scenario_id: str
    number: int
    name: str
    document: str


class NameIsTaken(Exception):
    """There is a scenario of that name already; choose another name."""


class Overtaken(Exception):
    """The newest version is another one by now; read it, then decide."""


class SwitchOff(Exception):
    """The scenario is on; switch it off first."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A version as the list of versions tells it, without its text."""

    scenario_id: str
    number: int
    at: datetime
    by: By
    note: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A scenario with its newest version. `last_module` is the greatest id a module ever had."""

    id: str
    name: str
    created_at: datetime
    last_module: int
    document: str
    saved: Saved

    @property
    def number(self) -> int:
        return self.saved.number

    @property
    def version(self) -> Version:
        return Version(self.id, self.number, self.name, self.document)


@dataclass(frozen=True, slots=True)
class Save:
    """A text that is to be stored, by whom and why. `kind` is what the change log calls it."""

    name: str
    document: str
    by: By = NOBODY
    note: str = ""
    kind: str = "edited"
    last_module: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a scenario stands now: whether it starts by itself, what waits, and how it ran last.

    `trouble` says why its runs are not started, or why it was switched off by rule.
    """

    on: bool
    version: int | None
    since: datetime | None
    next_at: datetime | None
    trouble: str
    waiting: int
    last_run: str | None
    last_status: str | None
    last_started_at: datetime | None
    incomplete: int


_NEWEST = (
    "SELECT s.id, s.name, s.created_at, s.last_module, v.document, v.number, v.created_at AS at,"
    " v.by_id, v.by, v.note FROM scenarios s JOIN LATERAL (SELECT * FROM versions"
    " WHERE scenario_id = s.id ORDER BY number DESC LIMIT 1) v ON true WHERE s.deleted_at IS NULL"
)


class Scenarios(Listeners):
    """The scenarios of an installation. Those that were deleted are only in the history."""

    # Texts.

    def keep(
        self,
        name: str,
        document: str,
        now: datetime,
        by: By = NOBODY,
        *,
        kind: str = "",
        note: str = "",
    ) -> Version:
        """The newest version that holds exactly this text; a new one where none does."""
        with self._database.begin() as on:
            made = on.execute(
                text(
                    "INSERT INTO scenarios (id, name, created_at) VALUES (:id, :name, :now)"
                    " ON CONFLICT (name) WHERE deleted_at IS NULL DO NOTHING"
                ),
                {"id": new_id(now), "name": name, "now": now},
            ).rowcount
            scenario = on.execute(
                text(
                    "SELECT id FROM scenarios WHERE name = :name AND deleted_at IS NULL FOR UPDATE"
                ),
                {"name": name},
            ).scalar_one()
            number = on.execute(
                text(
                    "SELECT max(number) FROM versions WHERE scenario_id = :id AND digest = :digest"
                ),
                {"id": scenario, "digest": _digest(document)},
            ).scalar()
            if number is None:
                save = Save(name, document, by, note, kind or ("created" if made else "edited"))
                number = _add(on, scenario, save, now)
        return Version(scenario, number, name, document)

    def add(self, save: Save, now: datetime) -> Version:
        """A new scenario. Raises NameIsTaken."""
        id_ = new_id(now)
        with self._database.begin() as on:
            try:
                on.execute(
                    text("INSERT INTO scenarios (id, name, created_at) VALUES (:id, :name, :now)"),
                    {"id": id_, "name": save.name, "now": now},
                )
            except IntegrityError:
                raise NameIsTaken(_taken(save.name)) from None
            number = _add(on, id_, save, now)
        return Version(id_, number, save.name, save.document)

    def save(self, scenario_id: str, save: Save, now: datetime, *, expected: int) -> Version:
        """A new version, unless the newest holds exactly this text; the name may be another.

        Raises Overtaken where `expected` is not the newest, or there is no such scenario any more;
        NameIsTaken.
        """
        with self._database.begin() as on:
            on.execute(text("SELECT FROM scenarios WHERE id = :id FOR UPDATE"), {"id": scenario_id})
            found = on.execute(text(f"{_NEWEST} AND s.id = :id"), {"id": scenario_id}).one_or_none()
            if found is None or found.number != expected:
                raise Overtaken
            if found.document == save.document:
                return Version(scenario_id, expected, found.name, save.document)
            if found.name != save.name:
                _rename(on, scenario_id, save, now)
            number = _add(on, scenario_id, save, now)
        return Version(scenario_id, number, save.name, save.document)

    def remove(self, scenario_id: str, now: datetime, by: By = NOBODY) -> bool:
        """Delete it softly: it starts no more and its name is free; what it did is still told.

        False where there is none. Raises SwitchOff while it is on.
        """
        with self._database.begin() as on:
            gone = on.execute(
                text(
                    "UPDATE scenarios SET deleted_at = :now WHERE id = :id AND deleted_at IS NULL"
                ),
                {"id": scenario_id, "now": now},
            ).rowcount
            if not gone:
                return False
            if _listens(on, scenario_id):
                raise SwitchOff
            for table in ("heard", "healings"):
                on.execute(
                    text(f"DELETE FROM {table} WHERE scenario_id = :id AND run_id IS NULL"),
                    {"id": scenario_id},
                )
            log(on, scenario_id, Change("deleted", now, by))
        return True

    def get(self, scenario_id: str) -> Stored | None:
        """One that is not deleted, or None."""
        with self._database.connect() as on:
            row = on.execute(text(f"{_NEWEST} AND s.id = :id"), {"id": scenario_id}).one_or_none()
        return _stored(row) if row else None

    def page(
        self,
        *,
        holds: str = "",
        named: str = "",
        on: bool | None = None,
        only: Sequence[str] | None = None,
        but: Sequence[str] = (),
        after: str = "",
        limit: int = 50,
    ) -> list[Stored]:
        """By name; `after` is the id of the last one of the page before.

        `holds` is a part of their names, capitals do not count; `named` is the whole name of one.
        `only` are the ids of those that count, `but` of those that do not.
        """
        with self._database.connect() as line:
            rows = line.execute(
                text(
                    f"{_NEWEST} AND (:named = '' OR s.name = :named)"
                    " AND (:holds = '' OR position(lower(:holds) IN lower(s.name)) > 0)"
                    " AND (CAST(:on AS boolean) IS NULL OR :on = EXISTS"
                    f" ({_ON}))"
                    " AND (CAST(:only AS text[]) IS NULL OR s.id = ANY(:only))"
                    " AND NOT s.id = ANY(:but)"
                    " AND (:after = '' OR (s.name, s.id) >"
                    " (SELECT name, id FROM scenarios WHERE id = :after))"
                    " ORDER BY s.name, s.id LIMIT :limit"
                ),
                {
                    "holds": holds,
                    "named": named,
                    "on": on,
                    "only": None if only is None else list(only),
                    "but": list(but),
                    "after": after,
                    "limit": limit,
                },
            ).all()
        return [_stored(row) for row in rows]

    def standings(self, ids: Sequence[str]) -> dict[str, Standing]:
        """By id, of all that are asked for."""
        with self._database.connect() as on:
            rows = on.execute(text(_STANDINGS), {"ids": list(ids)}).all()
        return {row[0]: Standing(*row[1:]) for row in rows}

    def ailing(self) -> list[str]:
        """The ids of those that need somebody: one does not start, was switched off by rule, failed
        when it last ran, or has something that waits for an answer."""
        with self._database.connect() as on:
            return list(on.execute(text(_AILING)).scalars())

    def versions(self, scenario_id: str, *, before: int = 0, limit: int = 50) -> list[Saved]:
        """The newest first; `before` is the last number of the page before, 0 at first."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    "SELECT scenario_id, number, created_at AS at, by_id, by, note FROM versions"
                    " WHERE scenario_id = :id AND (:before = 0 OR number < :before)"
                    " ORDER BY number DESC LIMIT :limit"
                ),
                {"id": scenario_id, "before": before, "limit": limit},
            ).all()
        return [_saved(row) for row in rows]

    def saved(self, scenario_id: str, number: int) -> tuple[Saved, str] | None:
        """One version with its text, or None."""
        with self._database.connect() as on:
            row = on.execute(
                text(
                    "SELECT scenario_id, number, created_at AS at, by_id, by, note, document"
                    " FROM versions WHERE scenario_id = :id AND number = :number"
                ),
                {"id": scenario_id, "number": number},
            ).one_or_none()
        return (_saved(row), row.document) if row else None

    # The change log.

    def changes(self, scenario_id: str, *, before: int = 0, limit: int = 50) -> list[Logged]:
        """What was done to it, the newest first."""
        with self._database.connect() as on:
            return logged(on, scenario_id, before, limit)

    def recent(self, limit: int = 20) -> list[Recent]:
        """What was done to any of them, the newest first."""
        with self._database.connect() as on:
            return recent(on, limit)

    def log(self, scenario_id: str, change: Change) -> None:
        """Write into its change log, in a transaction of its own."""
        with self._database.begin() as on:
            log(on, scenario_id, change)

    def version(self, scenario_id: str, number: int) -> Version:
        """One version by its number; `NoResultFound` where there is none."""
        with self._database.connect() as on:
            row = on.execute(
                text(
                    "SELECT name, document FROM versions JOIN scenarios ON id = scenario_id"
                    " WHERE scenario_id = :id AND number = :number"
                ),
                {"id": scenario_id, "number": number},
            ).one()
        return Version(scenario_id, number, row.name, row.document)

    def newest(self) -> list[Version]:
        """The newest version of each scenario, by name."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    "SELECT DISTINCT ON (name) scenario_id, number, name, document"
                    " FROM versions JOIN scenarios ON id = scenario_id WHERE deleted_at IS NULL"
                    " ORDER BY name, number DESC"
                )
            ).all()
        return [Version(*row) for row in rows]


# Whether the scenario `s` starts by itself.
_ON = (
    "SELECT FROM listeners l WHERE l.scenario_id = s.id"
    " UNION ALL SELECT FROM schedules t WHERE t.scenario_id = s.id AND t.state = 'on'"
)
# A scenario may have had a schedule before it got a trigger that hears: what is on counts.
_STANDS = """
    FROM scenarios s LEFT JOIN listeners l ON l.scenario_id = s.id
    LEFT JOIN schedules t ON t.scenario_id = s.id
    LEFT JOIN LATERAL (SELECT id, status, started_at FROM runs WHERE scenario_id = s.id
        ORDER BY id DESC LIMIT 1) r ON true
    LEFT JOIN (SELECT o.scenario_id, count(*) AS count FROM incomplete i
        JOIN runs o ON o.id = i.run_id WHERE i.state = 'open' GROUP BY 1) w
        ON w.scenario_id = s.id
"""
_STANDINGS = f"""
    SELECT s.id, coalesce(l.scenario_id IS NOT NULL OR t.state = 'on', false),
        coalesce(l.version, t.version), coalesce(l.since, t.since),
        CASE WHEN t.state = 'on' THEN t.next_at END, coalesce(l.trouble, t.reason, ''),
        (SELECT count(*) FROM heard WHERE scenario_id = s.id AND run_id IS NULL
            AND outcome = 'waiting'),
        r.id, r.status, r.started_at, coalesce(w.count, 0)
    {_STANDS} WHERE s.id = ANY(:ids)
"""
_AILING = f"""
    SELECT s.id {_STANDS} WHERE s.deleted_at IS NULL AND (
        coalesce(l.trouble, t.reason, '') <> '' OR r.status = 'error' OR w.count > 0)
"""


def _digest(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def _add(on: Connection, scenario_id: str, save: Save, now: datetime) -> int:
    """The next version; the row of its scenario is locked, or new."""
    number: int = on.execute(
        text(
            "INSERT INTO versions (scenario_id, number, digest, document, created_at, by_id, by,"
            " note) SELECT :id, coalesce(max(number), 0) + 1, :digest, :document, :now, :by_id,"
            " :by, :note FROM versions WHERE scenario_id = :id RETURNING number"
        ),
        {
            "id": scenario_id,
            "digest": _digest(save.document),
            "document": save.document,
            "now": now,
            "by_id": save.by.id,
            "by": save.by.name,
            "note": save.note,
        },
    ).scalar_one()
    on.execute(
        text(
            "UPDATE scenarios SET last_module = greatest(last_module, :last) WHERE id = :id"
            " AND last_module < :last"
        ),
        {"id": scenario_id, "last": save.last_module},
    )
    log(on, scenario_id, Change(save.kind, now, save.by, number, save.note))
    return number


def _rename(on: Connection, scenario_id: str, save: Save, now: datetime) -> None:
    try:
        on.execute(
            text("UPDATE scenarios SET name = :name WHERE id = :id"),
            {"id": scenario_id, "name": save.name},
        )
    except IntegrityError:
        raise NameIsTaken(_taken(save.name)) from None
    log(on, scenario_id, Change("renamed", now, save.by, note=save.name))


def _taken(name: str) -> str:
    return f"There is a scenario {name!r} already; choose another name."


def _saved(row: Row[Any]) -> Saved:
    return Saved(row.scenario_id, row.number, row.at, By(row.by_id, row.by), row.note)


def _stored(row: Row[Any]) -> Stored:
    saved = Saved(row.id, row.number, row.at, By(row.by_id, row.by), row.note)
    return Stored(row.id, row.name, row.created_at, row.last_module, row.document, saved)


def _listens(on: Connection, scenario_id: str) -> bool:
    found = on.execute(
        text(f"SELECT EXISTS ({_ON}) FROM scenarios s WHERE s.id = :id"), {"id": scenario_id}
    )
    return bool(found.scalar())
