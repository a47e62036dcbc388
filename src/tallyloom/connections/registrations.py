"""Registrations: what a person made at a service's developer site, and may connect through."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from tallyloom.clock import Clock
from tallyloom.connections.keeper import oauth_of
from tallyloom.connections.trouble import CheckRegistration, ChooseConnection, ChooseName, InUse
from tallyloom.connections.vault import Secret, Vault
from tallyloom.kit import App, Listen, OAuth2, from_json, to_json
from tallyloom.store.ids import new_id
from tallyloom.store.registrations import InUse as StillUsed
from tallyloom.store.registrations import NameTaken, Registration
from tallyloom.store.registrations import Registrations as Rows

VOCABULARIES = ("granular", "broad")
KINDS = ("secret", "pkce", "credentials")


class Registrations:
    """The registrations of an installation; a service may have several."""

    def __init__(self, rows: Rows, vault: Vault, clock: Clock, apps: Mapping[str, App]) -> None:
        self._rows = rows
        self._vault = vault
        self._clock = clock
        self._apps = apps

    def add(
        self,
        app: str,
        client_id: str,
        secret: Secret | None = None,
        *,
        name: str = "",
        vocabulary: str = "granular",
        bases: Mapping[str, str] | None = None,
        kind: str = "",
        owner: str = "",
    ) -> Registration:
        """Keep a registration; without a secret it proves itself by PKCE alone.

        `vocabulary` is "granular" or "broad"; `bases` are base addresses that differ from the
        service's real ones, by their names. `kind` is "secret" or "pkce", by whether there is a
        secret, or "credentials"; `owner` is the person whose own it is. Raises ChooseName
        when the name is taken, CheckRegistration.
        """
        oauth = oauth_of(self._apps, app)
        kind = kind or ("secret" if secret else "pkce")
        _check(client_id, kind, vocabulary, has_secret=secret is not None)
        check_bases(oauth, bases or {})
        now = self._clock.now()
        id_ = new_id(now)
        sealed = self._vault.seal(secret, f"registrations/{id_}/secret") if secret else None
        row = Registration(
            id_, name or f"{app} {client_id}", app, client_id, sealed, vocabulary, bases or {}, now,
            kind=kind, owner=owner,
        )  # fmt: skip
        try:
            self._rows.add(row)
        except NameTaken:
            raise ChooseName(
                f"There is a registration named {row.name!r}; use it, or choose another name."
            ) from None
        return row

    def list(self) -> list[Registration]:
        return self._rows.all()

    def get(self, name: str) -> Registration:
        """By name or id. Raises ChooseConnection, which lists what there is."""
        found = self._rows.get(name)
        if found is None:
            there = ", ".join(row.name for row in self._rows.all()) or "none yet"
            raise ChooseConnection(f"There is no registration named {name!r}; there is {there}.")
        return found

    def change(
        self,
        name: str,
        *,
        to: str | None = None,
        client_id: str | None = None,
        secret: Secret | None = None,
        kind: str | None = None,
        vocabulary: str | None = None,
    ) -> Registration:
        """Change what is given. Another client id is another registration: it needs its secret too.

        Raises ChooseName when the name is taken, CheckRegistration.
        """
        row = self.get(name)
        kind = kind or (row.kind if secret is None else {"pkce": "secret"}.get(row.kind, row.kind))
        other = client_id is not None and client_id != row.client_id
        kept = None if kind == "pkce" or other else row.secret
        sealed = self._vault.seal(secret, f"registrations/{row.id}/secret") if secret else kept
        new = replace(
            row,
            name=row.name if to is None else to,
            client_id=row.client_id if client_id is None else client_id,
            secret=sealed,
            kind=kind,
            vocabulary=vocabulary or row.vocabulary,
        )
        _check(new.client_id, kind, new.vocabulary, has_secret=sealed is not None)
        if not new.name.strip():
            raise CheckRegistration("The name is empty; people choose the registration by it.")
        try:
            self._rows.change(new)
        except NameTaken:
            raise ChooseName(
                f"There is a registration named {new.name!r}; choose another name."
            ) from None
        return self.get(row.id)

    def remove(self, name: str) -> None:
        """Forget it. Raises InUse while a connection was made through it."""
        row = self.get(name)
        try:
            self._rows.remove(row.id, self._clock.now())
        except StillUsed:
            raise InUse(f"Connections were made through {row.name}; delete those first.") from None

    def rebase(self, name: str, bases: Mapping[str, str]) -> None:
        """Set other base addresses. Raises CheckRegistration once it has had a token."""
        row = self.get(name)
        check_bases(oauth_of(self._apps, row.app), bases)
        if not self._rows.rebase(row.id, bases):
            raise CheckRegistration(
                f"{row.name} has tokens already, and they are only sent where they came from. "
                "Register again with the other addresses."
            )

    def listen(self, name: str, key: Secret, *, keep: bool = False) -> Registration:
        """Take calls that are signed with this key; with `keep` also those of the last one.

        It is never shown again. Raises ChooseConnection, CheckRegistration.
        """
        row = self.get(name)
        if not key.reveal().strip():
            raise CheckRegistration("The signing key is empty; copy it from the developer site.")
        if listening(self._apps[row.app]) is None:
            raise CheckRegistration(f"{self._apps[row.app].label} makes no calls of its own.")
        keys = [key.reveal().strip(), *(k.reveal() for k in self.webhook_keys(row)[:1] if keep)]
        sealed = self._vault.seal(Secret(to_json(keys).decode()), _webhook(row.id))
        self._rows.listen(row.id, sealed)
        return self.get(row.id)

    def find(self, registration_id: str) -> Registration | None:
        """By id alone, for whoever must not learn what there is."""
        found = self._rows.get(registration_id)
        return found if found is not None and found.id == registration_id else None

    def webhook_keys(self, row: Registration) -> builtins.list[Secret]:
        """What its service signs with, the newest first. Raises RestoreKey."""
        if row.webhook_keys is None:
            return []
        opened = self._vault.open(row.webhook_keys, _webhook(row.id))
        return [Secret(str(key)) for key in from_json(opened.reveal())]

    def rotate(self) -> None:
        """Seal every secret with the vault's first key."""
        for row in self._rows.all():
            for sealed in (row.secret, row.webhook_keys):
                if sealed is not None:
                    self._rows.reseal(row.id, sealed, self._vault.reseal(sealed))


