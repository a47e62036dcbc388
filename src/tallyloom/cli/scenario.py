"""`tallyloom scenario`: check, run, on, off, list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallyloom.cli.command import command, noun
from tallyloom.cli.desk import here
from tallyloom.cli.exits import CorrectCommand
from tallyloom.cli.screen import Screen, clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rich.console import Console

    from tallyloom.engine.switching import On
    from tallyloom.flow.document import Document
    from tallyloom.store.runs import Run
    from tallyloom.store.scenarios import Listener, Version

app = noun("scenario", "Check, run, switch and list scenarios.")

FileOrName = Annotated[
    str, typer.Argument(metavar="FILE", help="A *.scenario.yaml, or the name of a stored one.")
]
Inputs = Annotated[
    list[str] | None,
    typer.Option("--input", "-i", metavar="NAME=VALUE", help="An input; NAME=@FILE for a file."),
]
Patience = Annotated[
    float,
    typer.Option(min=0, metavar="SECONDS", help="How long to wait for trouble to pass."),
]


@command(app)
def check(screen: Screen, file: FileOrName) -> None:
    """Say everything that is wrong with a scenario, and where; nothing is run."""
    from pathlib import Path

    from tallyloom.cli.starting import checked, found, text_of
    from tallyloom.house import installed_apps, modules_by_name

    path = Path(file).expanduser()
    if path.is_file():  # a file can be checked where there is no database
        apps = installed_apps()
        ready = checked(apps, modules_by_name(apps), file, text_of(path))
    else:
        with screen.house() as house:
            ready = checked(house.apps, house.modules, *found(house, file))
    facts = _facts(ready.document)
    screen.object(
        {"file": file, **facts},
        lambda out: out.print(
            f"✓ {clean(ready.document.name)}: {facts['modules']} modules, nothing to correct.",
        ),
    )


@command(app)
def run(
    screen: Screen,
    file: FileOrName,
    input_: Inputs = None,
    detach: Annotated[
        bool, typer.Option("--detach", help="Add the run and leave; `tallyloom up` moves it.")
    ] = False,
    patience: Patience = 90.0,
) -> int:
    """Run a scenario, wait for it and print what it did; 0 on success, 1 if anything failed."""
    from tallyloom.cli.inputs import fitted, parsed
    from tallyloom.cli.starting import assure_connections, checked, found, start
    from tallyloom.cli.waiting import finished

    given = parsed(input_ or [])
    with screen.desk() as desk:
        house = here(desk, "This")
        ready = checked(house.apps, house.modules, *found(house, file))
        if ready.plan.listens:
            raise CorrectCommand(
                f"{ready.document.name} starts when its service calls. Switch it on: "
                f"tallyloom scenario on {file}"
            )
        values = fitted(ready.document, given, ready.file)
        assure_connections(house, ready)
        run_id = start(house, ready, values)
        if detach:
            screen.object({"id": run_id, "status": "waiting"}, lambda out: out.print(run_id))
            return 0
        return finished(screen, desk, run_id, patience)


@command(app)
def on(screen: Screen, file: FileOrName) -> None:
    """Let a scenario start by itself: whenever its service calls, or by its schedule."""
    from tallyloom.cli.starting import assure_connections, checked, found

    with screen.house() as house:
        ready = checked(house.apps, house.modules, *found(house, file))
        house.switch.assure(ready.plan, ready.file)
        assure_connections(house, ready)
        version = house.scenarios.keep(ready.document.name, ready.text, house.clock.now())
        now = house.switch.on(version, ready.plan)
    screen.object(
        {"name": version.name, "on": True, "version": version.number, **_begins(now)},
        lambda out: out.print(
            f"✓ {clean(version.name)} is on: version {version.number} {_begins_in_words(now)}."
        ),
    )
    if now.hears is not None and not now.hears.calls:
        screen.say(
            "Nothing is heard yet: the service's signing key is not here. Run "
            f"tallyloom connections webhook {now.hears.registration.name!r} --set"
        )
    screen.say("It runs while `tallyloom up` does.")


def _begins(now: On) -> dict[str, Any]:
    """What starts a scenario that is on."""
    from tallyloom.api.figures import moment

    if now.hears is not None:
        return {
            "organisation": now.hears.tenant.name,
            "registration": now.hears.registration.name,
            "since": moment(now.hears.listener.since),
        }
    return {
        "schedule": now.schedule.words() if now.schedule else "",
        "since": moment(now.timer.since) if now.timer else None,
        "next_runs": [moment(slot) for slot in now.next_runs],
    }


def _begins_in_words(now: On) -> str:
    from tallyloom.api.figures import moment

    if now.hears is not None:
        return f"hears what happens in {clean(now.hears.tenant.name)}"
    said = f"starts {now.schedule.words() if now.schedule else ''}"
    return f"{said}, next at {moment(now.next_runs[0])}" if now.next_runs else said


@command(app)
def off(screen: Screen, file: FileOrName) -> None:
    """Let a scenario start no more by itself; what waits for it waits until it is on again."""
    from tallyloom.cli.starting import found
    from tallyloom.flow.read import read

    with screen.house() as house:
        name = read(found(house, file)[1], file).name
        stored = {version.name: version.scenario_id for version in house.scenarios.newest()}
        was = name in stored and house.scenarios.turn_off(stored[name])
        waiting = house.deliveries.wait_for(stored[name]) if name in stored else 0
    said = "is off" if was else "was off already"
    screen.object(
        {"name": name, "on": False, "waiting": waiting},
        lambda out: out.print(f"✓ {clean(name)} {said}."),
    )
    if waiting:
        screen.say(f"{waiting} events wait for it; they go on when it is on again.")


@command(app, "list")
def list_(screen: Screen) -> None:
    """The scenarios that are known here, with their newest version, and which of them are on."""
    with screen.house() as house:
        versions = house.scenarios.newest()
        listeners = {one.scenario_id: one for one in house.scenarios.listeners()}
        waiting = {
            version.name: house.deliveries.wait_for(version.scenario_id) for version in versions
        }
        last = {
            version.name: house.runs.newest(scenario=version.name, limit=1) for version in versions
        }
        now = house.clock.now()
    values = [
        _listed(version, last[version.name])
        | _state(listeners.get(version.scenario_id), waiting[version.name])
        for version in versions
    ]
    screen.list(values, lambda out: _table(out, values, now))


def _facts(document: Document) -> dict[str, Any]:
    return {
        "name": document.name,
        "description": document.description.strip(),
        "modules": sum(1 for _ in document.steps()),
        "inputs": [
            {"name": i.name, "type": i.type, "required": i.required, "help": i.help}
            for i in document.inputs
        ],
        "connections": [
            {
                "name": u.name,
                "app": u.app,
                "connection": u.connection,
                "organisation": u.organisation,
            }
            for u in document.connections
        ],
    }


def _listed(version: Version, last: Sequence[Run]) -> dict[str, Any]:
    from tallyloom.api.figures import moment

    return {
        "name": version.name,
        "id": version.scenario_id,
        "version": version.number,
        "last_run": last[0].id if last else None,
        "last_status": last[0].status if last else None,
        "last_started_at": moment(last[0].started_at) if last else None,
    }


def _state(listener: Listener | None, waiting: int) -> dict[str, Any]:
    """Whether it is on, in which version, what holds it up, and how many events wait for it."""
    return {
        "on": listener is not None,
        "on_version": listener.version if listener else None,
        "trouble": listener.trouble if listener else "",
        "waiting": waiting,
    }


def _switch(value: Mapping[str, Any]) -> str:
    said = "held up" if value["trouble"] else "on" if value["on"] else "off"
    waits = f", {value['waiting']} wait" if value["waiting"] else ""
    return f"{said}{waits}" if value["on"] or waits else ""


def _table(out: Console, values: Sequence[Mapping[str, Any]], now: datetime) -> None:
    from tallyloom.cli.tables import Rows, state, when

    if not values:
        out.print("No scenario is known here yet. Run one: tallyloom scenario run FILE")
        return
    shown = Rows(["Scenario*", "Version>", "On", "Last run", "Status"])
    for value in values:
        started, status = when(value["last_started_at"], now), state(value["last_status"] or "")
        shown.add(clean(value["name"]), str(value["version"]), _switch(value), started, status)
    shown.print(out)
    for value in values:
        if value["trouble"]:
            out.print(f"{clean(value['name'])}: {clean(value['trouble'])}")
