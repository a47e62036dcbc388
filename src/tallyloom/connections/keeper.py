"""Keeps tokens alive: one renewal at a time, in however many threads and processes."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from tallyloom.clock import Clock
from tallyloom.connections.grants import GrantEnded, Grants, Tokens
from tallyloom.connections.vault import Secret, Vault
from tallyloom.egress import NotSent, OutcomeUnknown
from tallyloom.kit import App, OAuth2, Reconnect, RetryLater, Trouble
from tallyloom.store.connections import Connection, Connections
from tallyloom.store.registrations import Registration, Registrations

EARLY = timedelta(seconds=60)
LEASE = timedelta(seconds=60)
POLL_SECONDS = 0.05
WAIT_SECONDS = 90.0  # longer than a lease, so that a dead holder's is seen to end

ENDED = "The service does not renew this connection any more; connect again."


def purpose(connection_id: str) -> str:
    """What a connection's tokens are sealed for."""
    return f"connections/{connection_id}/tokens"


def oauth_of(apps: Mapping[str, App], name: str) -> OAuth2:
    """How an app connects; raises Reconnect when the app is not installed any more."""
    app = apps.get(name)
    if app is None or not isinstance(app.connection, OAuth2):
        raise Reconnect(f"The app {name} is not installed; install it or remove the connection.")
    return app.connection


@dataclass(frozen=True, slots=True)
class _Held:
    """A row under our lease, with everything its renewal needs."""

    row: Connection
    oauth: OAuth2
    by: Registration
    tokens: Tokens


