"""What one step of a run brings about, gathered until it is written in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tallyloom.engine.finishing import told
from tallyloom.engine.trouble import Parked, Wait
from tallyloom.flow.plan import Node
from tallyloom.flow.stack import Item, Lineage, Page, dump, path_text
from tallyloom.kit import Action, Bundle, Listen, Trouble, Value
from tallyloom.store.aggregates import Part
from tallyloom.store.ids import new_id
from tallyloom.store.incomplete import Incomplete
from tallyloom.store.journal import Entry
from tallyloom.store.json import packed


@dataclass(slots=True)
class Work:
    """The harvest of a step: journal entries, parts of aggregates, failures, and the counters."""

    run_id: str
    now: datetime
    absorbed: int
    entries: list[Entry] = field(default_factory=list)
    parts: dict[int, list[Part]] = field(default_factory=dict)
    incomplete: list[Incomplete] = field(default_factory=list)
    counted: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("operations", "failed", "completed", "absorbed", "bytes"), 0
        )
    )
    cursor: dict[str, Any] | None = None
    failure: str = ""
    weight: int = 0
    # Of a run of events: bundles that were completed and that failed, by cycle.
    cycles: dict[int, tuple[int, int]] | None = None

    def note(self, node: Node, operations: Sequence[dict[str, Any]], counted: int) -> None:
        """One journal entry for one module."""
        if operations:
            self.entries.append(Entry(node.id, counted, operations))
        self.counted["operations"] += counted
        self.weight += len(operations)

    def fail(
        self,
        node: Node,
        row: Lineage,
        trouble: Trouble,
        effect: str = "",
        left: Item | None = None,
    ) -> dict[str, Any]:
        """A bundle stops here: stored for a person, and for the journal as an operation.

        `left` is what is to be done when it goes on: without, the module once more. Where a
        cycle's first module brings nothing forth nothing is stored: there is no bundle yet.
        """
        if node.index or isinstance(node.module, Action | Listen):
            item = left or Page(node.index, (row,), admitted=True)
            self.incomplete.append(self._stored(node, item, trouble, effect))
        self.counted["failed"] += 1
        self._in_cycle(row, failed=1)
        # A column cannot hold NUL, and a message may quote what the data holds.
        failure = f"Module {node.id}: {trouble.message}".replace("\x00", "\ufffd")
        self.failure = self.failure or failure
        return {"path": path_text(row.path), "trouble": told(trouble)}

    def _stored(self, node: Node, item: Item, trouble: Trouble, effect: str) -> Incomplete:
        return Incomplete(
            id=new_id(self.now),
            run_id=self.run_id,
            module=node.id,
            kind="parked" if isinstance(trouble, Parked) else "failed",
            item=packed(dump(item)),
            effect_id=effect or None,
            trouble=told(trouble),
            state="open",
            created_at=self.now,
        )

    def complete(self, node: Node, rows: Sequence[Lineage]) -> None:
        """Bundles that reached the end of their way."""
        if node.next is None and not node.routes:
            self.counted["completed"] += len(rows)
            for row in rows if self.cycles is not None else ():
                self._in_cycle(row, completed=1)

    def _in_cycle(self, row: Lineage, *, completed: int = 0, failed: int = 0) -> None:
        if self.cycles is not None and row.path:
            before = self.cycles.get(row.path[0], (0, 0))
            self.cycles[row.path[0]] = (before[0] + completed, before[1] + failed)

    def absorb(self, node: Node, parts: Sequence[Part], bundles: int) -> None:
        """What a page adds to an aggregator."""
        self.parts.setdefault(node.id, []).extend(parts)
        self.counted["absorbed"] += bundles
        self.absorbed += bundles


@dataclass(frozen=True, slots=True)
class Performed:
    """What follows a page, and the wait that cut it short, if one did."""

    items: Sequence[Item]
    wait: Wait | None = None


def made(path: str, given: Value, out: Sequence[Bundle]) -> dict[str, Any]:
    """An operation that went well, as the journal keeps it."""
    return {"path": path, "in": given, "out": list(out)}


def stopped(row: Lineage, why: str) -> dict[str, Any]:
    """A bundle that a filter did not let through."""
    return {"path": path_text(row.path), "stopped": why}


def dumped(items: Sequence[Item]) -> list[bytes]:
    """Stack items as rows keep them; the first of `items` is to be done first."""
    return [packed(dump(item)) for item in reversed(items)]
