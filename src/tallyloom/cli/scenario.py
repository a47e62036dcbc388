"""`tallyloom scenario`: check, run, on, off, list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallyloom.cli import stored_scenario
from tallyloom.cli.command import command, noun
from tallyloom.cli.exits import CorrectCommand, remedy_of
from tallyloom.cli.screen import Screen, clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rich.console import Console

    from tallyloom.cli.desk import Desk
    from tallyloom.cli.inputs import Given
    from tallyloom.cli.named import Named

app = noun("scenario", "Check, run, switch and keep scenarios.")

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

    from tallyloom.cli.named import checked, named

    if not screen.server and Path(file).expanduser().is_file():
        found = _checked_alone(file)
    else:
        with screen.desk() as desk:
            found = checked(desk, named(desk, file), connections=False)
    told = {name: found[name] for name in ("name", "description", "modules")}
    value = {"file": file, **told, "inputs": found["inputs"], "connections": found["connections"]}
    screen.object(
        value,
        lambda out: out.print(
            f"✓ {clean(value['name'])}: {value['modules']} modules, nothing to correct.",
        ),
    )


def _checked_alone(file: str) -> dict[str, Any]:
    """A file can be checked where there is no database."""
    from pathlib import Path

    from tallyloom.api.route import plain
    from tallyloom.api.scenario_facts import input_facts, use_facts
    from tallyloom.cli.named import text_of
    from tallyloom.cli.starting import checked
    from tallyloom.house import installed_apps, modules_by_name

    apps = installed_apps()
    ready = checked(apps, modules_by_name(apps), file, text_of(Path(file).expanduser()))
    return {
        "name": ready.document.name,
        "description": ready.document.description.strip(),
        "modules": sum(1 for _ in ready.document.steps()),
        "inputs": plain(input_facts(ready.document)),
        "connections": plain(use_facts(ready.document)),
    }


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
    from tallyloom.cli.named import checked, named
    from tallyloom.cli.waiting import finished

    given = parsed(input_ or [])
    with screen.desk() as desk:
        scenario = named(desk, file)
        found = checked(desk, scenario, connections=False)
        values = fitted(found["inputs"], given, file)
        checked(desk, scenario, connections=True)
        run_id = _started(desk, scenario, values)
        if detach:
            screen.object({"id": run_id, "status": "waiting"}, lambda out: out.print(run_id))
            return 0
        return finished(screen, desk, run_id, patience)


def _started(desk: Desk, scenario: Named, values: Given) -> str:
    """Store the files, and the scenario where it is a file, and add the run; its id."""
    from tallyloom.api.scenario_running import RunInputs, RunText, run_scenario, run_text
    from tallyloom.cli.inputs import sent

    inputs = sent(desk, values)
    try:
        if scenario.id:
            body = RunInputs(inputs=inputs)
            started = desk(run_scenario, scenario_id=scenario.id, body=body)
        else:
            text = RunText(text=scenario.text, inputs=inputs, file=scenario.file)
            started = desk(run_text, body=text)
    except Exception as error:
        if remedy_of(error) != "SwitchItOn":
            raise
        raise CorrectCommand(f"{error} Run tallyloom scenario on {scenario.file}") from None
    return str(started["id"])


@command(app)
def on(screen: Screen, file: FileOrName) -> None:
    """Let a scenario start by itself: when its service calls, or by its schedule."""
    from tallyloom.api.scenario_running import OnText, switch_on, switch_on_text
    from tallyloom.cli.named import named

    with screen.desk() as desk:
        scenario = named(desk, file)
        if scenario.id:
            value = desk(switch_on, scenario_id=scenario.id)
        else:
            body = OnText(text=scenario.text, file=scenario.file)
            value = desk(switch_on_text, body=body)
    screen.object(value, lambda out: _print_on(out, value))
    if value["calls"] is False:
        screen.say(
            "Nothing is heard yet: the service's signing key is not here. Run "
            f"tallyloom connections webhook {value['registration']!r} --set"
        )
    if not desk.server:
        screen.say("It runs while `tallyloom up` does.")


def _print_on(out: Console, value: Mapping[str, Any]) -> None:
    from tallyloom.cli.tables import moment

    said = f"✓ {clean(value['name'])} is on: version {value['version']} "
    if value["organisation"]:
        out.print(f"{said}hears what happens in {clean(value['organisation'])}.")
        return
    out.print(f"{said}starts {clean(value['schedule'])}.")
    for at in value["next_runs"]:
        out.print(f"  {moment(at)}", style="dim")


@command(app)
def off(screen: Screen, file: FileOrName) -> None:
    """Let a scenario start no more by itself; what waits for it waits until it is on again."""
    from tallyloom.api.scenario_running import switch_off
    from tallyloom.api.scenarios import list_scenarios
    from tallyloom.cli.named import named
    from tallyloom.flow.read import read

    with screen.desk() as desk:
        scenario = named(desk, file)
        name = read(scenario.text, file).name
        known = desk(list_scenarios, named=name, limit=1)["items"]
        found = desk(switch_off, scenario_id=known[0]["id"]) if known else {}
    waiting = found.get("waiting", 0)
    said = "is off" if found.get("was") else "was off already"
    screen.object(
        {"name": name, "on": False, "waiting": waiting},
        lambda out: out.print(f"✓ {clean(name)} {said}."),
    )
    if waiting:
        screen.say(f"{waiting} events wait for it; they go on when it is on again.")


@command(app, "list")
def list_(
    screen: Screen,
    name: Annotated[str, typer.Option(help="Only with this in the name.")] = "",
) -> None:
    """The scenarios that are known here, with their newest version, and which of them are on."""
    from tallyloom.api.scenarios import list_scenarios

    with screen.desk() as desk:
        values = list(desk.pages(list_scenarios, cursor="after", name=name))
        now = desk.now()
    screen.list(values, lambda out: _table(out, values, now))


stored_scenario.offer(app)


def _switch(value: Mapping[str, Any]) -> str:
    said = {"off": ""}.get(value["state"], value["state"])
    waits = f"{value['waiting']} wait" if value["waiting"] else ""
    return ", ".join(each for each in (said or ("off" if waits else ""), waits) if each)


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
