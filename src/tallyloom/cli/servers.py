"""Which server a command speaks to, and with which token; tokens are kept in one private file."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from tallyloom.cli.exits import CorrectCommand

SERVER = "TALLYLOOM_SERVER"
TOKEN = "TALLYLOOM_TOKEN"  # noqa: S105 - the name of a variable
FOLDER, FILE = "config", "servers.json"
PORTS = {"http": 80, "https": 443}


class CorrectTokenFile(CorrectCommand):
    """The file of tokens cannot be used."""


@dataclass(frozen=True, slots=True)
class Server:
    """An address without a slash at its end, and who asks."""

    url: str
    token: str = field(repr=False)


def address(text: str) -> str:
    """An address as it is kept and compared. Raises CorrectCommand.

    A token goes over TLS, or it does not leave this machine.
    """
    parts = _split(text)
    host = parts.hostname or ""
    if parts.scheme == "http" and not _loopback(host):
        raise CorrectCommand(
            f"http://{host} would show your token to everybody on the way; write https://{host}. "
            "Only a server on this machine may be spoken to without TLS."
        )
    shown = f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{shown}{port}{parts.path.rstrip('/')}"


def _split(text: str) -> SplitResult:
    example = "https://books.example"
    try:
        parts = urlsplit(text.strip())
        known = parts.scheme in PORTS and bool(parts.hostname)
        parts.port  # noqa: B018 - raises for what is no port
    except ValueError:
        known = False
    if not known:
        raise CorrectCommand(f"{text!r} is not the address of a server; write one as {example}.")
    if parts.username is not None or parts.query or parts.fragment:
        raise CorrectCommand(
            f"A server's address has no name, no question mark and no # in it; write {example}. "
            f"The token is given by {TOKEN} or `tallyloom login`."
        )
    return parts


def _loopback(host: str) -> bool:
    import ipaddress

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def server(text: str) -> Server:
    """The server of this address with the token for it; "" where nobody has logged in there."""
    url = address(text)
    return Server(url, os.environ.get(TOKEN, "").strip() or _kept().get(url, ""))


def place() -> Path:
    """Where the tokens are kept: in the folder of configuration, or under TALLYLOOM_HOME."""
    home = os.environ.get("TALLYLOOM_HOME", "")
    if home:
        return Path(home).expanduser().absolute() / FOLDER / FILE
    from platformdirs import user_config_path

    return user_config_path("tallyloom") / FILE


def keep(url: str, token: str) -> Path:
    """Keep the token of a server for its owner alone; gives the file."""
    _write({**_kept(), url: token})
    return place()


def forget(url: str) -> bool:
    """Whether there was one."""
    kept = _kept()
    there = kept.pop(url, None) is not None
    if there:
        _write(kept)
    return there


def _kept() -> dict[str, str]:
    file = place()
    try:
        found = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise CorrectTokenFile(f"{file} cannot be read; remove it and log in again.")
    return {str(url): str(token) for url, token in found.items()}


def _write(tokens: dict[str, str]) -> None:
    """At once and whole: a reader never sees half a file, and nobody else ever sees a token."""
    file = place()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = file.with_name(f"{FILE}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    beside.touch(0o600, exist_ok=False)
    beside.write_text(json.dumps(tokens, indent=1, sort_keys=True), "utf-8")
    beside.replace(file)
