"""Time, as an object that is handed to whoever needs it; only the wiring chooses which."""

from __future__ import annotations

import http.client
import os
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol, runtime_checkable
from urllib.parse import urlencode, urlsplit

import msgspec

from tallyloom.settings import is_loopback

POLL_SECONDS = 0.02
ANSWER_SECONDS = 5.0


class SetTestClock(ValueError):
    """The test clock cannot be read; set TALLYLOOM_TEST_CLOCK to one on this machine."""


@runtime_checkable
class Clock(Protocol):
    """What the rooms know of time."""

    def now(self) -> datetime:
        """The wall's time, in UTC and aware of it."""

    def monotonic(self) -> float:
        """Seconds that never go back, whatever happens to the wall's time; for durations."""

    def wait(self, seconds: float) -> None:
        """Return when `seconds` have passed on this clock."""


class SystemClock:
    """The time of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        time.sleep(max(seconds, 0))


class TestClock:
    """The time that a small HTTP server on this machine tells; it moves only when told to.

    A GET of `url` answers {"now": "2026-01-31T09:00:00+00:00"}. Several processes that are given
    the same address agree on the time. Durations stay those of this machine. Who waits says so,
    with `?sleeper=PROCESS-THREAD&until=TIME`: so the server can tell when nobody has anything to
    do before the clock is moved on, which no pause of any length could.

    It opens its own socket, the one exception to "only egress opens sockets": the door itself is
    given a clock, so a clock that needed the door could never be made. The address must be
    loopback, so nothing leaves the machine by it.
    """

    __test__ = False  # pytest takes it for a test otherwise

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or not is_loopback(parts.hostname or ""):
            raise SetTestClock(f"{url!r} is not on this machine; write http://127.0.0.1:PORT.")
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._path = parts.path or "/"
        self.url = url

    def now(self) -> datetime:
        """Raises SetTestClock when the clock does not answer or says no time."""
        return self._told(self._path)

    def _told(self, path: str) -> datetime:
        try:
            told = msgspec.json.decode(self._ask(path))["now"]
            read = datetime.fromisoformat(told)
        except (OSError, http.client.HTTPException, msgspec.DecodeError) as trouble:
            raise SetTestClock(f"The test clock at {self.url} does not answer.") from trouble
        except (KeyError, TypeError, ValueError) as trouble:
            raise SetTestClock(f'The test clock at {self.url} must tell {{"now": …}}.') from trouble
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        until = self.now() + timedelta(seconds=seconds)
        sleeper = {"sleeper": f"{os.getpid()}-{threading.get_ident()}", "until": until.isoformat()}
        while self._told(f"{self._path}?{urlencode(sleeper)}") < until:
            time.sleep(POLL_SECONDS)

    def _ask(self, path: str) -> bytes:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=ANSWER_SECONDS)
        try:
            connection.request("GET", path)
            return connection.getresponse().read()
        finally:
            connection.close()
