"""Tells one target one notice, in a process of its own that can reach only what it may.

Apprise opens its own sockets. So it runs here and nowhere else, under an audit hook through which
every connection of the process passes with the address that it goes to: what `Destinations` would
refuse is refused there, whatever name, redirect or proxy led to it.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import socket
import sys
from collections.abc import Iterable
from typing import Any

from tallyloom.egress.destinations import Destinations, routable
from tallyloom.egress.trouble import ForbiddenDestination, NotSent

FAMILIES = (socket.AF_INET, socket.AF_INET6)
# What starts another program would leave this process, and its hook, behind.
LEAVING = frozenset({"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork"})
LOCAL = frozenset({"syslog.openlog", "syslog.syslog"})
INSIDE = "This service is a part of the machine; choose one that is reached by web."


class Refused(Exception):
    """The target may not be told; the message says why and what would do."""


def speak(url: str, allow: Iterable[str], subject: str, body: str) -> None:
    """Tell it. Raises Refused before anything is sent, and where it did not work."""
    import apprise

    pairs = tuple(allow)
    target = apprise.Apprise.instantiate(url, suppress_exceptions=True)
    if target is None:
        raise Refused("This is no address that Apprise knows; see its list of services.")
    _encrypted(target, url, pairs)
    barred = _guard(pairs)
    said = _listening()
    try:
        told = target.notify(body=body, title=subject, notify_type=apprise.NotifyType.WARNING)
    except OSError as error:
        raise Refused(barred[0] if barred else type(error).__name__) from None
    if barred:
        raise Refused(barred[0])
    if not told:
        raise Refused(said[-1] if said else "The service did not take it.")


def _encrypted(target: Any, url: str, pairs: Iterable[str]) -> None:
    """Where a service has an unencrypted and an encrypted spelling, only the latter goes out."""
    scheme = url.partition("://")[0].lower()
    plain, secure = _names(target.protocol), _names(target.secure_protocol)
    if scheme in secure or not (scheme in plain and secure):
        return
    host, port = str(target.host or ""), target.port or 80
    if f"{host}:{port}" in pairs:
        try:
            Destinations(tuple(pairs)).addresses(host, port, encrypted=False)
        except (ForbiddenDestination, NotSent) as trouble:
            raise Refused(trouble.message) from None
        return
    raise Refused(
        f"{scheme}:// would send it unencrypted; write {secure[0]}://, or list {host}:{port} in"
        " TALLYLOOM_ALLOW_ADDRESSES if it is on this machine."
    )


def _names(of: Any) -> tuple[str, ...]:
    return (of,) if isinstance(of, str) else tuple(of or ())


def _guard(pairs: Iterable[str]) -> list[str]:
    """Let nothing connect but to public addresses and those that are allowed by name."""
    allowed = {at for pair in pairs for at in _resolved(pair)}
    barred: list[str] = []

    def refuse(why: str) -> None:
        barred.append(why)
        raise PermissionError(why)

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if event in LEAVING:
            refuse("This service would start another program; choose one that is reached by web.")
        if event in LOCAL:
            refuse(INSIDE)
        if event in ("socket.connect", "socket.sendto", "socket.sendmsg") and given[1] is not None:
            sock, where = given[0], given[1]
            if sock.family not in FAMILIES:
                refuse(INSIDE)
            address = ipaddress.ip_address(str(where[0]).partition("%")[0])
            if not routable(address) and (str(address), where[1]) not in allowed:
                refuse(
                    f"{address}:{where[1]} is a private address. To allow it, add its HOST:PORT to"
                    " TALLYLOOM_ALLOW_ADDRESSES."
                )

    sys.addaudithook(hook)
    return barred


def _resolved(pair: str) -> set[tuple[str, int]]:
    host, _, port = pair.rpartition(":")
    try:
        rows = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)
    except OSError:
        return set()
    return {(str(row[4][0]), int(port)) for row in rows}


def _listening() -> list[str]:
    """What Apprise says of its troubles, without whatever could hold a secret."""
    said: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(f"The service did not take it ({record.getMessage()[:200]}).")

    logger = logging.getLogger("apprise")
    logger.addHandler(Ear(logging.WARNING))
    logger.propagate = False
    return said


def main() -> int:
    """Reads what to tell from stdin, as JSON; says on stdout why it did not work."""
    given = json.load(sys.stdin)
    try:
        speak(given["url"], given["allow"], given["subject"], given["body"])
    except Refused as trouble:
        sys.stdout.write(str(trouble))
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
