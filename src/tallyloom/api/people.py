"""How people come in: passwords, signing in with its waits, and one-time links."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from tallyloom.api.access import Role, Who
from tallyloom.api.problems import AskForPermission, CorrectRequest, LookAgain, SignIn, SlowDown
from tallyloom.api.route import Place
from tallyloom.api.signing import cookie, csrf_of, digest, new_secret
from tallyloom.store.audit import Entry
from tallyloom.store.ids import new_id
from tallyloom.store.people import Link, User
from tallyloom.store.sessions import Session

if TYPE_CHECKING:
    from pwdlib import PasswordHash

    from tallyloom.house import House

# An invitation may lie in a mailbox over a weekend; who sits at a terminal is there at once.
LASTS = {
    "first": timedelta(hours=24),
    "invitation": timedelta(days=7),
    "password": timedelta(hours=24),
    "sign-in": timedelta(hours=1),
}
SHORTEST, LONGEST = 12, 128
NOBODY_KNOWS = "!"  # stands where a password would: nothing hashes to it
# Each hash takes 64 MB: so many at once, however many ask.
AT_ONCE = threading.BoundedSemaphore(4)
PATIENCE = 10.0
# Whoever waits for that holds a thread, of which everything else needs some.
WAITING = threading.BoundedSemaphore(16)
WRONG = "The name and the password do not belong together."
GONE = "The link has expired or was used already. Ask for a new one: tallyloom users link."


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody who has just signed in: the secret of the session, and the line that sets it."""

    user: User
    secret: str
    cookie: str

    @property
    def csrf(self) -> str:
        return csrf_of(self.secret)


@dataclass(frozen=True, slots=True)
class OneTime:
    """A one-time link as it is shown, once."""

    url: str
    expires_at: datetime


@cache
def _hasher() -> PasswordHash:
    from pwdlib import PasswordHash
    from pwdlib.hashers.argon2 import Argon2Hasher

    return PasswordHash((Argon2Hasher(),))  # argon2id with the figures of RFC 9106


@cache
def _decoy() -> str:
    """The hash that is compared with where there is nobody, so that it takes as long."""
    return _hasher().hash(new_secret())


def hashed(password: str) -> str:
    """Argon2id. Raises SlowDown."""
    with _room():
        return _hasher().hash(password)


def fits(user: User | None, password: str) -> bool:
    """Whether this is their password; as much work where there is nobody. Raises SlowDown."""
    known = user.password if user and user.password not in (None, NOBODY_KNOWS) else None
    with _room():
        right = _hasher().verify(password, known or _decoy())
    return right and known is not None


@contextmanager
def _room() -> Iterator[None]:
    said = "Too many people sign in at this moment; try again in a few seconds."
    if not WAITING.acquire(blocking=False):
        raise SlowDown(said)
    try:
        if not AT_ONCE.acquire(timeout=PATIENCE):
            raise SlowDown(said)
        try:
            yield
        finally:
            AT_ONCE.release()
    finally:
        WAITING.release()


def check_password(password: str, *, login: str, name: str = "", field: str = "password") -> None:
    """Long, and not one's own name; no rules of signs, which make passwords no better.

    Raises CorrectRequest.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        said = f"A password has {SHORTEST} to {LONGEST} characters; a few words make a good one."
        raise CorrectRequest(said, field=field)
    rest = plain = password.casefold()
    for known in (login, login.partition("@")[0], name, "tallyloom"):
        if len(known) >= 3:
            rest = rest.replace(known.casefold(), "")
    if len(rest) < SHORTEST // 2 or len(set(plain)) < 5:
        said = "This password is easily guessed. Take a few words that have nothing to do with you."
        raise CorrectRequest(said, field=field)


def clean_login(login: str) -> str:
    """Raises CorrectRequest."""
    login = login.strip()
    name, at, host = login.rpartition("@")
    odd = any(sign.isspace() or not sign.isprintable() for sign in login)
    if odd or not (name and at and host) or len(login) > 254:
        raise CorrectRequest("Sign-in names are e-mail addresses: anna@example.org.", field="login")
    return login


def clean_name(name: str) -> str:
    """Raises CorrectRequest."""
    name = " ".join(name.split())
    if not name or len(name) > 100 or not name.isprintable():
        raise CorrectRequest("A name has 1 to 100 characters.", field="name")
    return name


def sign_in(house: House, login: str, password: str, place: Place) -> Entered:
    """Raises SignIn, the same whatever is wrong, and SlowDown after too many attempts."""
    now, login = house.clock.now(), login.strip()
    user = house.people.find(login)
    places = _attempt(house, login, user, place, now)
    right = fits(user, password)
    if user is None or not right or user.disabled_at is not None:
        raise SignIn(WRONG)
    house.attempts.forget(places, now)
    return enter(house, user, place, "sign_in")


def check_own_password(house: House, user: User, password: str, place: Place) -> None:
    """Whoever sits at a browser that was left open guesses as slowly as anybody.

    Raises CorrectRequest, SlowDown.
    """
    now = house.clock.now()
    places = _attempt(house, user.login, user, place, now)
    if not fits(user, password):
        raise CorrectRequest("This is not your present password.", field="current")
    house.attempts.forget(places, now)


def _attempt(
    house: House, login: str, user: User | None, place: Place, now: datetime
) -> list[bytes]:
    """Count an attempt. From where somebody is signed in already only their own failures count:
    so nobody can keep them out by guessing elsewhere. Raises SlowDown."""
    # PostgreSQL takes more spellings for the same name than Python does.
    account = (user.login if user else login).casefold()
    places = [_place(account, place.network)]
    if user is None or not house.sessions.known_network(user.id, place.network):
        places.append(_place(account, "*"))
    for one in places:
        wait = house.attempts.begin(one, now)
        if wait:
            raise SlowDown("Too many attempts to sign in; wait, then try again.", seconds=wait)
    return places


def _place(account: str, network: str) -> bytes:
    return hashlib.sha256(f"{account}\n{network}".encode()).digest()


def enter(house: House, user: User, place: Place, how: str) -> Entered:
    """A new session, with a secret that was never used; the browser's former one ends."""
    now, secret = house.clock.now(), new_secret()
    row = Session(new_id(now), user.id, place.network, place.agent, now, now)
    longest = timedelta(days=house.settings.session_days)
    former = digest(place.session) if place.session else b""
    house.sessions.begin(digest(secret), row, instead_of=former)
    house.sessions.sweep(now - longest)
    who = f"user:{user.id}"
    house.audit.add(Entry(new_id(now), now, who, user.name, how, {}, 200, place.network))
    return Entered(user, secret, cookie(house, secret, lasts=longest))


