"""What lists tell of a scenario's text, so that nobody reads a thousand texts to show a thousand
names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from tallyloom.flow.judging import Judged
from tallyloom.kit import App, Module, OAuth2, Value, to_json
from tallyloom.kit.render import form


@dataclass(frozen=True, slots=True)
class Over:
    """A connection that a text names, and the modules that work over it, each once."""

    connection: str
    organisation: str
    modules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gist:
    """The gist of a text. `steps` are the ids of its steps with the names of their modules;
    `problems` counts what keeps it from running, and `inputs` tells whether it has any."""

    description: str = ""
    steps: tuple[tuple[int, str], ...] = ()
    apps: tuple[str, ...] = ()
    over: tuple[Over, ...] = ()
    problems: int = 0
    inputs: bool = False


def gist_of(judged: Judged, modules: Mapping[str, Module]) -> Gist:
    """The gist of a text that was judged; of one that is no scenario only its problems."""
    document = judged.document
    if document is None:
        return Gist(problems=len(judged.problems))
    steps = list(document.steps())
    known = [modules[step.module] for step in steps if step.module in modules]
    return Gist(
        description=document.description.strip(),
        steps=tuple((step.id, step.module) for step in steps),
        apps=tuple(dict.fromkeys(module.app for module in known)),
        over=tuple(
            Over(
                use.connection,
                use.organisation,
                tuple(dict.fromkeys(s.module for s in steps if s.connection == use.name)),
            )
            for use in document.connections
        ),
        problems=len(judged.problems),
        inputs=bool(document.inputs),
    )


def mark_of(release: str, apps: Iterable[App]) -> str:
    """What gists were read with: another release, or modules that are defined otherwise, may judge
    the same text anew."""
    told: list[Value] = [release, [each.name for each in fields(Gist)]]
    for app in sorted(apps, key=lambda app: app.name):
        told += [app.name, app.version, isinstance(app.connection, OAuth2)]
        told += [form(module) for _, module in sorted(app.modules.items())]
    return hashlib.sha256(to_json(told)).hexdigest()[:16]
