"""`./dev`: what it says, which Python it takes, and that it works from anywhere."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "dev"
SHELLS = ("sh", "dash", "busybox", "bash", "ksh", "mksh", "yash")
TOOLS = ("sh", "dirname", "readlink", "cat", "env")

PREPARES = """
import sys
print("prepared by", sys.argv[1], file=sys.stderr)
print("venv='{venv}'")
print("caches='{caches}'")
"""
RECORDS = '#!/bin/sh\necho "${0##*/}" "$@"\necho "in $PWD"\nenv\n'
PYTHON = """#!/bin/sh
case $* in *version_info*) exec '{real}' -c 'import sys; sys.exit({version} < (3, 11))' ;; esac
echo "using ${{0##*/}}" >&2
exec '{real}' "$@"
"""


class Checkout:
    """A checkout whose environment only records what it is asked to run, and a PATH of its own."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a checkout"
        self.path = folder / "programs"
        self.venv = self.root / "made"
        self.prepares(caches="")
        shutil.copy(SCRIPT, self.root / "dev")
        for name in ("python", "tallyloom", "lint-imports"):
            write_program(self.venv / "bin" / name, RECORDS)
        self.path.mkdir()
        for tool in TOOLS:
            (self.path / tool).symlink_to(shutil.which(tool) or "")

    def prepares(self, caches: str) -> None:
        package = self.root / "requirements" / "environment"
        package.mkdir(parents=True, exist_ok=True)
        answer = PREPARES.format(venv=self.venv, caches=caches)
        (package / "__main__.py").write_text(answer)

    def has_python(self, name: str, version: str = "(3, 12)") -> None:
        write_program(self.path / name, PYTHON.format(real=sys.executable, version=version))

    def run(self, *words: str, script: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [script or self.root / "dev", *words],
            env={"PATH": str(self.path)},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )


def write_program(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(0o755)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.mark.parametrize("shell", [shell for shell in SHELLS if shutil.which(shell)])
def test_every_shell_of_this_machine_can_run_it(shell: str) -> None:
    command = [shell, "sh"] if shell == "busybox" else [shell]
    helped = subprocess.run([*command, SCRIPT, "-h"], capture_output=True, text=True, check=True)
    assert helped.stdout.startswith("usage: ./dev COMMAND")


@pytest.mark.parametrize("word", ["-h", "--help", "help"])
def test_help_installs_nothing(checkout: Checkout, word: str) -> None:
    helped = checkout.run(word)
    assert (helped.returncode, helped.stderr) == (0, "")


@pytest.mark.parametrize("words", [[], ["tset"]])
def test_a_wrong_use_is_answered_with_the_usage(checkout: Checkout, words: list[str]) -> None:
    answer = checkout.run(*words)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "usage: ./dev COMMAND" in answer.stderr


def test_every_command_that_the_usage_lists_is_there(checkout: Checkout) -> None:
    checkout.has_python("python3")
    listed = re.findall(r"^  (\w+)( [A-Z]+ )?", checkout.run("-h").stdout, re.MULTILINE)
    assert {"demo", "test", "lint"} <= {command for command, _ in listed}
    for command, needs in listed:
        words = [command, "a-word"] if needs else [command]
        assert checkout.run(*words).returncode == 0, command


def test_the_demo_is_the_products_own(checkout: Checkout) -> None:
    checkout.has_python("python3")
    assert "tallyloom demo --exit\n" in checkout.run("demo", "--exit").stdout


def test_pytest_gets_the_arguments_of_test_as_they_are(checkout: Checkout) -> None:
    checkout.has_python("python3")
    ran = checkout.run("test", "-k", "one or two").stdout.splitlines()
    [tests] = [line for line in ran if line.startswith("python -m pytest")]
    assert tests.endswith("-k one or two")


def test_it_can_be_called_from_elsewhere_and_through_links(checkout: Checkout) -> None:
    checkout.has_python("python3")
    (checkout.path / "first").symlink_to(checkout.root / "dev")
    (checkout.path / "second").symlink_to("first")

    ran = checkout.run("test", script=checkout.path / "second")

    assert f"in {checkout.root}\n" in ran.stdout
    assert ran.stderr.endswith(f"prepared by {checkout.root}\n")


def test_the_newest_python_that_is_named_so_is_taken(checkout: Checkout) -> None:
    checkout.has_python("python3", version="(3, 11)")
    checkout.has_python("python3.12")
    checkout.has_python("python3.13", version="(2, 7)")  # a name that does not keep its word
    assert checkout.run("test").stderr.startswith("using python3.12\n")


def test_without_a_python_that_is_new_enough_it_says_what_to_install(checkout: Checkout) -> None:
    checkout.has_python("python3", version="(3, 10)")
    refused = checkout.run("test")
    assert refused.returncode == 1
    assert refused.stderr.startswith("dev: no Python 3.11 or newer on PATH: install one")


def test_a_failed_installation_runs_nothing(checkout: Checkout) -> None:
    checkout.has_python("python3")
    (checkout.root / "requirements/environment/__main__.py").write_text("raise SystemExit(1)")
    refused = checkout.run("test")
    assert (refused.returncode, refused.stdout) == (1, "")


def test_in_a_read_only_checkout_every_cache_goes_elsewhere(checkout: Checkout) -> None:
    checkout.has_python("python3")
    checkout.prepares(caches="/a cache")

    ran = checkout.run("test")

    assert "dev: the checkout is read-only: caches go to /a cache" in ran.stderr
    for name in ("MYPY_CACHE_DIR", "RUFF_CACHE_DIR", "HYPOTHESIS_STORAGE_DIRECTORY"):
        assert f"\n{name}=/a cache/" in ran.stdout
    assert "\nPYTHONPYCACHEPREFIX=/a cache/python\n" in ran.stdout
    assert "\nPYTEST_ADDOPTS= -o 'cache_dir=/a cache/pytest'\n" in ran.stdout


def test_one_failing_check_fails_lint_after_all_have_run(checkout: Checkout) -> None:
    checkout.has_python("python3")
    write_program(checkout.venv / "bin" / "python", '#!/bin/sh\necho "$*"\n[ "$3" != check ]\n')

    checked = checkout.run("lint")

    assert checked.returncode == 1
    for check in ("-m ruff check", "-m ruff format --check", "-m mypy", "lint-imports"):
        assert check in checked.stdout
