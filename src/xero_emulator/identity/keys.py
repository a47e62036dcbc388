"""The key that signs tokens, and the two tokens that are signed: RS256, as Xero's are.

How it was checked: claim names `authentication_event_id`, `xero_userid` and `scope` and the lives
from the reference's sections 2.1 and 2.2; the rest of the claims from OpenID Connect.
Unverified: the other claims' presence in a token of Xero's.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:  # loading it takes a good part of the start, and nobody needs it before a token
    from joserfc.jwk import RSAKey

Claims: TypeAlias = dict[str, Any]
Jwk: TypeAlias = dict[str, Any]
BITS = 2048


@functools.cache
def _of_this_process() -> RSAKey:
    """Making one takes a noticeable part of a second, so a process makes only one."""
    from joserfc.jwk import RSAKey

    return RSAKey.generate_key(
        BITS, {"kid": uuid.uuid4().hex.upper(), "use": "sig", "alg": "RS256"}
    )


class Keys:
    """One signing key, made when it is first needed; its public half is what `jwks_uri` serves."""

    def __init__(self) -> None:
        self._loaded: RSAKey | None = None

    @property
    def _key(self) -> RSAKey:
        return self._loaded if self._loaded is not None else _of_this_process()

    def public(self) -> dict[str, list[Jwk]]:
        return {"keys": [dict(self._key.as_dict(private=False))]}

    def sign(self, claims: Claims) -> str:
        from joserfc import jwt

        header = {"alg": "RS256", "typ": "JWT", "kid": self._key.kid}
        return jwt.encode(header, claims, self._key)

    def dump(self) -> Jwk:
        return dict(self._key.as_dict(private=True))

    def load(self, dumped: Mapping[str, Any]) -> None:
        """Take over what `dump` gave; raises ValueError when that is no key."""
        from joserfc.errors import JoseError
        from joserfc.jwk import RSAKey

        try:
            self._loaded = RSAKey.import_key(dict(dumped))
        except JoseError as trouble:
            raise ValueError(f"no signing key: {trouble}") from trouble


def half_hash(text: str) -> str:
    """The left half of a SHA-256 as base64url: OpenID Connect's `at_hash`."""
    return (
        base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:16]).rstrip(b"=").decode()
    )
