"""Counting what a run's modules did, from its journal; the counts outlive the bundles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tallyloom.store.journal import Entry, shape

COUNTS = ("operations", "bundles_in", "bundles_out", "failed", "stopped", "warned")


@dataclass(slots=True)
class Count:
    """What one module did. `waited` is in seconds."""

    operations: int = 0
    bundles_in: int = 0
    bundles_out: int = 0
    failed: int = 0
    stopped: int = 0
    warned: int = 0
    api_calls: int = 0
    waited: float = 0.0

    def add(self, operation: Mapping[str, Any]) -> None:
        """One operation as the journal has it."""
        given, out = shape(operation)
        self.bundles_out += out
        self.warned += "warnings" in operation
        if "stopped" in operation:
            self.stopped += 1
            return
        self.failed += "trouble" in operation
        self.bundles_in += given or "trouble" in operation

    def value(self) -> dict[str, Any]:
        counts = {name: getattr(self, name) for name in (*COUNTS, "api_calls")}
        return counts | {"waited_seconds": round(self.waited, 3)}


@dataclass(slots=True)
class Tally:
    """What all modules of one run did, as far as its journal has been read."""

    modules: dict[int, Count] = field(default_factory=dict)
    at: tuple[int, int] = (-1, -1)  # step and ordinal of the last entry that is in it

    def of(self, module: int) -> Count:
        return self.modules.setdefault(module, Count())

    def add(self, entry: Entry) -> None:
        count = self.of(entry.module)
        count.operations += entry.counted
        for operation in entry.operations:
            count.add(operation)
        self.at = (entry.step, entry.ordinal)

    def call(self, module: int, calls: int, waited: float) -> None:
        self.of(module).api_calls += calls
        self.of(module).waited += waited

    @property
    def gave(self) -> int:
        """Bundles that any module gave out; none where a trigger found nothing."""
        return sum(count.bundles_out for count in self.modules.values())

    def value(self) -> dict[str, Any]:
        """As the run's row keeps it."""
        modules = {str(id_): count.value() for id_, count in sorted(self.modules.items())}
        return {"at": list(self.at), "gave": self.gave, "modules": modules}

    @classmethod
    def read(cls, value: Mapping[str, Any] | None) -> Tally:
        """From the run's row; empty where it has none."""
        told = value or {"at": (-1, -1), "modules": {}}
        modules = {int(id_): _count(count) for id_, count in told["modules"].items()}
        step, ordinal = told["at"]
        return cls(modules, (int(step), int(ordinal)))

    @classmethod
    def whole(cls, entries: Iterable[Entry]) -> Tally:
        tally = cls()
        for entry in entries:
            tally.add(entry)
        return tally


def _count(told: Mapping[str, Any]) -> Count:
    counts = {name: int(told[name]) for name in (*COUNTS, "api_calls")}
    return Count(**counts, waited=float(told["waited_seconds"]))
