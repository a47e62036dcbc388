"""The connections of an installation: made, listed, verified, removed; and clients of them."""

from __future__ import annotations

import builtins
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from tallyloom.clock import Clock
from tallyloom.connections import scopes as permissions
from tallyloom.connections.client import Client, Parts, drive
from tallyloom.connections.consent import Begun, Consents, Given
from tallyloom.connections.grants import GrantEnded, Grants, Tokens, bases
from tallyloom.connections.keeper import Keeper, oauth_of, purpose
from tallyloom.connections.registrations import Registrations
from tallyloom.connections.trouble import (
    AskForLess,
    CheckRegistration,
    ChooseConnection,
    ChooseOrganisation,
    ConnectionTrouble,
    WrongOrganisation,
)
from tallyloom.connections.vault import Secret, Vault
from tallyloom.egress import Credential, Door, NotSent, OutcomeUnknown, Outgoing
from tallyloom.kit import Answer, App, Module, OAuth2, Reconnect, Request, Trouble
from tallyloom.kit import Tenant as Reached
from tallyloom.store.connections import Connection, Tenant
from tallyloom.store.connections import Connections as Rows
from tallyloom.store.database import Database
from tallyloom.store.ids import new_id
from tallyloom.store.registrations import Consent, NameTaken, Registration
from tallyloom.store.registrations import Registrations as RegistrationRows


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
        rows = RegistrationRows(database)
        self.registrations = Registrations(rows, vault, clock, apps)
        self._door = door
        self._vault = vault
        self._clock = clock
        self._apps = apps
        self._grants = Grants(door, vault, clock)
        self._consents = Consents(rows, self._grants, vault, door, clock)
        self._keeper = Keeper(self._rows, rows, self._grants, vault, clock, apps, pause)
        self._parts = Parts(door, self._keeper, self._rows, clock)

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
            self._free(name)
        oauth = self._oauth(by.app)
        asked = [scope for scope in self._asked(by, scopes) if scope != "offline_access"]
        try:
            tokens = self._grants.by_credentials(oauth, by, asked)
        except GrantEnded:
            raise CheckRegistration from None
        return self._add(name, by, "credentials", tokens)

    def renew_by_credentials(self, name: str, more: Sequence[str] = ()) -> Connected:
        """Have new tokens without a person, with permissions that were allowed elsewhere."""
        row = self.get(name)
        by = self.registrations.get(row.registration_id)
        asked = tuple(dict.fromkeys((*row.scopes, *more)))
        try:
            tokens = self._grants.by_credentials(self._oauth(by.app), by, asked)
        except GrantEnded:
            raise CheckRegistration from None
        found = self._ask_tenants(row.id, by, tokens.access)
        used = {one.id for one in self._rows.tenants(row.id) if one.used}
        if not used <= {one.id for one in found}:
            raise WrongOrganisation(
                f"The credentials reach another organisation than {row.name} was used for. Add a "
                "connection for that one."
            )
        self._put(row.id, tokens)
        self._rows.reach(row.id, found)
        self._rows.looked(row.id, self._clock.now())
        return Connected(self.get(row.id), self._rows.tenants(row.id))

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
            self._free(name)
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
            made = self._finished(self._consents.given(asked, redirected, self._oauth))
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

    def _finished(self, given: Given) -> Connected:
        if given.asked.connection_id is not None:
            return self._renew(given, given.asked.connection_id)
        return self._add(given.asked.name, given.by, "consent", given.tokens)

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

        Raises ChooseConnection where another connection has that name, or had it.
        """
        row = self.get(name)
        if not to.strip():
            raise ChooseConnection("A connection needs a name; scenarios choose it by that.")
        try:
            self._rows.rename(row.id, to, self._clock.now())
        except NameTaken:
            self._taken(to)
        return self.get(row.id)

    def include(self, name: str, organisations: Sequence[str]) -> builtins.list[Tenant]:
        """Use these of its organisations, by id, and leave the others out.

        Raises ChooseOrganisation for one that it does not reach, and for none at all.
        """
        row = self.get(name)
        reached = [tenant for tenant in self._rows.tenants(row.id) if tenant.reached]
        strange = {*organisations} - {tenant.id for tenant in reached}
        if strange or not organisations:
            raise ChooseOrganisation(
                f"Choose at least one organisation that {row.name} reaches: {_listed(reached)}."
            )
        self._rows.include(row.id, organisations)
        return self._rows.tenants(row.id)

    def tenants(self, name: str) -> builtins.list[Tenant]:
        """The organisations that it reaches, or reached."""
        return self._rows.tenants(self.get(name).id)

    def verify(self, name: str) -> Connected:
        """Ask the service what it reaches now, and whether each is the organisation it was.

        Only organisations that were written to have something to compare; one that is as it was
        is used again. Raises Reconnect, WrongOrganisation, RetryLater and what the door raises.
        """
        row = self.get(name)
        self.reach(row)
        by = self.registrations.get(row.registration_id)
        for tenant in self._rows.tenants(row.id):
            if tenant.reached and tenant.fingerprint is not None:
                self._client(row, by, tenant).verify()
        return Connected(self.get(name), self._rows.tenants(row.id))

    def reach(self, row: Connection, *, anyway: bool = True) -> None:
        """Ask the service what it reaches now. Raises Reconnect, RetryLater, as the door does.

        With `anyway` it is asked also where a person was to connect again.
        """
        self._rows.tried(row.id, self._clock.now())
        token = self._keeper.access(row.id, anyway=anyway)
        by = self.registrations.get(row.registration_id)
        try:
            found = self._ask_tenants(row.id, by, token)
        except Reconnect:
            token = self._keeper.access(row.id, refused=token)
            found = self._asked_twice(row, by, token)
        self._rows.reach(row.id, found)
        self._rows.looked(row.id, self._clock.now())

    def _asked_twice(
        self, row: Connection, by: Registration, token: Secret
    ) -> builtins.list[Tenant]:
        try:
            return self._ask_tenants(row.id, by, token)
        except Reconnect as trouble:
            self._keeper.refused_for_good(row.id, trouble.message)
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
        tenant = _chosen(row, self.tenants(name), organisation)
        found = self._client(row, self.registrations.get(row.registration_id), tenant).look()
        self._rows.accept(row.id, tenant.id, found, self._clock.now())
        if organisation != tenant.id:
            for called in {name, row.name, *self.former_names(row)}:
                self._rows.choose(called, organisation, tenant.id, anew=True)

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
        tenant = self._meant(row, name, organisation)
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

    def _meant(self, row: Connection, called: str, organisation: str) -> Tenant:
        """`called` is the name that the scenario writes: what it meant then, it means."""
        tenants = self._rows.tenants(row.id)
        before = self._rows.choice(called, organisation)
        if before is None:
            chosen = _chosen(row, tenants, organisation)
            if organisation == chosen.id:
                return chosen
            self._rows.choose(called, organisation, chosen.id)
            return self._meant(row, called, organisation)
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

    def _oauth(self, app: str) -> OAuth2:
        return oauth_of(self._apps, app)

    def _client(self, row: Connection, by: Registration, tenant: Tenant) -> Client:
        return Client(self._parts, self._apps[row.app], by, row, tenant)

    def _asked(self, by: Registration, scopes: Sequence[str] | None) -> tuple[str, ...]:
        return self.scopes(by.app, by.vocabulary) if scopes is None else tuple(scopes)

    def _free(self, name: str) -> None:
        if not name.strip():
            raise ChooseConnection("A connection needs a name; scenarios choose it by that.")
        if self._rows.named(name) is not None:
            self._taken(name)

    def _taken(self, name: str) -> NoReturn:
        other = self._rows.named(name)
        if other is not None and other.name != name:
            raise ChooseConnection(
                f"{name!r} is what {other.name!r} was called before, and scenarios may still write "
                "it so. Choose another name."
            ) from None
        raise ChooseConnection(
            f"There is a connection named {name!r} already. Verify it, remove it, or choose "
            "another name."
        ) from None

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
            self._taken(called)
        found = self._ask_tenants(id_, by, tokens.access)
        self._rows.reach(id_, found)
        self._rows.looked(id_, now)
        if not name and found:
            self._christen(id_, found)
        return Connected(self.get(id_), self._rows.tenants(id_))

    def _christen(self, connection_id: str, tenants: Sequence[Tenant]) -> None:
        """Call a connection that nobody named after what it reaches."""
        first, *more = tenants
        called = f"{first.name} and {len(more)} more" if more else first.name
        self._rows.christen(connection_id, self._unused(called))

    def _renew(self, given: Given, connection_id: str) -> Connected:
        """New tokens for a connection, if they reach every organisation that it was used for."""
        row = self._rows.get(connection_id)
        if row is None or row.state == "removed":
            return self._add(given.asked.name, given.by, "consent", given.tokens)
        found = self._ask_tenants(row.id, given.by, given.tokens.access)
        reached, before = {tenant.id for tenant in found}, self._rows.tenants(row.id)
        used = {tenant.id for tenant in before if tenant.used}
        known = {tenant.id for tenant in before}
        if not used <= reached or (known and not known & reached):
            beside = self._unused(row.name)
            made = self._add(beside, given.by, "consent", given.tokens)
            return Connected(made.connection, made.tenants, instead_of=row.name)
        self._put(row.id, given.tokens)
        self._rows.reach(row.id, found)
        self._rows.looked(row.id, self._clock.now())
        return Connected(self.get(row.name), self._rows.tenants(row.id))

    def _put(self, connection_id: str, tokens: Tokens) -> None:
        """Put a person's new tokens in the place of the old, whoever is renewing those."""
        self._rows.replace(
            connection_id,
            tokens=tokens.sealed(self._vault, purpose(connection_id)),
            scopes=tokens.scopes,
            expires_at=tokens.expires_at,
            now=tokens.since,
        )

    def _unused(self, name: str) -> str:
        """This name if it is free, else with a number."""
        taken = self._rows.taken()
        if name not in taken:
            return name
        return next(
            other for number in range(2, len(taken) + 3)
            if (other := f"{name} ({number})") not in taken
        )  # fmt: skip

    def _ask_tenants(
        self, connection_id: str, by: Registration, access: Secret
    ) -> builtins.list[Tenant]:
        found: Sequence[Reached] = drive(
            self._oauth(by.app).tenants(), lambda request: self._call(by, access, request)
        )
        return [Tenant(connection_id, each.id, each.name, each.kind) for each in found]

    def _call(self, by: Registration, access: Secret, request: Request) -> Answer:
        """One call before there is a client: it asks which organisations there are."""
        if request.tenanted or request.writes:
            raise TypeError("listing organisations reads, and needs none of them")
        at = bases(self._oauth(by.app), by)
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


