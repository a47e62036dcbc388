"""The answers that Xero's front gives before a resource sees the call.

How it was checked: the 401 and 403 bodies from the reference's section 2.4 (bodies that others
recorded), the empty 403 of payroll from there too, the 404 from a recorded answer (HTML, its
sentence from the official SDK).
Unverified: the date format after "token expired at", the 501 for a method that a known path does
not have, and the 413 for a body that is too large.
"""

from __future__ import annotations

import uuid
from datetime import datetime

import msgspec

from xero_emulator.calls import Reply

HTML = "text/html; charset=utf-8"


def problem(status: int, title: str, detail: str) -> Reply:
    body: dict[str, object] = {
        "Type": None,
        "Title": title,
        "Status": status,
        "Detail": detail,
        "Instance": str(uuid.uuid4()),
        "Extensions": {},
    }
    return Reply(status, msgspec.json.encode(body))


def token_unknown() -> Reply:
    return problem(401, "Unauthorized", "AuthenticationUnsuccessful")


def token_expired(at: datetime) -> Reply:
    return problem(401, "Unauthorized", f"TokenExpired: token expired at {at:%m/%d/%Y %H:%M:%S}")


def scope_missing() -> Reply:
    return problem(401, "Unauthorized", "AuthorizationUnsuccessful")


def not_connected() -> Reply:
    return problem(403, "Forbidden", "AuthenticationUnsuccessful")


def not_provisioned() -> Reply:
    """What an organisation gives that has no such API, as payroll in a country without it."""
    return Reply(403, b"", "")


def not_found() -> Reply:
    return Reply(404, b"The resource you're looking for cannot be found", HTML)


def not_implemented() -> Reply:
    return Reply(501, b"The Api Method called is not implemented", HTML)


def too_large() -> Reply:
    return Reply(413, b"", "")


def no_clock(why: str) -> Reply:
    """What the emulator answers, and Xero never does, when its `--clock` is gone."""
    return Reply(503, why.encode(), "text/plain; charset=utf-8")


def broke() -> Reply:
    body = {
        "ErrorNumber": 500,
        "Type": "UnknownErrorException",
        "Message": "An error occurred in the emulator; its own log on stderr says which.",
    }
    return Reply(500, msgspec.json.encode(body))
