"""The control API below `/_emulator/`: what no Xero has, for tests and for people who look.

How it was checked: by our own tests; this file holds no fact about Xero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from xero_emulator.asking import Handler, Wrong, guarded, lost, sent, told
from xero_emulator.clock import moment
from xero_emulator.identity.control import AppControl
from xero_emulator.identity.grants import Client
from xero_emulator.log import count
from xero_emulator.webhooks.control import WebhookControl
from xero_emulator.world import DECODER, ENCODER, Organisation, World

if TYPE_CHECKING:
    from xero_emulator.books import Books

LONGEST_WAIT = 30.0
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
NO_TENANT = "no organisation has this tenant id: GET /_emulator/state lists them"


class ClockChange(msgspec.Struct, forbid_unknown_fields=True):
    """`set` an ISO 8601 time, `advance` by seconds, let it run or stand still; all are optional."""

    set: str | None = None
    advance: float | None = None
    running: bool | None = None

    def target(self, now: datetime) -> datetime | None:
        """The time that is asked for; raises Wrong."""
        try:
            to = moment(self.set) if self.set is not None else now
            to += timedelta(seconds=self.advance or 0)
        except (ValueError, OverflowError) as trouble:
            raise Wrong(f"set takes ISO 8601, advance takes seconds: {trouble}") from trouble
        if to != now and not EARLIEST <= to < LATEST:
            raise Wrong(f"the time must be from {EARLIEST:%Y} on and before {LATEST:%Y}")
        return to if to != now else None


class Reset(msgspec.Struct, forbid_unknown_fields=True):
    """`seed` as on the command line; `keep_identity` keeps tokens and connections."""

    seed: str | None = None
    keep_identity: bool = False


class Revocation(msgspec.Struct, forbid_unknown_fields=True):
    """What to take away, from one app or all, in one organisation or all."""

    what: Literal["access", "refresh", "connections", "all"] = "all"
    client_id: str | None = None
    tenant_id: str | None = None


class Registration(msgspec.Struct, forbid_unknown_fields=True):
    """An app: without a secret a PKCE app; with a tenant a custom connection to it."""

    client_id: Annotated[str, msgspec.Meta(min_length=1)]
    secret: str | None = None
    tenant_id: str | None = None


def _number(request: Request, name: str, otherwise: str) -> int:
    given = request.query_params.get(name, otherwise)
    if not (given.isascii() and given.isdecimal()):
        raise Wrong(f"{name} must be a whole number, 0 or more")
    return int(given)


def control(world: World, state: Path | None) -> Starlette:
    """The application that answers below `/_emulator`."""
    here = Control(world, state)
    table: list[tuple[str, str, Handler]] = [
        ("GET", "/", here.state),
        ("GET", "/state", here.state),
        ("POST", "/reset", here.reset),
        ("GET", "/clock", here.clock),
        ("POST", "/clock", here.push_clock),
        ("GET", "/faults", here.faults),
        ("POST", "/faults", here.add_fault),
        ("DELETE", "/faults", here.clear_faults),
        ("DELETE", "/faults/{id}", here.remove_fault),
        ("GET", "/faults/{id}/held", here.held),
        ("POST", "/faults/{id}/release", here.release),
        ("GET", "/limits", here.limits),
        ("POST", "/limits", here.change_limits),
        ("GET", "/ledger", here.ledger),
        ("GET", "/log", here.log),
        ("GET", "/log/counts", here.counts),
        ("DELETE", "/log", here.clear_log),
        ("POST", "/revoke", here.revoke),
        ("POST", "/clients", here.register),
        ("GET", "/organisations/{tenant}", here.switches),
        ("POST", "/organisations/{tenant}", here.switch),
        ("GET", "/snapshot", here.snapshot),
        ("POST", "/snapshot", here.load_snapshot),
        ("POST", "/save", here.save),
        *AppControl(world).table(),
        *WebhookControl(world).table(),
    ]
    routes = [
        Route(f"/_emulator{path}", guarded(handler), methods=[method])
        for method, path, handler in table
    ]
    return Starlette(routes=routes, exception_handlers={HTTPException: lost})


@dataclass(frozen=True, slots=True)
class Control:
    """The handlers; each takes and gives JSON."""

    world: World
    file: Path | None

    async def state(self, request: Request) -> Response:
        world = self.world
        await world.clock.refresh()
        books = [each.books for each in world.organisations.values()]
        return told(
            {
                "now": world.clock.now(),
                "seed": world.seed,
                "auto_consent": world.auto_consent,
                "organisations": [
                    {"tenant_id": each.tenant_id, "name": each.name, "country": each.country}
                    for each in books
                ],
                "clients": [client.client_id for client in world.grants.clients.values()],
                "connections": world.grants.all_connections(),
                "limits": world.limits.allowance,
                "faults": len(world.faults.rules()),
                "requests": len(world.log),
                "state_file": str(self.file) if self.file is not None else None,
            }
        )

    async def reset(self, request: Request) -> Response:
        asked = msgspec.convert(await sent(request), Reset)
        try:
            self.world.reset(asked.seed, asked.keep_identity)
        except (OSError, ValueError) as trouble:
            raise Wrong(str(trouble)) from trouble
        return await self.state(request)

    async def clock(self, request: Request) -> Response:
        clock = self.world.clock
        await clock.refresh()
        return told({"now": clock.now(), "running": clock.running})

    async def push_clock(self, request: Request) -> Response:
        asked = msgspec.convert(await sent(request), ClockChange, strict=False)
        clock = self.world.clock
        to = asked.target(clock.now())
        if asked.running is not None:
            (clock.start if asked.running else clock.stop)()
        if to is not None:
            await self.world.pass_time(to)
        self.world.sender.wake()
        return await self.clock(request)

    async def faults(self, request: Request) -> Response:
        return told([rule.show() for rule in self.world.faults.rules()])

    async def add_fault(self, request: Request) -> Response:
        return told(self.world.faults.add(await sent(request)).show(), 201)

    async def clear_faults(self, request: Request) -> Response:
        self.world.faults.clear()
        return Response(status_code=204)

    async def remove_fault(self, request: Request) -> Response:
        if not self.world.faults.remove(request.path_params["id"]):
            raise Wrong("no fault has this id: GET /_emulator/faults lists them", 404)
        return Response(status_code=204)

    async def held(self, request: Request) -> Response:
        rule = self.world.faults.get(request.path_params["id"])
        if rule is None:
            raise Wrong("no fault has this id: GET /_emulator/faults lists them", 404)
        wanted = _number(request, "count", "1")
        enough = await rule.holds(wanted, LONGEST_WAIT)
        return told(rule.show(), 200 if enough else 408)

    async def release(self, request: Request) -> Response:
        rule = self.world.faults.get(request.path_params["id"])
        if rule is None:
            raise Wrong("no fault has this id: GET /_emulator/faults lists them", 404)
        rule.release()
        return told(rule.show())

    async def limits(self, request: Request) -> Response:
        return told(self.world.limits.allowance)

    async def change_limits(self, request: Request) -> Response:
        self.world.limits.change(await sent(request))
        return await self.limits(request)

    async def ledger(self, request: Request) -> Response:
        """The books of one organisation, or of all as an object from tenant to books."""
        world = self.world
        asked = request.query_params.get("tenant")
        if asked is not None and asked not in world.organisations:
            raise Wrong(NO_TENANT, 404)
        wanted = [asked] if asked is not None else list(world.organisations)
        found = {
            tenant: await world.with_books(
                world.organisations[tenant], lambda books: ENCODER.encode(books.ledger())
            )
            for tenant in wanted
        }
        ledgers = {tenant: msgspec.Raw(ledger) for tenant, ledger in found.items()}
        return told(ledgers if asked is None else ledgers[asked])

    async def log(self, request: Request) -> Response:
        asked = request.query_params
        since, limit = _number(request, "since", "0"), _number(request, "limit", "10000")
        rows = self.world.log.entries(since, asked.get("path", ""), asked.get("tenant"))
        return told(rows[:limit])

    async def counts(self, request: Request) -> Response:
        asked = request.query_params
        since = _number(request, "since", "0")
        rows = self.world.log.entries(since, asked.get("path", ""), asked.get("tenant"))
        return told(count(rows))

    async def clear_log(self, request: Request) -> Response:
        self.world.log.clear()
        return Response(status_code=204)

    async def revoke(self, request: Request) -> Response:
        asked = msgspec.convert(await sent(request), Revocation)
        return told(self.world.revoke(asked.what, asked.client_id, asked.tenant_id))

    async def register(self, request: Request) -> Response:
        asked = msgspec.convert(await sent(request), Registration)
        if asked.tenant_id is not None and asked.tenant_id not in self.world.organisations:
            raise Wrong(NO_TENANT)
        self.world.grants.register(Client(asked.client_id, asked.secret, asked.tenant_id))
        return told({"client_id": asked.client_id, "tenant_id": asked.tenant_id}, 201)

    async def switches(self, request: Request) -> Response:
        """What is turned on and off in one organisation."""
        found = self._organisation(request)
        return told(await self.world.with_books(found, lambda books: books.switches))

    async def switch(self, request: Request) -> Response:
        found, changes = self._organisation(request), await sent(request)

        def change(books: Books) -> None:
            books.switches = books.switches.changed(changes)

        await self.world.with_books(found, change)
        return await self.switches(request)

    def _organisation(self, request: Request) -> Organisation:
        found = self.world.organisations.get(request.path_params["tenant"])
        if found is None:
            raise Wrong(NO_TENANT, 404)
        return found

    async def snapshot(self, request: Request) -> Response:
        return told(await self.world.dump())

    async def load_snapshot(self, request: Request) -> Response:
        self.world.load(DECODER.decode(await request.body()))
        return await self.state(request)

    async def save(self, request: Request) -> Response:
        if self.file is None:
            raise Wrong("start the emulator with --state FILE, so that it knows where to save", 409)
        await self.world.save(self.file)
        return told({"state_file": str(self.file)})
