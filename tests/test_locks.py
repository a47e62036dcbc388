"""The locks hold what pyproject.toml declares, with hashes, and no address to fetch it from."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).parent.parent
LOCKS = ("runtime", "build", "dev", "installer")
REGISTRY = re.compile(r"https?://[^\s/\"']*(?:pypi|pythonhosted|npmjs|registry)", re.IGNORECASE)


def lock(name: str) -> str:
    return (CHECKOUT / "requirements" / f"{name}.txt").read_text()


def entries(name: str) -> list[str]:
    """The lock's requirements, each with its hashes, as one line."""
    joined = lock(name).replace("\\\n", " ")
    return [line for line in joined.splitlines() if line and not line.lstrip().startswith("#")]


def versions(name: str) -> dict[str, str]:
    found = (Requirement(entry.partition("--hash")[0]) for entry in entries(name))
    return {canonicalize_name(each.name): str(each.specifier)[2:] for each in found}


def pyproject() -> dict[str, Any]:
    return tomllib.loads((CHECKOUT / "pyproject.toml").read_text())


def declared(group: str) -> list[str]:
    if group == "runtime":
        return list(pyproject()["project"]["dependencies"])
    members = pyproject()["dependency-groups"][group]
    nested = [m["include-group"] for m in members if not isinstance(m, str)]
    return [m for m in members if isinstance(m, str)] + [d for g in nested for d in declared(g)]


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_one_version_and_a_hash(name: str) -> None:
    for entry in entries(name):
        assert re.match(r"[a-z0-9-]+==\S+ ", entry), entry
        assert re.search(r" --hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_address(name: str) -> None:
    assert not re.search(r"://|--(?:extra-)?index|--find-links|--trusted-host| @ ", lock(name))


@pytest.mark.parametrize("group", LOCKS)
def test_a_lock_satisfies_what_is_declared(group: str) -> None:
    locked = versions(group)
    for line in declared(group):
        requirement = Requirement(line)
        version = locked.get(canonicalize_name(requirement.name))
        assert version is not None, f"{line} is not in the lock: see docs/why/packaging.md"
        assert requirement.specifier.contains(version), f"{line} is locked at {version}"


@pytest.mark.parametrize("part", ["runtime", "build"])
def test_tests_run_on_the_versions_that_people_run(part: str) -> None:
    assert versions(part).items() <= versions("dev").items()


def test_what_only_tests_need_is_not_installed_for_people() -> None:
    assert not {"xero-python", "pytest", "mypy", "uv"} & versions("runtime").keys()


def test_no_file_names_the_host_of_a_package_registry() -> None:
    for file in project_files():
        text = file.read_text(errors="ignore")
        assert not REGISTRY.search(text), f"{file}: an address of a registry belongs to the machine"


def project_files() -> list[Path]:
    """The files under version control; a copy without it is searched room by room."""
    if (CHECKOUT / ".git").exists() and shutil.which("git"):
        listed = subprocess.run(
            ["git", "-c", f"safe.directory={CHECKOUT}", "ls-files", "-z"],
            cwd=CHECKOUT,
            capture_output=True,
            check=True,
        )
        names = listed.stdout.decode().split("\0")
        return [CHECKOUT / name for name in names if (CHECKOUT / name).is_file()]
    rooms = ("src", "tests", "docs", "requirements", "examples", "bench")
    return [file for room in rooms for file in (CHECKOUT / room).rglob("*") if file.is_file()]
