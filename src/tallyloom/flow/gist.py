"""What lists tell of a scenario's text, so that nobody reads a thousand texts to show a thousand
names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tallyloom.flow.judging import Judged
from tallyloom.kit import App, Module


@dataclass(frozen=True, slots=True)
class Over:
    """A connection that a text names, and the modules that work over it, each once."""

    connection: str
    organisation: str
    modules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gist:
    """The gist of a text. `steps` counts its modules, `modules` names each once; `problems` counts
    what keeps it from running, and `inputs` tells whether it has any."""

    description: str = ""
    steps: int = 0
    modules: tuple[str, ...] = ()
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
        steps=len(steps),
        modules=tuple(dict.fromkeys(step.module for step in steps)),
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
    """What gists were read with: a new release, or other modules, may judge the same text anew."""
    told = [release]
    for app in sorted(apps, key=lambda app: app.name):
        told += [app.name, app.version, *sorted(app.modules)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
