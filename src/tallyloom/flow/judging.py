"""What a text of a scenario is worth: its plan, or everything that is wrong with it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from tallyloom.flow.check import check
from tallyloom.flow.document import Document
from tallyloom.flow.plan import Plan, plan
from tallyloom.flow.problems import CorrectScenario, Problem
from tallyloom.flow.read import read, values
from tallyloom.kit import App, Module, OAuth2

REMEMBERED = 256  # texts; reading one takes some ten milliseconds


@dataclass(frozen=True, slots=True)
class Judged:
    """A text that was read. `values` are empty where it is no YAML; `document` is None where it is
    no scenario, `plan` also where it cannot run; `problems` say why."""

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    document: Document | None = None
    plan: Plan | None = None
    problems: tuple[Problem, ...] = ()


class Judge:
    """Reads and checks texts against the installed apps, each once."""

    def __init__(self, apps: Mapping[str, App], modules: Mapping[str, Module]) -> None:
        self._modules = modules
        self._connected = frozenset(
            name for name, app in apps.items() if isinstance(app.connection, OAuth2)
        )
        self._known: OrderedDict[str, Judged] = OrderedDict()
        self._lock = Lock()

    def judged(self, text: str) -> Judged:
        """What the text is worth. It raises nothing; nobody may change what is given out."""
        with self._lock:
            if text in self._known:
                self._known.move_to_end(text)
                return self._known[text]
        found = self._judge(text)
        with self._lock:
            self._known[text] = found
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return found

    def _judge(self, text: str) -> Judged:
        try:
            plain = values(text)
        except CorrectScenario as wrong:
            return Judged(text, problems=wrong.problems)
        try:
            document = read(text)
        except CorrectScenario as wrong:
            return Judged(text, plain, problems=wrong.problems)
        try:
            check(document, self._modules, self._connected)
        except CorrectScenario as wrong:
            return Judged(text, plain, document, problems=wrong.problems)
        return Judged(text, plain, document, plan(document, self._modules))
