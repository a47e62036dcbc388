"""The tenants of connections: what the service says there are, and which one a name means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from tallyloom.connections.client import drive
from tallyloom.connections.grants import bases
from tallyloom.connections.keeper import oauth_of
from tallyloom.connections.trouble import ChooseOrganisation
from tallyloom.connections.vault import Secret
from tallyloom.egress import Credential, Door, Outgoing
from tallyloom.kit import Answer, App, Request
from tallyloom.kit import Tenant as Reached
from tallyloom.store.connections import Connection, Connections
from tallyloom.store.registrations import Registration
from tallyloom.store.tenants import Tenant
from tallyloom.store.tenants import Tenants as Rows


class Tenants:
    """What the connections of an installation reach."""

    def __init__(
        self, rows: Rows, connections: Connections, door: Door, apps: Mapping[str, App]
    ) -> None:
        self._rows = rows
        self._connections = connections
        self._door = door
        self._apps = apps

    def ask(self, connection_id: str, by: Registration, access: Secret) -> list[Tenant]:
        """Which ones the service says that these tokens reach."""
        found: Sequence[Reached] = drive(
            oauth_of(self._apps, by.app).tenants(), lambda request: self._call(by, access, request)
        )
        return [Tenant(connection_id, each.id, each.name, each.kind) for each in found]

    def keep(self, connection_id: str, found: Sequence[Tenant], now: datetime) -> None:
        """The service has just said that these are what it reaches."""
        self._rows.reach(connection_id, found)
        self._connections.looked(connection_id, now)

    def include(self, row: Connection, organisations: Sequence[str]) -> None:
        """Use these, by id, and leave the others out. Raises ChooseOrganisation."""
        reached = [tenant for tenant in self._rows.of(row.id) if tenant.reached]
        strange = {*organisations} - {tenant.id for tenant in reached}
        if strange or not organisations:
            raise ChooseOrganisation(
                f"Choose at least one organisation that {row.name} reaches: {_listed(reached)}."
            )
        self._rows.include(row.id, organisations)

    def chosen(self, row: Connection, organisation: str) -> Tenant:
        """The usable one with this id, or this name now. Raises ChooseOrganisation."""
        reached = [tenant for tenant in self._rows.of(row.id) if tenant.usable]
        found = [tenant for tenant in reached if organisation and tenant.id == organisation]
        found = found or [one for one in reached if organisation and one.name == organisation]
        if len(found) == 1:
            return found[0]
        there = _listed(found or reached)
        if found:
            raise ChooseOrganisation(
                f"{row.name} reaches several organisations named {organisation!r}; use the id: "
                f"{there}."
            )
        raise ChooseOrganisation(
            f"{row.name} does not reach an organisation {organisation!r}; it reaches {there}."
        )

    def meant(self, row: Connection, called: str, organisation: str) -> Tenant:
        """`called` is the name that the scenario writes: what it meant then, it means."""
        before = self._rows.choice(called, organisation)
        if before is None:
            chosen = self.chosen(row, organisation)
            if organisation == chosen.id:
                return chosen
            self._rows.choose(called, organisation, chosen.id)
            return self.meant(row, called, organisation)
        tenants = self._rows.of(row.id)
        named = {each.id for each in tenants if each.reached and each.name == organisation}
        found = next((each for each in tenants if each.usable and each.id == before), None)
        if found is not None and named <= {before}:
            return found
        there = _listed(each for each in tenants if each.reached)
        raise ChooseOrganisation(
            f"{organisation!r} of {row.name} means the organisation {before}, which "
            + ("it does not reach now. " if found is None else "shares that name now. ")
            + f"Use the id of the one that you mean: {there}."
        )

    def _call(self, by: Registration, access: Secret, request: Request) -> Answer:
        """One call before there is a client: it asks which organisations there are."""
        if request.tenanted or request.writes:
            raise TypeError("listing organisations reads, and needs none of them")
        at = bases(oauth_of(self._apps, by.app), by)
        incoming = self._door.send(
            Outgoing(
                request.method,
                at[request.base] + request.path,
                headers={"accept": "application/json", **request.headers},
                credential=Credential.bearer(at.values(), access.reveal()),
            )
        )
        answer = Answer(incoming.status, incoming.headers, incoming.body)
        self._apps[by.app].judge(answer)
        return answer


def _listed(tenants: Iterable[Tenant]) -> str:
    return ", ".join(f"{tenant.name} ({tenant.id})" for tenant in tenants) or "none"
