"""What the demo has to show besides its first run: a scenario that is on, and a second day."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from tallyloom.cli.waiting import waited

if TYPE_CHECKING:
    from tallyloom.cli.demo_books import Books
    from tallyloom.cli.desk import HouseDesk
    from tallyloom.cli.screen import Screen
    from tallyloom.store.registrations import Registration

LISTENING = "large-invoices"


def listen(desk: HouseDesk, examples: Path, books: Books, by: Registration, address: str) -> None:
    """Switch the second example on: what the first one posts starts it."""
    from tallyloom.api.scenario_running import OnText, switch_on_text
    from tallyloom.api.webhooks import PATH
    from tallyloom.connections.vault import Secret

    key = secrets.token_urlsafe(32)
    desk.house.connections.registrations.listen(by.id, Secret(key))
    books.webhook(f"{address}{PATH}/{by.id}", by.client_id, key)
    file = f"{LISTENING}/{LISTENING}.scenario.yaml"
    text = (examples / file).read_text("utf-8")
    desk(switch_on_text, body=OnText(text=text, file=f"examples/{file}"))


def go_on(screen: Screen, desk: HouseDesk, scenario: str, example: Path, books: Books) -> None:
    """A day with a row that is wrong; then the first day's rows once more, which posts nothing."""
    from tallyloom.api.scenario_running import RunInputs, run_scenario

    for rows in ("next-day.csv", "rows.csv"):
        inputs = {"rows": desk.file(example / rows)}
        body = RunInputs(inputs=inputs)
        started = desk(run_scenario, scenario_id=scenario, body=body)
        waited(screen, desk, str(started["id"]))
    books.settle()