def first_link(house: House, base: str = "") -> OneTime:
    """The link by which whoever sees the terminal becomes the first owner."""
    return _link(house, "first", None, LASTS["first"], base)


def sign_in_link(house: House, user: User, base: str = "") -> OneTime:
    """A link that signs somebody in at once; the demo's."""
    return _link(house, "sign-in", user.id, LASTS["sign-in"], base)


def password_link(house: House, user: User, base: str = "", *, invited: bool = False) -> OneTime:
    """A link by which somebody chooses a password."""
    lasts = LASTS["invitation" if invited else "password"]
    return _link(house, "password", user.id, lasts, base)


def _link(house: House, kind: str, user_id: str | None, lasts: timedelta, base: str) -> OneTime:
    secret, until = new_secret(), house.clock.now() + lasts
    house.people.add_link(digest(secret), Link(kind, user_id, until))
    return OneTime(f"{base or address(house)}/link?code={secret}", until)


def address(house: House) -> str:
    """Where people reach this installation, as far as its settings say."""
    settings = house.settings
    if settings.public_url:
        return settings.public_url
    host, _, port = settings.listen.rpartition(":")
    return f"http://{'localhost' if host in LOCAL else host}:{port}"


LOCAL = ("127.0.0.1", "0.0.0.0", "[::1]", "::1", "[::]", "::")  # noqa: S104 - compared with


def good_link(house: House, code: str) -> Link | None:
    """A link that may be used still."""
    return house.people.link(digest(code), house.clock.now())


def first_owner(
    house: House, code: str, *, login: str, name: str, password: str, place: Place
) -> Entered:
    """Make the first owner and sign them in. Raises CorrectRequest, LookAgain."""
    login, name = clean_login(login), clean_name(name)
    check_password(password, login=login, name=name)
    link, now = good_link(house, code), house.clock.now()
    if link is None or link.kind != "first":
        raise LookAgain(GONE)
    user = User(new_id(now), login, name, Role.OWNER, hashed(password), None, now)
    if not house.people.add_first(user, digest(code), now):
        raise LookAgain(GONE)
    return enter(house, user, place, "first_start")


def choose_password(house: House, code: str, password: str, place: Place) -> Entered:
    """By an invitation or a link of the terminal. Raises CorrectRequest, LookAgain."""
    user = invited(house, code)
    check_password(password, login=user.login, name=user.name)
    changed = house.people.set_password_by(digest(code), hashed(password), house.clock.now())
    if changed is None:
        raise LookAgain(GONE)
    house.attempts.forget([_place(user.login.casefold(), "*")], house.clock.now())
    return enter(house, changed, place, "choose_password")


def invited(house: House, code: str) -> User:
    """Whose link this is. Raises LookAgain."""
    link = good_link(house, code)
    user = house.people.get(link.user_id) if link and link.user_id else None
    if link is None or link.kind != "password" or user is None or user.disabled_at:
        raise LookAgain(GONE)
    return user


def enter_by_link(house: House, code: str, place: Place) -> Entered:
    """Raises LookAgain."""
    link = house.people.use_link(digest(code), "sign-in", house.clock.now())
    user = house.people.get(link.user_id) if link and link.user_id else None
    if user is None or user.disabled_at:
        raise LookAgain(GONE)
    return enter(house, user, place, "sign_in_by_link")


def demo_owner(house: House) -> User:
    """An owner whose password nobody knows, for an installation that is thrown away."""
    now = house.clock.now()
    made = User(new_id(now), "demo@localhost", "Demo", Role.OWNER, NOBODY_KNOWS, None, now)
    return house.people.add(made)


def user_of(house: House, who: Who) -> User:
    """The person who asks. Raises AskForPermission for the terminal, which is nobody."""
    user = house.people.get(who.id) if who.id else None
    if user is None:
        raise AskForPermission("The terminal is nobody; sign in, or name somebody with --login.")
    return user
