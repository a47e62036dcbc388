"""Whose access token a call carries.

How it was checked: the three 401 answers from the reference's section 2.4.
Unverified: that a call without any token is answered like one with an unknown token.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from xero_emulator.calls import Reply
from xero_emulator.identity.grants import Access, Grants
from xero_emulator.refusals import token_expired, token_unknown


def token_of(headers: Mapping[str, str]) -> str:
    """The bearer token, or nothing."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def named_tenant(headers: Mapping[str, str], access: Access | None) -> str:
    """The organisation that a call is for; a custom connection's token names its own, and the SDKs
    of Xero send the header without a value then."""
    named = headers.get("xero-tenant-id", "").strip().lower()
    return named or (access.tenant_id or "" if access is not None else "")


def holder(grants: Grants, headers: Mapping[str, str], now: datetime) -> Access | Reply:
    """The access that the bearer token gives, or the 401 that refuses it."""
    access = grants.access(token_of(headers))
    if access is None:
        return token_unknown()
    if now.timestamp() >= access.expires:
        return token_expired(datetime.fromtimestamp(access.expires, UTC))
    return access
