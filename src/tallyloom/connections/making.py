"""Makes a connection of what a consent or credentials gave, or renews the one that there was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from tallyloom.clock import Clock
from tallyloom.connections.consent import Given
from tallyloom.connections.grants import GrantEnded, Grants, Tokens
from tallyloom.connections.keeper import oauth_of, purpose
from tallyloom.connections.tenants import Tenants
from tallyloom.connections.trouble import (
    CheckRegistration,
    ChooseConnection,
    ChooseName,
    WrongOrganisation,
)
from tallyloom.connections.vault import Vault
from tallyloom.kit import App
from tallyloom.store.connections import Connection
from tallyloom.store.connections import Connections as Rows
from tallyloom.store.ids import new_id
from tallyloom.store.registrations import NameTaken, Registration
from tallyloom.store.tenants import Tenant
from tallyloom.store.tenants import Tenants as TenantRows


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection and what it reaches. `instead_of` names the one that was to be renewed, where
    the consent reached other organisations than it: then this is a new connection beside it.
    `consent` is the id of the consent by which it was made.
    """

    connection: Connection
    tenants: Sequence[Tenant]
    instead_of: str = ""
    consent: str = ""


class Making:
    """Makes and renews connections, and keeps their names apart."""

    def __init__(
        self,
        rows: Rows,
        tenant_rows: TenantRows,
        tenants: Tenants,
        grants: Grants,
        vault: Vault,
        clock: Clock,
        apps: Mapping[str, App],
    ) -> None:
        self._rows = rows
        self._tenant_rows = tenant_rows
        self._tenants = tenants
        self._grants = grants
        self._vault = vault
        self._clock = clock
        self._apps = apps

    # By whom.

    def of_credentials(self, name: str, by: Registration, asked: Sequence[str]) -> Connected:
        """A new connection without a person. Raises CheckRegistration, ChooseConnection."""
        return self._add(name, by, "credentials", self._by_credentials(by, asked))

    def renew_by_credentials(
        self, row: Connection, by: Registration, asked: Sequence[str]
    ) -> Connected:
        """New tokens without a person. Raises CheckRegistration, WrongOrganisation."""
        tokens = self._by_credentials(by, asked)
        found = self._tenants.ask(row.id, by, tokens.access)
        used = {one.id for one in self._tenant_rows.of(row.id) if one.used}
        if not used <= {one.id for one in found}:
            raise WrongOrganisation(
                f"The credentials reach another organisation than {row.name} was used for. Add a "
                "connection for that one."
            )
        return self._renewed(row, tokens, found)

    def _by_credentials(self, by: Registration, asked: Sequence[str]) -> Tokens:
        try:
            return self._grants.by_credentials(oauth_of(self._apps, by.app), by, asked)
        except GrantEnded:
            raise CheckRegistration from None

    def of_consent(self, given: Given) -> Connected:
        """The connection that the consent was asked for: a new one, or one that it renews."""
        if given.asked.connection_id is not None:
            return self._renew(given, given.asked.connection_id)
        return self._add(given.asked.name, given.by, "consent", given.tokens)

    # Names.

    def free(self, name: str) -> None:
        """Raises ChooseName where the name means one already, ChooseConnection where it is none."""
        must_be_named(name)
        if self._rows.named(name) is not None:
            self.taken(name)

    def taken(self, name: str) -> NoReturn:
        other = self._rows.named(name)
        if other is not None and other.name != name:
            raise ChooseName(
                f"{name!r} is what {other.name!r} was called before, and scenarios may still write "
                "it so. Choose another name."
            ) from None
        raise ChooseName(
            f"There is a connection named {name!r} already. Verify it, remove it, or choose "
            "another name."
        ) from None

    def _christen(self, connection_id: str, tenants: Sequence[Tenant]) -> None:
        """Call a connection that nobody named after what it reaches."""
        first, *more = tenants
        called = f"{first.name} and {len(more)} more" if more else first.name
        self._rows.christen(connection_id, self._unused(called))

    def _unused(self, name: str) -> str:
        """This name if it is free, else with a number."""
        taken = self._rows.taken()
        if name not in taken:
            return name
        return next(
            other for number in range(2, len(taken) + 3)
            if (other := f"{name} ({number})") not in taken
        )  # fmt: skip

    # How it is done.

    def _add(self, name: str, by: Registration, way: str, tokens: Tokens) -> Connected:
        now = self._clock.now()
        id_ = new_id(now)
        called = name or self._unused(self._apps[by.app].label)
        row = Connection(
            id_, called, by.app, by.id, way, "connected", "", tokens.scopes,
            tokens.sealed(self._vault, purpose(id_)), tokens.expires_at, now, 0, now,
        )  # fmt: skip
        # Kept before they are used: should the next call fail, the consent is not lost.
        try:
            self._rows.add(row)
        except NameTaken:
            self.taken(called)
        found = self._tenants.ask(id_, by, tokens.access)
        self._tenants.keep(id_, found, now)
        if not name and found:
            self._christen(id_, found)
        return self._made(id_)

    def _renew(self, given: Given, connection_id: str) -> Connected:
        """New tokens for a connection, if they reach every organisation that it was used for."""
        row = self._rows.get(connection_id)
        if row is None or row.state == "removed":
            return self._add(given.asked.name, given.by, "consent", given.tokens)
        found = self._tenants.ask(row.id, given.by, given.tokens.access)
        reached, before = {tenant.id for tenant in found}, self._tenant_rows.of(row.id)
        used = {tenant.id for tenant in before if tenant.used}
        known = {tenant.id for tenant in before}
        if not used <= reached or (known and not known & reached):
            beside = self._unused(row.name)
            made = self._add(beside, given.by, "consent", given.tokens)
            return Connected(made.connection, made.tenants, instead_of=row.name)
        return self._renewed(row, given.tokens, found)

    def _renewed(self, row: Connection, tokens: Tokens, found: Sequence[Tenant]) -> Connected:
        """Put new tokens in the place of the old, whoever is renewing those."""
        self._rows.replace(
            row.id,
            tokens=tokens.sealed(self._vault, purpose(row.id)),
            scopes=tokens.scopes,
            expires_at=tokens.expires_at,
            now=tokens.since,
        )
        self._tenants.keep(row.id, found, self._clock.now())
        return self._made(row.id)

    def _made(self, connection_id: str) -> Connected:
        made = self._rows.get(connection_id)
        if made is None or made.state == "removed":
            raise ChooseConnection("The connection was removed meanwhile.")
        return Connected(made, self._tenant_rows.of(connection_id))


def must_be_named(name: str) -> None:
    """Raises ChooseConnection where there is no name."""
    if not name.strip():
        raise ChooseConnection("A connection needs a name; scenarios choose it by that.")
