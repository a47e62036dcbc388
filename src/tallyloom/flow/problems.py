"""What a person can fix in a scenario before it runs, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to fix: the file's line (0: not known), the module's id (0: none), what to do.

    `part` is what of the module or of the scenario is wrong, such as `map.Date`; "" is all of it.
    """

    message: str
    line: int = 0
    module: int = 0
    part: str = field(default="", compare=False)

    def where(self, file: str) -> str:
        """ "shop.scenario.yaml:12, module 3"."""
        place = f"{file}:{self.line}" if self.line else file
        return f"{place}, module {self.module}" if self.module else place


class CorrectScenario(Exception):
    """The scenario cannot run as it is; correct it and try again."""

    def __init__(self, problems: Sequence[Problem], file: str = "scenario") -> None:
        self.problems = tuple(problems)
        self.file = file
        super().__init__("\n".join(f"{p.where(file)}: {p.message}" for p in self.problems))
