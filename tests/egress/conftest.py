"""Servers that do exactly what a test says, byte by byte, on a real socket."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from tallyloom.clock import SystemClock
from tallyloom.egress import Door

Script = Callable[["Caller"], None]


@dataclass
class Caller:
    """One connection that was made to the server; `number` counts from 1."""

    socket: socket.socket
    number: int
    closed: threading.Event

    def read(self) -> bytes:
        """One whole request, by its Content-Length; empty when the caller hung up."""
        data = b""
        while b"\r\n\r\n" not in data:
            more = self.socket.recv(65536)
            if not more:
                return b""
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                while len(body) < int(value):
                    body += self.socket.recv(65536)
        return head + b"\r\n\r\n" + body

    def answer(self, body: bytes = b"", status: str = "200 OK", *headers: str) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
        self.socket.sendall("\r\n".join(lines).encode() + body)

    def hang_up(self) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.closed.set()


@dataclass
class Server:
    """What a test knows of a running server. `requests` are whole, as they arrived."""

    pair: str
    requests: list[bytes] = field(default_factory=list)
    callers: int = 0
    closed: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://{self.pair}"


@dataclass
class Servers:
    _open: list[socket.socket] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, script: Script, host: str = "127.0.0.1") -> Server:
        """Every connection runs the script in a thread of its own."""
        listening = socket.create_server((host, 0))
        server = Server(f"{host}:{listening.getsockname()[1]}")
        self._open.append(listening)
        self._run(lambda: self._accept(listening, server, script))
        return server

    def answering(self, *answers: tuple[bytes, str, tuple[str, ...]]) -> Server:
        """Answers in order; the last one is given for ever."""
        given = list(answers)

        def script(caller: Caller) -> None:
            while request := caller.read():
                server.requests.append(request)
                body, status, headers = given.pop(0) if len(given) > 1 else given[0]
                caller.answer(body, status, *headers)

        server = self.start(script)
        return server

    def _accept(self, listening: socket.socket, server: Server, script: Script) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            server.callers += 1
            caller = Caller(connection, server.callers, server.closed)
            self._open.append(connection)
            self._run(lambda caller=caller: _quietly(script, caller))  # type: ignore[misc]

    def _run(self, what: Callable[[], None]) -> None:
        thread = threading.Thread(target=what, daemon=True)
        self._threads.append(thread)
        thread.start()

    def stop(self) -> None:
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in self._threads:
            thread.join(10)


def _quietly(script: Script, caller: Caller) -> None:
    with suppress(OSError):  # the test is over, or the caller is gone
        script(caller)


@pytest.fixture
def servers() -> Iterator[Servers]:
    started = Servers()
    yield started
    started.stop()


@pytest.fixture
def open_door() -> Iterator[Callable[..., Door]]:
    """Makes doors that may call these pairs; each is closed at the end."""
    made: list[Door] = []

    def make(*allow: str, **more: object) -> Door:
        made.append(Door(allow, SystemClock(), **more))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for door in made:
        door.close()