def _check(client_id: str, kind: str, vocabulary: str, *, has_secret: bool) -> None:
    """Raises CheckRegistration."""
    if vocabulary not in VOCABULARIES:
        raise CheckRegistration(
            f"{vocabulary!r} is not a vocabulary; it is {' or '.join(VOCABULARIES)}."
        )
    if kind not in KINDS:
        raise CheckRegistration(f"{kind!r} is not a kind; it is {', '.join(KINDS)}.")
    if not client_id.strip():
        raise CheckRegistration("The client id is empty; copy it from the developer site.")
    if kind == "pkce" and has_secret:
        raise CheckRegistration("A registration of the kind pkce has no secret; leave it out.")
    if kind != "pkce" and not has_secret:
        raise CheckRegistration("The secret is missing; copy it from the developer site.")


def listening(app: App) -> Listen | None:
    """The module that reads what the app's service sends of its own accord; None without one."""
    return next((module for module in app.modules.values() if isinstance(module, Listen)), None)


def _webhook(registration_id: str) -> str:
    return f"registrations/{registration_id}/webhook"


def check_bases(oauth: OAuth2, given: Mapping[str, str]) -> None:
    """Raises CheckRegistration for a name that the service has not, and for what is no address."""
    for name, url in given.items():
        if name not in oauth.bases:
            raise CheckRegistration(
                f"There is no base address named {name!r}; there is {', '.join(oauth.bases)}."
            )
        if not _is_address(url):
            raise CheckRegistration(f"{url!r} is not a base address; write https://HOST.")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is how urlsplit finds a port that is none
    except ValueError:
        return False
    odd = parts.query or parts.fragment or parts.username or not url.isprintable()
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not odd
