"""How a scenario's text is stored: what may be stored at all, and whose change counts.

A text that cannot run may be stored, so that nobody loses work for being half done: it is a draft,
which can be neither run nor switched on, and what is on goes on in the version that was on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallyloom.api.problems import CorrectRequest, ReadAgain, SendLess
from tallyloom.api.route import Asked, Body, Tagged, etag_matches
from tallyloom.api.scenario_facts import ScenarioDetail, shown, the_scenario
from tallyloom.api.scenario_ready import by
from tallyloom.flow.differences import Change, changes
from tallyloom.flow.edit import ids
from tallyloom.flow.problems import CorrectScenario, Problem
from tallyloom.flow.read import MOST_ID, values
from tallyloom.flow.rendering import whole
from tallyloom.flow.rewrite import rewritten
from tallyloom.store.scenarios import Overtaken, Save, Version

if TYPE_CHECKING:
    from tallyloom.house import House
    from tallyloom.store.scenarios import Stored

MOST_TEXT = 256 * 1024  # characters: some 2,500 modules, which take seconds to read
MOST_NAME = 120
MOST_NOTE = 2000
TRIES = 5  # of a change by call, while others change the same scenario
TOLD = 20  # differences

Edit = Callable[["Stored", dict[str, Any]], Mapping[str, Any]]


class MergeChanges(ReadAgain):
    """The scenario was changed meanwhile; look at what differs, then save again."""

    def __init__(self, message: str, found: list[Change]) -> None:
        self.errors = [_told(change) for change in found[:TOLD]]
        super().__init__(message)


class SendIfMatch(Exception):
    """Say which version you have read: send its ETag as If-Match."""


class ScenarioText(Body):
    """A scenario as the text of its file (YAML, so JSON too), or as a JSON document: one of both.

    `note` is kept with the version.
    """

    text: str | None = None
    document: dict[str, Any] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Storable:
    """A text that may be stored."""

    text: str
    name: str
    values: Mapping[str, Any]

    def save(
        self, asked: Asked, kind: str, note: str, before: Mapping[str, Any] | None = None
    ) -> Save:
        """`before` are the values of the version before: no id of theirs is ever given again."""
        if len(note) > MOST_NOTE:
            raise CorrectRequest(f"A note has at most {MOST_NOTE} characters.", field="note")
        known = [*ids(self.values), *ids(before or {})]
        last = max([0, *(one for one in known if one < MOST_ID)])
        return Save(self.name, self.text, by(asked.who), note, kind, last)


def text_of(body: ScenarioText, base: str = "") -> str:
    """The text that a body holds. A document changes the text `base` where it differs.

    Raises CorrectRequest, CorrectScenario.
    """
    if (body.text is None) == (body.document is None):
        raise CorrectRequest("Give either text or document.", field="text")
    if body.text is not None:
        return body.text
    return _written(base, body.document or {})


def _written(base: str, document: Mapping[str, Any]) -> str:
    try:
        return rewritten(base, document) if base else whole(document)
    except RecursionError:
        raise CorrectScenario([Problem("The document is nested too deep.", 1)]) from None


def storable(text: str) -> Storable:
    """Raises SendLess; CorrectScenario where it is no YAML or has no name to store it by."""
    if len(text) > MOST_TEXT:
        raise SendLess(f"A scenario has at most {MOST_TEXT} characters.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise CorrectScenario([Problem("This is not UTF-8 text.", 1)]) from None
    found = values(text)
    name = found.get("name")
    if not isinstance(name, str) or not name.strip():
        raise CorrectScenario([Problem("Give the scenario a name.", 1, part="name")])
    if len(name) > MOST_NAME or not name.isprintable():
        said = f"The name is one line of at most {MOST_NAME} characters."
        raise CorrectScenario([Problem(said, 1, part="name")])
    return Storable(text, name, found)


def added(asked: Asked, text: str, kind: str, note: str = "") -> Tagged[ScenarioDetail]:
    """A new scenario. Raises NameIsTaken, CorrectScenario, SendLess."""
    save = storable(text).save(asked, kind, note)
    version = asked.house.scenarios.add(save, asked.house.clock.now())
    return shown(asked.house, version.scenario_id)


def replaced(
    asked: Asked, scenario_id: str, body: ScenarioText, if_match: str | None
) -> Tagged[ScenarioDetail]:
    """Another text for a scenario. Raises SendIfMatch, MergeChanges, NameIsTaken."""
    if if_match is None:
        raise SendIfMatch
    stored = the_scenario(asked.house, scenario_id)
    assure_read(asked.house, stored, if_match)
    save = storable(text_of(body, stored.document)).save(asked, "edited", body.note)
    try:
        _save(asked, stored, save)
    except Overtaken:
        assure_read(asked.house, the_scenario(asked.house, scenario_id), if_match)
    return shown(asked.house, scenario_id)


def edited(
    asked: Asked,
    scenario_id: str,
    edit: Edit,
    *,
    if_match: str | None = None,
    note: str = "",
) -> Tagged[ScenarioDetail]:
    """Change the newest text where `edit` says. Without If-Match it counts whoever was quicker:
    both changes are made, one after the other. Raises MergeChanges, and what `edit` raises."""
    for _ in range(TRIES):
        stored = the_scenario(asked.house, scenario_id)
        assure_read(asked.house, stored, if_match)
        before = values(stored.document)
        text = _written(stored.document, edit(stored, before))
        try:
            _save(asked, stored, storable(text).save(asked, "edited", note, before))
        except Overtaken:
            continue
        return shown(asked.house, scenario_id)
    raise ReadAgain


def restored(
    asked: Asked, scenario_id: str, text: str, note: str, if_match: str | None
) -> Tagged[ScenarioDetail]:
    """An old text as the newest version. Raises MergeChanges, NameIsTaken."""
    for _ in range(TRIES):
        stored = the_scenario(asked.house, scenario_id)
        assure_read(asked.house, stored, if_match)
        save = storable(text).save(asked, "restored", note, values(stored.document))
        try:
            _save(asked, stored, save)
        except Overtaken:
            continue
        return shown(asked.house, scenario_id)
    raise ReadAgain


def _save(asked: Asked, stored: Stored, save: Save) -> Version:
    now = asked.house.clock.now()
    return asked.house.scenarios.save(stored.id, save, now, expected=stored.number)


def assure_read(house: House, stored: Stored, if_match: str | None) -> None:
    """Raises MergeChanges, which tells what differs from the version that was read."""
    if etag_matches(if_match, str(stored.number)):
        return
    read = (if_match or "").strip().strip('"')
    known = house.scenarios.saved(stored.id, int(read)) if _is_number(read) else None
    found = changes(values(known[1]), values(stored.document)) if known else []
    who = f" by {stored.saved.by.name}" if stored.saved.by.name else ""
    since = f" since version {read}" if known else ""
    raise MergeChanges(
        f"{stored.name} is at version {stored.number}, saved{who} at {stored.saved.at:%H:%M} UTC;"
        f' look at what differs{since}, then save again with If-Match: "{stored.number}".',
        found,
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _told(change: Change) -> dict[str, str]:
    where = f"module {change.module}" if change.module else "scenario"
    field = f"{where}: {change.field}" if change.field else where
    label = f" ({change.label})" if change.label else ""
    return {"field": field, "detail": f"{change.kind}{label}"}
