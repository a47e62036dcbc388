"""What an expression can see: the latest bundles, the inputs, the variables, and the cycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tallyloom.lang.limits import STEPS
from tallyloom.lang.trouble import MakeSmaller
from tallyloom.lang.values import Value


@dataclass(slots=True, kw_only=True)
class Scope:
    """The world of one bundle's expressions.

    One scope serves one bundle in one thread: it carries the fuel and the call index of the
    evaluation in progress.

    modules: latest bundle of each module, by module id as text (`{{1.email}}`).
    inputs: the run's declared inputs (`{{input.rows}}`).
    variables: `{{var.name}}`, and bare names such as `{{executionId}}`.
    started: the recorded start of the cycle, timezone-aware; `now` and `timestamp` read it.
    zone: IANA name for dates that are written without a zone.
    seed: run, module and bundle path; `uuid` is derived from it, so a repeated step repeats it.
    make_compatible: read values as Make does (any number, 0 too, is Yes).
    """

    started: datetime
    modules: Mapping[str, Value] = field(default_factory=dict)
    inputs: Mapping[str, Value] = field(default_factory=dict)
    variables: Mapping[str, Value] = field(default_factory=dict)
    zone: str = "UTC"
    seed: str = ""
    make_compatible: bool = False
    steps: int = field(default=STEPS, init=False, repr=False, compare=False)
    calls: int = field(default=0, init=False, repr=False, compare=False)

    def begin(self) -> None:
        """Start an evaluation: full fuel, and the call index from 0."""
        self.steps = STEPS
        self.calls = 0

    def spend(self, steps: int) -> None:
        """Use fuel; raises MakeSmaller when there is none left."""
        self.steps -= steps
        if self.steps < 0:
            raise MakeSmaller(
                f"The expression needs more than {STEPS} steps; work on fewer items or less text."
            )
