"""How an app is connected: what is asked of the user, where consent happens, what is granted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from tallyloom.kit.requests import Steps
from tallyloom.kit.values import Bundle


@dataclass(frozen=True, slots=True)
class Scopes:
    """The least permissions a module needs, in each vocabulary its service knows.

    Which of the two a registration may use is often told by its age: later ones, the granular.
    """

    broad: tuple[str, ...] = ()
    granular: tuple[str, ...] = ()

    def named(self, vocabulary: str) -> tuple[str, ...]:
        """The names in one vocabulary: "broad" or "granular"."""
        return self.granular if vocabulary == "granular" else self.broad

    def __or__(self, other: Scopes) -> Scopes:
        return Scopes(
            tuple(dict.fromkeys(self.broad + other.broad)),
            tuple(dict.fromkeys(self.granular + other.granular)),
        )


@dataclass(frozen=True, slots=True)
class Tenant:
    """One organisation that a consent reaches; `id` is what the service calls it."""

    id: str
    name: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class OAuth2:
    """Consent in the browser (code with PKCE) or, without a person, client credentials.

    `bases` names the service's base addresses and their real values; `authorize`, `token` and
    `revoke` are (base, path). `tenants` lists what a consent reaches. `fingerprint` reads the
    facts that tell one tenant from another, so that a write never lands in the wrong one.
    An access token lives for `lasts` where its answer does not say. `grace` is how long the refresh
    token before the newest is still taken, in case the answer with the newest was lost.
    `about_scopes` is said to who asked for a permission that the service does not know. `chosen`
    are permissions that the service gives to registrations of its choice: they are asked for by
    name only, because one that is refused spoils the whole consent.

    For people who register: `sign_up` is where they get an account with the service,
    `developer_site` where they register, `called` what the service calls a registration, `steps`
    what to do there ("{redirect}" stands for the address to paste), `webhook_steps` what to do
    there so that the service calls by itself. `ages` says by vocabulary
    which registrations use it, `kinds` which kinds there are ("secret", "pkce", "credentials"),
    `sentences` what each permission allows.
    """

    bases: Mapping[str, str]
    authorize: tuple[str, str]
    token: tuple[str, str]
    revoke: tuple[str, str]
    tenants: Callable[[], Steps[Sequence[Tenant]]]
    fingerprint: Callable[[], Steps[Bundle]]
    tenant_header: str
    always: tuple[str, ...] = ("offline_access",)
    pick_lists: Scopes = field(default_factory=Scopes)
    lasts: timedelta = timedelta(minutes=5)
    grace: timedelta = timedelta(0)
    about_scopes: str = ""
    chosen: Scopes = field(default_factory=Scopes)
    sign_up: str = ""
    developer_site: str = ""
    called: str = "registration"
    steps: tuple[str, ...] = ()
    webhook_steps: tuple[str, ...] = ()
    ages: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    sentences: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, scope: str) -> str:
        """What a permission allows, for people; its name where nothing better is known."""
        return self.sentences.get(scope, scope)


@dataclass(frozen=True, slots=True)
class NoConnection:
    """The app needs no connection: it works on what it is given."""


ConnectionKind = OAuth2 | NoConnection
