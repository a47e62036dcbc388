"""A page on this machine that the browser lands on after consent, for a command in a terminal."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tallyloom.connections.trouble import AskAgain

WAIT_SECONDS = 600.0
POLL_SECONDS = 0.05
PAGE = (
    b"<!doctype html><title>Tallyloom</title><p>You can close this page and go back to the "
    b"terminal.</p>"
)


class Landing:
    """Listens on `http://localhost:PORT/callback` until one consent has come back.

    Services take `http://localhost` without encryption and nothing else; the address must be in the
    list of the registration. Port 0 takes a free one.
    """

    def __init__(self, port: int = 0, path: str = "/callback") -> None:
        self._path = path
        self._came: list[str] = []
        self._event = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(POLL_SECONDS,), daemon=True
        )

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def redirect(self) -> str:
        return f"http://localhost:{self.port}{self._path}"

    def wait(self, seconds: float = WAIT_SECONDS) -> str:
        """The whole address that the browser was sent to. Raises AskAgain when none came."""
        if not self._event.wait(seconds):
            raise AskAgain("Nobody came back from the consent page; connect again.")
        return self._came[0]

    def __enter__(self) -> Landing:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        landing = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                right = urlsplit(self.path).path == landing._path
                self.send_response(200 if right else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Cache-Control", "no-store")
                self.send_header("Referrer-Policy", "no-referrer")
                self.send_header("Content-Length", str(len(PAGE) if right else 0))
                self.end_headers()
                if right:
                    self.wfile.write(PAGE)
                    landing._arrived(self.path)

            def log_message(self, *_of: object) -> None:
                """Codes do not go to the terminal."""

        return Handler

    def _arrived(self, path: str) -> None:
        self._came.append(self.redirect.removesuffix(self._path) + path)
        self._event.set()