@dataclass(slots=True)
class _Turn:
    """Threads of one process that want the same tokens: one looks, the others get what it found."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    taken: int = 0
    found: Secret | Trouble | None = None

    def result(self, refused: Secret | None) -> Secret | None:
        """What was found while the caller waited; raises the trouble that was."""
        if isinstance(self.found, Trouble):
            raise self.found
        return self.found if self.found != refused else None


class Keeper:
    """Gives access tokens that are good for a minute at least.

    New tokens are committed before anybody uses them. A holder of the lease that was too slow
    finds that its fence number was passed, and what it got is not kept.
    """

    def __init__(
        self,
        rows: Connections,
        registrations: Registrations,
        grants: Grants,
        vault: Vault,
        clock: Clock,
        apps: Mapping[str, App],
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rows = rows
        self._registrations = registrations
        self._grants = grants
        self._vault = vault
        self._clock = clock
        self._apps = apps
        self._pause = pause
        self._turns: defaultdict[str, _Turn] = defaultdict(_Turn)

    def access(
        self, connection_id: str, *, refused: Secret | None = None, anyway: bool = False
    ) -> Secret:
        """An access token, never the one that the service `refused`.

        With `anyway` the service is asked once more, where a person was to connect again.
        Raises Reconnect when one must, RetryLater when the service cannot be reached.
        """
        found = self._good(self._row(connection_id, anyway), refused)
        if found is not None:
            return found
        turn = self._turns[connection_id]
        before = turn.taken
        with turn.lock:
            waited = turn.taken != before and not anyway
            found = turn.result(refused) if waited else None
            return found or self._taken(turn, connection_id, refused, anyway)

    def _taken(
        self, turn: _Turn, connection_id: str, refused: Secret | None, anyway: bool
    ) -> Secret:
        turn.found = None
        try:
            turn.found = found = self._renewed(connection_id, refused, anyway)
        except Trouble as trouble:
            turn.found = trouble
            raise
        finally:
            turn.taken += 1
        return found

    def tokens(self, row: Connection) -> Tokens:
        if row.tokens is None:
            raise Reconnect
        return Tokens.opened(self._vault, row.tokens, purpose(row.id))

    def _row(self, connection_id: str, anyway: bool) -> Connection:
        row = self._rows.get(connection_id)
        if row is None or row.state == "removed":
            raise Reconnect("This connection was removed; connect again.")
        if row.state != "connected" and not anyway:
            raise Reconnect(row.reason)
        return row

    def _good(self, row: Connection, refused: Secret | None) -> Secret | None:
        tokens = self.tokens(row)
        fresh = tokens.expires_at - self._clock.now() > EARLY
        good = row.state == "connected" and fresh and tokens.access != refused
        return tokens.access if good else None

    def _renewed(self, connection_id: str, refused: Secret | None, anyway: bool) -> Secret:
        deadline = self._clock.monotonic() + WAIT_SECONDS
        while self._clock.monotonic() < deadline:
            found = self._good(self._row(connection_id, anyway), refused)
            if found is not None:
                return found
            leased = self._rows.lease(connection_id, LEASE)
            if leased is None:
                self._pause(POLL_SECONDS)
            else:
                self._renew(leased, refused, anyway)
                anyway = False
        raise RetryLater("The tokens are being renewed elsewhere and it takes too long.")

    def _renew(self, row: Connection, refused: Secret | None, anyway: bool) -> None:
        """One renewal under the lease. The row says afterwards what came of it."""
        try:
            # Somebody may have finished between our look and our lease.
            ended = row.state != "connected" and not anyway
            if ended or self._good(row, refused) is not None:
                return
            held = self._held(row)
            try:
                self._keep(held, self._ask(held))
            except GrantEnded:
                self._last_resort(held)
        finally:
            self._rows.release(row.id, row.fence)

    def _held(self, row: Connection) -> _Held:
        by = self._registrations.get(row.registration_id)
        if by is None:
            raise Reconnect
        return _Held(row, oauth_of(self._apps, row.app), by, self.tokens(row))

    def _ask(self, held: _Held) -> Tokens:
        refresh = held.tokens.refresh
        if held.row.way == "credentials" or refresh is None:
            return self._patiently(lambda: self._by_credentials(held))
        return self._patiently(lambda: self._refresh(held, refresh))

    def _by_credentials(self, held: _Held) -> Tokens:
        if held.row.way != "credentials":
            raise GrantEnded  # a consent without offline access ends with its access token
        return self._grants.by_credentials(held.oauth, held.by, held.row.scopes)

    def _refresh(self, held: _Held, refresh: Secret) -> Tokens:
        return self._grants.by_refresh(held.oauth, held.by, refresh, held.row.scopes)

    def _patiently(self, ask: Callable[[], Tokens]) -> Tokens:
        """Ask once more where the answer was lost: the same refresh token is still taken."""
        try:
            return ask()
        except NotSent:
            raise
        except OutcomeUnknown:
            try:
                return ask()
            except OutcomeUnknown as trouble:
                raise RetryLater("The service gives no answer to a renewal of tokens.") from trouble

    def _last_resort(self, held: _Held) -> None:
        """The refresh token was refused: what else is there, before a person must connect again.

        Another process may have renewed while our lease ran out, which the row tells. If its
        answer reached the service later than it reached us, the token before is the good one.
        """
        now = self._rows.get(held.row.id)
        if now is None or now.fence != held.row.fence or now.tokens != held.row.tokens:
            return
        previous = held.tokens.previous
        if previous is not None and self._clock.now() - held.tokens.since < held.oauth.grace:
            try:
                self._keep(held, self._patiently(lambda: self._refresh(held, previous)))
            except GrantEnded:
                pass
            else:
                return
        self._rows.give_up(held.row.id, held.row.fence, ENDED)

    def _keep(self, held: _Held, new: Tokens) -> None:
        self._rows.renew(
            held.row.id,
            held.row.fence,
            tokens=new.sealed(self._vault, purpose(held.row.id)),
            scopes=new.scopes,
            expires_at=new.expires_at,
            now=new.since,
        )

    def refused_for_good(self, connection_id: str, refused: Secret, reason: str) -> None:
        """The service refuses a new token too: a person must connect again.

        Where the connection has other tokens by now, nothing is given up: somebody was quicker.
        """
        row = self._rows.get(connection_id)
        if row is not None and row.tokens is not None and self.tokens(row).access == refused:
            self._rows.give_up(connection_id, row.fence, reason)
