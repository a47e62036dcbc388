"""How much of a service's limits is used, shared by every process through the database.

`app` is the registration that calls, `tenant` the organisation. Leases are by the database's
clock, because they only ask whether a process still lives; every other time is the house's.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from tallyloom.store.database import Database

SPAN = timedelta(minutes=10)  # how finely the calls of a day are counted
KEPT = timedelta(minutes=2)  # how long single calls are remembered
DAYS_SPANS = timedelta(hours=25)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is said of a registration's limits; "" where nothing is, `app` its service's app."""

    app: str = ""
    tier: str = ""
    minute_window: str = ""
    day_window: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """One organisation's counts.

    `others` are calls that other programs have made, as far as the service's answers tell, and
    when that was told; `day_told` is how many calls of the day were left by its last word.
    `refused` counts refusals in a row that did not say how long to wait.
    """

    others: int = 0
    others_at: datetime | None = None
    day_started: datetime | None = None
    day_used: int = 0
    day_others: int = 0
    day_told: int | None = None
    day_told_at: datetime | None = None
    blocked_until: datetime | None = None
    blocked_by: str = ""
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the last minutes: asked at `at`, ended at `done_at`.

    It is `open` while its place is held. One that was never ended and whose place has come free
    is of a process that died.
    """

    scenario: str
    at: datetime
    done_at: datetime | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A scenario that comes back; `served` is when it last had a call (None: long ago)."""

    scenario: str
    since: datetime
    expected: datetime
    served: datetime | None = None


@dataclass(frozen=True, slots=True)
class Quiet:
    """Until when a service wants no calls, and by which of its limits."""

    until: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Usage:
    """All that is known when a call is asked for: of one organisation, and of its whole app.

    `spans` are the calls of the last day: when each span began, and how many it holds.
    """

    tally: Tally = Tally()
    calls: Sequence[Call] = ()
    waits: Sequence[Waiting] = ()
    spans: Sequence[tuple[datetime, int]] = ()
    app_quiet: Quiet | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """Calls of an app's minute, handed to one process until a moment; `left` of them remained."""

    id: str
    calls: int
    until: datetime
    left: int


_TALLY = tuple(each.name for each in dataclasses.fields(Tally))
_CHOSEN = ("tier", "minute_window", "day_window")


