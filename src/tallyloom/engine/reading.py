"""Driving a module's generator that only reads: look-ups, cautions, the records of pick-lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from tallyloom.kit import Answer, Broken, Bundle, Known, Request, Save, Steps, Trouble

Result = TypeVar("Result")
REPORT = "report this to the app's author."


def _nothing_known(source: str) -> Sequence[Bundle]:
    raise Trouble(f"Nothing is known of {source} here; {REPORT}")


def driven(
    steps: Steps[Result],
    fetch: Callable[[Request], Answer],
    known: Callable[[str], Sequence[Bundle]] = _nothing_known,
) -> Result:
    """The result of a generator that only reads; `known` gives the records of a source."""
    answer: Any = None
    trouble: Trouble | None = None
    while True:
        try:
            asked = steps.throw(trouble) if trouble else steps.send(answer)
        except StopIteration as end:
            result: Result = end.value
            return result
        trouble = None
        if isinstance(asked, Save) or (isinstance(asked, Request) and asked.writes):
            raise Broken(f"A look-up may only read; {REPORT}")
        try:
            answer = known(asked.source) if isinstance(asked, Known) else fetch(asked)
        except Trouble as caught:
            trouble = caught
