"""Where packages come from: what pip's and uv's settings say, each told to the other.

uv does not read pip's configuration, pip does not read uv's, and a machine is often set up for one
of them only.
"""

from __future__ import annotations

import configparser
import importlib
import ssl
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from environment.place import account_home


@dataclass(frozen=True, slots=True)
class Sources:
    """Addresses of simple package indexes (PEP 503), folders or pages of links, and how to reach
    them. `index` is None where the tools' own default holds."""

    index: str | None = None
    extra: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    certificates: str | None = None
    proxy: str | None = None
    trusted: tuple[str, ...] = ()
    no_index: bool = False


def read_sources(env: Mapping[str, str], prefix: Path = Path(sys.prefix)) -> Sources:
    """uv's variables first, for they are newer, then pip's variables, then pip's files."""
    pip = pip_settings(env, prefix)
    extra = words(env, "UV_INDEX", "UV_EXTRA_INDEX_URL") or tuple(
        pip.get("extra-index-url", "").split()
    )
    links = tuple(env.get("UV_FIND_LINKS", "").split(",")) if env.get("UV_FIND_LINKS") else ()
    return Sources(
        index=first(env, "UV_DEFAULT_INDEX", "UV_INDEX_URL") or pip.get("index-url"),
        extra=tuple(address.rpartition("=")[2] if named(address) else address for address in extra),
        links=links or tuple(pip.get("find-links", "").split()),
        certificates=first(env, "SSL_CERT_FILE", "SSL_CERT_DIR")
        or pip.get("cert")
        or first(env, "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
        proxy=pip.get("proxy"),
        trusted=words(env, "UV_INSECURE_HOST") or tuple(pip.get("trusted-host", "").split()),
        no_index=pip.get("no-index", "").lower() in {"1", "true", "yes", "on"},
    )


def first(env: Mapping[str, str], *names: str) -> str | None:
    return next((env[name] for name in names if env.get(name)), None)


def words(env: Mapping[str, str], *names: str) -> tuple[str, ...]:
    return tuple((first(env, *names) or "").split())


def named(address: str) -> bool:
    """uv may write an index as `name=address`."""
    return address.partition("=")[0].replace("-", "").replace("_", "").isalnum()


def pip_settings(env: Mapping[str, str], prefix: Path) -> dict[str, str]:
    """What `pip config list` would print for `pip install`, without needing pip."""
    everywhere: dict[str, str] = {}
    install: dict[str, str] = {}
    for file in pip_files(env, prefix):
        parser = configparser.RawConfigParser()
        parser.read(file)
        everywhere.update(section(parser, "global"))
        install.update(section(parser, "install"))
    return {**everywhere, **install, **pip_variables(env)}


def section(parser: configparser.RawConfigParser, name: str) -> Iterator[tuple[str, str]]:
    if parser.has_section(name):
        for key, value in parser.items(name):
            yield key.lower().replace("_", "-").removeprefix("--"), value


def pip_variables(env: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix("PIP_").lower().replace("_", "-"): value
        for name, value in env.items()
        if name.startswith("PIP_") and name != "PIP_CONFIG_FILE" and value
    }


def pip_files(env: Mapping[str, str], prefix: Path) -> Iterator[Path]:
    """pip's configuration files, the later ones stronger (pip's user guide, "Configuration")."""
    own = env.get("PIP_CONFIG_FILE", "")
    if own == "/dev/null":
        return
    for folder in (env.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":"):
        yield Path(folder, "pip", "pip.conf")
    yield Path("/etc/pip.conf")
    home = Path(env.get("HOME") or account_home())
    mac = "Library/Application Support/pip/pip.conf"
    yield from (Path("/", mac), home / mac) if sys.platform == "darwin" else ()
    yield home / ".pip" / "pip.conf"
    yield Path(env.get("XDG_CONFIG_HOME") or home / ".config", "pip", "pip.conf")
    yield prefix / "pip.conf"
    if own:
        yield Path(own)


def for_uv(sources: Sources, env: Mapping[str, str]) -> dict[str, str]:
    """`env` with what uv needs; nothing that its user set for uv is changed."""
    told = {
        "UV_DEFAULT_INDEX": None if env.get("UV_INDEX_URL") else sources.index,
        "UV_INDEX": None if env.get("UV_EXTRA_INDEX_URL") else " ".join(sources.extra),
        # pip looks into every index; the hashes of the lock decide which file is the right one.
        "UV_INDEX_STRATEGY": "unsafe-best-match" if sources.extra else None,
        "UV_FIND_LINKS": ",".join(link for link in sources.links if remote(link) or there(link)),
        "UV_INSECURE_HOST": " ".join(sources.trusted),
        "UV_NO_INDEX": "1" if sources.no_index else None,
        **certificates_for_uv(sources, env),
        **proxies(sources, env),
    }
    return {**{name: value for name, value in told.items() if value}, **filled(env)}


def certificates_for_uv(sources: Sources, env: Mapping[str, str]) -> dict[str, str | None]:
    if sources.certificates:
        folder = Path(sources.certificates).is_dir()
        return {"SSL_CERT_DIR" if folder else "SSL_CERT_FILE": sources.certificates}
    # uv brings its own list of authorities; where the machine keeps one, that one counts.
    system = "1" if there(ssl.get_default_verify_paths().cafile or "") else None
    return {"UV_SYSTEM_CERTS": system, "UV_NATIVE_TLS": system}


def proxies(sources: Sources, env: Mapping[str, str]) -> dict[str, str | None]:
    if any(first(env, name, name.lower()) for name in ("HTTPS_PROXY", "ALL_PROXY")):
        return {}
    return {"HTTPS_PROXY": sources.proxy, "HTTP_PROXY": sources.proxy}


def for_pip(sources: Sources, env: Mapping[str, str]) -> dict[str, str]:
    """`env` with what pip needs, and without settings that send an install elsewhere."""
    told = {
        "PIP_INDEX_URL": sources.index,
        "PIP_EXTRA_INDEX_URL": " ".join(sources.extra),
        "PIP_FIND_LINKS": " ".join(sources.links),
        "PIP_CERT": sources.certificates,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        **proxies(sources, env),
    }
    elsewhere = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_REQUIRE_VIRTUALENV")
    ours = {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"}
    kept = {name: value for name, value in filled(env).items() if name not in elsewhere}
    return {**{name: value for name, value in told.items() if value}, **kept, **ours}


def filled(env: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in env.items() if value or not name.startswith("UV_")}


def there(path: str) -> bool:
    return bool(path) and Path(path.removeprefix("file://")).exists()


def remote(address: str) -> bool:
    return address.startswith(("http://", "https://"))


def default_index() -> str | None:
    """pip's own default, asked of pip or of the pip that came with Python; None without one."""
    for wheel in (None, *bundled_pips()):
        try:
            sys.path[:0] = [str(wheel)] if wheel else []
            return str(importlib.import_module("pip._internal.models.index").PyPI.simple_url)
        except ImportError:
            continue
        finally:
            sys.path[:] = [place for place in sys.path if place != str(wheel)]
    return None


def bundled_pips() -> Iterable[Path]:
    folders = [Path(sysconfig.get_path("stdlib"), "ensurepip", "_bundled")]
    if shared := sysconfig.get_config_var("WHEEL_PKG_DIR"):
        folders.append(Path(shared))
    return [wheel for folder in folders for wheel in sorted(folder.glob("pip-*.whl"))]
