"""The first page: what there is, who is connected, what is left of the limits, what was asked.

How it was checked: in a browser; this file holds no fact about Xero.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from xero_emulator.books import Books
from xero_emulator.log import Entry
from xero_emulator.page.parts import badge, code, facts, ident, joined, link, section, table
from xero_emulator.webhooks import control
from xero_emulator.world import Organisation, World

REQUESTS = 100
COUNTED = (
    ("contacts", "Contacts#"),
    ("invoices", "Invoices#"),
    ("credit_notes", "Credit notes#"),
    ("payments", "Payments#"),
    ("bank_transactions", "Bank#"),
)


async def shown(world: World) -> Markup:
    parts = [
        Markup("<h1>What this Xero holds</h1>"),
        _now(world),
        section("Organisations", await _organisations(world)),
        section("Connections", _connections(world)),
        section("Webhooks", _webhooks(world)),
        section("Faults", _faults(world)),
        section("Requests", _requests(world), f"The last {REQUESTS}, newest first."),
    ]
    return joined(parts)


def nowhere() -> Markup:
    return Markup("<h1>No such organisation</h1><p>It may have gone with a reset. {}</p>").format(
        link("/", "All organisations")
    )


def timeless(why: str) -> Markup:
    return Markup("<h1>Nobody can say what time it is</h1><p>{}</p>").format(why)


def _now(world: World) -> Markup:
    limits = "counted" if world.limits.allowance.enabled else "lifted"
    moves = "runs" if world.clock.running else "stands still"
    return facts(
        [
            ("Clock", f"{world.clock.now():%Y-%m-%d %H:%M:%S} UTC, {moves}"),
            ("Seed", world.seed),
            ("Limits", limits),
            ("Requests", f"{len(world.log):,}"),
        ]
    )


async def _organisations(world: World) -> Markup:
    rows = [await _organisation(world, each) for each in world.organisations.values()]
    heads = ["Organisation", "Country", "Currency", *(head for _, head in COUNTED), "Tenant id"]
    return table("Organisations", heads, rows, empty="There is none: the seed holds nothing.")


async def _organisation(world: World, found: Organisation) -> list[object]:
    def told(books: Books) -> list[object]:
        sizes = [f"{len(books.resources[name].records):,}" for name, _ in COUNTED]
        named = link(f"/books/{books.tenant_id}", books.name)
        return [named, books.country, books.base_currency, *sizes, ident(books.tenant_id)]

    return await world.with_books(found, told)


def _connections(world: World) -> Markup:
    rows = list(_connected(world))
    heads = ["App", "Organisation", "Left this minute#", "Left today#", "In flight#"]
    empty = "No app is connected: send somebody to /identity/connect/authorize."
    return table("Connections", heads, rows, empty=empty)


def _connected(world: World) -> Iterator[list[object]]:
    now = world.clock.now().timestamp()
    for each in world.grants.all_connections():
        client, tenant = each.client_id, each.tenant_id
        left = world.limits.headers(client, tenant, now)
        yield [
            code(client),
            _name(world, tenant),
            left.get("X-MinLimit-Remaining", "-"),
            left.get("X-DayLimit-Remaining", "-"),
            world.limits.in_flight(client, tenant),
        ]


def _name(world: World, tenant: str | None) -> object:
    found = world.organisations.get(tenant or "")
    return link(f"/books/{tenant}", found.books.name) if found is not None else "-"


def _webhooks(world: World) -> Markup:
    rows = [
        [
            code(each["client_id"] or "every app"),
            each["url"],
            badge(each["status"]),
            each["undelivered"],
        ]
        for each in map(control.shown, world.webhooks.subscriptions.values())
    ]
    heads = ["App", "Address", "Status", "Undelivered#"]
    empty = "Nobody listens: POST /_emulator/webhooks makes a subscription."
    return table("Webhooks", heads, rows, empty=empty)


def _faults(world: World) -> Markup:
    rows = [
        [
            code(told["do"]),
            told.get("method") or "any",
            code(told.get("path") or "*"),
            told["struck"],
        ]
        for told in (rule.show() for rule in world.faults.rules())
    ]
    empty = "None: every call is answered as well as Xero would."
    return table("Faults", ["Fault", "Method", "Path", "Struck#"], rows, empty=empty)


def _requests(world: World) -> Markup:
    rows = [_request(world, each) for each in world.log.last(REQUESTS)]
    heads = ["Time", "Status", "Method", "Path", "Organisation", "App", "Bytes#"]
    return table("Requests", heads, rows, empty="Nothing was asked yet.")


def _request(world: World, entry: Entry) -> list[object]:
    kind = "bad" if entry.status == 0 or entry.status >= 400 else "good"
    status = badge(str(entry.status) if entry.status else "no answer", kind)
    path = f"{entry.path}?{entry.query}" if entry.query else entry.path
    return [
        entry.time[11:19],
        status,
        entry.method,
        code(path),
        _name(world, entry.tenant),
        code(entry.client or "-"),
        f"{entry.bytes_out:,}",
    ]
