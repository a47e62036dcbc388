"""A run's log on a terminal: as it is, or line by line while the run goes on."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from rich.text import Text

from tallyloom.api.run_contents import show_log
from tallyloom.api.runs import show_run
from tallyloom.cli.screen import clean_lines
from tallyloom.cli.waiting import ENDED, LOOK_THERE, LOOK_THERE_LATER

if TYPE_CHECKING:
    from rich.console import Console

    from tallyloom.cli.desk import Desk
    from tallyloom.cli.screen import Screen

Told = Mapping[str, Any]
COLOURS = {"trouble": "red", "wait": "yellow", "start": "bold", "end": "bold"}


def followed(screen: Screen, desk: Desk, run_id: str) -> Told:
    """Print each line of the advanced log once, as it comes; the run as it ended."""
    after, look = "", LOOK_THERE
    seen: set[str] = set()
    while True:
        run: Told = desk(show_run, run_id=run_id, limit=0)
        page = desk(show_log, run_id=run_id, advanced=True, after=after)
        lines = [line for line in page["items"] if _key(line) not in seen]
        seen |= {_key(line) for line in lines}
        after = page["next"] or after
        screen.list(lines, partial(print_lines, lines=lines))
        if not page["next"] and (run["status"] in ENDED or _stands_still(run)):
            return run
        look = LOOK_THERE if lines else min(look * 1.2, LOOK_THERE_LATER)
        time.sleep(0 if page["next"] else look)


def _stands_still(run: Told) -> bool:
    """Whether it waits for a person."""
    return run["status"] == "waiting" and bool(run["reason"]) and run["goes_on_at"] is None


def _key(line: Told) -> str:
    return f"{line['at']} {line['kind']} {line['module']} {line['text']}"


def print_lines(out: Console, lines: Iterable[Told]) -> None:
    """Time, module and sentence."""
    for line in lines:
        at = datetime.fromisoformat(line["at"]).astimezone() if line["at"] else None
        head = Text(f"{at:%H:%M:%S}  " if at else " " * 10, style="dim")
        module = "" if line["module"] is None else str(line["module"])
        head.append(f"{module:>3}  ", style="dim")
        said = clean_lines(line["text"])
        out.print(head.append(said, style=f"not dim {COLOURS.get(line['kind'], '')}".strip()))
