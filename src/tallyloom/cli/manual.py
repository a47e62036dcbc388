"""The reference page of the command line, printed from the command line itself.

python -m tallyloom.cli.manual docs/reference/commands.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from tallyloom.cli import exits
from tallyloom.cli.application import ABOUT, application

CODES = {
    exits.SUCCESS: "it went well",
    exits.FAILED: "the run failed, or some of its bundles did",
    exits.USAGE: "the command or a setting is written wrongly",
    exits.NOT_FOUND: "what was named is not there",
    exits.AUTH: "a person must connect again, allow more, or log in to the server",
    exits.VALIDATION: "the scenario, an input or an expression is wrong",
    exits.CONFLICT: "it is there already, was answered before, or is of another version",
    exits.TEMPORARY: "for now it cannot be done (no network, a full disk); try again",
    exits.INTERRUPTED: "stopped by Ctrl-C",
}
FLAGS = ("json", "quiet", "verbose", "no_color", "server")
INTRODUCTION = """
Data goes to stdout and talk to stderr. With `--json` every command prints one JSON object, and
every command that lists prints JSON Lines. Times in JSON are RFC 3339 in UTC; on a terminal they
are this machine's. Wherever an id is asked for, a beginning or end that is its alone will do.

Every command also takes `--json`, `-q` (no talk), `-v` (show the log) and `--no-color` (so does the
variable `NO_COLOR`).

With `--server URL` (or the variable `TALLYLOOM_SERVER`) a command asks a running server instead of
this machine, with the API token that `tallyloom login` keeps or that `TALLYLOOM_TOKEN` holds. These
work at the machine itself alone: {alone}.
"""


def manual() -> str:
    """The whole page, in Markdown."""
    group: Any = get_command(application())
    alone = ", ".join(f"`{name}`" for name, one in group.commands.items() if _works_here_alone(one))
    introduction = INTRODUCTION.strip().format(alone=alone)
    parts = ["# Commands", ABOUT, introduction, *_codes()]
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        if inner is None:
            parts += _command(f"tallyloom {name}", command)
            continue
        parts += [f"## tallyloom {name}", command.help]
        for verb, one in inner.items():
            parts += _command(f"tallyloom {name} {verb}", one, level=3)
    return "\n\n".join(parts) + "\n"


def _works_here_alone(command: Any) -> bool:
    return not hasattr(command, "commands") and "server" not in {one.name for one in command.params}


def _codes() -> Iterator[str]:
    yield "## Exit codes"
    rows = "\n".join(f"| {code} | {meaning} |" for code, meaning in CODES.items())
    yield f"| code | means |\n|---|---|\n{rows}"


def _command(path: str, command: Any, level: int = 2) -> Iterator[str]:
    arguments = [one for one in command.params if not one.opts[0].startswith("-")]
    usage = " ".join([path, *(_shown(one) for one in arguments), "[OPTIONS]"])
    yield f"{'#' * level} {path}"
    yield command.help
    yield f"```text\n{usage}\n```"
    rows = [_row(one) for one in command.params if one.name not in ("help", *FLAGS)]
    if rows:
        yield "| | meaning |\n|---|---|\n" + "\n".join(rows)


def _shown(argument: Any) -> str:
    return str(argument.metavar or argument.name.upper())


def _row(one: Any) -> str:
    if not one.opts[0].startswith("-"):
        return f"| `{_shown(one)}` | {one.help} |"
    takes = "" if one.is_flag else f" {one.metavar or one.name.strip('_').upper()}"
    names = ", ".join(f"`{name}{takes}`" for name in sorted(one.opts, key=len, reverse=True))
    default = "" if one.default in (None, "", False, []) else f" Default: {one.default}."
    variable = f" Variable: `{one.envvar}`." if getattr(one, "envvar", None) else ""
    return f"| {names} | {one.help}{default}{variable} |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(manual(), encoding="utf-8")
