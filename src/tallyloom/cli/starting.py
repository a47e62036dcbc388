"""What happens before a run: everything that can be wrong is found while nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tallyloom.cli.exits import LookAgain
from tallyloom.cli.inputs import CHUNK, Given, GivenFile
from tallyloom.flow.check import check
from tallyloom.flow.document import Document, Use
from tallyloom.flow.plan import Plan, plan
from tallyloom.flow.problems import CorrectScenario, Problem
from tallyloom.flow.read import read
from tallyloom.kit import ExtendPermissions, File, Module, OAuth2, Reconnect, Trouble

if TYPE_CHECKING:
    from tallyloom.house import House


@dataclass(frozen=True, slots=True)
class Ready:
    """A scenario that was read and checked; `file` is what messages call it."""

    file: str
    text: str
    document: Document
    plan: Plan


def found(house: House, name: str) -> tuple[str, str]:
    """What to call it, and its text: of a file, or of a stored scenario of that name.

    Raises LookAgain, CorrectScenario.
    """
    path = Path(name).expanduser()
    if path.is_file():
        return name, text_of(path)
    stored = {version.name: version.document for version in house.scenarios.newest()}
    if name not in stored:
        raise LookAgain(
            f"There is no file {name} and no scenario of that name. `tallyloom scenario list` "
            "shows those that are stored."
        )
    return name, stored[name]


def text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        problem = Problem("This is not UTF-8 text; save the file as UTF-8.", line)
        raise CorrectScenario([problem], str(path)) from None


def checked(apps: Mapping[str, Any], modules: Mapping[str, Module], file: str, text: str) -> Ready:
    """Raises CorrectScenario with everything that is wrong and where."""
    document = read(text, file)
    connected = frozenset(n for n, app in apps.items() if isinstance(app.connection, OAuth2))
    check(document, modules, connected, file)
    return Ready(file, text, document, plan(document, modules))


def assure_connections(house: House, ready: Ready) -> None:
    """Every connection is there, reaches its organisation and has the permissions it needs.

    Raises ChooseConnection, ChooseOrganisation, WrongOrganisation, Reconnect, ExtendPermissions.
    """
    for use in ready.document.connections:
        steps = [step for step in ready.document.steps() if step.connection == use.name]
        where = Problem("", use.line).where(ready.file)
        try:
            _assure(house, use, [house.modules[step.module] for step in steps])
        except Trouble as trouble:
            raise type(trouble)(f"{where}, connection {use.name}: {trouble.message}") from None


def _assure(house: House, use: Use, modules: list[Module]) -> None:
    from tallyloom.connections.trouble import ChooseConnection

    row = house.connections.get(use.connection)
    if row.app != use.app:
        raise ChooseConnection(f"{row.name} connects {row.app}, not {use.app}; choose another.")
    again = f"`tallyloom connections add {row.app} --name {row.name!r} --again`"
    if row.state != "connected":
        raise Reconnect(f"{row.reason} Run {again}.")
    house.connections.client(use.connection, use.organisation)
    lacking = house.connections.missing(use.connection, modules)
    if lacking:
        raise ExtendPermissions(
            f"{row.name} lacks {', '.join(lacking)}. Run {again} and allow access."
        )


def start(house: House, ready: Ready, given: Given) -> str:
    """Store the files and the scenario, and add the run; its id."""
    values: dict[str, Any] = {}
    files = 0
    for name, value in given.items():
        if isinstance(value, GivenFile):
            stored = house.blobs.save(_chunks(value.path))
            files += stored.size
            file = File(value.path.name, value.type, stored.size, stored.sha256)
            values[name] = file.as_value()
        else:
            values[name] = value
    version = house.scenarios.keep(ready.document.name, ready.text, house.clock.now())
    origin = {"by": "command", "file": ready.file}
    return house.engine.add(version, ready.plan, values, origin=origin, files=files)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
