"""The way of one API call: token, scope, tenant, limits, idempotency, and then the resource.

How it was checked: the 401, 403, 404 and 429 from the reference's sections 2.4, 3.2 and 5.1, and
that keys are looked at after rate limiting from 5.6. Unverified: that calls refused for their token
or tenant are not counted, that unknown paths are counted, and what a custom connection's token gets
with the header of another organisation.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from xero_emulator import refusals
from xero_emulator.arrival import Arrival
from xero_emulator.calls import Call, Reply, Route
from xero_emulator.changes import Change
from xero_emulator.conditional import tagged
from xero_emulator.faults import Rule, instead, wait_before
from xero_emulator.idempotency import METHODS, fingerprint, unusable
from xero_emulator.identity.bearer import holder, named_tenant
from xero_emulator.identity.grants import Access
from xero_emulator.log import Entry
from xero_emulator.routing import Match, Routing
from xero_emulator.world import Organisation, World

if TYPE_CHECKING:
    from xero_emulator.books import Books

LOGGER = logging.getLogger("xero_emulator")


@dataclass(slots=True)
class Visit:
    """One request on its way: what came, what is logged, what strikes it, whom it counts for."""

    arrival: Arrival
    entry: Entry
    struck: list[Rule] = field(default_factory=list)
    admitted: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A call that may be processed."""

    route: Route
    match: Match
    access: Access
    organisation: Organisation


class Door:
    """Answers calls below the API's base paths, each organisation's one after the other."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._routing = Routing(world.parts.routes)

    async def answer(self, visit: Visit) -> Reply:
        arrival = visit.arrival
        known = self._routing.match(arrival.path)
        match = known.of(arrival.method) if known is not None else None
        access = holder(self._world.grants, arrival.headers, arrival.now)
        if isinstance(access, Reply):
            return access
        if match is not None and not _permits(access, match):
            return refusals.scope_missing()
        organisation = self._organisation(access, arrival)
        if organisation is None:
            return refusals.not_connected()
        return await self._within(visit, match, access, organisation)

    async def _within(
        self, visit: Visit, match: Match | None, access: Access, organisation: Organisation
    ) -> Reply:
        """The call, whose organisation is known now, and so which operation it means."""
        entry = visit.entry
        route = match.route(organisation.books.country) if match is not None else None
        entry.operation = route.name if route is not None else None
        if route is not None and not _may_call(access, route):
            return refusals.scope_missing()
        refused = self._enter(visit, access)
        if refused is not None:
            return refused
        await wait_before(visit.struck)
        if match is None or route is None:
            return _nothing_there(match)
        return await self._once(visit, Target(route, match, access, organisation))

    def _organisation(self, access: Access, arrival: Arrival) -> Organisation | None:
        tenant_id = named_tenant(arrival.headers, access)
        reached = self._world.grants.reaches(access, tenant_id)
        return self._world.organisations.get(tenant_id) if reached else None

    def _enter(self, visit: Visit, access: Access) -> Reply | None:
        limits, tenant_id = self._world.limits, visit.entry.tenant or ""
        now = visit.arrival.now.timestamp()
        visit.entry.in_flight = limits.in_flight(access.client_id, tenant_id) + 1
        refusal = limits.enter(access.client_id, tenant_id, now)
        if refusal is not None:
            return refusal.reply()
        visit.admitted = (access.client_id, tenant_id)
        return None

    def leave(self, visit: Visit) -> None:
        if visit.admitted is not None:
            self._world.limits.leave(*visit.admitted)
            visit.admitted = None

    async def _once(self, visit: Visit, target: Target) -> Reply:
        arrival = visit.arrival
        swap = instead(visit.struck)
        if swap is not None and not swap[1]:
            return swap[0]

        async def process() -> Reply:
            return swap[0] if swap is not None else await self._process(arrival, target)

        key = arrival.headers.get("idempotency-key")
        if key is None or arrival.method not in METHODS:
            return await process()
        bad = unusable(key)
        if bad is not None:
            return bad
        owner = (target.access.client_id, key)
        tenant = target.organisation.books.tenant_id
        request = fingerprint(arrival.method, arrival.address, tenant, arrival.body)
        now = self._world.clock.now().timestamp()
        reply, replayed = await self._world.idempotency.once(owner, request, now, process)
        visit.entry.replayed = replayed
        return reply

    async def _process(self, arrival: Arrival, target: Target) -> Reply:
        now = self._world.clock.now()

        def work(books: Books) -> tuple[Reply, list[Change]]:
            reply = _answer(target.route, _call(arrival, target, books, now))
            return reply, books.changes.take()

        reply, changes = await self._world.with_books(target.organisation, work)
        self._world.changed(target.organisation, changes)
        return reply

    def headers(self, visit: Visit, own: Mapping[str, str]) -> dict[str, str]:
        """The answer's own headers, and what every answer of the API carries beside them."""
        told = {"Xero-Correlation-Id": str(uuid.uuid4())}
        entry = visit.entry
        if entry.client is not None and entry.tenant is not None:
            now = self._world.clock.now().timestamp()
            told |= self._world.limits.headers(entry.client, entry.tenant, now)
        set_by_it = {name.lower() for name in own}
        return {name: told[name] for name in told if name.lower() not in set_by_it} | dict(own)


def _nothing_there(match: Match | None) -> Reply:
    if match is None:
        return refusals.not_found()
    return refusals.not_provisioned() if match.routes else refusals.not_implemented()


def _permits(access: Access, match: Match) -> bool:
    """Whether the token may call this in some country; which one is known only later."""
    return not match.routes or any(_may_call(access, route) for route in match.routes)


def _may_call(access: Access, route: Route) -> bool:
    return not route.scopes or not access.scopes.isdisjoint(route.scopes)


def _call(arrival: Arrival, target: Target, books: Books, now: datetime) -> Call:
    return Call(
        method=target.route.method,
        path=target.match.path(target.route),
        query=arrival.parameters(),
        query_string=arrival.query,
        headers=arrival.headers,
        body=arrival.body,
        books=books,
        client_id=target.access.client_id,
        now=now,
    )


def _answer(route: Route, call: Call) -> Reply:
    try:
        reply = route.answer(call)
        return tagged(reply, call.headers) if call.method == "GET" else reply
    except Exception:
        LOGGER.exception("%s failed", route.operation_id)
        return refusals.broke()
