"""The emulated Xero as whoever begins the demo uses it: consent given, a webhook pasted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from tallyloom.egress.call import Outgoing
from tallyloom.kit import from_json, to_json

if TYPE_CHECKING:
    from tallyloom.egress import Door
    from tallyloom.egress.call import Incoming

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Books:
    """An emulator at its address."""

    address: str
    door: Door

    def consent(self, url: str) -> str:
        """Allow what a consent page asks for, for every organisation; where that leads back to."""
        page, _, asked = url.partition("?")
        tenants = [
            ("tenant", each["tenant_id"]) for each in self._control("state")["organisations"]
        ]
        form = [*parse_qsl(asked), ("decision", "allow"), *tenants]
        return self._send(page, urlencode(form).encode(), FORM).headers["location"]

    def webhook(self, url: str, client_id: str, key: str) -> None:
        """Paste the address of a webhook, as at the developer site."""
        self._control("webhooks", {"url": url, "client_id": client_id, "key": key})

    def settle(self) -> None:
        """Return when everything that happened has been told."""
        self._control("webhooks/settle", {})

    def _control(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        url = f"{self.address}/_emulator/{path}"
        content = to_json(body) if body is not None else b""
        return from_json(self._send(url, content, "application/json").body or b"{}")

    def _send(self, url: str, body: bytes, type_: str) -> Incoming:
        method = "POST" if body else "GET"
        return self.door.send(Outgoing(method, url, {"content-type": type_}, body, follow=False))
