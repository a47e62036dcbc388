"""HTTPS under Xero's own host names, for clients whose addresses cannot be changed."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xero_emulator.listening import listen

if TYPE_CHECKING:
    from xero_emulator.tls.authority import Authority
    from xero_emulator.tls.proxy import Proxy


@dataclass(frozen=True, slots=True)
class Secure:
    """A port that speaks TLS, who vouches for it, and perhaps a proxy that leads there."""

    listening: socket.socket
    authority: Authority
    proxy: Proxy | None = None

    @property
    def port(self) -> int:
        found: int = self.listening.getsockname()[1]
        return found

    @property
    def certificate(self) -> Path:
        """What clients must trust."""
        return self.authority.certificate


def secured(host: str, tls_port: int | None, proxy_port: int | None, folder: Path) -> Secure | None:
    """The TLS port, on any free one when only the proxy was asked for."""
    if tls_port is None and proxy_port is None:
        return None
    from xero_emulator.tls.authority import Authority  # slow to load, and seldom asked for
    from xero_emulator.tls.proxy import Proxy

    authority = Authority.kept_in(folder)
    listening = listen(host, tls_port or 0)
    if proxy_port is None:
        return Secure(listening, authority)
    proxy = Proxy(listen(host, proxy_port), listening.getsockname()[:2])
    return Secure(listening, authority, proxy)
