"""Ports of this machine.

How it was checked: by our own tests; this file holds no fact about Xero.
"""

from __future__ import annotations

import os
import socket

REMEDY = "Choose another --port (0 is any free one) or another --host."


class PortTaken(Exception):
    """Another program listens there: choose another --port, or 0 for any free one."""


def listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as trouble:
        number = trouble.errno or 0
        told = os.strerror(number) if number > 0 else trouble.strerror
        raise PortTaken(f"cannot listen on {host} port {port}: {told}. {REMEDY}") from trouble


def address_of(listening: socket.socket) -> str:
    """Where clients find it, as a URL."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
