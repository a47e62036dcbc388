"""`xero-emulator`: serve a Xero that remembers, until stopped.

How it was checked: by our own tests; this file holds no fact about Xero.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import FrameType

from xero_emulator.clock import ClockUnreadable, clock_at
from xero_emulator.identity.grants import Client
from xero_emulator.listening import PortTaken, listen
from xero_emulator.server import Listener
from xero_emulator.tiers import TIERS
from xero_emulator.tls import Secure, secured
from xero_emulator.tls.folder import FolderUnusable, usual_folder
from xero_emulator.world import SnapshotUnreadable, World, real_parts

CANNOT_START = 2
LAST_PORT = 65_535
CANNOT = (PortTaken, FolderUnusable, ClockUnreadable, SnapshotUnreadable, OSError, ValueError)


def client(text: str) -> Client:
    """An app as ID:SECRET; an empty secret is a PKCE app."""
    client_id, colon, secret = text.partition(":")
    if not (client_id and colon):
        raise argparse.ArgumentTypeError("write ID:SECRET, or ID: for a PKCE app")
    return Client(client_id, secret or None)


def state_file(text: str) -> Path:
    """A file that can be written when the emulator stops."""
    file = Path(text)
    if not os.access(file.parent, os.W_OK):
        raise argparse.ArgumentTypeError(f"{file.parent} must be a folder that can be written")
    if file.is_dir():
        raise argparse.ArgumentTypeError(f"{text!r} is a folder: name a file in it")
    return file


def port(text: str) -> int:
    """A port of this machine; 0 is any free one."""
    if not (text.isascii() and text.isdecimal() and int(text) <= LAST_PORT):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no port: write a number from 0 to {LAST_PORT}"
        )
    return int(text)


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="xero-emulator",
        description="A Xero that remembers, on one port: identity, connections and the APIs. "
        "Control is under /_emulator/.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=port, default=5050, help="0 takes a free one (%(default)s)")
    parser.add_argument("--seed", default="demo", help="demo, empty, or a YAML file (%(default)s)")
    parser.add_argument(
        "--state", type=state_file, metavar="FILE", help="loaded at start, saved on stop"
    )
    parser.add_argument(
        "--client",
        type=client,
        action="append",
        default=[],
        metavar="ID:SECRET",
        help="register an app, again and again; without it any client id is accepted",
    )
    parser.add_argument("--auto-consent", action="store_true", help="say yes without a page")
    parser.add_argument(
        "--scopes",
        choices=("both", "granular", "broad"),
        help="what apps may ask for; those made since 2 March 2026 get granular (both)",
    )
    parser.add_argument("--tier", choices=tuple(TIERS), help="the apps' pricing tier (core)")
    parser.add_argument("--clock", default="real", metavar="URL|real", help="read time from a URL")
    parser.add_argument(
        "--webhook", metavar="URL", help="send the events of every connected organisation here"
    )
    parser.add_argument(
        "--webhook-key", metavar="KEY", help="what signs them; without it a key is made and printed"
    )
    parser.add_argument(
        "--tls-port",
        type=port,
        metavar="PORT",
        help="also serve HTTPS under Xero's host names here",
    )
    parser.add_argument(
        "--proxy-port",
        type=port,
        metavar="PORT",
        help="an HTTPS_PROXY that leads Xero's hosts here",
    )
    parser.add_argument(
        "--tls-folder",
        type=Path,
        default=usual_folder(),
        metavar="FOLDER",
        help="where the local certificate authority is kept (%(default)s)",
    )
    return parser


def say_ready(world: World, url: str) -> None:
    for each in world.webhooks.subscriptions.values():
        if each.at_start:
            print(f"Webhook to {each.url}, signed with the key {each.key}", flush=True)
    print(f"Xero emulator ready at {url} (control at {url}/_emulator/)", flush=True)


def say_secure(secure: Secure) -> None:
    print(f"HTTPS for Xero's hosts on port {secure.port}; trust {secure.certificate}", flush=True)
    if secure.proxy is not None:
        print(f"Proxy to them: HTTPS_PROXY={secure.proxy.url}", flush=True)


def leave(signum: int, frame: FrameType | None) -> None:
    """Ends the start at once; while serving, uvicorn stops first and only then calls this."""
    raise SystemExit(0)


def read(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = arguments()
    asked = parser.parse_args(argv)
    if asked.webhook_key is not None and asked.webhook is None:
        parser.error("--webhook-key signs what goes to --webhook URL: give that too")
    return asked


def world_of(asked: argparse.Namespace) -> World:
    return World(
        real_parts(),
        clock_at(asked.clock),
        asked.seed,
        asked.client,
        asked.auto_consent,
        {"scopes": asked.scopes, "tier": asked.tier},
        (asked.webhook, asked.webhook_key) if asked.webhook is not None else None,
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run until SIGTERM or SIGINT; 0 after a clean stop, 2 when it cannot start."""
    asked = read(argv)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, leave)
    try:
        world = world_of(asked)
        secure = secured(asked.host, asked.tls_port, asked.proxy_port, asked.tls_folder)
        if secure is not None:
            say_secure(secure)
        listening = listen(asked.host, asked.port)
        ready = partial(say_ready, world)
        Listener(world, listening, asked.state, ready, secure).listen_until_told()
    except CANNOT as trouble:
        print(f"xero-emulator: {trouble}", file=sys.stderr)
        return CANNOT_START
    return 0


if __name__ == "__main__":
    sys.exit(main())
