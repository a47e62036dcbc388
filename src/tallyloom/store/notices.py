"""Rows of notices: what the owner is told, once for each change, and how far it got."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from tallyloom.store.database import Database
from tallyloom.store.ids import new_id
from tallyloom.store.json import dumps

_COLUMNS = "id, kind, subject, body, about, created_at, read_at"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the owner is told. `about` names what it is about by its ids."""

    id: str
    kind: str
    subject: str
    body: str
    about: Mapping[str, Any]
    created_at: datetime
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """One notice on its way to one target. `state` is waiting, sending, sent, failed or unknown;
    unknown is one whose sender died: it may have arrived, and is not sent again."""

    notice_id: str
    target: str
    state: str
    attempts: int
    not_before: datetime
    trouble: str = ""


_SENDING = "notice_id, target, state, attempts, not_before, trouble"


class Notices:
    """The notices of an installation, and what is to be sent of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        kind: str,
        subject: str,
        body: str,
        about: Mapping[str, Any],
        now: datetime,
        *,
        once: str = "",
        within: Connection | None = None,
    ) -> str | None:
        """A new notice's id; None where one with the same `once` was told before."""
        values = {
            "id": new_id(now),
            "kind": kind,
            "subject": subject,
            "body": body,
            "about": dumps(dict(about)),
            "once": once or None,
            "now": now,
        }
        if within is not None:
            return _add(within, values)
        with self._database.begin() as on:
            return _add(on, values)

    def list(self, *, unread: bool = False, before: str = "", limit: int = 50) -> list[Notice]:
        """The newest first, of those that are older than `before`."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    f"SELECT {_COLUMNS} FROM notices WHERE (:before = '' OR id < :before)"
                    " AND (NOT :unread OR read_at IS NULL) ORDER BY id DESC LIMIT :limit"
                ),
                {"before": before, "unread": unread, "limit": limit},
            )
            return [Notice(*row) for row in rows]

    def get(self, notice_id: str) -> Notice | None:
        with self._database.connect() as on:
            row = on.execute(
                text(f"SELECT {_COLUMNS} FROM notices WHERE id = :id"), {"id": notice_id}
            ).one_or_none()
        return Notice(*row) if row else None

    def unread(self) -> int:
        with self._database.connect() as on:
            count: int = on.execute(
                text("SELECT count(*) FROM notices WHERE read_at IS NULL")
            ).scalar_one()
        return count

    def read(self, now: datetime, notice_id: str = "", *, up_to: str = "") -> int:
        """Mark one as read, or all up to one; how many were not before."""
        with self._database.begin() as on:
            return on.execute(
                text(
                    "UPDATE notices SET read_at = :now WHERE read_at IS NULL"
                    " AND (id = :id OR (:up_to <> '' AND id <= :up_to))"
                ),
                {"now": now, "id": notice_id, "up_to": up_to},
            ).rowcount

    def sends(self, notice_ids: Sequence[str]) -> dict[str, builtins.list[Sending]]:
        """How far each of these notices got, by its id."""
        found: dict[str, builtins.list[Sending]] = {id_: [] for id_ in notice_ids}
        with self._database.connect() as on:
            for row in on.execute(
                text(
                    f"SELECT {_SENDING} FROM notice_sends WHERE notice_id = ANY(:ids)"
                    " ORDER BY notice_id, target"
                ),
                {"ids": list(notice_ids)},
            ):
                found[row.notice_id].append(Sending(*row))
        return found

    # Sending.

    def spread(self, targets: Sequence[str], now: datetime, since: datetime) -> None:
        """Have every new notice sent to each target; those made before `since` to none."""
        with self._database.begin() as on:
            fresh = list(
                on.execute(
                    text(
                        "UPDATE notices SET spread_at = :now WHERE id IN (SELECT id FROM notices"
                        " WHERE spread_at IS NULL FOR UPDATE SKIP LOCKED)"
                        " RETURNING id, created_at >= :since"
                    ),
                    {"now": now, "since": since},
                )
            )
            rows = [
                {"id": id_, "target": target, "now": now}
                for id_, is_new in fresh
                if is_new
                for target in targets
            ]
            if rows:
                on.execute(
                    text(
                        "INSERT INTO notice_sends (notice_id, target, state, not_before)"
                        " VALUES (:id, :target, 'waiting', :now) ON CONFLICT DO NOTHING"
                    ),
                    rows,
                )

    def claim(self, targets: Sequence[str], now: datetime) -> tuple[Notice, Sending] | None:
        """The next one that is due, the caller's alone; None where nothing is."""
        with self._database.begin() as on:
            row = on.execute(
                text(
                    "UPDATE notice_sends SET state = 'sending', attempts = attempts + 1,"
                    " began_at = now() WHERE (notice_id, target) ="  # IN could take more than one
                    " (SELECT notice_id, target FROM notice_sends WHERE state = 'waiting'"
                    " AND not_before <= :now AND target = ANY(:targets)"
                    " ORDER BY not_before, notice_id LIMIT 1 FOR UPDATE SKIP LOCKED)"
                    f" RETURNING {_SENDING}"
                ),
                {"now": now, "targets": list(targets)},
            ).one_or_none()
            if row is None:
                return None
            of = text(f"SELECT {_COLUMNS} FROM notices WHERE id = :id")
            return Notice(*on.execute(of, {"id": row.notice_id}).one()), Sending(*row)

    def settle(
        self, sending: Sending, state: str, trouble: str = "", not_before: datetime | None = None
    ) -> None:
        """What came of it: sent, failed for good, or waiting for another try."""
        with self._database.begin() as on:
            on.execute(
                text(
                    "UPDATE notice_sends SET state = :state, trouble = :trouble,"
                    " not_before = coalesce(:not_before, not_before)"
                    " WHERE notice_id = :id AND target = :target AND state = 'sending'"
                ),
                {
                    "id": sending.notice_id,
                    "target": sending.target,
                    "state": state,
                    "trouble": trouble,
                    "not_before": not_before,
                },
            )

    def lose(self, after: timedelta) -> int:
        """Those whose sender died may have arrived: they are not sent again. How many."""
        with self._database.begin() as on:
            return on.execute(
                text(
                    "UPDATE notice_sends SET state = 'unknown', trouble ="
                    " 'Its sender ended before it knew whether this arrived.'"
                    " WHERE state = 'sending' AND began_at < now() - :after"
                ),
                {"after": after},
            ).rowcount


def _add(on: Connection, values: Mapping[str, Any]) -> str | None:
    made: str | None = on.execute(
        text(
            "INSERT INTO notices (id, kind, subject, body, about, once, created_at)"
            " VALUES (:id, :kind, :subject, :body, CAST(:about AS jsonb), :once, :now)"
            " ON CONFLICT (once) DO NOTHING RETURNING id"
        ),
        values,
    ).scalar_one_or_none()
    return made