class Row:
    """One organisation's rows, locked for the length of a transaction."""

    def __init__(self, on: Connection, app: str, tenant: str) -> None:
        self._on = on
        self._who = {"app": app, "tenant": tenant}
        self._found = self._lock()

    @property
    def chosen(self) -> Chosen:
        """What is said of the registration."""
        found = self._found
        return Chosen(found.app_name or "", *(getattr(found, name) or "" for name in _CHOSEN))

    @property
    def tally(self) -> Tally:
        return Tally(*(getattr(self._found, name) for name in _TALLY))

    def _lock(self) -> Any:
        columns = ", ".join(f"a.{name}" for name in _TALLY)
        statement = text(
            f"SELECT {columns}, r.app AS app_name, l.tier, l.minute_window, l.day_window,"
            " p.blocked_until AS app_until, p.blocked_by AS app_by FROM allowances a"
            " LEFT JOIN registrations r ON r.id = a.app"
            " LEFT JOIN registration_limits l ON l.registration_id = a.app"
            " LEFT JOIN allowance_apps p ON p.app = a.app"
            " WHERE a.app = :app AND a.tenant = :tenant FOR UPDATE OF a"
        )
        found = self._on.execute(statement, self._who).one_or_none()
        if found is None:
            self._do("INSERT INTO allowances (app, tenant) VALUES (:app, :tenant)"
                     " ON CONFLICT DO NOTHING")  # fmt: skip
            found = self._on.execute(statement, self._who).one()
        return found

    def usage(self) -> Usage:
        """What was used, what is in flight, who waits."""
        calls = self._do(
            "SELECT scenario, at, done_at, done_at IS NULL AND lease_until > now() AS open"
            " FROM allowance_calls WHERE app = :app AND tenant = :tenant ORDER BY at"
        )
        waits = self._do(
            "SELECT scenario, since, expected, served FROM allowance_waits"
            " WHERE app = :app AND tenant = :tenant ORDER BY since"
        )
        spans = self._do(
            "SELECT at, used FROM allowance_spans WHERE app = :app AND tenant = :tenant ORDER BY at"
        )
        quiet = Quiet(self._found.app_until, self._found.app_by) if self._found.app_until else None
        return Usage(
            self.tally,
            [Call(*row) for row in calls],
            [Waiting(*row) for row in waits],
            [(row.at, row.used) for row in spans],
            quiet,
        )

    def scenario_of(self, run: str) -> str:
        """The scenario of a run; "" for a call that belongs to none."""
        found = self._do("SELECT scenario_id FROM runs WHERE id = :run", run=run).scalar()
        return str(found or "")

    def keep(self, tally: Tally) -> None:
        """Write the counts down."""
        values = dataclasses.asdict(tally)
        written = ", ".join(f"{name} = :{name}" for name in _TALLY)
        self._do(f"UPDATE allowances SET {written} WHERE app = :app AND tenant = :tenant", **values)

    def take(self, scenario: str, now: datetime, lease: timedelta) -> str:
        """Count one call, take a place, and wait no longer; the name of the lease."""
        name = uuid.uuid4().hex
        span = _EPOCH + (now - _EPOCH) // SPAN * SPAN
        self._do(
            "INSERT INTO allowance_calls (lease, app, tenant, scenario, at, lease_until)"
            " VALUES (:name, :app, :tenant, :scenario, :now, now() + :lease)",
            name=name,
            scenario=scenario,
            now=now,
            lease=lease,
        )
        self._do(
            "INSERT INTO allowance_spans AS s (app, tenant, at, used)"
            " VALUES (:app, :tenant, :span, 1)"
            " ON CONFLICT (app, tenant, at) DO UPDATE SET used = s.used + 1",
            span=span,
        )
        self._do(
            "DELETE FROM allowance_waits WHERE app = :app AND tenant = :tenant"
            " AND (scenario = :scenario OR expected < :old)",
            scenario=scenario,
            old=now - KEPT,
        )
        self._forget(now)
        return name

    def _forget(self, now: datetime) -> None:
        self._do(
            "DELETE FROM allowance_calls WHERE app = :app AND tenant = :tenant AND (done_at < :old"
            " OR done_at IS NULL AND lease_until <= now() AND at < :old)",
            old=now - KEPT,
        )
        self._do(
            "DELETE FROM allowance_spans WHERE app = :app AND tenant = :tenant AND at < :old",
            old=now - DAYS_SPANS,
        )

    def wait(self, waiting: Waiting) -> None:
        """Remember who comes back when; since when he waits stays what it was."""
        self._do(
            "INSERT INTO allowance_waits (app, tenant, scenario, since, expected, served)"
            " VALUES (:app, :tenant, :scenario, :since, :expected, :served)"
            " ON CONFLICT (app, tenant, scenario) DO UPDATE SET expected = excluded.expected",
            **dataclasses.asdict(waiting),
        )

    def done(self, lease: str, now: datetime) -> datetime | None:
        """The call has ended: its place is free. When it was asked for; None if nobody knows."""
        asked: datetime | None = self._do(
            "UPDATE allowance_calls SET done_at = :now WHERE lease = :lease AND done_at IS NULL"
            " RETURNING at",
            lease=lease,
            now=now,
        ).scalar()
        return asked

    def app_quiet(self, quiet: Quiet) -> None:
        """The service wants no calls of the whole app."""
        self._lock_app()
        self._do(
            "UPDATE allowance_apps SET blocked_until = greatest(blocked_until, :until),"
            " blocked_by = :by WHERE app = :app",
            until=quiet.until,
            by=quiet.by,
        )

    def app_others(self, limit: int, left: int, since: datetime, now: datetime) -> None:
        """The service says that so many calls of the app's minute are left: what is missing was
        used by other programs. `since` is the first moment that still counts.
        """
        self._lock_app()
        handed = self._handed(since)
        self._do(
            "UPDATE allowance_apps SET others = :others, others_at = :now WHERE app = :app",
            others=max(0, limit - handed - left),
            now=now,
        )

    def slice(
        self, limit: int, since: datetime, until: datetime, share: int, used: Mapping[str, int]
    ) -> Slice | datetime | None:
        """Some of what is left of the app's minute, at most one `share`-th of it.

        `used` are slices that this process has done with, and how many calls of each it made: the
        rest comes back. Where nothing is left: when the first slice stops counting, if one does.
        """
        row = self._lock_app()
        self._give_back(used)
        others = row.others if row.others_at is not None and row.others_at > since else 0
        left = limit - others - self._handed(since)
        if left < 1:
            first = self._do(
                "SELECT min(until) FROM allowance_slices WHERE app = :app AND until > :since",
                since=since,
            ).scalar()
            told = row.others_at if others else None
            return min((at for at in (first, told) if at is not None), default=None)
        made = Slice(uuid.uuid4().hex, max(1, left // share), until, 0)
        self._do(
            "INSERT INTO allowance_slices (id, app, until, calls)"
            " VALUES (:id, :app, :until, :calls)",
            id=made.id,
            until=until,
            calls=made.calls,
        )
        self._do("DELETE FROM allowance_slices WHERE app = :app AND until < :old",
                 old=since - KEPT)  # fmt: skip
        return dataclasses.replace(made, left=left - made.calls)

    def _give_back(self, used: Mapping[str, int]) -> None:
        for id_, calls in used.items():
            self._do(
                "UPDATE allowance_slices SET calls = :calls WHERE id = :id", id=id_, calls=calls
            )

    def _handed(self, since: datetime) -> int:
        return int(
            self._do(
                "SELECT coalesce(sum(calls), 0) FROM allowance_slices"
                " WHERE app = :app AND until > :since",
                since=since,
            ).scalar_one()
        )

    def _lock_app(self) -> Any:
        self._do("INSERT INTO allowance_apps (app) VALUES (:app) ON CONFLICT DO NOTHING")
        return self._do("SELECT * FROM allowance_apps WHERE app = :app FOR UPDATE").one()

    def _do(self, statement: str, **values: Any) -> Any:
        return self._on.execute(text(statement), {**self._who, **values})


class Allowances:
    """The use of every app and organisation, and what is said of the registrations' limits."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def locked(self, app: str, tenant: str) -> Iterator[Row]:
        """One organisation's rows, alone."""
        with self._database.begin() as on:
            yield Row(on, app, tenant)

    def chosen(self, app: str, of: str) -> Chosen:
        """What is said of the limits of a registration with the service of app `of`."""
        with self._database.connect() as on:
            row = on.execute(
                text(
                    f"SELECT {', '.join(_CHOSEN)} FROM registration_limits"
                    " WHERE registration_id = :id"
                ),
                {"id": app},
            ).one_or_none()
        return Chosen(of, *(each or "" for each in row)) if row else Chosen(of)

    def choose(self, app: str, chosen: Mapping[str, str]) -> None:
        """Say something of a registration's limits: `tier`, `minute_window`, `day_window`."""
        names = [name for name in _CHOSEN if name in chosen]
        columns = "".join(f", {name}" for name in names)
        values = "".join(f", :{name}" for name in names)
        written = ", ".join(f"{name} = excluded.{name}" for name in names)
        with self._database.begin() as on:
            on.execute(
                text(
                    f"INSERT INTO registration_limits (registration_id{columns})"
                    f" VALUES (:app{values}) ON CONFLICT (registration_id)"
                    f" DO UPDATE SET {written or 'tier = registration_limits.tier'}"
                ),
                {"app": app, **{name: chosen[name] for name in names}},
            )
