"""The rooms look down only: the contracts of pyproject.toml, and proof that they can bite."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.application.use_cases import lint_imports
from importlinter.configuration import configure

CHECKOUT = Path(__file__).parent.parent
ROOMS = (
    "api cli house engine connections egress store flow clock kit lang settings apps apps/xero"
    " apps/csv"
)
EMULATED = (
    "accounting assets files finance payroll identity page seeds tls webhooks control door faults"
    " fixture limits server world"
)

OFFENCES = {
    "a room looks up": ("tallyloom/flow/plan.py", "from tallyloom import engine"),
    "the kit knows the store": ("tallyloom/kit/plan.py", "from tallyloom import store"),
    "an app sees more than the kit": ("tallyloom/apps/xero/plan.py", "from tallyloom import lang"),
    "a room imports an app": ("tallyloom/engine/plan.py", "from tallyloom.apps import xero"),
    "an app imports another": ("tallyloom/apps/csv/plan.py", "from tallyloom.apps import xero"),
    "the emulator imports the house": ("xero_emulator/plan.py", "import tallyloom.kit"),
    "the house imports the emulator": ("tallyloom/engine/plan.py", "import xero_emulator"),
    "a resource looks at the server": ("xero_emulator/files/plan.py", "import xero_emulator.door"),
    "a room that is not in the plan": ("tallyloom/utils/__init__.py", ""),
}


def test_every_room_keeps_the_import_contracts(capsys: pytest.CaptureFixture[str]) -> None:
    configure()

    kept = lint_imports(config_filename=str(CHECKOUT / "pyproject.toml"), cache_dir=None)

    assert kept, capsys.readouterr().out


@pytest.mark.parametrize("offence", OFFENCES)
def test_the_contracts_catch(offence: str, tmp_path: Path) -> None:
    build_rooms(tmp_path)
    assert lint(tmp_path).returncode == 0

    place, line = OFFENCES[offence]
    plant(tmp_path / place, line)

    assert "BROKEN" in lint(tmp_path).stdout


def build_rooms(folder: Path) -> None:
    for room in ("", *EMULATED.split()):
        plant(folder / "xero_emulator" / room / "__init__.py")
    for room in ("", *ROOMS.split()):
        plant(folder / "tallyloom" / room / "__init__.py")


def plant(file: Path, text: str = "") -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text + "\n")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """The contracts of the checkout, held against the rooms of `folder`."""
    words = ["--no-cache", "--config", str(CHECKOUT / "pyproject.toml")]
    program = (
        "import sys; from importlinter.cli import lint_imports_command as run; run(sys.argv[1:])"
    )
    return subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
    )
