"""Which addresses may be called: public ones over https, and what the operator allowed by name."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import httpx2

from tallyloom.egress.trouble import ForbiddenDestination, NotSent

Address = IPv4Address | IPv6Address
Resolve = Callable[..., Sequence[tuple[Any, ...]]]

PORTS = {"https": 443, "http": 80}

# IANA's special-purpose registries (RFC 6890 and its updates). Written out because Python's
# `is_global` differs between its patch releases.
_CLOSED_V4 = tuple(
    ipaddress.IPv4Network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_V6 = tuple(
    ipaddress.IPv6Network(net)
    for net in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def origin(url: httpx2.URL) -> str:
    """Scheme, host and port, always with the port: "https://api.example.com:443"."""
    return f"{url.scheme}://{host_and_port(url)}"


def host_and_port(url: httpx2.URL) -> str:
    host = url.raw_host.decode("ascii").lower()
    shown = f"[{host}]" if ":" in host else host
    return f"{shown}:{url.port or PORTS.get(url.scheme, 0)}"


def routable(address: Address) -> bool:
    """Whether the address is on the public internet, whatever notation hides it.

    IPv4 inside IPv6 is judged as IPv4 (mapped and NAT64); 6to4, Teredo and the rest are refused.
    """
    if isinstance(address, IPv6Address):
        if address in _MAPPED or address in _NAT64:
            return routable(IPv4Address(int(address) & 0xFFFF_FFFF))
        return address in _GLOBAL_V6 and not any(address in net for net in _CLOSED_V6)
    return not any(address in net for net in _CLOSED_V4)


class Destinations:
    """The rules for one installation. `allow` holds exact "host:port" pairs, as they are called.

    `resolve` has the shape of `socket.getaddrinfo`.
    """

    def __init__(self, allow: Sequence[str] = (), resolve: Resolve = socket.getaddrinfo) -> None:
        self._allow = frozenset(host_and_port(httpx2.URL(f"http://{pair}")) for pair in allow)
        self._resolve = resolve

    def read(self, address: str) -> httpx2.URL:
        """The address, if its form may be called at all; raises ForbiddenDestination."""
        try:
            url = httpx2.URL(address)
        except (httpx2.InvalidURL, ValueError, TypeError):
            raise ForbiddenDestination("This is not an address; write https://HOST/…") from None
        if url.scheme not in PORTS or not url.raw_host:
            raise ForbiddenDestination(f"{url.scheme or 'No scheme'}: only https can be called.")
        if url.userinfo:
            raise ForbiddenDestination(
                f"Remove the user name and password from the address of {url.host}."
            )
        if url.scheme == "http" and host_and_port(url) not in self._allow:
            raise ForbiddenDestination(
                f"http://{host_and_port(url)} would be sent unencrypted; use https, or list the "
                "address in TALLYLOOM_ALLOW_ADDRESSES if it is your own."
            )
        return url

    def addresses(self, host: str, port: int, *, encrypted: bool) -> list[str]:
        """Resolve once; every address that was found may be called, or nothing may.

        Raises NotSent where the name is unknown, ForbiddenDestination where any is private.
        """
        found = self._look_up(host, port)
        pair = f"[{host}]:{port}" if ":" in host else f"{host.lower()}:{port}"
        allowed = pair in self._allow
        for address in found:
            if not encrypted and not (allowed and address.is_loopback):
                raise ForbiddenDestination(
                    f"{pair} is not on this machine; only https can be called."
                )
            if not allowed and not routable(address):
                raise ForbiddenDestination(
                    f"{pair} is a private address ({address}). To allow it, add {pair} to "
                    "TALLYLOOM_ALLOW_ADDRESSES."
                )
        return [str(address) for address in found]

    def _look_up(self, host: str, port: int) -> list[Address]:
        try:
            rows = self._resolve(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
        except (OSError, UnicodeError) as error:
            raise NotSent(
                f"The name {host} cannot be found ({error}). Nothing was sent. Check the name and "
                "this machine's network, then run it again."
            ) from error
        texts = dict.fromkeys(str(row[4][0]) for row in rows)
        if not texts:
            raise NotSent(f"The name {host} has no address. Nothing was sent.")
        return [ipaddress.ip_address(text) for text in texts]
