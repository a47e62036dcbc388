"""What became of each record of a write, matched by what it is and not by where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tallyloom.apps.xero import wire
from tallyloom.apps.xero.lists import Listed
from tallyloom.kit import Answer, Bundle, Element, LookUpFirst, NotThere, Refused, Steps, Trouble

LookUp: TypeAlias = Callable[[Sequence[Element], Mapping[str, Bundle]], Steps[Mapping[str, Bundle]]]
Same: TypeAlias = Callable[[Bundle, Bundle], bool]
Outcomes: TypeAlias = list[Bundle | Trouble]


@dataclass(frozen=True, slots=True, kw_only=True)
class NaturalKey:
    """How a record is known before Xero has given it an id.

    `of` is the key of a body, None where it has none; `same` says whether a record (an answer's
    or a found one) is the body's. `look_up` and `differs` are as `Bulk` wants them; `renewed` is
    the body that brings a record to what the element says. `check` completes a body or refuses it.
    `strictly` says how a record differs from one that this very body would have made, where that
    is more than `differs`: it tells a lost write from a record that somebody else had made before.
    """

    of: Callable[[Bundle], str | None]
    same: Same
    look_up: LookUp
    differs: Callable[[Bundle, Bundle], str]
    renewed: Callable[[Bundle, Bundle], Bundle]
    check: Callable[[Bundle], Bundle]
    strictly: Callable[[Bundle, Bundle], str] | None = None

    def apart(self, element: Element, found: Bundle) -> str:
        """How a found record differs from the element; "" where it may stand for it."""
        strict = self.strictly if element.if_exists == "fail" else None
        return (strict or self.differs)(element.body, found)


def created(
    resource: Listed, answer: Answer, elements: Sequence[Element], key: NaturalKey | None
) -> Outcomes:
    """An answer that leaves one out says nothing sure: all that can be is looked up."""
    found = _outcomes(resource, answer, elements, key.same if key else _never)
    missing = [outcome for outcome in found if isinstance(outcome, LookUpFirst)]
    if missing and all(element.key is not None for element in elements):
        raise missing[0]
    return found


def changed(
    resource: Listed, answer: Answer, elements: Sequence[Element], already: str
) -> Outcomes:
    """What was refused with words that mean it had been done before (`already`), is done."""

    def same(body: Bundle, record: Bundle) -> bool:
        return str(body[resource.id]).lower() == str(record.get(resource.id)).lower()

    def told(outcome: Bundle | Trouble) -> bool:
        said = " ".join(outcome.words).lower() if isinstance(outcome, Refused) else ""
        return bool(already) and already in said

    try:
        found = _outcomes(resource, answer, elements, same)
    except Refused as refused:
        if not told(refused):
            raise
        found = [refused for _ in elements]
    return [
        element.body if told(outcome) else outcome
        for element, outcome in zip(elements, found, strict=True)
    ]


def gone(answer: Answer) -> None:
    """Judge the answer to a deletion: what an earlier try of ours has deleted is deleted."""
    try:
        wire.judge(answer)
    except NotThere:
        if not answer.repeated:
            raise


def _outcomes(
    resource: Listed, answer: Answer, elements: Sequence[Element], same: Same
) -> Outcomes:
    """Each element's record or trouble: by key, and by position only where none has one."""
    rest = wire.records(answer, resource.plural)
    matched: dict[int, Bundle] = {}
    for index, element in enumerate(elements):
        if found := next((record for record in rest if same(element.body, record)), None):
            matched[index] = found
            rest = [record for record in rest if record is not found]
    nameless = [i for i in range(len(elements)) if i not in matched]
    if len(rest) == len(nameless) and all(elements[i].key is None for i in nameless):
        matched |= dict(zip(nameless, rest, strict=True))
    return [_outcome(matched.get(i), resource.one) for i in range(len(elements))]


def _outcome(record: Bundle | None, one: str) -> Bundle | Trouble:
    if record is None:
        return LookUpFirst(f"Xero's answer does not tell what became of the {one}.")
    failed = record.get("HasErrors") or record.get("HasValidationErrors")
    if failed or record.get("StatusAttributeString") == "ERROR":
        return wire.refusal(wire.words(record), f"the {one}")
    return wire.settled(record)


def _never(_body: Bundle, _record: Bundle) -> bool:
    return False
