"""What the owner is told: rows that everybody can read, sent to whom the settings name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy import Connection

from tallyloom.clock import Clock
from tallyloom.egress import OutcomeUnknown
from tallyloom.egress.telling import Target, tell
from tallyloom.kit import Trouble
from tallyloom.store.notices import Notice, Sending
from tallyloom.store.notices import Notices as Rows

# How long to wait before each further try; after the last one it is given up.
AGAIN = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
# What is older is not sent to a target that is named only now.
NEWS = timedelta(days=1)
LOST = timedelta(minutes=5)
AT_ONCE = 20

log = structlog.get_logger()


class Tell(Protocol):
    """Tells one target."""

    def __call__(
        self, target: Target, subject: str, body: str, allow: Sequence[str], /
    ) -> None: ...


class Notices:
    """Tells the owner of troubles: each change once, to every target, tried again where it fails.

    `tell` writes a row and does nothing else, so that no failing mail server ever holds up a run;
    `send` is the watcher's.
    """

    def __init__(
        self,
        rows: Rows,
        targets: Sequence[Target],
        allow: Sequence[str],
        clock: Clock,
        send: Tell = tell,
    ) -> None:
        self.rows = rows
        self.targets = tuple(targets)
        self._by_name = {target.name: target for target in targets}
        self._allow = tuple(allow)
        self._clock = clock
        self._tell = send

    def tell(
        self,
        kind: str,
        subject: str,
        text: str,
        *,
        about: Mapping[str, Any] | None = None,
        once: str = "",
        within: Connection | None = None,
    ) -> bool:
        """Tell the owner. `kind` is a word to filter by, such as "connection" or "scenario".

        `about` names what it is about by ids ({"scenario": ID}). `once` names the change: the
        same is never told twice; False where it was told before. With `within` it is told only if
        that transaction is committed.
        """
        made = self.rows.add(
            kind, subject, text, about or {}, self._clock.now(), once=once, within=within
        )
        if made is not None:
            log.warning("notice", kind=kind, subject=subject)
        return made is not None

    def send(self) -> int:
        """Send what is due to whom the settings name; how many were tried."""
        self.rows.lose(LOST)
        if not self.targets:
            return 0
        now = self._clock.now()
        self.rows.spread(list(self._by_name), now, now - NEWS)
        for count in range(AT_ONCE):
            claimed = self.rows.claim(list(self._by_name), now)
            if claimed is None:
                return count
            self._send(*claimed, now)
        return AT_ONCE

    def _send(self, notice: Notice, sending: Sending, now: datetime) -> None:
        try:
            target = self._by_name[sending.target]
            self._tell(target, f"Tallyloom: {notice.subject}", notice.body, self._allow)
        except OutcomeUnknown as trouble:
            self.rows.settle(sending, "unknown", trouble.message)
        except Trouble as trouble:
            self._again(sending, trouble.message, now)
        except Exception as error:
            self._again(sending, f"{type(error).__name__}: {error}", now)
        else:
            self.rows.settle(sending, "sent")

    def _again(self, sending: Sending, trouble: str, now: datetime) -> None:
        log.warning("a notice was not sent", target=sending.target, why=trouble)
        if sending.attempts > len(AGAIN):
            self.rows.settle(sending, "failed", trouble)
        else:
            self.rows.settle(sending, "waiting", trouble, now + AGAIN[sending.attempts - 1])
