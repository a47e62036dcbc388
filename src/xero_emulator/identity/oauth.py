"""What the OAuth endpoints share: addresses, errors, and answers that nobody may keep.

How it was checked: against the OAuth 2 and OpenID Connect specifications; error names from the
reference's section 2.4.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from xero_emulator.calls import Reply


class Refused(Exception):
    """An OAuth error that goes to the caller as `error`."""

    def __init__(self, error: str, says: str = "") -> None:
        super().__init__(error)
        self.error = error
        self.says = says


def told(answer: Any, status: int = 200) -> Reply:
    """An answer as JSON that no cache keeps."""
    headers = {"cache-control": "no-store", "pragma": "no-cache"}
    return Reply(status, msgspec.json.encode(answer), headers=headers)


def addresses(origin: str) -> tuple[str, str]:
    """The login and the identity address, as the caller reached this server."""
    if (urlsplit(origin).hostname or "").endswith(".xero.com"):
        return "https://login.xero.com", "https://identity.xero.com"
    return origin, origin


def xero_date(seconds: float) -> str:
    """A connection's date: seven digits of a second and no zone, which means UTC."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S.%f}0"
