"""What may be called: nothing private, in whatever spelling, unless it was allowed by name."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tallyloom.egress import Destinations, ForbiddenDestination, NotSent
from tallyloom.egress.destinations import routable

PRIVATE = [
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "017700000001", "0", "0.0.0.0",  # noqa: S104
    "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
    "255.255.255.255", "198.18.0.1", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]",
    "[::ffff:a9fe:a9fe]", "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::1]",
    "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd00::1]",
    "[ff02::1]", "[2001:db8::1]", "[::127.0.0.1]", "[3fff::1]", "localhost", "LOCALHOST",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


def answering(*addresses: str) -> Destinations:
    """Destinations whose every name has these addresses."""

    def resolve(host: str, port: int, **_more: Any) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, 0, 0, "", (address, port)) for address in addresses]

    return Destinations(resolve=resolve)


@pytest.mark.parametrize("host", PRIVATE)
def test_a_private_address_is_refused_in_any_spelling(host: str) -> None:
    rules = Destinations()
    url = rules.read(f"https://{host}/")
    with pytest.raises((ForbiddenDestination, NotSent)):
        rules.addresses(url.raw_host.decode(), 443, encrypted=True)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_called(address: str) -> None:
    assert routable(ipaddress.ip_address(address))


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
@example(ipaddress.ip_address("192.88.99.1"))
def test_what_may_be_called_is_global_in_pythons_eyes_too(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    hidden = isinstance(address, ipaddress.IPv6Address) and (
        address.ipv4_mapped or address in ipaddress.IPv6Network("64:ff9b::/96")
    )
    if routable(address) and not hidden:
        assert address.is_global
        assert not address.is_multicast


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(ForbiddenDestination, match=r"127\.0\.0\.1"):
        answering("8.8.8.8", "127.0.0.1").addresses("rebinding.example", 443, encrypted=True)


def test_the_message_says_how_to_allow_a_private_address() -> None:
    with pytest.raises(ForbiddenDestination, match=r"add nas\.home:443 to TALLYLOOM_ALLOW_ADDRE"):
        answering("192.168.1.7").addresses("nas.home", 443, encrypted=True)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://files.example/", "file:///etc/passwd", "gopher://x.example/", "//x.example/",
        "x.example", "", "https://", "http://x.example/", "https://user:pass@x.example/",
        "https://api.xero.com@evil.example/", "http://127.0.0.1:1/", "https://[::1", "\x00",
    ],
)  # fmt: skip
def test_only_plain_https_addresses_are_read(address: str) -> None:
    with pytest.raises(ForbiddenDestination):
        Destinations().read(address)


def test_what_is_allowed_is_allowed_exactly() -> None:
    rules = Destinations(["127.0.0.1:5050"])
    assert rules.addresses("127.0.0.1", 5050, encrypted=False) == ["127.0.0.1"]
    for host, port in (("127.0.0.1", 5051), ("127.0.0.2", 5050), ("localhost", 5050)):
        with pytest.raises(ForbiddenDestination):
            rules.addresses(host, port, encrypted=True)


def test_an_allowed_address_that_is_not_on_this_machine_needs_https() -> None:
    def resolve(_host: str, port: int, **_more: Any) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, 0, 0, "", ("10.1.2.3", port))]

    rules = Destinations(["emulator.lan:5050"], resolve)
    with pytest.raises(ForbiddenDestination, match="https"):
        rules.addresses("emulator.lan", 5050, encrypted=False)
    assert rules.addresses("emulator.lan", 5050, encrypted=True) == ["10.1.2.3"]


def test_an_unknown_name_means_that_nothing_was_sent() -> None:
    def resolve(*_of: Any, **_more: Any) -> list[tuple[Any, ...]]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(NotSent, match=r"x\.example cannot be found.*network"):
        Destinations(resolve=resolve).addresses("x.example", 443, encrypted=True)
