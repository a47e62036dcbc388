"""One call as a value: what is sent, what came back, and what may stand in its headers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tallyloom.egress.credential import Credential
from tallyloom.kit import BadInput

READING = frozenset({"GET", "HEAD", "OPTIONS"})

# The door writes these itself; a second one would let a request hide another inside it.
OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "upgrade", "te"})

# What takes the chunks of an answer that is saved; given the headers too, in lower case.
Sink: TypeAlias = Callable[[Mapping[str, str], Iterator[bytes]], Any]


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, without a byte coming or going, and for the whole exchange."""

    connect: float = 10.0
    idle: float = 60.0
    whole: float = 300.0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One call. `body` is bytes or chunks, with `length` where the bytes in chunks are known.

    `save` is given the body of a 2xx answer in chunks and what it returns is `Incoming.saved`;
    any other answer is read into memory. `most` bounds the answer's body in bytes (None: 64 MiB
    in memory, 1 GiB saved). Redirects of reads are followed at most five times; the redirect that
    answers a write is handed back, since nobody knows what following it would repeat.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Iterable[bytes] = b""
    length: int | None = None
    credential: Credential | None = None
    save: Sink | None = None
    most: int | None = None
    follow: bool = True
    timeouts: Timeouts = Timeouts()

    @property
    def reads(self) -> bool:
        return self.method.upper() in READING


@dataclass(frozen=True, slots=True)
class Incoming:
    """A whole answer. `headers` in lower case; `url` is where it came from, after redirects.

    `bytes_out` and `bytes_in` count the bodies of all requests and answers of the exchange as they
    passed the network; `seconds` is how long all of it took.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    bytes_out: int
    bytes_in: int
    seconds: float
    saved: Any = None


def checked(headers: Mapping[str, str]) -> dict[str, str]:
    """Header names in lower case; raises BadInput for what would change the request's shape."""
    for name, value in headers.items():
        if name.lower() in OURS:
            raise BadInput(f"The header {name} is written by Tallyloom; remove it.")
        if not name.isascii() or any(mark in name + value for mark in "\r\n\0"):
            raise BadInput(f"The header {name!r} holds a line break; remove it.")
        if any(ord(mark) > 255 for mark in value):
            raise BadInput(f"The header {name} can only hold Latin letters.")
    return {name.lower(): value for name, value in headers.items()}


def framing(given: Outgoing) -> list[tuple[bytes, bytes]]:
    """Content-Length where the length is known; else the body goes in HTTP's own chunks."""
    length = len(given.body) if isinstance(given.body, bytes) else given.length
    if length is None:
        return [(b"transfer-encoding", b"chunked")]
    if length == 0 and given.reads:
        return []
    return [(b"content-length", str(length).encode())]
