"""Who may do what: permissions, the roles that hold them, and the few routes that ask nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """What a route asks for. Each route asks for one."""

    SCENARIOS_READ = "scenarios:read"
    SCENARIOS_EDIT = "scenarios:edit"
    SCENARIOS_RUN = "scenarios:run"
    HISTORY_READ = "history:read"
    INCOMPLETE_ANSWER = "incomplete:answer"
    CONNECTIONS_READ = "connections:read"
    CONNECTIONS_EDIT = "connections:edit"
    INSTALLATION_READ = "installation:read"
    INSTALLATION_EDIT = "installation:edit"
    USERS_EDIT = "users:edit"
    OWN = "own"

    @property
    def sentence(self) -> str:
        """What it allows, as a person reads it beside a box to tick."""
        return SENTENCES[self]


SENTENCES = {
    Permission.SCENARIOS_READ: "See scenarios, apps and modules.",
    Permission.SCENARIOS_EDIT: "Make, change and delete scenarios.",
    Permission.SCENARIOS_RUN: "Run scenarios, switch them on and off, resume and cancel runs.",
    Permission.HISTORY_READ: "See runs with their bundles, incomplete runs and deliveries.",
    Permission.INCOMPLETE_ANSWER: "Answer incomplete runs: retry them or say what is so.",
    Permission.CONNECTIONS_READ: "See connections and what uses them.",
    Permission.CONNECTIONS_EDIT: "Make, extend, rename, reauthorise and delete connections.",
    Permission.INSTALLATION_READ: "See how the installation is doing: metrics, limits, notices.",
    Permission.INSTALLATION_EDIT: "Change registrations, signing keys, limits and notices.",
    Permission.USERS_EDIT: "Invite people, change their roles, disable and remove them.",
    Permission.OWN: "See and change your own profile, sessions and API tokens.",
}


class Role(StrEnum):
    """What a person is to the installation."""

    OWNER = "owner"
    MEMBER = "member"
    VIEWER = "viewer"


EVERYTHING = frozenset(Permission)
ROLES = {
    Role.OWNER: EVERYTHING,
    Role.MEMBER: EVERYTHING - {Permission.INSTALLATION_EDIT, Permission.USERS_EDIT},
    Role.VIEWER: frozenset(p for p in Permission if p.endswith(":read")) | {Permission.OWN},
}

# Routes that ask nobody who they are, each with the reason; what is not here asks. In front of
# all of them are the webhooks, where the signature of a service is asked for.
PUBLIC = {
    "GET /healthz": "whoever watches the process knows no password",
    "GET /readyz": "whoever watches the process knows no password",
    "GET /style.css": "the page to sign in looks like the others",
    "GET /assets/{name}": "the code of the pages is the same for everybody",
    "GET /sign.svg": "the page to sign in looks like the others",
    "GET /api/v1/openapi.json": "it says how to ask, and nothing of what is here",
    "GET /api/v1/first-start": "before the first owner nobody can sign in",
    "POST /api/v1/first-start": "the one-time link of the terminal is what it asks for",
    "POST /api/v1/session": "it is how one signs in",
    "GET /login": "it is how one signs in",
    "POST /login": "it is how one signs in",
    "POST /logout": "it ends the session that asks, and the token of its form is asked for",
    "GET /link": "the one-time link is what it asks for",
    "POST /link": "the one-time link is what it asks for",
    "GET /oauth/callback": "the state of the consent and the session that began it are asked for",
    "GET /consent/{outcome}": "it shows what came of a consent to whoever asked for it alone",
}


class DeclareAccess(Exception):
    """A route says neither what it asks for nor that it is public; declare it in its table."""


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever asks, and what counts for this one request.

    `permissions` are those of the role and, with a token, also of the token: never more than
    either. One of `session_id` and `token_id` is set, save for the terminal.
    """

    id: str
    name: str
    role: Role
    permissions: frozenset[Permission]
    session_id: str = ""
    token_id: str = ""

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    @property
    def principal(self) -> str:
        """Whose requests these are, as idempotency keys and the audit know it."""
        if self.token_id:
            return f"token:{self.token_id}"
        return f"user:{self.id}" if self.id else self.name


# Whoever sits at the machine holds the data folder already.
TERMINAL = Who("", "terminal", Role.OWNER, EVERYTHING)
# Whom the public routes answer when nobody is signed in.
NOBODY = Who("", "nobody", Role.VIEWER, frozenset())


def allowed(role: Role, token: Iterable[str] | None = None) -> frozenset[Permission]:
    """What counts: the role's permissions, narrowed to the token's where there is one."""
    held = ROLES[role]
    return held if token is None else held & frozenset(token)
