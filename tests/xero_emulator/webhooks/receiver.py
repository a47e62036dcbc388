"""A receiver of webhooks: a real HTTP server in a thread, which answers as a test wants."""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec


@dataclass(frozen=True)
class Received:
    """One call, as it came."""

    body: bytes
    signature: str
    content_type: str

    @property
    def told(self) -> dict[str, Any]:
        return dict(msgspec.json.decode(self.body))

    @property
    def is_probe(self) -> bool:
        return self.body.startswith(b'{"events":[],')

    @property
    def events(self) -> list[dict[str, Any]]:
        return list(self.told["events"])

    def is_signed_with(self, key: str) -> bool:
        right = hmac.new(key.encode("utf-8"), self.body, hashlib.sha256).digest()
        return hmac.compare_digest(base64.b64encode(right).decode(), self.signature)


@dataclass
class Answer:
    """What the receiver says to a call."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    wait: threading.Event | None = None


GOOD, BAD, BROKEN = Answer(), Answer(401), Answer(500)


@dataclass
class Receiver:
    """Answers as it must to what is signed with `key`; `saying` makes it say something else."""

    url: str = ""
    key: str = "a key of this test, in UTF-8: ü"
    calls: list[Received] = field(default_factory=list)
    saying: Callable[[Received], Answer] | None = None

    def answer(self, call: Received) -> Answer:
        self.calls.append(call)
        if self.saying is not None:
            return self.saying(call)
        return GOOD if call.is_signed_with(self.key) else BAD

    def says(self, *answers: Answer) -> None:
        """These answers to the next calls, then the right ones again."""
        left = list(answers)
        self.saying = lambda call: left.pop(0) if left else self._right(call)

    def always(self, answer: Answer) -> None:
        self.saying = lambda call: answer

    def recovers(self) -> None:
        self.saying = None

    def _right(self, call: Received) -> Answer:
        return GOOD if call.is_signed_with(self.key) else BAD

    def events(self) -> list[dict[str, Any]]:
        return [event for call in self.calls for event in call.events]

    def told(self) -> list[tuple[str, str]]:
        """Category and type of every event that came."""
        return [(event["eventCategory"], event["eventType"]) for event in self.events()]


@contextmanager
def listening() -> Iterator[Receiver]:
    """A receiver on a free port of this machine."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            call = Received(body, self.headers["x-xero-signature"], self.headers["content-type"])
            answer = receiver.answer(call)
            if answer.wait is not None:
                answer.wait.wait(30)
            self.send_response_only(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.url = f"http://localhost:{server.server_port}/xero"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
