"""The connections of an installation: made, listed, verified, removed; and clients of them."""

from __future__ import annotations

import builtins
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tallyloom.clock import Clock
from tallyloom.connections import scopes as permissions
from tallyloom.connections.client import Client, Parts
from tallyloom.connections.consent import Begun, Consents
from tallyloom.connections.grants import Grants
from tallyloom.connections.keeper import Keeper, oauth_of
from tallyloom.connections.making import Connected, Making, must_be_named
from tallyloom.connections.registrations import Registrations
from tallyloom.connections.tenants import Tenants
from tallyloom.connections.trouble import (
    AskForLess,
    ChooseConnection,
    ConnectionTrouble,
    WrongOrganisation,
)
from tallyloom.connections.vault import Secret, Vault
from tallyloom.egress import Door, NotSent, OutcomeUnknown
from tallyloom.kit import App, Module, OAuth2, Reconnect, Trouble
from tallyloom.store.connections import Connection
from tallyloom.store.connections import Connections as Rows
from tallyloom.store.database import Database
from tallyloom.store.registrations import Consent, NameTaken, Registration
from tallyloom.store.registrations import Registrations as RegistrationRows
from tallyloom.store.tenants import Tenant
from tallyloom.store.tenants import Tenants as TenantRows


@dataclass(frozen=True, slots=True)
class Removed:
    """What became of a removed connection at the service; `why` it was not ended there."""

    revoked: bool
    why: str = ""


