"""Why a run stops for a while, or holds something back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tallyloom.connections.trouble import ConnectionTrouble
from tallyloom.kit import Broken, Bundle, ExtendPermissions, Reconnect, Trouble


class Wait(Exception):
    """The run goes back to the queue until `until` (UTC); None waits for a person.

    `retry` tells a wait after trouble from an orderly one, such as for a limit.
    """

    def __init__(self, until: datetime | None, reason: str, *, retry: bool = False) -> None:
        self.until = until
        self.reason = reason
        self.retry = retry
        super().__init__(reason)


class HeldBack(Trouble):
    """Some of its bundles failed, so the rest is held back; correct them and run again."""


class Parked(Trouble):
    """Nobody can tell whether this was written; look in the service, then answer it."""

    def __init__(
        self, message: str = "", *, effect: str = "", records: Sequence[Bundle] = ()
    ) -> None:
        self.effect = effect
        self.records = records  # any of which it could be
        super().__init__(message)


class Unread(Trouble):
    """The service refused a whole batch, for the sake of one element; they are sent apart."""


def waits(trouble: Trouble) -> Wait | None:
    """The wait that some trouble means; None where the bundle simply fails."""
    if isinstance(trouble, Reconnect | ExtendPermissions | ConnectionTrouble):
        return Wait(None, trouble.message)
    return None


def reading_waits(trouble: Trouble) -> Wait | None:
    """The same for what only read: an answer that cannot be understood may be better later."""
    if isinstance(trouble, Broken):
        return Wait(None, trouble.message, retry=True)
    return waits(trouble)
