"""Tells the owner when what a service starts fails again and again.

It is not switched off: what fails is stored for a person, and what waits goes on waiting; but
somebody has to know. See docs/why/schedules.md.
"""

from __future__ import annotations

from tallyloom.engine.schedules import Tell
from tallyloom.flow.problems import CorrectScenario
from tallyloom.flow.read import read
from tallyloom.store.failing import Failed, FailingScenarios
from tallyloom.store.scenarios import Scenarios


class Failing:
    """Looks after scenarios that listen."""

    def __init__(self, rows: FailingScenarios, scenarios: Scenarios, tell: Tell) -> None:
        self._rows = rows
        self._scenarios = scenarios
        self._tell = tell

    def look(self) -> None:
        """Tell of those whose runs have all failed of late, each once until one has not."""
        for one in self._rows.all():
            if one.runs >= self._patience(one):
                self._say(one)

    def _say(self, one: Failed) -> None:
        runs = "run" if one.runs == 1 else f"{one.runs} runs"
        self._tell(
            "scenario",
            f"{one.name} fails",
            f"The last {runs} failed. The newest: {one.reason}\n\nIt is still on: what failed is"
            " stored for you to answer, and new events start it.",
            about={"scenario": one.scenario_id, "run": one.last_run},
            once=f"fails {one.scenario_id} {one.well} {one.since.isoformat()}",
        )

    def _patience(self, one: Failed) -> int:
        try:
            version = self._scenarios.version(one.scenario_id, one.version)
            return read(version.document, version.name).settings.max_errors
        except CorrectScenario:
            return 1
