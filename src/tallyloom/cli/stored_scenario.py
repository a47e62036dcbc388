"""`tallyloom scenario` for what is stored: import, export, clone, delete, versions, diff, …"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallyloom.cli.command import command
from tallyloom.cli.exits import CorrectCommand
from tallyloom.cli.screen import Screen, clean, clean_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rich.console import Console

Name = Annotated[str, typer.Argument(metavar="NAME", help="The scenario's name.")]
Note = Annotated[str, typer.Option(metavar="TEXT", help="Kept with the version.")]


def offer(app: typer.Typer) -> None:
    """Put the commands on offer."""
    command(app, "import")(import_)
    for each in (export, clone, delete, versions, diff, restore, schedule):
        command(app)(each)


def import_(
    screen: Screen,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A *.scenario.yaml; - for stdin.")],
    new_version: Annotated[
        bool,
        typer.Option("--new-version", help="Of the scenario of this name, where there is one."),
    ] = False,
    note: Note = "",
) -> None:
    """Store a scenario as it is written; one that cannot run yet is stored as a draft."""
    from tallyloom.api.scenarios import ImportedText, import_scenario
    from tallyloom.cli.named import text_of

    text = sys.stdin.read() if file == "-" else text_of(_there(file))
    with screen.desk() as desk:
        body = ImportedText(text=text, if_exists="version" if new_version else "fail", note=note)
        value = desk(import_scenario, body=body)
    screen.object(value, lambda out: _kept(out, value))
    for fault in value["faults"]:
        place = f"{file}:{fault['line']}" if fault["line"] else file
        screen.say(f"{place}: {fault['message']}")


def export(
    screen: Screen,
    name: Name,
    version: Annotated[
        int | None, typer.Option(min=1, metavar="NUMBER", help="The newest if not given.")
    ] = None,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Instead of stdout.")
    ] = "",
) -> None:
    """Print a scenario's file as it was written."""
    from tallyloom.api.scenario_versions import show_version
    from tallyloom.cli.named import stored

    with screen.desk() as desk:
        found = stored(desk, name)
        number, text = found["version"], found["text"]
        if version is not None:
            number = version
            text = desk(show_version, scenario_id=found["id"], number=version)["text"]
    value = {"name": found["name"], "version": number, "text": text}
    if output:
        Path(output).expanduser().write_text(text, "utf-8")
        screen.object(value, lambda out: out.print(f"Wrote {clean(output)}."))
        return
    screen.object(value, lambda _out: print(text, end=""))


def clone(
    screen: Screen,
    name: Name,
    new_name: Annotated[str, typer.Argument(metavar="NEW_NAME", help="The clone's name.")],
    use: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=CONNECTION:ORGANISATION",
            help="Another connection under this name of the scenario's.",
        ),
    ] = None,
) -> None:
    """Make another scenario of the newest version, under another name; it is off."""
    from tallyloom.api.scenarios import CloneBody, Target, clone_scenario
    from tallyloom.cli.named import the_id

    targets = {}
    for text in use or ():
        called, equals, target = text.partition("=")
        connection, colon, organisation = target.partition(":")
        if not (equals and colon and connection and organisation):
            raise CorrectCommand(f"--use {text}: write NAME=CONNECTION:ORGANISATION.")
        targets[called] = Target(connection=connection, organisation=organisation)
    with screen.desk() as desk:
        body = CloneBody(name=new_name, connections=targets)
        value = desk(clone_scenario, scenario_id=the_id(desk, name), body=body)
    screen.object(value, lambda out: _kept(out, value))


