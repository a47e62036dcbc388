"""A scenario's text, read and checked with no more than the apps: for where there is no house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tallyloom.api.scenario_ready import Ready
from tallyloom.flow.check import check
from tallyloom.flow.plan import plan
from tallyloom.flow.read import read
from tallyloom.kit import Module, OAuth2

__all__ = ["Ready", "checked"]


def checked(apps: Mapping[str, Any], modules: Mapping[str, Module], file: str, text: str) -> Ready:
    """Raises CorrectScenario with everything that is wrong and where."""
    document = read(text, file)
    connected = frozenset(n for n, app in apps.items() if isinstance(app.connection, OAuth2))
    check(document, modules, connected, file)
    return Ready(file, text, document, plan(document, modules))
