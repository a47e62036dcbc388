"""One port that serves the paths of every Xero host, and the process that listens on it.

How it was checked: by our own tests over real HTTP. Unverified: the 413 for a body over 10 MB.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from xero_emulator import page, refusals
from xero_emulator.arrival import Arrival, CallerGone, headers_of, origin_of, read_body
from xero_emulator.calls import Reply
from xero_emulator.clock import ClockUnreadable
from xero_emulator.control import control
from xero_emulator.delivery import body_bytes_sent, deliver, hang_up
from xero_emulator.door import Door, Visit
from xero_emulator.faults import DropBefore, Revoke, instead, wait_before
from xero_emulator.identity.bearer import named_tenant, token_of
from xero_emulator.identity.endpoints import Endpoint, Identity
from xero_emulator.listening import address_of
from xero_emulator.log import Entry
from xero_emulator.tls import Secure
from xero_emulator.world import World

LOGGER = logging.getLogger("xero_emulator")
API = re.compile(r"^/[a-z]+\.xro/", re.IGNORECASE)
CONTROL = "/_emulator"
KEEP_ALIVE_SECONDS = 120
GOODBYE_SECONDS = 3


class Protocol(H11Protocol):
    """Hands each request its transport, so that a fault can close the connection."""

    def connection_made(self, transport: Any) -> None:
        self.app_state = {**self.app_state, "transport": transport}
        # asyncio leaves Nagle on for sockets made without a protocol number: 40 ms an answer.
        accepted: socket.socket = transport.get_extra_info("socket")
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)


class Emulator:
    """The ASGI application."""

    def __init__(self, world: World, state: Path | None = None) -> None:
        self.world = world
        self._door = Door(world)
        self._identity = Identity(world)
        self._control = control(world, state)
        self._page = page.page(world)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith(CONTROL):
            return await self._control(scope, receive, send)
        if page.owns(scope["path"]):
            return await self._page(scope, receive, send)
        try:
            await self.world.clock.refresh()
        except ClockUnreadable as trouble:
            lost = refusals.no_clock(str(trouble))
            return await deliver(lost, [], lambda: None, (scope, receive, send))
        headers = headers_of(scope)
        try:
            body = await read_body(receive, headers)
        except CallerGone:
            return None
        visit, endpoint = self._arrived(scope, headers, body)
        if any(isinstance(rule.fault, DropBefore) for rule in visit.struck):
            self.world.log.add(visit.entry)
            return await hang_up(scope, receive)
        try:
            reply = await self._answer(visit, endpoint, too_large=body is None)
            return await self._deliver(visit, reply, (scope, receive, send))
        finally:
            self._door.leave(visit)

    def _arrived(
        self, scope: Scope, headers: dict[str, str], body: bytes | None
    ) -> tuple[Visit, Endpoint | None]:
        path = scope["raw_path"].decode("latin-1")
        query = scope["query_string"].decode("latin-1")
        origin, now = origin_of(scope, headers), self.world.clock.now()
        arrival = Arrival(scope["method"], path, query, headers, body or b"", origin, now)
        found = self._identity.find(arrival.method, path)
        operation, endpoint = found if found is not None else (None, None)
        access = self.world.grants.access(token_of(headers))
        tenant = named_tenant(headers, access)
        struck = self.world.faults.strike(arrival.method, scope["path"], tenant)
        of_books = API.match(path) is not None
        reached = of_books and access is not None and self.world.grants.reaches(access, tenant)
        is_api = of_books or path.lower().startswith("/connections")
        entry = Entry(
            time=now.isoformat(),
            method=arrival.method,
            path=path,
            query=query,
            kind="api" if is_api else "identity",
            bytes_in=len(arrival.body),
            idempotency_key=headers.get("idempotency-key"),
            operation=operation,
            tenant=tenant if reached else None,
            client=access.client_id if access is not None else None,
            faults=[rule.id for rule in struck],
        )
        return Visit(arrival, entry, struck), endpoint

    async def _answer(self, visit: Visit, endpoint: Endpoint | None, too_large: bool) -> Reply:
        for rule in visit.struck:
            if isinstance(rule.fault, Revoke):
                self.world.revoke(rule.fault.what, None, rule.fault.tenant)
        if too_large:
            return refusals.too_large()
        try:
            if API.match(visit.arrival.path):
                return await self._door.answer(visit)
            return await self._other(visit, endpoint)
        except Exception:
            LOGGER.exception("%s %s failed", visit.arrival.method, visit.arrival.path)
            return refusals.broke()

    async def _other(self, visit: Visit, endpoint: Endpoint | None) -> Reply:
        await wait_before(visit.struck)
        swap = instead(visit.struck)
        if swap is not None:
            return swap[0]
        return endpoint(visit.arrival) if endpoint is not None else refusals.not_found()

    async def _deliver(
        self, visit: Visit, reply: Reply, channel: tuple[Scope, Receive, Send]
    ) -> None:
        if visit.entry.kind == "api":
            headers = self._door.headers(visit, reply.headers)
            reply = Reply(reply.status, reply.body, reply.content_type, headers)
        sent = body_bytes_sent(reply, visit.struck)
        visit.entry.status = reply.status if sent is not None else 0
        visit.entry.bytes_out = sent or 0
        self.world.log.add(visit.entry)
        if visit.entry.client is not None and visit.entry.tenant is not None:
            now = self.world.clock.now()
            self.world.egress.add(visit.entry.client, visit.entry.path, sent or 0, now)
        await deliver(reply, visit.struck, lambda: self._door.leave(visit), channel)


class Listener(uvicorn.Server):
    """Begins the world, says when it is ready, and saves the state on a clean stop."""

    def __init__(
        self,
        world: World,
        listening: socket.socket,
        state: Path | None = None,
        ready: Callable[[str], None] = lambda url: None,
        secure: Secure | None = None,
    ) -> None:
        config = uvicorn.Config(
            Emulator(world, state),
            http=Protocol,
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GOODBYE_SECONDS,
        )
        super().__init__(config)
        self._world = world
        self._listening = listening
        self._state = state
        self._ready = ready
        self.secure = secure

    @property
    def url(self) -> str:
        return address_of(self._listening)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await self._world.clock.refresh()
        ask = self._world.begin(self._state)
        await super().startup(sockets)
        if self.secure is not None:
            await self._open(self.secure)
        self._world.sender.start(ask)
        self._ready(self.url)

    async def _open(self, secure: Secure) -> None:
        def protocol() -> Protocol:
            return Protocol(self.config, self.server_state, self.lifespan.state)

        loop = asyncio.get_running_loop()
        context = secure.authority.context()
        self.servers.append(await loop.create_server(protocol, sock=secure.listening, ssl=context))
        if secure.proxy is not None:
            await secure.proxy.start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._world.faults.release()
        if self.secure is not None and self.secure.proxy is not None:
            await self.secure.proxy.stop()
        await super().shutdown(sockets)
        await self._world.sender.close()
        if self._state is not None:
            await self._world.save(self._state)
        await self._world.close()

    def listen_until_told(self) -> None:
        """Serve until `should_exit` is set or a signal comes."""
        with self._listening:
            self.run(sockets=[self._listening])
