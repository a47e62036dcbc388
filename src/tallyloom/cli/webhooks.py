"""`tallyloom webhooks`: where services call, what they delivered, what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallyloom.cli.command import command, noun
from tallyloom.cli.screen import Screen, clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rich.console import Console

app = noun("webhooks", "Where services call, what they delivered, and what became of it.")

Delivery = Annotated[int, typer.Argument(metavar="DELIVERY", min=0, help="Its number.")]


@command(app, "list")
def list_(screen: Screen) -> None:
    """Where services call, whether they may, and which scenarios hear them."""
    from tallyloom.api.deliveries import list_webhooks

    with screen.desk() as desk:
        values = desk(list_webhooks)["items"]
    screen.list(values, lambda out: _table(out, values))


@command(app)
def deliveries(
    screen: Screen,
    scenario: Annotated[str, typer.Option(help="Only those that this scenario took.")] = "",
    outcome: Annotated[
        str, typer.Option(help="Only with this outcome, such as waiting, success or unheard.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=10000, help="At most so many.")] = 50,
    before: Annotated[
        int, typer.Option(min=0, metavar="DELIVERY", help="Only older than this one.")
    ] = 0,
) -> None:
    """Calls of services and what became of them, the newest first."""
    from tallyloom.api.deliveries import list_deliveries

    narrowed: dict[str, Any] = {"scenario": scenario, "outcome": outcome, "before": before}
    with screen.desk() as desk:
        values = list(desk.pages(list_deliveries, limit, **narrowed))
        now = desk.now()
    screen.list(values, lambda out: _deliveries(out, values, now))
    if len(values) == limit and not screen.json:
        screen.say(f"Older ones: tallyloom webhooks deliveries --before {values[-1]['id']}")


@command(app)
def show(screen: Screen, delivery: Delivery) -> None:
    """One call of a service: what it carried, and who took it."""
    from tallyloom.api.deliveries import show_delivery

    with screen.desk() as desk:
        value = desk(show_delivery, delivery_id=delivery)
        now = desk.now()
    screen.object(value, lambda out: _print(out, value, now))


@command(app)
def retry(screen: Screen, delivery: Delivery) -> None:
    """Do again what failed or was dropped of a call, and nothing twice."""
    from tallyloom.api.deliveries import retry_delivery

    with screen.desk() as desk:
        value = desk(retry_delivery, delivery_id=delivery)
    runs = ", ".join(run[-8:] for run in value["runs"])
    told = [
        "it is read again" if value["again"] else "",
        f"{value['waiting']} cycles begin again" if value["waiting"] else "",
        f"runs {runs} go on" if runs else "",
    ]
    said = "; ".join(each for each in told if each)
    screen.object(value, lambda out: out.print(f"✓ {said}."))


def _table(out: Console, values: Sequence[Mapping[str, Any]]) -> None:
    if not values:
        out.print("No service that calls is registered: tallyloom connections add")
        return
    for one in values:
        out.print(f"{clean(one['registration'])}  {one['status']}  ({clean(one['app'])})")
        out.print(f"  {clean(one['address'])}", style="dim", soft_wrap=True)
        if one["unsorted"] or one["gaps"]:
            out.print(f"  {one['unsorted']} calls wait to be read, {one['gaps']} gaps")
        for heard in one["scenarios"]:
            waits = f", {heard['waiting']} wait" if heard["waiting"] else ""
            named = f"{clean(heard['scenario'])}  {clean(heard['organisation'])}"
            out.print(f"  heard by {named}{waits}")
            if heard["trouble"]:
                out.print(f"    {clean(heard['trouble'])}")


def _deliveries(out: Console, values: Sequence[Mapping[str, Any]], now: datetime) -> None:
    from tallyloom.cli.tables import Rows, when

    if not values:
        out.print("Nothing was delivered.")
        return
    made = Rows(["#>", "Received", "Registration", "Outcome", "Events>", "Taken by*"])
    for one in values:
        names = dict.fromkeys(cycle["scenario"] for cycle in one["cycles"])
        received = when(one["received_at"], now, brief=True)
        taken = clean(", ".join(names) or one["trouble"])
        made.add(
            *(str(one["id"]), received, clean(one["registration"])),
            *(one["outcome"], str(one["events"]), taken),
        )
    made.print(out)


def _print(out: Console, value: Mapping[str, Any], now: datetime) -> None:
    from tallyloom.cli.tables import when
    from tallyloom.store.json import dumps

    head = f"delivery {value['id']}  {value['outcome']}  {when(value['received_at'], now)}"
    out.print(f"{head}  ({clean(value['registration'])})")
    if value["trouble"]:
        out.print(f"  {clean(value['trouble'])}")
    for one in value["cycles"]:
        run = f"  run {one['run'][-8:]}" if one["run"] else ""
        told = f"{clean(one['category'])} {clean(one['type'])} of {clean(one['organisation'])}"
        out.print(f"  {told}: {clean(one['scenario'])} {one['outcome']}{run}")
    if value["payload"] is not None:
        out.print(f"  carried {clean(dumps(value['payload']))}", style="dim")