class Connections:
    """Everything that the command line, the API and the engine do with connections.

    `apps` are the installed apps by name. Messages of all troubles are for people.
    """

    def __init__(
        self,
        database: Database,
        door: Door,
        vault: Vault,
        clock: Clock,
        apps: Mapping[str, App],
        *,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rows = Rows(database)
        self._tenant_rows = TenantRows(database)
        rows = RegistrationRows(database)
        self.registrations = Registrations(rows, vault, clock, apps)
        self._vault = vault
        self._clock = clock
        self._apps = apps
        self._grants = Grants(door, vault, clock)
        self._consents = Consents(rows, self._grants, vault, door, clock)
        self._keeper = Keeper(self._rows, rows, self._grants, vault, clock, apps, pause)
        self._tenants = Tenants(self._tenant_rows, self._rows, door, apps)
        self._making = Making(
            self._rows, self._tenant_rows, self._tenants, self._grants, vault, clock, apps
        )
        self._parts = Parts(door, self._keeper, self._rows, self._tenant_rows, clock)

    # Making a connection.

    def scopes(
        self, app: str, vocabulary: str, modules: Sequence[Module] | None = None
    ) -> tuple[str, ...]:
        """What these modules need together; without any, all modules that everybody may use."""
        whole = self._apps.get(app)
        if whole is None:
            raise ChooseConnection(f"There is no app named {app!r}.")
        which = permissions.for_everybody(whole) if modules is None else modules
        return permissions.wanted(whole, which, vocabulary)

    def missing(self, name: str, modules: Sequence[Module]) -> tuple[str, ...]:
        """What a connection must still be allowed before these modules work."""
        row = self.get(name)
        by = self.registrations.get(row.registration_id)
        return permissions.missing(self.scopes(row.app, by.vocabulary, modules), row.scopes)

    def lacking(self, name: str, modules: Sequence[Module]) -> permissions.Needs:
        """The same apart: what the modules lack to work, and what their pick-lists lack besides."""
        row = self.get(name)
        by = self.registrations.get(row.registration_id)
        needed = permissions.needs(self._apps[row.app], modules, by.vocabulary)
        return needed.lacking(row.scopes)

    def add_by_credentials(
        self, name: str, registration: str, scopes: Sequence[str] | None = None
    ) -> Connected:
        """Connect without a person (client credentials)."""
        by = self.registrations.get(registration)
        if name:
            self._making.free(name)
        asked = [scope for scope in self._asked(by, scopes) if scope != "offline_access"]
        return self._making.of_credentials(name, by, asked)

    def renew_by_credentials(self, name: str, more: Sequence[str] = ()) -> Connected:
        """Have new tokens without a person, with permissions that were allowed elsewhere."""
        row = self.get(name)
        by = self.registrations.get(row.registration_id)
        asked = tuple(dict.fromkeys((*row.scopes, *more)))
        return self._making.renew_by_credentials(row, by, asked)

    def begin(
        self,
        name: str,
        registration: str,
        *,
        redirect: str,
        scopes: Sequence[str] | None = None,
        session: str = "",
        asked_by: str = "",
        modules: Sequence[str] = (),
    ) -> Begun:
        """Ask for consent to a new connection: send the person to `Begun.url`.

        Without a name it is called as the organisation is, once that is known. `asked_by` is told
        later what came of it, with the `modules` that it was asked for.
        """
        by = self.registrations.get(registration)
        if name:
            self._making.free(name)
        return self._consents.begin(
            self._oauth(by.app),
            by,
            name=name,
            redirect=redirect,
            scopes=self._asked(by, scopes),
            session=session,
            asked_by=asked_by,
            modules=modules,
        )

    def begin_again(
        self,
        name: str,
        *,
        redirect: str,
        scopes: Sequence[str] = (),
        session: str = "",
        asked_by: str = "",
        modules: Sequence[str] = (),
    ) -> Begun:
        """Ask for consent once more: after it ended, or to extend the permissions by `scopes`."""
        row = self.get(name)
        by = self.registrations.get(row.registration_id)
        return self._consents.begin(
            self._oauth(row.app),
            by,
            name=row.name,
            redirect=redirect,
            scopes=self.united(row, scopes),
            session=session,
            connection_id=row.id,
            asked_by=asked_by,
            modules=modules,
        )

    def united(self, row: Connection, scopes: Sequence[str]) -> tuple[str, ...]:
        """What a connection has and these: a service gives what is asked for, and no more."""
        return tuple(dict.fromkeys((*self._oauth(row.app).always, *row.scopes, *scopes)))

    def try_out(self, registration: str, *, redirect: str, scopes: Sequence[str]) -> None:
        """See whether the service would show its consent page; see `Consents.try_out`.

        A refused permission says with which vocabulary it is taken, if with the other one it is.
        """
        by = self.registrations.get(registration)
        oauth = self._oauth(by.app)
        try:
            self._consents.try_out(oauth, by, redirect=redirect, scopes=scopes)
        except AskForLess as trouble:
            other = "broad" if by.vocabulary == "granular" else "granular"
            if not self._takes(oauth, by, redirect, other):
                raise
            raise AskForLess(trouble.message, scopes=trouble.scopes, vocabulary=other) from None

    def _takes(self, oauth: OAuth2, by: Registration, redirect: str, vocabulary: str) -> bool:
        """Whether it takes the names that only the other vocabulary has."""
        names = {v: frozenset(self.scopes(by.app, v)) for v in {by.vocabulary, vocabulary}}
        telling = sorted(names[vocabulary] - names[by.vocabulary])
        if not telling:
            return False
        try:
            self._consents.try_out(oauth, by, redirect=redirect, scopes=telling)
        except ConnectionTrouble:
            return False
        return True

    def knows(self, registration: str) -> bool:
        """Whether the service knows a registration by its client id and secret."""
        by = self.registrations.get(registration)
        return self._grants.knows(self._oauth(by.app), by)

    def finish(self, redirected: str, *, session: str = "") -> Connected:
        """The connection, from the address that the browser was sent to after consent.

        What comes of it is written down for whoever asked, trouble too: `asked` tells it.
        """
        asked = self._consents.take(redirected, session=session)
        try:
            made = self._making.of_consent(self._consents.given(asked, redirected, self._oauth))
        except Exception as error:
            self._consents.came_of(asked, _outcome(error))
            vars(error)["consent"] = asked.id  # for whoever is to show what came of it
            raise
        outcome = {"connection": made.connection.id, "instead_of": made.instead_of}
        self._consents.came_of(asked, outcome)
        return replace(made, consent=asked.id)

    def asked(self, consent_id: str) -> Consent | None:
        """A consent that was asked for, with what came of it."""
        return self._consents.asked(consent_id)

    def walk(self, begun: Begun, *, session: str = "") -> Connected:
        """Consent where nobody need click; raises FinishInBrowser where somebody must."""
        return self.finish(self._consents.walk(begun), session=session)

    # What there is.

    def list(self) -> builtins.list[Connection]:
        return self._rows.all()

    def get(self, name: str) -> Connection:
        """By name, former name or id. Raises ChooseConnection, which lists what there is."""
        found = self._rows.named(name)
        if found is None:
            there = ", ".join(row.name for row in self.list()) or "none yet"
            raise ChooseConnection(
                f"There is no connection named {name!r}; there is {there}. Add one with "
                f"`tallyloom connections add`."
            )
        return found

    def former_names(self, row: Connection) -> builtins.list[str]:
        """What it was called before: scenarios may go on writing that."""
        return self._rows.former_names(row.id)

    def rename(self, name: str, to: str) -> Connection:
        """Call it otherwise. What it was called goes on meaning it, for as long as it exists.

        Raises ChooseName where another connection has that name, or had it.
        """
        row = self.get(name)
        must_be_named(to)
        try:
            self._rows.rename(row.id, to, self._clock.now())
        except NameTaken:
            self._making.taken(to)
        return self.get(row.id)

    def include(self, name: str, organisations: Sequence[str]) -> builtins.list[Tenant]:
        """Use these of its organisations, by id, and leave the others out.

        Raises ChooseOrganisation for one that it does not reach, and for none at all.
        """
        row = self.get(name)
        self._tenants.include(row, organisations)
        return self._tenant_rows.of(row.id)

    def tenants(self, name: str) -> builtins.list[Tenant]:
        """The organisations that it reaches, or reached."""
        return self._tenant_rows.of(self.get(name).id)

    def verify(self, name: str) -> Connected:
        """Ask the service what it reaches now, and whether each is the organisation it was.

        Only organisations that were written to have something to compare; one that is as it was
        is used again. Raises Reconnect, WrongOrganisation, RetryLater and what the door raises.
        """
        row = self.get(name)
        self.reach(row)
        by = self.registrations.get(row.registration_id)
        for tenant in self._tenant_rows.of(row.id):
            if tenant.reached and tenant.fingerprint is not None:
                self._client(row, by, tenant).verify()
        return Connected(self.get(name), self._tenant_rows.of(row.id))

    def reach(self, row: Connection, *, anyway: bool = True) -> None:
        """Ask the service what it reaches now. Raises Reconnect, RetryLater, as the door does.

        With `anyway` it is asked also where a person was to connect again.
        """
        self._rows.tried(row.id, self._clock.now())
        token = self._keeper.access(row.id, anyway=anyway)
        by = self.registrations.get(row.registration_id)
        try:
            found = self._tenants.ask(row.id, by, token)
        except Reconnect:
            token = self._keeper.access(row.id, refused=token)
            found = self._asked_twice(row, by, token)
        self._tenants.keep(row.id, found, self._clock.now())

    def _asked_twice(
        self, row: Connection, by: Registration, token: Secret
    ) -> builtins.list[Tenant]:
        try:
            return self._tenants.ask(row.id, by, token)
        except Reconnect as trouble:
            self._keeper.refused_for_good(row.id, token, trouble.message)
            raise

    def refresh(self, row: Connection) -> None:
        """Have new tokens, though the old ones are good: what is not used for long ends.

        Raises Reconnect, RetryLater, and what the door raises.
        """
        self._rows.tried(row.id, self._clock.now())
        self._keeper.access(row.id, refused=self._keeper.tokens(row).access)

    def accept(self, name: str, organisation: str) -> None:
        """A person says that the organisation is right as it is now, over whichever connection.

        It is looked at at once. If it is chosen by its name, the name means this one from now on.
        Raises what `verify` does when it cannot be looked at.
        """
        row = self.get(name)
        tenant = self._tenants.chosen(row, organisation)
        found = self._client(row, self.registrations.get(row.registration_id), tenant).look()
        self._tenant_rows.accept(row.id, tenant.id, found, self._clock.now())
        if organisation != tenant.id:
            for called in {name, row.name, *self.former_names(row)}:
                self._tenant_rows.choose(called, organisation, tenant.id, anew=True)

    def remove(self, name: str) -> Removed:
        """End it at the service and erase its tokens here, whatever the service says.

        A service may end all consents of the same person to the same registration at once; while
        another connection uses the registration, nothing is ended there.
        """
        row = self.get(name)
        removed = self._revoke(row)
        self._rows.remove(row.id)
        return removed

    def client(self, name: str, organisation: str) -> Client:
        """A client of one organisation, chosen by its exact name or its id.

        A name means for ever the organisation that it meant when it was first chosen, whatever
        that one is called later. Raises ChooseConnection, ChooseOrganisation, WrongOrganisation.
        """
        row = self.get(name)
        tenant = self._tenants.meant(row, name, organisation)
        if tenant.frozen:
            raise WrongOrganisation(tenant.frozen)
        by = self.registrations.get(row.registration_id)
        return self._client(row, by, tenant)

    def rotate(self) -> None:
        """Seal every credential with the first key; afterwards the other keys can go."""
        self.registrations.rotate()
        for row in self._rows.all():
            if row.tokens is not None:
                self._rows.reseal(row.id, row.tokens, self._vault.reseal(row.tokens))

    # How it is done.

    def _oauth(self, app: str) -> OAuth2:
        return oauth_of(self._apps, app)

    def _client(self, row: Connection, by: Registration, tenant: Tenant) -> Client:
        return Client(self._parts, self._apps[row.app], by, row, tenant)

    def _asked(self, by: Registration, scopes: Sequence[str] | None) -> tuple[str, ...]:
        return self.scopes(by.app, by.vocabulary) if scopes is None else tuple(scopes)

    def _revoke(self, row: Connection) -> Removed:
        others = [
            other.name
            for other in self._rows.all()
            if other.registration_id == row.registration_id
            and other.way == "consent"
            and other.id != row.id
        ]
        if others:
            return Removed(False, f"{', '.join(others)} uses the same registration.")
        try:
            tokens = self._keeper.tokens(row)
            if tokens.refresh is None:
                return Removed(False, "It has no lasting token; what it has ends by itself.")
            by = self.registrations.get(row.registration_id)
            self._grants.revoke(self._oauth(row.app), by, tokens.refresh)
        except (ConnectionTrouble, NotSent, OutcomeUnknown, Trouble) as trouble:
            return Removed(False, f"The service was not told: {trouble.message}")
        return Removed(True)


def _outcome(error: Exception) -> dict[str, Any]:
    """What is written down of trouble; what nobody foresaw is left to the log."""
    if not isinstance(error, Trouble):
        return {"remedy": "", "said": "Nobody foresaw this; the log of the server says more."}
    outcome: dict[str, Any] = {"remedy": error.remedy, "said": error.message}
    if isinstance(error, AskForLess):
        outcome |= {"scopes": list(error.scopes), "vocabulary": error.vocabulary}
    return outcome
