"""What is looked at before a scenario is run or switched on, while nothing is written yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallyloom.connections.trouble import ChooseConnection
from tallyloom.flow.inputs import CorrectInputs, Fitted, fitted
from tallyloom.flow.problems import CorrectScenario, Problem
from tallyloom.kit import ExtendPermissions, Reconnect, Trouble
from tallyloom.store.changes import By

if TYPE_CHECKING:
    from tallyloom.api.access import Who
    from tallyloom.flow.document import Document, Use
    from tallyloom.flow.judging import Judged
    from tallyloom.flow.plan import Plan
    from tallyloom.house import House
    from tallyloom.kit import Module
    from tallyloom.store.scenarios import Version


class SwitchItOn(Exception):
    """The scenario starts when its service calls; switch it on instead."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A scenario that was read and checked; `file` is what messages call it."""

    file: str
    text: str
    document: Document
    plan: Plan


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to correct before the scenario can run.

    `line` is that of the file, from 1; `module` the id of a module; 0 where there is none.
    `field` is what is wrong, such as `map.Date`. `remedy` names what to do; `scopes` are the
    permissions to ask for where it is ExtendPermissions.
    """

    message: str
    line: int = 0
    module: int = 0
    field: str = ""
    connection: str = ""
    remedy: str = "CorrectScenario"
    scopes: tuple[str, ...] = ()


def ready(house: House, text: str, file: str) -> Ready:
    """Raises CorrectScenario with everything that is wrong and where."""
    judged = house.judge.judged(text)
    if judged.document is None or judged.plan is None:
        raise CorrectScenario(judged.problems, file)
    return Ready(file, text, judged.document, judged.plan)


def faults(house: House, judged: Judged) -> Iterator[Fault]:
    """Everything that is wrong with a text, then everything that its connections lack."""
    for problem in judged.problems:
        yield Fault(problem.message, problem.line, problem.module, problem.part)
    if judged.document is not None:
        for use, trouble in _lacking(house, judged.document):
            scopes = tuple(getattr(trouble, "scopes", ()))
            yield Fault(trouble.message, use.line, 0, "", use.name, trouble.remedy, scopes)


def assure_connections(house: House, document: Document, file: str) -> None:
    """Every connection is there, reaches its organisation and has the permissions it needs.

    Raises ChooseConnection, ChooseOrganisation, WrongOrganisation, Reconnect, ExtendPermissions.
    """
    for use, trouble in _lacking(house, document):
        where = Problem("", use.line).where(file)
        said = f"{where}, connection {use.name}: {trouble.message}"
        if isinstance(trouble, ExtendPermissions):
            raise ExtendPermissions(said, scopes=trouble.scopes) from None
        raise type(trouble)(said) from None


def _lacking(house: House, document: Document) -> Iterator[tuple[Use, Trouble]]:
    for use in document.connections:
        steps = [step for step in document.steps() if step.connection == use.name]
        named = [house.modules.get(step.module) for step in steps]
        try:
            _assure(house, use, [module for module in named if module is not None])
        except Trouble as trouble:
            yield use, trouble


def _assure(house: House, use: Use, modules: list[Module]) -> None:
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
            f"{row.name} lacks {', '.join(lacking)}. Run {again} and allow access.", scopes=lacking
        )


def inputs(house: House, document: Document, given: Mapping[str, Any]) -> Fitted:
    """Values for all inputs, files as they are stored. Raises CorrectInputs."""
    found = fitted(document, given)
    for file in found.files:
        stored = house.blobs.find(file.sha256)
        if stored is None or stored.size != file.size:
            raise CorrectInputs(
                f"The file {file.name} is not stored here; send it to /files first, then give what"
                " is answered."
            )
    return found


def start(
    house: House,
    version: Version,
    ready: Ready,
    given: Fitted,
    origin: Mapping[str, Any],
) -> str:
    """Add the run; its id."""
    size = sum(file.size for file in given.files)
    return house.engine.add(version, ready.plan, given.values, origin=origin, files=size)


def runnable(ready: Ready) -> None:
    """Raises SwitchItOn where nobody but its service can start it."""
    if ready.plan.listens:
        raise SwitchItOn(f"{ready.document.name} starts when its service calls. Switch it on.")


def by(who: Who) -> By:
    """How the change log knows whoever asks."""
    return By(who.id, who.name)


def origin(who: Who, file: str = "") -> dict[str, Any]:
    """What the history says about where a run comes from."""
    if not who.id:
        return {"by": "command"} | ({"file": file} if file else {})
    return {"by": "token" if who.token_id else "person", "who": who.name} | (
        {"file": file} if file else {}
    )
