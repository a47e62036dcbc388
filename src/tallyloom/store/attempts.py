"""Rows of failed attempts to sign in, for all processes: each makes the next wait longer."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text

from tallyloom.store.database import Database

FREE = 3  # attempts without a wait
LONGEST = 900  # seconds
FORGOTTEN = timedelta(days=1)


class Attempts:
    """Counts attempts by place: an account, or an account as tried from one network.

    From the third failure on, the wait is 2 to the power of how many failed, in seconds, and at
    most 15 minutes: nine guesses within 15 minutes, however many processes and however fast.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, place: bytes, now: datetime) -> float:
        """Count an attempt as failed before it is looked at, so that many at once are none more.

        Gives 0, or the seconds to wait where it is too early and nothing was counted.
        """
        with self._database.begin() as on:
            counted = on.execute(
                text(
                    "INSERT INTO attempts AS a (place, failed, failed_at, not_before)"
                    " VALUES (:place, 1, :now, :now) ON CONFLICT (place) DO UPDATE SET"
                    " failed = CASE WHEN a.failed_at < :long_ago THEN 1 ELSE a.failed + 1 END,"
                    " failed_at = :now, not_before = CAST(:now AS timestamptz)"
                    " + make_interval(secs => CASE WHEN a.failed_at < :long_ago"
                    " OR a.failed + 1 < :free THEN 0"
                    " ELSE least(:longest, 2 ^ least(a.failed + 1, 20)) END)"
                    " WHERE a.not_before <= :now RETURNING failed"
                ),
                {
                    "place": place,
                    "now": now,
                    "long_ago": now - FORGOTTEN,
                    "free": FREE,
                    "longest": LONGEST,
                },
            ).first()
            if counted:
                return 0
            until: datetime | None = on.scalar(
                text("SELECT not_before FROM attempts WHERE place = :place"), {"place": place}
            )
        return max(0.001, (until - now).total_seconds()) if until else 0.001

    def forget(self, places: list[bytes], now: datetime) -> None:
        """It succeeded; what failed long ago is forgotten on the way."""
        with self._database.begin() as on:
            on.execute(
                text("DELETE FROM attempts WHERE place = ANY(:places) OR failed_at < :long_ago"),
                {"places": places, "long_ago": now - FORGOTTEN},
            )
