"""Ports of this machine.

How it was checked: by our own tests; this file holds no fact about Xero.
"""

from __future__ import annotations

import socket


class PortTaken(Exception):
    """Another program listens there: choose another --port, or 0 for any free one."""


def listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as trouble:
        raise PortTaken(f"cannot listen on {host} port {port}: {trouble.strerror}") from trouble
