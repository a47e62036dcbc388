"""Rows of first answers: a request that comes again under its key is answered as it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from tallyloom.store.database import Database

KEPT = timedelta(hours=24)
# A process that died in the midst never answers; then the key may be used again.
DIED = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Repeat:
    """A key that was used: a digest of its request, and the sealed answer once there is one."""

    request: bytes
    answer: str | None


class Repeats:
    """The idempotency keys of 24 hours, each of one principal."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, principal: str, key: str, request: bytes, now: datetime) -> Repeat | None:
        """None: the key is new and now the caller's to answer. Else what is known of it."""
        who = {"principal": principal, "key": key}
        with self._database.begin() as on:
            on.execute(
                text(
                    "DELETE FROM repeats WHERE begun_at < :old OR (principal = :principal"
                    " AND key = :key AND answer IS NULL AND begun_at < :died)"
                ),
                who | {"old": now - KEPT, "died": now - DIED},
            )
            made = on.execute(
                text(
                    "INSERT INTO repeats (principal, key, request, begun_at)"
                    " VALUES (:principal, :key, :request, :now) ON CONFLICT DO NOTHING"
                ),
                who | {"request": request, "now": now},
            )
            if made.rowcount:
                return None
            row = on.execute(
                text(
                    "SELECT request, answer FROM repeats"
                    " WHERE principal = :principal AND key = :key"
                ),
                who,
            ).one_or_none()
        return Repeat(bytes(row.request), row.answer) if row else Repeat(request, None)

    def answer(self, principal: str, key: str, answer: str) -> None:
        with self._database.begin() as on:
            on.execute(
                text(
                    "UPDATE repeats SET answer = :answer"
                    " WHERE principal = :principal AND key = :key"
                ),
                {"principal": principal, "key": key, "answer": answer},
            )

    def release(self, principal: str, key: str) -> None:
        """Nothing was done: the same key may ask again."""
        with self._database.begin() as on:
            on.execute(
                text("DELETE FROM repeats WHERE principal = :principal AND key = :key"),
                {"principal": principal, "key": key},
            )
