"""The page about the commands says what the program does, and every command says what it is for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from tallyloom.cli import exits
from tallyloom.cli.application import application
from tallyloom.cli.manual import CODES, manual

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "commands.md"


def commands() -> dict[str, Any]:
    """Every command by its words."""
    found: dict[str, Any] = {}
    group: Any = get_command(application())
    for name, command in group.commands.items():
        inner = getattr(command, "commands", {})
        found |= {f"{name} {verb}": one for verb, one in inner.items()} or {name: command}
    return found


def test_the_page_is_fresh() -> None:
    said = f"run: python -m tallyloom.cli.manual docs/reference/{PAGE.name}"
    assert PAGE.read_text(encoding="utf-8") == manual(), said


@pytest.mark.parametrize("name", commands())
def test_every_command_speaks_json_and_says_what_everything_is_for(name: str) -> None:
    command = commands()[name]
    flags = {flag for one in command.params for flag in one.opts}

    assert command.help
    assert {"--json", "--quiet", "--verbose", "--no-color"} <= flags
    assert [one.name for one in command.params if not one.help] == []


def test_every_exit_code_is_in_the_page() -> None:
    numbers = {
        value for name, value in vars(exits).items() if name.isupper() and type(value) is int
    }

    assert set(CODES) == numbers
    assert set(exits.CODES.values()) <= numbers
