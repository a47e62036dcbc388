"""One clock for the processes of a story, moved on only when nobody has anything left to do."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import text

from tallyloom.house import House

# Not at the beginning of anything: no window may be begun by chance.
START = datetime(2026, 3, 2, 12, 0, 17, 250_000, tzinfo=UTC)
LOOK = 0.01


class StoryClock:
    """The time of a story, here and by HTTP. It stands still until it is moved on."""

    def __init__(self) -> None:
        self._now = START
        self._sleepers: dict[str, datetime] = {}
        self._changed = threading.Condition()
        self.url = ""

    def now(self) -> datetime:
        with self._changed:
            return self._now

    def monotonic(self) -> float:
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        until = self.now() + timedelta(seconds=seconds)
        with self._changed:
            self._changed.wait_for(lambda: self._now >= until)

    def move(self, to: datetime) -> None:
        with self._changed:
            self._now = max(self._now, to)
            self._sleepers = {who: at for who, at in self._sleepers.items() if at > self._now}
            self._changed.notify_all()

    def put(self, to: datetime) -> None:
        """As somebody puts a clock, forward or back."""
        with self._changed:
            self._now = to
            self._changed.notify_all()

    def sleepers(self) -> list[datetime]:
        """Until when each thread sleeps that asked for it; none wakes before the clock is moved."""
        with self._changed:
            return list(self._sleepers.values())

    def tell(self, sleeper: str, until: str) -> datetime:
        """The time, to one who sleeps until then, or to who sleeps not ("")."""
        with self._changed:
            if sleeper and datetime.fromisoformat(until) > self._now:
                self._sleepers[sleeper] = datetime.fromisoformat(until)
            return self._now


@contextmanager
def story_clock() -> Iterator[StoryClock]:
    """The clock, served under its `url`."""
    clock = StoryClock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            now = clock.tell(*(asked.get(name, [""])[0] for name in ("sleeper", "until")))
            body = f'{{"now": "{now.isoformat()}"}}'.encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_of: object) -> None:
            """Quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

    with Server(("127.0.0.1", 0), Handler) as server:
        clock.url = f"http://127.0.0.1:{server.server_address[1]}/clock"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield clock
        finally:
            server.shutdown()


def pass_time(house: House, clock: StoryClock, seconds: float) -> None:
    """Let all runs come to their ends, moving the clock whenever nothing can go on before.

    `seconds` of this machine bound all of it.
    """
    until = time.monotonic() + seconds
    while following := settled(house, clock, until - time.monotonic()):
        clock.move(following)


def settled(house: House, clock: StoryClock, seconds: float) -> datetime | None:
    """Return when no run can go on before a later time: the first such time, None if all ended.

    A run can go on unless it waits for a later time, in its row or asleep in a process. A sleeper
    stays asleep and a later time stays later while the clock stands, so what was seen in this
    order, first the sleepers and then the rows, holds until the clock is moved: nothing depends on
    how fast the processes are.
    """
    until = time.monotonic() + seconds
    while True:
        sleepers, now = clock.sleepers(), clock.now()
        running, waiting = _unfinished(house)
        if running <= len(sleepers) and all(at > now for at in waiting):
            return min([*sleepers, *waiting], default=None)
        assert time.monotonic() < until, f"{running} run and {len(waiting)} wait at {now}"
        time.sleep(LOOK)


def _unfinished(house: House) -> tuple[int, list[datetime]]:
    """How many runs are being moved, and until when each of the others waits."""
    with house.database.connect() as on:
        rows = on.execute(
            text(
                "SELECT status, not_before, reason FROM runs WHERE status IN ('running', 'waiting')"
            )
        ).all()
    forever = [row.reason for row in rows if row.status == "waiting" and row.not_before is None]
    assert not forever, f"a run waits for a person: {forever}"
    return (
        sum(row.status == "running" for row in rows),
        [row.not_before for row in rows if row.status == "waiting"],
    )
