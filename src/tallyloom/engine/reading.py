"""Following a module's generator; and one that only reads: look-ups, cautions, pick-lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from tallyloom.kit import Answer, Broken, Bundle, Known, Request, Save, Steps, Trouble

Result = TypeVar("Result")
REPORT = "report this to the app's author."


def _nothing_known(source: str) -> Sequence[Bundle]:
    raise Trouble(f"Nothing is known of {source} here; {REPORT}")


def followed(steps: Steps[Result], answer: Callable[[Request | Save | Known], Any]) -> Result:
    """The result of a generator; trouble in answering is raised where it waits for the answer."""
    given: Any = None
    trouble: Trouble | None = None
    while True:
        try:
            asked = steps.throw(trouble) if trouble else steps.send(given)
        except StopIteration as end:
            result: Result = end.value
            return result
        trouble = None
        try:
            given = answer(asked)
        except Trouble as caught:
            trouble = caught


def driven(
    steps: Steps[Result],
    fetch: Callable[[Request], Answer],
    known: Callable[[str], Sequence[Bundle]] = _nothing_known,
) -> Result:
    """The result of a generator that only reads; `known` gives the records of a source."""

    def answer(asked: Request | Save | Known) -> Answer | Sequence[Bundle]:
        if isinstance(asked, Known):
            return known(asked.source)
        if isinstance(asked, Save) or asked.writes:
            raise Broken(f"A look-up may only read; {REPORT}")
        return fetch(asked)

    return followed(steps, answer)
