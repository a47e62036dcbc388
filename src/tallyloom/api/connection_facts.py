"""What is told of a connection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tallyloom.api.consents import PermissionFacts, described
from tallyloom.api.limits import Allowed, Left, limits_of
from tallyloom.connections.health import Health

if TYPE_CHECKING:
    from tallyloom.connections.uses import Usage
    from tallyloom.house import House
    from tallyloom.kit import App
    from tallyloom.store.connections import Connection
    from tallyloom.store.tenants import Tenant


@dataclass(frozen=True, slots=True)
class Organisation:
    """One that the connection reaches, or reached. `frozen` says why nothing is sent to it;
    `included` is false where a person left it out, `written` true once something was written to it.
    """

    id: str
    name: str
    kind: str
    reached: bool
    included: bool
    frozen: str
    written: bool


@dataclass(frozen=True, slots=True)
class Use:
    """A scenario that uses a connection. `called` is how it writes the name: a former one counts.
    `on` says whether it starts by itself; `modules` are those that work over it."""

    scenario_id: str
    scenario: str
    on: bool
    called: str
    organisations: list[str]
    modules: list[str]


@dataclass(frozen=True, slots=True)
class ConnectionFacts:
    """A connection.

    `state` is ok, expiring, needs_permission, revoked or disconnected, since `since`; `reason` says
    what to do about it. `way` is consent or credentials. Scenarios may go on writing its
    `former_names`; `missing` are the permissions that modules of theirs need and it has not.
    """

    id: str
    name: str
    former_names: list[str]
    app: str
    label: str
    state: str
    reason: str
    since: datetime | None
    way: str
    registration_id: str
    registration: str
    permissions: list[str]
    missing: list[str]
    organisations: list[Organisation]
    created_at: datetime
    refreshed_at: datetime | None
    verified_at: datetime | None
    used_by: int


@dataclass(frozen=True, slots=True)
class Connections:
    """`next` goes on after the last one; null at the end."""

    items: list[ConnectionFacts]
    next: str | None


@dataclass(frozen=True, slots=True)
class Missing:
    """What a connection must still be allowed: for modules to work, and for their pick-lists.

    `needed` tells both with their sentences and the modules that need them.
    """

    name: str
    missing: list[str]
    missing_for_pick_lists: list[str]
    needed: list[PermissionFacts]


@dataclass(frozen=True, slots=True)
class ConnectionDetail:
    """A connection with everything about it."""

    connection: ConnectionFacts
    allowed: list[PermissionFacts]
    missing: Missing
    uses: list[Use]
    limits: Allowed | None
    left: list[Left]


@dataclass(frozen=True, slots=True)
class Deleted:
    """What became of a deleted connection at the service; `why` it was not ended there."""

    id: str
    name: str
    removed: bool
    revoked: bool
    why: str
    used_by: list[Use]


def connection_facts(
    house: House, row: Connection, usages: Sequence[Usage] = ()
) -> ConnectionFacts:
    """What is told of it in lists."""
    by = house.connections.registrations.find(row.registration_id)
    app = house.apps.get(row.app)
    return ConnectionFacts(
        row.id,
        row.name,
        house.connections.former_names(row),
        row.app,
        app.label if app else row.app,
        # What the service refuses is known at once, and judged a moment later.
        Health.REVOKED if row.state == "needs_reconnect" else row.health,
        row.reason if row.state == "needs_reconnect" else row.health_reason,
        row.health_since,
        row.way,
        row.registration_id,
        by.name if by else "",
        list(row.scopes),
        _missing(house, row, usages) if app and by else [],
        organisations(house.connections.tenants(row.id)),
        row.created_at,
        row.refreshed_at,
        row.looked_at,
        len({usage.scenario_id for usage in usages}),
    )


def _missing(house: House, row: Connection, usages: Sequence[Usage]) -> list[str]:
    modules = house.uses.modules(usages, row.app)
    return list(house.connections.lacking(row.id, modules).modules) if modules else []


def connection_detail(house: House, row: Connection) -> ConnectionDetail:
    """Everything about it. `missing` is what the scenarios that use it lack."""
    usages, app = house.uses.of(row.id), the_app(house, row)
    by = house.connections.registrations.find(row.registration_id)
    modules = house.uses.modules(usages, row.app)
    limits = limits_of(house, row, house.connections.tenants(row.id))
    return ConnectionDetail(
        connection_facts(house, row, usages),
        described(app, row.scopes, modules, by),
        missing_facts(house, row, [module.name for module in modules]),
        used_by(usages),
        limits.limits,
        limits.left,
    )


def missing_facts(house: House, row: Connection, names: Iterable[str]) -> Missing:
    """What these modules lack over it."""
    app, by = the_app(house, row), house.connections.registrations.find(row.registration_id)
    modules = [house.modules[name] for name in names]
    lacks = house.connections.lacking(row.id, [one for one in modules if one.app == row.app])
    return Missing(
        row.name,
        list(lacks.modules),
        list(lacks.pick_lists),
        described(app, lacks.all, modules, by),
    )


def the_app(house: House, row: Connection) -> App:
    """The app that it connects. Raises InstallApp."""
    from tallyloom.house import InstallApp

    found = house.apps.get(row.app)
    if found is None:
        raise InstallApp(f"The app {row.app} is not installed; install it or delete {row.name}.")
    return found


def organisations(tenants: Iterable[Tenant]) -> list[Organisation]:
    return [
        Organisation(
            one.id, one.name, one.kind, one.reached, one.included, one.frozen, one.used
        )
        for one in tenants
    ]  # fmt: skip


def used_by(usages: Iterable[Usage]) -> list[Use]:
    """The scenarios, each once, whichever of their versions use it."""
    found: dict[tuple[str, str], list[Usage]] = {}
    for usage in usages:
        found.setdefault((usage.scenario_id, usage.called), []).append(usage)
    return [
        Use(
            scenario_id,
            each[0].scenario,
            any(usage.on for usage in each),
            called,
            list(dict.fromkeys(usage.organisation for usage in each)),
            list(dict.fromkeys(name for usage in each for name in usage.modules)),
        )
        for (scenario_id, called), each in found.items()
    ]
