"""Every case, gathered from the files beside this one."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from tests.sweep.case import Case

# Modules that no request of ours begins; the story beside them runs each in a scenario.
ELSEWHERE = {"watch_events": "tests/stories/test_webhooks.py"}


def all_cases() -> list[Case]:
    """In the order of the files' names and of the cases in them."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    files = [import_module(f"{__name__}.{name}") for name in names]
    return [case for file in files for case in file.CASES]
