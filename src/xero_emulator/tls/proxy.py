"""A proxy that leads Xero's host names here, for clients that know `HTTPS_PROXY`.

A client then needs no change of its own: it asks the proxy for api.xero.com:443 and gets a pipe to
the emulator's TLS port, where the local authority's certificate answers. No other host is reached.

How it was checked: with curl and Python clients; this file holds no fact about Xero.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket

from xero_emulator.listening import address_of
from xero_emulator.tls.authority import XERO_HOSTS

ASKED = re.compile(rb"CONNECT ([^\s:]+):(\d+) HTTP/1\.[01]\r\n")
LONGEST_HEAD = 16 * 1024
PIECE = 64 * 1024


class Proxy:
    """Pipes from clients to one port of this machine."""

    def __init__(self, listening: socket.socket, to: tuple[str, int]) -> None:
        self._listening = listening
        self._to = to
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        return address_of(self._listening)

    async def start(self) -> None:
        self._server = await asyncio.start_server(
            self._serve, sock=self._listening, limit=LONGEST_HEAD
        )

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            for writer in self._open:
                writer.transport.abort()
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        with contextlib.suppress(OSError):
            try:
                await self._lead(reader, writer)
            finally:
                self._open.discard(writer)
                writer.close()

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            return
        if not _is_for_xero(head):
            said = f"This proxy leads to {', '.join(XERO_HOSTS)} on port 443 and nowhere else.\n"
            writer.write(_refusal(said))
            await writer.drain()
            return
        there, thence = await asyncio.open_connection(*self._to)
        self._open.add(thence)
        try:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await asyncio.gather(_pipe(reader, thence), _pipe(there, writer))
        finally:
            self._open.discard(thence)
            thence.close()


def _is_for_xero(head: bytes) -> bool:
    asked = ASKED.match(head)
    return (
        asked is not None
        and asked[1].decode("latin-1").lower() in XERO_HOSTS
        and asked[2] == b"443"
    )


def _refusal(said: str) -> bytes:
    body = said.encode()
    head = (
        "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Everything from one side to the other, until it ends; an abrupt end is passed on."""
    try:
        while piece := await reader.read(PIECE):
            writer.write(piece)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
    except ConnectionError:
        writer.transport.abort()
