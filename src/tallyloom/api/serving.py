"""The web server, in a thread of its own beside the engine, for as long as the block lasts."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import uvicorn

from tallyloom.api.application import application
from tallyloom.api.headers import Headers
from tallyloom.api.webhooks import in_front

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from tallyloom.house import House

START_SECONDS = 20.0
STOP_SECONDS = 5


class ChoosePort(Exception):
    """The address is taken; choose another one."""


@contextlib.contextmanager
def serving(
    house: House, host: str, ports: Sequence[int], web: ASGIApp | None = None
) -> Iterator[str]:
    """Answer on the first of these ports that is free (0: any); gives the address to open.

    At the end nobody new is answered, and whoever is being answered has some seconds to get the
    rest. `web` is what answers; left out, everything there is. Raises ChoosePort.
    """
    with bound(host, ports) as listening, answering(house, host, listening, web) as address:
        yield address


@contextlib.contextmanager
def answering(
    house: House, host: str, listening: socket.socket, web: ASGIApp | None = None
) -> Iterator[str]:
    """The same where the address was taken before."""
    proxies = house.settings.trusted_proxies
    config = uvicorn.Config(
        Headers(web) if web else in_front(house, application(house)),
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        # Unless somebody is named whom to believe, a caller's own word of who it is is no word.
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    server = uvicorn.Server(config)
    how = {"sockets": [listening]}
    thread = threading.Thread(target=server.run, kwargs=how, name="web", daemon=True)
    thread.start()
    try:
        yield _address(host, listening.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(START_SECONDS)


def bound(host: str, ports: Sequence[int]) -> socket.socket:
    """The first of these ports that is free (0: any), taken: nobody else gets it.

    It listens: a caller who knows the address is never refused, only kept waiting. Raises
    ChoosePort.
    """
    for port in ports:
        listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host.strip("[]"), port))
        except OSError as error:
            listening.close()
            said = error.strerror
        else:
            listening.listen(128)
            return listening
    raise ChoosePort(
        f"{host}:{ports[-1]} cannot be used ({said}). Choose another address with --listen, or "
        "stop what uses it."
    )


def _address(host: str, port: int) -> str:
    shown = "localhost" if host in ("127.0.0.1", "::1", "0.0.0.0", "::") else host  # noqa: S104
    return f"http://{shown}:{port}"
