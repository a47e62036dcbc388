"""The rooms look down only: the contracts of pyproject.toml, and proof that they can bite."""

from __future__ import annotations

from pathlib import Path

import pytest
from importlinter.application.use_cases import lint_imports
from importlinter.configuration import configure

CHECKOUT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def import_linter() -> None:
    configure()


def test_every_room_keeps_the_import_contracts(capsys: pytest.CaptureFixture[str]) -> None:
    kept = lint_imports(config_filename=str(CHECKOUT / "pyproject.toml"), cache_dir=None)

    assert kept, capsys.readouterr().out
