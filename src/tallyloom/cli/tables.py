"""How tables look in a terminal: no frame, one line a row, and one column that gives way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tallyloom.api.figures import local
from tallyloom.api.run_facts import SIGNS

COLOURS = {
    "success": "green",
    "warning": "yellow",
    "error": "red",
    "running": "blue",
    "waiting": "yellow",
    "cancelled": "dim",
}
GAP = 2
LEAST = 8  # what the column that gives way keeps at least
ROOMY = 100  # from this width on, nothing need be said briefly

Cell: TypeAlias = str | Text


@dataclass
class Rows:
    """Rows under heads; "Calls>" is aligned to the right, and "Name*" gives way."""

    heads: Sequence[str]
    rows: list[Sequence[Cell]] = field(default_factory=list)

    def add(self, *cells: Cell) -> None:
        self.rows.append(cells)

    def print(self, out: Console) -> None:
        made = Table(
            box=box.SIMPLE_HEAD,
            show_edge=False,
            pad_edge=False,
            padding=(0, GAP - 1, 0, 0),
            header_style="bold",
        )
        widths = self._widths(out.width)
        for head, width in zip(self.heads, widths, strict=True):
            right = head.endswith(">")
            made.add_column(
                Text(head.rstrip(">*")),
                justify="right" if right else "left",
                no_wrap=True,
                overflow="ellipsis",
                width=width,
            )
        for row in self.rows:
            made.add_row(*row)
        width = out.width
        try:
            # A figure is never cut: where there is no room for all, the line is longer.
            out.width = max(width, sum(widths) + GAP * len(widths))
            out.print(made)
        finally:
            out.width = width

    def _widths(self, all_: int) -> list[int]:
        widths = [
            max([cell_len(head.rstrip(">*")), *(_length(row[at]) for row in self.rows)])
            for at, head in enumerate(self.heads)
        ]
        over = sum(widths) + GAP * len(widths) - all_
        for at, head in enumerate(self.heads):
            if head.endswith("*") and over > 0:
                widths[at] = max(LEAST, widths[at] - over)
        return widths


def _length(cell: Cell) -> int:
    return cell_len(cell.plain if isinstance(cell, Text) else cell)


def state(status: str) -> Text:
    """A status as a sign and a word, so that colour is never the only signal."""
    return Text(f"{SIGNS.get(status, '')} {status}".strip(), style=COLOURS.get(status, ""))


def when(text: str | None, now: datetime, *, brief: bool = False) -> str:
    """A moment of a JSON value by this machine's zone; None is empty."""
    return local(datetime.fromisoformat(text), now, brief=brief) if text else ""


def moment(text: str) -> str:
    """The same with its weekday."""
    return f"{datetime.fromisoformat(text).astimezone():%a %Y-%m-%d %H:%M}"
