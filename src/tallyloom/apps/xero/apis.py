"""Xero's Files, Assets, Payroll and Finance APIs: where they are and how their answers are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from tallyloom.apps.xero import wire
from tallyloom.apps.xero.outcomes import gone
from tallyloom.kit import (
    Action,
    Again,
    Answer,
    Broken,
    Bundle,
    Field,
    Inputs,
    Output,
    Refused,
    Request,
    Scopes,
    Search,
    Steps,
    Value,
)

FILES = "/files.xro/1.0"
ASSETS = "/assets.xro/1.0"
PAYROLL_AU = "/payroll.xro/1.0"
PAYROLL = "/payroll.xro/2.0"  # New Zealand, the United Kingdom, and timesheets of Australia
FINANCE = "/finance.xro/1.0"
JSON = {"Accept": "application/json"}
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)T00:00:00(?:\.0+)?(?:Z|\+00:00)?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")


def read(answer: Answer) -> Value:
    """What an answer holds, with days and moments in ISO 8601; raises the trouble it means."""
    wire.judge(answer)
    return plain(wire.read(answer)) if answer.body else None


def record(answer: Answer) -> Bundle:
    """The one record that an answer is."""
    found = read(answer)
    if not isinstance(found, dict):
        raise Broken(f"Xero's answer ({answer.status}) holds no record.")
    return found


def part(answer: Answer, name: str) -> Value:
    """The named part of an answer that is an object; payroll may tell a problem in its place."""
    found = read(answer)
    if isinstance(found, Mapping) and found.get("problem"):
        raise Refused(words=_problems(found["problem"]))
    if not isinstance(found, Mapping) or found.get(name) is None:
        raise Broken(f"Xero's answer ({answer.status}) holds no {name}.")
    return found[name]


def _problems(problem: Mapping[str, Value]) -> list[str]:
    fields = problem.get("invalidFields") or ()
    said = [f"{field.get('name')}: {field.get('reason')}" for field in fields]
    return said or [str(problem.get("detail") or problem.get("title") or "It gave no reason.")]


def listed(answer: Answer, name: str) -> list[Bundle]:
    """The records of a list, bare or under its name: Xero's pages tell both of folders."""
    found = read(answer)
    if isinstance(found, Mapping):
        found = found.get(name)
    if not isinstance(found, list):
        raise Broken(f"Xero's answer ({answer.status}) holds no {name}.")
    return found


def pages(answer: Answer) -> int:
    """How many pages a list has, by its own count: asking for one more is refused."""
    found = read(answer)
    told = found.get("pagination") if isinstance(found, Mapping) else None
    return int(told.get("pageCount") or 1) if isinstance(told, Mapping) else 1


def clock(answer: Answer) -> str:
    """When Xero made this answer, by its own clock."""
    found = read(answer)
    told = found.get("dateTimeUTC") if isinstance(found, Mapping) else None
    return told if isinstance(told, str) else wire.answered_at(answer)


def plain(value: Value, name: str = "") -> Value:
    """A JSON value with days as 2026-09-14 and moments in UTC with their zone.

    These APIs write days as midnights, and moments (names that end in UTC) often without a zone.
    """
    if isinstance(value, dict):
        return {key: plain(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item, name) for item in value]
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return _time(value, moment=name.lower().endswith("utc"))
    return value


def _time(text: str, *, moment: bool) -> str:
    if not moment:
        midnight = _MIDNIGHT.fullmatch(text)
        return midnight[1] if midnight else text
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return text
    return wire.written(instant if instant.tzinfo else instant.replace(tzinfo=UTC))


def queried(given: Inputs, **names: str) -> Iterator[tuple[str, str]]:
    """Inputs as they stand in an address, by the address's names: `sort="sort"`."""
    for name, of in names.items():
        value = given.get(of)
        if value is not None:
            yield name, str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What the modules of one resource of these APIs share."""

    path: str
    one: str
    id: str
    group: str
    reads: Scopes
    writes: Scopes
    outputs: tuple[Output, ...]
    sample: Bundle
    source: str = ""  # of the pick-lists that its records fill

    def at(self, id_: str, *rest: str) -> str:
        return "/".join((self.path, *(quote(part, safe="") for part in (id_, *rest))))

    def steps(
        self, label: str, about: str, *inputs: Field, **more: Any
    ) -> Callable[[Callable[[Inputs], Steps[Bundle]]], Action]:
        """A module that reads: decorates its generator."""

        def module(run: Callable[[Inputs], Steps[Bundle]]) -> Action:
            return self.action(label, about, *inputs, run=run, **more)

        return module

    def writing(
        self, label: str, about: str, *inputs: Field, **more: Any
    ) -> Callable[[Callable[[Inputs], Steps[Bundle]]], Action]:
        """A module that writes: decorates its generator."""
        return self.steps(label, about, *inputs, **(self.changing() | more))

    def changing(self) -> dict[str, Any]:
        """What a module that writes has beyond one that reads."""
        changes = (self.source,) if self.source else ()
        return {"scopes": self.writes, "changes": changes}

    def search(
        self, label: str, about: str, *inputs: Field, page: Callable[..., Any], **more: Any
    ) -> Search:
        return Search(label=label, about=about, inputs=inputs, page=page, **self._facts(more))

    def action(self, label: str, about: str, *inputs: Field, **more: Any) -> Action:
        return Action(label=label, about=about, inputs=inputs, **self._facts(more))

    def deletion(self, label: str, about: str, field: Field, **more: Any) -> Action:
        """Deletes the record that `field` names; its bundle says which one is gone."""

        def run(given: Inputs) -> Steps[Bundle]:
            yield from deleted(self.at(given[field.name]))
            return {self.id: given[field.name], "deleted": True}

        facts = self.changing() | {
            "outputs": (
                Output(self.id, "text", field.label),
                Output("deleted", "boolean", "Is deleted"),
            ),
            "sample": {self.id: self.sample[self.id], "deleted": True},
            "destructive": True,
            "run": run,
        }
        return self.action(label, about, field, **(facts | more))

    def _facts(self, more: Mapping[str, Any]) -> dict[str, Any]:
        facts = {"outputs": self.outputs, "sample": self.sample, "scopes": self.reads}
        return facts | {"group": self.group} | dict(more)


def deleted(path: str) -> Steps[None]:
    """Deletes what is at a path; what an earlier try of ours has deleted is deleted."""
    gone((yield Request("DELETE", path, headers=JSON, again=Again.SAFE)))
