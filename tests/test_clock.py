"""A test clock moves only when told, and only one on this machine is believed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tallyloom.clock import Clock, SetTestClock, SystemClock, TestClock

Tell = Callable[[], str]


@pytest.fixture
def serve() -> Iterator[Callable[[Tell], str]]:
    """Serves what a function tells; gives its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(tell: Tell) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = tell().encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_of: object) -> None:
                """Quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}/clock"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_it_tells_what_the_server_tells(serve: Callable[[Tell], str]) -> None:
    told = ['{"now": "2026-01-31T09:00:00+02:00"}', '{"now": "2026-01-31T09:00:00"}']
    clock = TestClock(serve(lambda: told.pop(0)))
    assert clock.now() == datetime(2026, 1, 31, 7, tzinfo=UTC)
    assert clock.now() == datetime(2026, 1, 31, 9, tzinfo=UTC)


def test_waiting_ends_when_the_clock_is_moved(serve: Callable[[Tell], str]) -> None:
    asked: list[int] = []

    def tell() -> str:
        asked.append(1)
        now = datetime(2026, 1, 31, tzinfo=UTC) + timedelta(minutes=20 * (len(asked) - 1))
        return f'{{"now": "{now.isoformat()}"}}'

    TestClock(serve(tell)).wait(3600)
    assert len(asked) == 4


@pytest.mark.parametrize("answer", ["", "{}", '{"now": 5}', '{"now": "noon"}', "[]", "<html>"])
def test_a_clock_that_tells_no_time_is_refused(serve: Callable[[Tell], str], answer: str) -> None:
    with pytest.raises(SetTestClock, match="test clock at"):
        TestClock(serve(lambda: answer)).now()


def test_a_clock_that_does_not_answer_is_refused() -> None:
    with pytest.raises(SetTestClock, match="does not answer"):
        TestClock("http://127.0.0.1:9").now()


@pytest.mark.parametrize(
    "url", ["http://8.8.8.8/", "https://127.0.0.1/", "http://clock.example/", "127.0.0.1:80", ""]
)
def test_only_a_clock_on_this_machine_is_believed(url: str) -> None:
    with pytest.raises(SetTestClock, match="not on this machine"):
        TestClock(url)


def test_both_clocks_are_clocks_in_utc() -> None:
    clock = SystemClock()
    assert isinstance(clock, Clock)
    assert isinstance(TestClock("http://localhost:1"), Clock)
    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()
    clock.wait(-1)
