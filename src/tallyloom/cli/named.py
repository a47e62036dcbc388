"""The scenario that a command names: a file, or one that is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tallyloom.cli.exits import VALIDATION, LookAgain, ServerSaid
from tallyloom.flow.problems import CorrectScenario, Problem

if TYPE_CHECKING:
    from tallyloom.cli.desk import Desk


@dataclass(frozen=True, slots=True)
class Named:
    """What to call it, its text, and its id where it is not a file."""

    file: str
    text: str
    id: str = ""


def named(desk: Desk, name: str) -> Named:
    """A file of this name, or the newest version of the stored scenario. Raises LookAgain."""
    path = Path(name).expanduser()
    if path.is_file():
        return Named(name, text_of(path))
    found = stored(desk, name, f"There is no file {name} and no scenario of that name.")
    return Named(name, found["text"], found["id"])


def stored(desk: Desk, name: str, missing: str = "") -> Any:
    """The scenario of this name, whole. Raises LookAgain."""
    from tallyloom.api.scenarios import show_scenario

    return desk(show_scenario, scenario_id=the_id(desk, name, missing))


def the_id(desk: Desk, name: str, missing: str = "") -> str:
    """Raises LookAgain."""
    from tallyloom.api.scenarios import list_scenarios

    items = desk(list_scenarios, named=name, limit=1)["items"]
    if not items:
        said = missing or f"There is no scenario {name!r}."
        raise LookAgain(f"{said} `tallyloom scenario list` shows those that are stored.")
    return str(items[0]["id"])


def text_of(path: Path) -> str:
    """Raises CorrectScenario where it is no text."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        problem = Problem("This is not UTF-8 text; save the file as UTF-8.", line)
        raise CorrectScenario([problem], str(path)) from None


def checked(desk: Desk, scenario: Named, *, connections: bool) -> Any:
    """What the scenario is and takes, with nothing to correct, nor with `connections` anything
    that those lack. Raises CorrectScenario, and what the first connection lacks."""
    from tallyloom.api.scenario_running import CheckedText, check_scenario

    body = CheckedText(text=scenario.text, connections=connections)
    found = desk(check_scenario, body=body)
    assure(found["faults"], scenario.file)
    return found


def assure(faults: Sequence[Mapping[str, Any]], file: str) -> None:
    """Raises CorrectScenario with everything that is wrong, else what the first one asks for."""
    own = [each for each in faults if not each["connection"]]
    if own:
        problems = [Problem(f["message"], f["line"], f["module"], f["field"]) for f in own]
        raise CorrectScenario(problems, file)
    for fault in faults:
        where = Problem("", fault["line"]).where(file)
        said = f"{where}, connection {fault['connection']}: {fault['message']}"
        raise ServerSaid(said, fault["remedy"], VALIDATION)
