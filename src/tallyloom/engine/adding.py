"""How runs are added by whoever begins them: the clock, and what was delivered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection

from tallyloom.flow.plan import Plan
from tallyloom.flow.stack import Item
from tallyloom.store.scenarios import Version


class Add(Protocol):
    """Adds a run within a transaction; gives its id. It begins with `stack`, or at its start."""

    def __call__(
        self,
        version: Version,
        plan: Plan,
        inputs: Mapping[str, Any],
        *,
        origin: Mapping[str, Any],
        stack: Sequence[Item] | None = None,
        within: Connection,
    ) -> str: ...