def delete(
    screen: Screen,
    name: Name,
    off: Annotated[bool, typer.Option("--off", help="Switch it off first.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Delete a scenario that is off; its history stays."""
    from tallyloom.api.scenarios import delete_scenario
    from tallyloom.cli.named import the_id

    with screen.desk() as desk:
        id_ = the_id(desk, name)
        if not yes and not typer.confirm(f"Delete the scenario {name}?", err=True):
            raise typer.Exit(0)
        desk(delete_scenario, scenario_id=id_, off=off)
    screen.object({"name": name, "deleted": True}, lambda out: out.print(f"Deleted {clean(name)}."))


def versions(screen: Screen, name: Name) -> None:
    """Every version with who saved it and when, the newest first."""
    from tallyloom.api.scenario_versions import list_versions
    from tallyloom.cli.named import the_id

    with screen.desk() as desk:
        values = list(desk.pages(list_versions, scenario_id=the_id(desk, name)))
        now = desk.now()
    screen.list(values, lambda out: _versions(out, values, now))


def diff(
    screen: Screen,
    name: Annotated[
        str, typer.Argument(metavar="FILE", help="A scenario's name, or a file to compare with it.")
    ],
    from_: Annotated[
        int | None,
        typer.Option("--from", min=1, metavar="NUMBER", help="The version before if not given."),
    ] = None,
    to: Annotated[
        int | None, typer.Option("--to", min=1, metavar="NUMBER", help="The newest if not given.")
    ] = None,
) -> None:
    """What differs between two versions, or between the newest one and a file."""
    with screen.desk() as desk:
        if Path(name).expanduser().is_file():
            value = _against_file(desk, name, from_, to)
        else:
            value = _between(desk, name, from_, to)
    screen.object(value, lambda out: _differences(out, value))


def restore(
    screen: Screen,
    name: Name,
    version: Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="The old version.")],
    note: Note = "",
) -> None:
    """Make an old version the newest one; whatever is on goes on in its own version."""
    from tallyloom.api.scenario_versions import Restoring, restore_version
    from tallyloom.cli.named import the_id

    with screen.desk() as desk:
        body = Restoring(note=note)
        value = desk(restore_version, scenario_id=the_id(desk, name), number=version, body=body)
    screen.object(value, lambda out: _kept(out, value))


def schedule(screen: Screen, name: Name) -> None:
    """When a scenario starts by the clock, and its next runs in the schedule's own time."""
    from tallyloom.api.schedules import show_schedule
    from tallyloom.cli.named import the_id

    with screen.desk() as desk:
        value = desk(show_schedule, scenario_id=the_id(desk, name))
    screen.object(value, lambda out: _schedule(out, value))


def _schedule(out: Console, value: Mapping[str, Any]) -> None:
    words = value["words"] or "never: it has no schedule"
    out.print(f"{clean(value['name'])}  {value['state']}  {clean(words)} ({clean(value['zone'])})")
    if value["reason"]:
        out.print(f"  {clean(value['reason'])}")
    for one in value["next_runs"]:
        moved = "  moved: that time does not exist on that day" if one["moved"] else ""
        out.print(f"  {clean(one['local'])}{moved}", style="dim")


def _there(file: str) -> Path:
    path = Path(file).expanduser()
    path.stat()
    return path


def _kept(out: Console, value: Mapping[str, Any]) -> None:
    draft = "  (draft)" if value["state"] == "draft" else ""
    out.print(f"✓ {clean(value['name'])}: version {value['version']}{draft}")


def _versions(out: Console, values: Sequence[Mapping[str, Any]], now: datetime) -> None:
    from tallyloom.cli.tables import Rows, when

    made = Rows(["#>", "Saved", "By", "Note*"])
    for one in values:
        by, note = clean(one["by"]), clean(one["note"])
        made.add(str(one["number"]), when(one["at"], now), by, note)
    made.print(out)


def _between(desk: Any, name: str, from_: int | None, to: int | None) -> Any:
    from tallyloom.api.scenario_versions import compare_versions
    from tallyloom.cli.named import stored

    found = stored(desk, name)
    newest = found["version"] if to is None else to
    older = max(1, newest - 1) if from_ is None else from_
    return desk(compare_versions, scenario_id=found["id"], number=older, to=to)


def _against_file(desk: Any, file: str, from_: int | None, to: int | None) -> dict[str, Any]:
    from tallyloom.api.route import plain
    from tallyloom.api.scenario_versions import show_version
    from tallyloom.cli.named import stored, text_of
    from tallyloom.flow.differences import changes, unified
    from tallyloom.flow.read import values

    if to is not None:
        raise CorrectCommand("A file is compared with one version; leave out --to.")
    text = text_of(Path(file).expanduser())
    found = stored(desk, str(values(text).get("name", "")))
    number, old = found["version"], found["text"]
    if from_ is not None:
        number = from_
        old = desk(show_version, scenario_id=found["id"], number=from_)["text"]
    return {
        "older": number,
        "newer": None,
        "unified": unified(old, text, (f"version {number}", file)),
        "changes": plain(changes(values(old), values(text))),
    }


def _differences(out: Console, value: Mapping[str, Any]) -> None:
    if not value["unified"]:
        out.print("Nothing differs.")
        return
    colours = {"+": "green", "-": "red", "@": "cyan"}
    for line in value["unified"].split("\n"):
        out.print(clean_lines(line), style=colours.get(line[:1], ""))
