"""Somebody outside who is told things, and remembers what."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Sink:
    """Takes what it is told; answers with `status`, and a redirect where `onward` is set."""

    pair: str
    told: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    onward: str = ""

    @property
    def settings(self) -> dict[str, Any]:
        """Those of an installation whose notices are sent here."""
        return {"notify": f"json://{self.pair}/told", "allow_addresses": (self.pair,)}

    def new(self) -> list[str]:
        """The subjects since this was last asked."""
        found, self.told[:] = [one["title"].removeprefix("Tallyloom: ") for one in self.told], []
        return found


@contextmanager
def sink() -> Iterator[Sink]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            kept.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(307 if kept.onward else kept.status)
            if kept.onward:
                self.send_header("Location", kept.onward)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_of: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept = Sink(f"127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
