"""Stands between the house and Xero: writes down every request as it passed, and passes it on.

`troubles` strike the writes that come, one each: "lost" passes a write on and hangs up instead of
answering, "failed" answers 500 and passes nothing on.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, TypeAlias
from urllib.parse import parse_qsl, urlsplit

import httpx2

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}
# Who is connected to what is asked of the emulator even where another server gives the answers.
IDENTITY = "/connections"
Trouble: TypeAlias = Literal["lost", "failed"]


@dataclass(frozen=True)
class Sent:
    """One request as it left the house, and the status of its answer (0: there was none).

    `address` is the length of the whole address at Xero's own host.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    content: bytes
    status: int
    address: int

    @property
    def writes(self) -> bool:
        return self.method != "GET"

    def line(self) -> str:
        """As JSON; bytes that are no text are told by their number."""
        told = asdict(self) | {"query": dict(self.query), "body": _text(self.content)}
        del told["content"]
        return json.dumps(told, ensure_ascii=False)


class Recorder(ThreadingHTTPServer):
    """Forwards to `target`, the API's base address; `identity` answers who is connected."""

    daemon_threads = True

    def __init__(self, target: str, identity: str) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.target = target.rstrip("/")
        self.identity = identity
        self.sent: list[Sent] = []
        self.troubles: deque[Trouble] = deque()
        self.http = httpx2.Client(timeout=60.0)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def server_close(self) -> None:
        super().server_close()
        self.http.close()


@contextmanager
def recording(target: str, identity: str) -> Iterator[Recorder]:
    """A recorder on a free port, for as long as the block lasts."""
    recorder = Recorder(target, identity)
    thread = threading.Thread(target=recorder.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield recorder
    finally:
        recorder.shutdown()
        thread.join()
        recorder.server_close()


class _Passing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Recorder

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        path = urlsplit(self.path).path
        target = self.server.identity if path.startswith(IDENTITY) else self.server.target
        kept = {name: value for name, value in headers.items() if name not in HOP}
        writes = self.command != "GET" and ".xro/" in path
        trouble = self.server.troubles.popleft() if writes and self.server.troubles else ""
        if trouble == "failed":
            self._note(headers, body, 500)
            self._give(httpx2.Response(500))
            return
        try:
            answer = self.server.http.request(
                self.command, target + self.path, headers=kept, content=body
            )
        except httpx2.TransportError:
            self._note(headers, body, 0)
            self.close_connection = True
            return
        self._note(headers, body, answer.status_code)
        if trouble == "lost":
            self.close_connection = True
        else:
            self._give(answer)

    def _note(self, headers: Mapping[str, str], body: bytes, status: int) -> None:
        parts = urlsplit(self.path)
        query = tuple(parse_qsl(parts.query, keep_blank_values=True))
        length = len("https://api.xero.com") + len(self.path)
        shown = {name: value for name, value in headers.items() if name != "authorization"}
        sent = Sent(self.command, parts.path, query, shown, body, status, length)
        self.server.sent.append(sent)

    def _give(self, answer: httpx2.Response) -> None:
        self.send_response_only(answer.status_code)
        for name, value in answer.headers.multi_items():
            if name.lower() not in HOP | {"content-encoding"}:
                self.send_header(name, value)
        content = answer.content
        if answer.status_code not in (204, 304):
            self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = _pass  # noqa: N815 - the library calls them so

    def log_message(self, *_said: Any) -> None:
        """Nothing: what passed is in `sent`."""


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return f"{len(body)} bytes"
