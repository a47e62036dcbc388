"""A secret header that knows the only places it may be sent to."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from urllib.parse import quote_plus

import httpx2

from tallyloom.egress.destinations import origin


class Credential:
    """`headers` for the `origins` ("https://api.example.com"): same scheme, whole host, same port.

    There is no wildcard and no suffix rule, so no look-alike of a host can match. Neither printing
    nor comparing shows the headers.
    """

    __slots__ = ("_headers", "origins")

    def __init__(self, origins: Iterable[str], headers: Mapping[str, str]) -> None:
        self.origins = frozenset(origin(httpx2.URL(where)) for where in origins)
        self._headers = dict(headers)

    @classmethod
    def bearer(cls, origins: Iterable[str], token: str) -> Credential:
        return cls(origins, {"Authorization": f"Bearer {token}"})

    @classmethod
    def basic(cls, origins: Iterable[str], name: str, password: str) -> Credential:
        """Name and password as RFC 6749, section 2.3.1 wants them: form-encoded, then base64."""
        pair = f"{quote_plus(name)}:{quote_plus(password)}".encode("ascii")
        return cls(origins, {"Authorization": f"Basic {b64encode(pair).decode('ascii')}"})

    def headers_for(self, url: httpx2.URL) -> Mapping[str, str] | None:
        """The headers for this address; None where it is not a place they may be sent to."""
        return self._headers if origin(url) in self.origins else None

    def __repr__(self) -> str:
        return f"Credential(for {', '.join(sorted(self.origins))})"
