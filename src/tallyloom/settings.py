"""Every knob, its default and its sentence; read once from TALLYLOOM_* and then unchangeable."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "TALLYLOOM_"
LEVELS = ("debug", "info", "warning", "error")
WINDOWS = ("rolling", "fixed")
DRIVERS = ("postgresql", "postgres", "postgresql+psycopg")


class CorrectSetting(ValueError):
    """A setting has a value that cannot be used; the message names it and says what would do."""


def _items(value: object) -> object:
    """Lists are written with commas: `a,b`."""
    if isinstance(value, str):
        return tuple(item.strip() for item in value.split(",") if item.strip())
    return value


def _absolute(value: Path) -> Path:
    return value.expanduser().absolute()


def _address(value: str) -> str:
    parts = urlsplit(f"//{value}")
    try:
        port = parts.port
    except ValueError:
        port = None
    if not parts.hostname or port is None or parts.path or "@" in value:
        raise ValueError(f"{value!r} is not HOST:PORT; write for instance 127.0.0.1:5050")
    return value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{value!r} is not an address; write for instance https://books.example")
    return value.rstrip("/")


def is_loopback(host: str) -> bool:
    """True for `localhost` and for the addresses that never leave this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _loopback_address(value: str) -> str:
    if not is_loopback(urlsplit(_web_address(value)).hostname or ""):
        raise ValueError(
            "a test clock must be on this machine; write http://127.0.0.1:PORT, or remove it"
        )
    return value.rstrip("/")


def _database_address(value: SecretStr) -> SecretStr:
    parts = urlsplit(value.get_secret_value())
    if parts.scheme not in DRIVERS or len(parts.path) < 2:
        raise ValueError(
            "write postgresql://USER:PASSWORD@HOST:PORT/DATABASE, "
            "or leave it out to use the embedded database"
        )
    return value


def _level(value: object) -> object:
    if isinstance(value, str) and value.lower() in LEVELS:
        return value.lower()
    raise ValueError(f"{value!r} is not a log level; choose one of {', '.join(LEVELS)}")


def _window(value: object) -> object:
    if isinstance(value, str) and value.lower() in WINDOWS:
        return value.lower()
    raise ValueError(f"{value!r} is not a kind of window; it is {' or '.join(WINDOWS)}")


def _network(value: str) -> str:
    try:
        ipaddress.ip_network(value)
    except ValueError:
        raise ValueError(
            f"{value!r} is not an address or a network; write for instance 10.0.0.2 or 10.0.0.0/8"
        ) from None
    return value


WindowKind = Annotated[str, BeforeValidator(_window)]
Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_items)]
Address = Annotated[str, AfterValidator(_address)]
Addresses = Annotated[tuple[Address, ...], NoDecode, BeforeValidator(_items)]
Network = Annotated[str, AfterValidator(_network)]
Networks = Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_items)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
LoopbackAddress = Annotated[str, AfterValidator(_loopback_address)]
DatabaseAddress = Annotated[SecretStr, AfterValidator(_database_address)]
AbsolutePath = Annotated[Path, AfterValidator(_absolute)]


class Settings(BaseSettings):
    """The settings of one process. A value given in the call outranks the environment."""

    # An empty variable is an absent one: that is how compose files and shells pass "not set".
    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
    )

    home: AbsolutePath = Field(
        default_factory=lambda: user_data_path("tallyloom"),
        description="The data folder. It is private to its owner and holds the embedded database.",
    )
    database_url: DatabaseAddress | None = Field(
        default=None,
        description="A PostgreSQL server (15 or newer) to use instead of the embedded one.",
    )
    listen: Address = Field(
        default="127.0.0.1:8080", description="Where `tallyloom up` answers, as HOST:PORT."
    )
    public_url: WebAddress | None = Field(
        default=None,
        description="The address under which people and services reach this installation.",
    )
    worker_listen: Address = Field(
        default="127.0.0.1:8081",
        description="Where `tallyloom worker` tells how it is; if taken, another port.",
    )
    trusted_proxies: Networks = Field(
        default=(),
        description="Proxies (addresses, networks) whose X-Forwarded-For and -Proto are believed.",
    )
    session_idle_minutes: int = Field(
        default=720,
        ge=1,
        description="After how many minutes without a request a browser must sign in again.",
    )
    session_days: int = Field(
        default=7, ge=1, description="After how many days a browser must sign in again in any case."
    )
    history_days: int = Field(
        default=60,
        ge=1,
        description="For how many days bundles, calls and files of runs are kept after their end.",
    )
    history_bytes: int | None = Field(
        default=None,
        ge=1,
        description="What the history may weigh; beyond, the oldest bundles go before their time.",
    )
    history_lines_days: int = Field(
        default=400,
        ge=60,
        description="For how many days a run's line and the names of what it wrote are kept.",
    )
    webhook_queue: int = Field(
        default=1_000_000,
        ge=1,
        description="How many webhook calls and events may wait; beyond, callers are sent away.",
    )
    largest_file: int = Field(
        default=1024**3,
        ge=1,
        description="The most bytes of a file that is sent over the API.",
    )
    allow_addresses: Addresses = Field(
        default=(),
        description="Private HOST:PORT pairs that outgoing calls may reach all the same.",
    )
    apps: Names | None = Field(
        default=None, description="Load only these apps, separated by commas; all when left out."
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="The key that encrypts credentials; several, separated by commas, to rotate.",
    )
    secret_key_file: AbsolutePath | None = Field(
        default=None, description="A file that holds the key that encrypts credentials."
    )
    notify: SecretStr | None = Field(
        default=None,
        description="Who is told of troubles: addresses that Apprise reads, separated by commas.",
    )
    tier: str | None = Field(
        default=None,
        description="The tier of registrations that say none, where a service sells several.",
    )
    minute_window: WindowKind | None = Field(
        default=None,
        description="How services count a minute, where not as their apps say: rolling or fixed.",
    )
    day_window: WindowKind | None = Field(
        default=None,
        description="How services count a day, where not as their apps say: rolling or fixed.",
    )
    log_level: Annotated[str, BeforeValidator(_level)] = Field(
        default="info", description="How much is logged: debug, info, warning or error."
    )
    test_clock: LoopbackAddress | None = Field(
        default=None, description="Tests only: the address of a clock on this machine to go by."
    )


def load(given: Mapping[str, Any] | None = None) -> Settings:
    """The settings from `given` (flags), then the environment, then the defaults.

    Raises CorrectSetting, with one line for each value that cannot be used.
    """
    try:
        return Settings(**dict(given or {}))
    except ValidationError as error:
        raise CorrectSetting(_explain(error)) from None


def variable(name: str) -> str:
    """The environment variable of a setting: `home` is `TALLYLOOM_HOME`."""
    return PREFIX + name.upper()


def _explain(error: ValidationError) -> str:
    lines = []
    for fault in error.errors(include_url=False, include_input=False):
        name = variable(str(fault["loc"][0]))
        if fault["type"] == "extra_forbidden":
            lines.append(f"{name} is not a setting; remove it.")
        else:
            lines.append(f"{name}: {fault['msg'].removeprefix('Value error, ')}.")
    return "\n".join(lines)
