"""What a person may want to know before records are posted: a warning, or a reason to stop.

It is asked once, before the first intent; what was said is kept with the effect, so that a
process that comes after a crash stops the same bundles and shows the same warnings.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import structlog

from tallyloom.engine.reading import REPORT
from tallyloom.engine.trouble import Wait
from tallyloom.flow.document import ALL
from tallyloom.kit import BadInput, Caution, Element, Steps, Trouble

NOT_CHECKED = "not_checked"
Cautions = Sequence[Sequence[Caution]]
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said of one element: why it stops, if it does, and what is only noted."""

    trouble: BadInput | None
    warnings: Sequence[Mapping[str, str]]


def heard(
    ask: Callable[[Sequence[Element]], Steps[Cautions]],
    drive: Callable[[Steps[Cautions]], Cautions],
    elements: Sequence[Element],
    stop_on: Collection[str],
) -> list[Heard]:
    """What there is to say of each element.

    Trouble in finding it out, and a mistake of the app's, stops nothing and is noted instead; only
    a limit is waited for, since the posting itself would have to. Raises Wait then.
    """
    try:
        said = drive(_asked(ask, elements))
        if len(said) != len(elements):
            raise Trouble(f"{len(said)} were looked at instead of {len(elements)}; {REPORT}")
    except Wait as wait:
        if wait.until is not None and not wait.retry:
            raise
        said = _unchecked(wait.reason, elements)
    except Trouble as trouble:
        said = _unchecked(trouble.message, elements)
    return [_weighed(one, stop_on) for one in said]


def _asked(
    ask: Callable[[Sequence[Element]], Steps[Cautions]], elements: Sequence[Element]
) -> Steps[Cautions]:
    """What the app raises on its own is its mistake; what fails around it is not caught here."""
    try:
        return (yield from ask(elements))
    except Trouble:
        raise
    except Exception as mistake:
        log.exception("cautions could not be looked for", asked=getattr(ask, "__qualname__", ""))
        raise Trouble(f"{type(mistake).__name__}; {REPORT}") from mistake


def _unchecked(why: str, elements: Sequence[Element]) -> Cautions:
    return [[Caution(NOT_CHECKED, f"not checked: {why}")] for _ in elements]


def _weighed(said: Sequence[Caution], stop_on: Collection[str]) -> Heard:
    stops = [one for one in said if _stops(one, stop_on)]
    notes = [_noted(one) for one in said if one not in stops]
    if not stops:
        return Heard(None, notes)
    message = " ".join(dict.fromkeys(one.message for one in stops))
    return Heard(BadInput(message, field=stops[0].field), notes)


def _stops(one: Caution, stop_on: Collection[str]) -> bool:
    return one.code != NOT_CHECKED and (ALL in stop_on or one.code in stop_on)


def _noted(one: Caution) -> Mapping[str, str]:
    return {"code": one.code, "message": one.message, "field": one.field}
