"""100,000 rows through parse, filter, aggregate and compose: how fast, and in how much memory.

The groups straddle pages, for the rows are shuffled. Each run is a process of its own with an
embedded database of its own; the time is that of the whole run, from its row to its end, commits
included. The groups are compared with a computation that knows nothing of Tallyloom.

    python bench/flat_memory.py [--rows 100000]

Prints one JSON object and leaves with 1 if a figure misses its goal: 10,000 rows a second, a peak
within 64 MiB of that of 1,000 rows, the same groups for every page size.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tallyloom.flow.plan import plan
from tallyloom.flow.read import read
from tallyloom.house import House, open_house
from tallyloom.kit import File
from tallyloom.settings import load

ROWS_PER_GROUP = 5
PAGE_SIZES = (1, 7, 100, 1000)
PAGED_ROWS = 3000
COLUMNS = ("InvoiceNo", "StockCode", "Description", "Quantity", "UnitPrice", "Country")
SCENARIO = """
schema: 1
name: Flat memory
inputs:
  - {{name: rows, type: file, required: true}}
settings: {{page_size: {page_size}}}
flow:
  - id: 1
    module: csv.parse
    map: {{file: "{{{{input.rows}}}}"}}
  - id: 2
    module: tools.aggregate
    source: 1
    group_by: "{{{{1.InvoiceNo}}}}"
    filter: {{conditions: [[{{a: "{{{{1.Quantity}}}}", o: "number:greater", b: "0"}}]]}}
    map:
      Description: "{{{{1.Description}}}}"
      Quantity: "{{{{1.Quantity}}}}"
      UnitAmount: "{{{{1.UnitPrice}}}}"
  - id: 3
    module: tools.compose
    map: {{value: "{{{{2.key}}}} has {{{{length(2.array)}}}} lines"}}
"""


def rows_of(count: int) -> Iterator[tuple[str, ...]]:
    """Invented line items, shuffled the same way every time; one in fifty is filtered out."""
    dice = random.Random(20101201)  # noqa: S311 - data, not secrets
    groups = max(1, count // ROWS_PER_GROUP)
    numbers = [f"{500000 + at % groups}" for at in range(count)]
    dice.shuffle(numbers)
    for at, number in enumerate(numbers):
        quantity = 0 if at % 50 == 0 else dice.randint(1, 24)
        price = f"{dice.randint(25, 9999) / 100:.2f}"
        yield number, f"S{at % 997}", f"Item {at}, “boxed”", str(quantity), price, "United Kingdom"


def written(count: int) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(rows_of(count))
    return text.getvalue().encode()


def expected(count: int) -> tuple[int, str]:
    """How many groups there are, and a digest of all of them in their order."""
    groups: dict[str, int] = {}
    for number, _, _, quantity, _, _ in rows_of(count):
        if int(quantity) > 0:
            groups[number] = groups.get(number, 0) + 1
    texts = [f"{number} has {lines} lines" for number, lines in groups.items()]
    return len(texts), hashlib.sha256("\n".join(texts).encode()).hexdigest()


def run(house: House, count: int, page_size: int | None) -> tuple[str, float]:
    """Run the scenario over `count` rows; its id and the seconds that the run took."""
    text = SCENARIO.format(page_size=page_size or "null")
    document = read(text)
    version = house.scenarios.keep(document.name, text, house.clock.now())
    kept = house.blobs.save([written(count)])
    file = File("rows.csv", "text/csv", kept.size, kept.sha256)
    house.engine.launch()
    run_id = house.engine.add(
        version, plan(document, house.modules), {"rows": file.as_value()}, origin={"by": "bench"}
    )
    while (found := house.runs.get(run_id)) is None or not found.ended:
        time.sleep(0.02)
    if found.status != "success" or found.ended_at is None:
        raise SystemExit(f"the run ended as {found.status}: {found.reason}")
    return run_id, (found.ended_at - found.started_at).total_seconds()


def outcome(house: House, run_id: str) -> tuple[int, str]:
    """What the run composed, digested as `expected` does it."""
    texts = [
        operation["out"][0]["value"]
        for entry in house.journal.read(run_id, module=3)
        for operation in entry.operations
    ]
    return len(texts), hashlib.sha256("\n".join(texts).encode()).hexdigest()


def measure(count: int, page_size: int | None) -> dict[str, Any]:
    """One run in this process: its seconds, the peak in bytes, and whether it is right."""
    with tempfile.TemporaryDirectory(prefix="tallyloom-bench-") as home:
        settings = load({"home": Path(home) / "data"})
        with open_house(settings) as house:
            run_id, seconds = run(house, count, page_size)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            groups, digest = outcome(house, run_id)
    return {
        "rows": count,
        "page_size": page_size,
        "seconds": round(seconds, 3),
        "rows_per_second": round(count / seconds),
        "peak_bytes": peak,
        "groups": groups,
        "digest": digest,
        "right": (groups, digest) == expected(count),
    }


def in_process(count: int, page_size: int | None = None) -> dict[str, Any]:
    """The same in a fresh process, whose peak is its own."""
    command = [sys.executable, __file__, "--one", "--rows", str(count)]
    if page_size:
        command += ["--page-size", str(page_size)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def plainly(count: int) -> float:
    """Seconds that the standard library alone takes to read and group the same rows."""
    data = written(count).decode()
    began = time.perf_counter()
    groups: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(data)):
        if int(row["Quantity"]) > 0:
            groups.setdefault(row["InvoiceNo"], []).append(row)
    return time.perf_counter() - began


def compared(count: int) -> dict[str, Any]:
    """All figures of one comparison, and whether each goal is met."""
    small, large = in_process(1000), in_process(count)
    cut = {size: in_process(PAGED_ROWS, size) for size in PAGE_SIZES}
    grown = (large["peak_bytes"] - small["peak_bytes"]) / 2**20
    plain = plainly(count)
    return {
        "rows": count,
        "groups": large["groups"],
        "seconds": large["seconds"],
        "rows_per_second": large["rows_per_second"],
        "times_the_standard_library": round(large["seconds"] / plain, 1),
        "grown_mib": round(grown, 1),
        "goals": {
            "10,000 rows a second": large["rows_per_second"] >= 10_000,
            "within 64 MiB": grown <= 64,
            "groups are right": large["right"] and small["right"],
            "page sizes give the same": len({one["digest"] for one in cut.values()}) == 1
            and all(one["right"] for one in cut.values()),
        },
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--page-size", type=int)
    parser.add_argument("--one", action="store_true", help="measure in this process")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(given.rows, given.page_size)))
        return 0
    figures = compared(given.rows)
    print(json.dumps(figures))
    return 0 if all(figures["goals"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
