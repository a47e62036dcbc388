"""Watches over connections, so that what ends is noticed before it hurts, and the owner is told.

One process does so at a time. It runs in a thread of its own: a service that answers slowly holds
up no run.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection as On

from tallyloom.clock import Clock
from tallyloom.connections.connections import Connections
from tallyloom.connections.health import (
    KEEP_ALIVE,
    SAID,
    Health,
    Judged,
    Known,
    is_worse,
    judge,
)
from tallyloom.connections.uses import Usage, Uses
from tallyloom.engine.governor import Go, Governor
from tallyloom.engine.notices import Notices
from tallyloom.kit import Trouble
from tallyloom.store.connections import Connection
from tallyloom.store.connections import Connections as Rows
from tallyloom.store.database import Database
from tallyloom.store.leases import taking

LOOK_SECONDS = 5.0
# The service is asked what a connection reaches so often, and after a failure so soon again.
VERIFY = timedelta(days=1)
AGAIN = timedelta(hours=1)

log = structlog.get_logger()


class Watcher:
    """Keeps tokens alive, asks idle connections whether they still work, and tells what changed."""

    def __init__(
        self,
        database: Database,
        connections: Connections,
        uses: Uses,
        notices: Notices,
        governor: Governor,
        clock: Clock,
    ) -> None:
        self._database = database
        self._rows = Rows(database)
        self._connections = connections
        self._uses = uses
        self._notices = notices
        self._governor = governor
        self._clock = clock

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch for as long as the block lasts, whenever no other process does."""
        stop = threading.Event()
        thread = threading.Thread(target=self._watch, args=(stop,), name="watcher", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(LOOK_SECONDS)

    def _watch(self, stop: threading.Event) -> None:
        while not stop.wait(LOOK_SECONDS):
            try:
                self.look()
            except Exception as error:
                log.warning("could not watch over connections", error=str(error))

    def look(self) -> bool:
        """Do everything that is due, and send notices; False where another process does."""
        with taking(self._database, "watcher") as ours:
            if not ours:
                return False
            for row in self._connections.list():
                self._tend(row)
            self.judge()
            self._notices.send()
        return True

    def judge(self, connection_id: str = "") -> None:
        """See how connections are, by what is known here; all of them, or one."""
        uses = self._uses.all()
        for row in self._connections.list():
            if connection_id in ("", row.id):
                try:
                    self._judge(row, uses.get(row.id, ()))
                except (Trouble, LookupError) as trouble:  # such as an app that is not installed
                    log.warning("a connection cannot be judged", name=row.name, why=str(trouble))

    def known(self, row: Connection, uses: Sequence[Usage]) -> Known:
        """What its health is judged from."""
        started = [usage for usage in uses if usage.on]
        modules = self._uses.modules(started, row.app)
        return Known(
            row,
            self._connections.tenants(row.id),
            frozenset(usage.organisation for usage in started),
            self._connections.lacking(row.id, modules).modules,
            self._clock.now(),
        )

    # Keeping them alive.

    def _tend(self, row: Connection) -> None:
        """Renew what has been idle for long, and ask once a day what it reaches."""
        now = self._clock.now()
        if row.state != "connected" or not _before(row.tried_at, now, AGAIN):
            return
        try:
            if row.way == "consent" and _before(
                row.refreshed_at or row.created_at, now, KEEP_ALIVE
            ):
                self._connections.refresh(row)
            if _before(row.looked_at, now, VERIFY) and self._has_room(row, now):
                self._connections.reach(row, anyway=False)
        except (Trouble, LookupError) as trouble:
            log.warning("a connection does not answer", name=row.name, why=str(trouble))

    def _has_room(self, row: Connection, now: datetime) -> bool:
        """Whether the day has a call to spare for each organisation; one is counted if it has."""
        for tenant in self._connections.tenants(row.id):
            if not tenant.usable:
                continue
            allowed = self._governor.ask(row.registration_id, tenant.id, now, recovering=True)
            if not isinstance(allowed, Go):
                return False
            self._governor.done(row.registration_id, tenant.id, allowed.lease, None, now)
            return True
        return True

    # Telling.

    def _judge(self, row: Connection, uses: Sequence[Usage]) -> None:
        found = judge(self.known(row, uses))

        def changed(on: On, before: str) -> None:
            if is_worse(found.health, before):
                self._tell(on, row, found, uses)

        self._rows.judge(row, found.health, found.reason, self._clock.now(), changed)

    def _tell(self, on: On, row: Connection, found: Judged, uses: Sequence[Usage]) -> None:
        started = list(dict.fromkeys(usage.scenario for usage in uses if usage.on))
        about = {
            "connection": row.id,
            "state": found.health.value,
            "scenarios": list(dict.fromkeys(usage.scenario_id for usage in uses if usage.on)),
        }
        self._notices.tell(
            "connection",
            f"{row.name} {SAID[found.health]}",
            f"{found.reason} {_affects(found.health, started)}".strip(),
            about=about,
            within=on,
        )


def _before(then: datetime | None, now: datetime, age: timedelta) -> bool:
    """Whether something was at least so long ago, or never."""
    return then is None or now - then >= age


def _affects(health: Health, scenarios: Sequence[str]) -> str:
    if not scenarios:
        return "No scenario that is on uses it."
    what = "may stop soon" if health.works else "waits and loses nothing"
    if len(scenarios) == 1:
        return f"The scenario {scenarios[0]} {what} until then."
    what = what.replace("waits", "wait").replace("loses", "lose")
    return f"The scenarios {', '.join(scenarios)} {what} until then."
