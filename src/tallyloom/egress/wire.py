"""The sockets of the door: connected to checked addresses only, and counting what left."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import httpcore2

from tallyloom.egress.destinations import Destinations
from tallyloom.egress.trouble import ForbiddenDestination

SocketOption = (
    tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
)

# Shorter than any server's patience that we know of (uvicorn closes after 5 s), so that a kept
# connection is rarely one that the other side is just closing.
KEEP_SECONDS = 4.0
KEEP_AT_MOST = 20
CONNECTIONS_AT_MOST = 100


@dataclass(slots=True)
class Attempt:
    """What one try to send did: bytes that left, and whether its connection had served before."""

    remaining: Callable[[], float]
    encrypted: bool
    left: int = 0
    reused: bool = False
    answered: bool = False

    def within(self, timeout: float | None) -> float:
        remaining = max(self.remaining(), 0.001)
        return remaining if timeout is None else min(timeout, remaining)


class Wire(httpcore2.NetworkBackend):
    """Connects for one pool. httpcore works in the thread that sends, so each has its attempt."""

    def __init__(self, destinations: Destinations) -> None:
        self._destinations = destinations
        self._plain = httpcore2.SyncBackend()
        self._here = threading.local()

    def begin(self, remaining: Callable[[], float], *, encrypted: bool) -> Attempt:
        attempt = self._here.attempt = Attempt(remaining, encrypted)
        return attempt

    def now(self) -> Attempt:
        found: Attempt = self._here.attempt
        return found

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore2.NetworkStream:
        encrypted = self.now().encrypted
        addresses = self._destinations.addresses(host, port, encrypted=encrypted)
        for number, address in enumerate(addresses, start=1):
            try:
                stream = self._plain.connect_tcp(address, port, self.now().within(timeout))
                return _Stream(_reached(stream, address), self)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if number == len(addresses):
                    raise
        raise httpcore2.ConnectError("no address")

    def connect_unix_socket(self, *_ignored: Any, **_too: Any) -> httpcore2.NetworkStream:
        raise ForbiddenDestination("Sockets of this machine's file system cannot be called.")


def _reached(stream: httpcore2.NetworkStream, address: str) -> httpcore2.NetworkStream:
    peer = stream.get_extra_info("server_addr")[0]
    if ip_address(peer) != ip_address(address):
        stream.close()
        raise ForbiddenDestination(f"Called {address} and reached {peer}; nothing was sent.")
    return stream


class _Stream(httpcore2.NetworkStream):
    """One connection; what is written is counted as it is handed to the operating system."""

    def __init__(self, inner: httpcore2.NetworkStream, wire: Wire) -> None:
        self._inner = inner
        self._wire = wire
        self._served = False

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        attempt = self._wire.now()
        attempt.reused = self._served
        connection: socket.socket = self._inner.get_extra_info("socket")
        view = memoryview(buffer)
        try:
            while view:
                connection.settimeout(attempt.within(timeout))
                count = connection.send(view)
                attempt.left += count
                view = view[count:]
        except TimeoutError as error:
            raise httpcore2.WriteTimeout(error) from error
        except OSError as error:
            raise httpcore2.WriteError(error) from error

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        attempt = self._wire.now()
        if not attempt.left:
            # What lies there was said before the request; it answers nothing.
            raise httpcore2.ReadError("closed before the request was sent")
        data = self._inner.read(max_bytes, attempt.within(timeout))
        if data:
            self._served = attempt.answered = True
        return data

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        within = self._wire.now().within(timeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, within), self._wire)

    def close(self) -> None:
        self._inner.close()

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def pool(wire: Wire, tls: ssl.SSLContext | None = None) -> httpcore2.ConnectionPool:
    """Kept connections over this wire: HTTP/1.1, no proxy, no retry of its own."""
    return httpcore2.ConnectionPool(
        ssl_context=tls or httpcore2.default_ssl_context(),
        max_connections=CONNECTIONS_AT_MOST,
        max_keepalive_connections=KEEP_AT_MOST,
        keepalive_expiry=KEEP_SECONDS,
        http1=True,
        http2=False,
        network_backend=wire,
    )