def _chosen(row: Connection, tenants: Sequence[Tenant], organisation: str) -> Tenant:
    reached = [tenant for tenant in tenants if tenant.usable]
    found = [tenant for tenant in reached if organisation and tenant.id == organisation]
    found = found or [tenant for tenant in reached if organisation and tenant.name == organisation]
    if len(found) == 1:
        return found[0]
    there = _listed(found or reached)
    if found:
        raise ChooseOrganisation(
            f"{row.name} reaches several organisations named {organisation!r}; use the id: {there}."
        )
    raise ChooseOrganisation(
        f"{row.name} does not reach an organisation {organisation!r}; it reaches {there}."
    )


def _outcome(error: Exception) -> dict[str, Any]:
    """What is written down of trouble; what nobody foresaw is left to the log."""
    if not isinstance(error, Trouble):
        return {"remedy": "", "said": "Nobody foresaw this; the log of the server says more."}
    outcome: dict[str, Any] = {"remedy": error.remedy, "said": error.message}
    if isinstance(error, AskForLess):
        outcome |= {"scopes": list(error.scopes), "vocabulary": error.vocabulary}
    return outcome


def _listed(tenants: Iterable[Tenant]) -> str:
    return ", ".join(f"{tenant.name} ({tenant.id})" for tenant in tenants) or "none"
