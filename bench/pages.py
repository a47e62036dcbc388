"""How much the pages weigh and how soon they are there, in Chromium against a served house.

The list of scenarios with 1,000 of them, and a run of 10,000 operations that was really run. A page
without scripts from the same server is measured in the same minute: what it takes is the machine's
part, and the ratios to it say more on another machine than the milliseconds do.

    python bench/pages.py

Prints one JSON object and leaves with 1 if a figure misses its goal.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Page
from tests.api.people import somebody
from tests.stories.web.browser import chromium, launched
from tests.stories.web.site import WIDE, aside

from tallyloom.api.screens import built
from tallyloom.api.serving import answering, bound
from tallyloom.flow.plan import plan
from tallyloom.flow.read import read
from tallyloom.house import House, open_house
from tallyloom.kit import File
from tallyloom.settings import load

HOST = "127.0.0.1"
SCENARIOS, OPERATIONS, TIMES = 1000, 10_000, 5
GOALS = {
    "list_page_javascript_bytes": 300_000,
    "list_of_1000_interactive_ms": 1500,
    "run_of_10000_operations_ms": 1000,
}
SMALL = "schema: 1\nname: {name}\nflow:\n  - {{id: 1, module: tools.compose, map: {{value: a}}}}\n"
LONG = """
schema: 1
name: Ten thousand
inputs: [{name: rows, type: file, required: true}]
flow:
  - {id: 1, module: csv.parse, map: {file: "{{input.rows}}"}}
  - {id: 2, module: tools.compose, map: {value: "{{1.a}}"}}
"""
# Compressed, as they came: what the browser counted of every script.
WEIGHT = """() => performance.getEntriesByType('resource')
  .filter(({ name }) => name.endsWith('.js'))
  .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)"""


@contextmanager
def served() -> Iterator[tuple[House, str, str]]:
    """A house with the scenarios and the run; its address, and the run's id."""
    with tempfile.TemporaryDirectory() as folder, bound(HOST, (0,)) as listening:
        listen = f"{HOST}:{listening.getsockname()[1]}"
        settings = load({"home": Path(folder) / "data", "listen": listen})
        with open_house(settings) as house, answering(house, HOST, listening) as address:
            for number in range(SCENARIOS):
                name = f"Scenario {number:04}"
                house.scenarios.keep(name, SMALL.format(name=name), house.clock.now())
            yield house, address, ran(house)


def ran(house: House) -> str:
    rows = b"a\n" + b"".join(b"%d\n" % number for number in range(OPERATIONS - 1))
    kept = house.blobs.save([rows])
    given = {"rows": File("rows.csv", "text/csv", kept.size, kept.sha256).as_value()}
    version = house.scenarios.keep("Ten thousand", LONG, house.clock.now())
    id_ = house.engine.add(
        version, plan(read(LONG), house.modules), given, origin={"by": "bench"}, files=len(rows)
    )
    house.engine.launch()
    while (run := house.runs.get(id_)) is None or not run.ended:
        time.sleep(0.05)
    assert run.status == "success", run
    return id_


def timed(do: Callable[[], Any]) -> float:
    began = time.perf_counter()
    do()
    return (time.perf_counter() - began) * 1000


def opens(page: Page, address: str, shown: str, role: Any) -> float:
    """Milliseconds until something of this role and name is to be seen and used; a median."""

    def once() -> None:
        page.goto(address, wait_until="commit")
        page.get_by_role(role, name=shown).first.click(trial=True)

    once()  # the first time fills the browser's cache, as it is for whoever works here
    return round(statistics.median(timed(once) for _ in range(TIMES)), 1)


def measured(page: Page, stranger: Page, address: str, run: str) -> dict[str, Any]:
    page.goto(f"{address}/scenarios")
    page.get_by_role("link", name="Scenario 0001").wait_for()
    weight = page.evaluate(WEIGHT)
    plain = opens(stranger, f"{address}/login", "Sign in", "button")
    listed = opens(page, f"{address}/scenarios", "Scenario 0001", "link")
    opened = opens(page, f"{address}/runs/{run}", "Compose", "button")
    return {
        "list_page_javascript_bytes": weight,
        "list_of_1000_interactive_ms": listed,
        "run_of_10000_operations_ms": opened,
        "page_without_scripts_ms": plain,
        "list_to_page_without_scripts": round(listed / plain, 1),
        "run_to_page_without_scripts": round(opened / plain, 1),
    }


def main() -> int:
    program = chromium()
    if program is None or not built():
        print(
            "pages: skipped, there is no Chromium here or the pages are not built", file=sys.stderr
        )
        return 0
    with served() as (house, address, run), launched(program) as browser:
        context = browser.new_context(viewport=WIDE)
        name, _, secret = aside(lambda: somebody(house).session()["Cookie"]).partition("=")
        context.add_cookies([{"name": name, "value": secret, "url": address}])
        figures = measured(context.new_page(), browser.new_page(), address, run)
        aside(house.close)
    figures["goals"] = {name: figures[name] <= goal for name, goal in GOALS.items()}
    print(json.dumps(figures))
    return 0 if all(figures["goals"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
