"""Who asks: the session of a browser or the token of a program, and that a browser means it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tallyloom.api.access import Permission, Role, Who, allowed
from tallyloom.api.problems import ReloadPage

if TYPE_CHECKING:
    from fastapi import Request

    from tallyloom.house import House
    from tallyloom.store.sessions import Holder

TOKEN_PREFIX = "tly_"  # noqa: S105
CSRF_HEADER = "x-csrf-token"
BITS = 32  # bytes of what nobody may guess


def digest(secret: str) -> bytes:
    """What is kept of a secret of 256 random bits."""
    return hashlib.sha256(secret.encode()).digest()


def new_secret(prefix: str = "") -> str:
    return prefix + secrets.token_urlsafe(BITS)


def https(house: House) -> bool:
    return (house.settings.public_url or "").startswith("https://")


def cookie_name(house: House, what: str = "session") -> str:
    """A browser takes `__Host-` from this very host alone, and only over https."""
    return f"{'__Host-' if https(house) else ''}tallyloom_{what}"


def cookie(house: House, value: str, what: str = "session", *, lasts: timedelta) -> str:
    """A whole Set-Cookie line; no script can read it, and other sites cannot make use of it."""
    secure = "; Secure" if https(house) else ""
    age = int(lasts.total_seconds())
    return (
        f"{cookie_name(house, what)}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}"
    )


def no_cookie(house: House, what: str = "session") -> str:
    return cookie(house, "", what, lasts=timedelta(0))


def session_cookie(house: House, request: Request) -> str:
    """The secret of the browser's session, or nothing."""
    return request.cookies.get(cookie_name(house), "")


def csrf_of(secret: str) -> str:
    """What a page of this session sends along with each change; other sites cannot know it."""
    return hmac.new(secret.encode(), b"csrf", hashlib.sha256).hexdigest()


def who_of(house: House, request: Request) -> Who | None:
    """Who asks, by token or by session; None for somebody unknown. Looks into the database."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if given or scheme:
        return _by_token(house, given.strip()) if scheme.lower() == "bearer" else None
    secret = session_cookie(house, request)
    return who_of_session(house, secret) if secret else None


def who_of_session(house: House, secret: str) -> Who | None:
    """Whose session this is, while it lasts."""
    idle = timedelta(minutes=house.settings.session_idle_minutes)
    longest = timedelta(days=house.settings.session_days)
    found = house.sessions.holder(digest(secret), house.clock.now(), idle=idle, longest=longest)
    return _who(found, session_id=found.id) if found else None


def _by_token(house: House, token: str) -> Who | None:
    if not token.startswith(TOKEN_PREFIX):
        return None
    found = house.sessions.token_holder(digest(token), house.clock.now())
    return _who(found, token_id=found.id) if found else None


def _who(found: Holder, *, session_id: str = "", token_id: str = "") -> Who:
    role = Role(found.role)
    permissions: frozenset[Permission] = allowed(role, found.permissions)
    return Who(found.user_id, found.name, role, permissions, session_id, token_id)


def refuse_other_sites(headers: Mapping[str, str]) -> None:
    """Raises ReloadPage where the browser says that another site asked for a change.

    Older browsers, and all of them where there is no https, tell the origin alone; it is `null`
    for the forms of our own pages, which send no referrer: there the form's token decides.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin", "null")
    if site is not None:
        other = site not in ("same-origin", "none")
    else:
        other = origin != "null" and urlsplit(origin).netloc != headers.get("host")
    if other:
        raise ReloadPage


def check_csrf(secret: str, given: str) -> None:
    """Raises ReloadPage."""
    if not secret or not hmac.compare_digest(csrf_of(secret).encode(), given.encode()):
        raise ReloadPage(
            "The request needs the header X-CSRF-Token of its session (GET /api/v1/me tells it); "
            "reload the page and try again."
        )
