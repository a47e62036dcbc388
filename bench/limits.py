"""Many invoices into one organisation at once: how much of what its limits allow is used.

Three scenarios, four worker processes and the emulator live by one clock, which is moved on only
when no run can go on before; so the seconds are those that the limits ask for, however slow the
machine is, and an hour of them takes no time. The counts are of the emulator's log. Then the same
with fixed windows, and then beside a run into a second organisation, which is also run alone.

    python bench/limits.py [--invoices 9000]

Prints one JSON object and leaves with 1 if a figure misses its goal: at most
1.05 x 60 x ((calls - 1) // 60) seconds, at most five calls beside the writes, none refused, at most
five at once; and the second organisation as fast as alone.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.database import new_database
from tests.stories.rush import BESIDE, HOME, Figures, Rush, rush

from tallyloom.store.embedded import Embedded

SCENARIOS = ("North", "East", "South")
WORKERS = 4
BATCH = 50
BESIDE_INVOICES = 90 * BATCH


def hurried(made: Rush, invoices: int, windows: str) -> dict[str, Any]:
    """All invoices into the home organisation, beside a run into another one."""
    made.begin()
    made.control.limits(minute_window=windows)
    made.choose({"minute_window": windows})
    each = -(-invoices // (len(SCENARIOS) * BATCH)) * BATCH
    for name in SCENARIOS:
        made.add(name, each, None)
    began = time.perf_counter()
    made.finish()
    took = time.perf_counter() - began
    home = made.figures(HOME)
    writes = len(SCENARIOS) * each // BATCH
    return {
        **dataclasses.asdict(home),
        "writes": writes,
        "allowed_seconds": home.allowed_seconds,
        "seconds_of_this_machine": round(took, 1),
        "good": _kept(home, writes)
        and made.statuses() == dict.fromkeys(SCENARIOS, ("success", each, 0))
        and len(set(made.invoices())) == len(made.invoices()) == each * len(SCENARIOS),
    }


def _kept(found: Figures, writes: int) -> bool:
    return (
        found.seconds <= found.allowed_seconds
        and found.calls <= writes + 5
        and found.refused == 0
        and found.peak <= 5
    )


def neighbours(made: Rush, invoices: int) -> dict[str, Any]:
    """A second organisation's run, alone and then beside one that is throttled."""
    seconds = []
    for others in ((), SCENARIOS):
        made.begin()
        for name in others:
            made.add(name, invoices // len(SCENARIOS), None)
        made.add("Beside", BESIDE_INVOICES, None, BESIDE)
        made.finish()
        seconds.append(made.figures(BESIDE).seconds)
    return {"alone": seconds[0], "beside": seconds[1], "good": seconds[0] == seconds[1]}


def measured(invoices: int) -> Mapping[str, Any]:
    """All figures."""
    with (
        tempfile.TemporaryDirectory(prefix="tallyloom-bench-") as folder,
        Embedded(Path(folder) / "database") as server,
        new_database(server, "template0") as url,
        rush(url, Path(folder) / "home") as made,
    ):
        made.work(WORKERS)
        return {
            "invoices": invoices,
            "rolling": hurried(made, invoices, "rolling"),
            "fixed": hurried(made, invoices, "fixed"),
            "second_organisation": neighbours(made, invoices),
        }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invoices", type=int, default=9_000)
    figures = measured(parser.parse_args().invoices)
    print(json.dumps(figures))
    good = all(each["good"] for each in figures.values() if isinstance(each, dict))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
