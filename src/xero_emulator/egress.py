"""The egress meter: how many bytes each app was sent, month by month.

How it was checked: that egress is metered per app and that the Organisation endpoint is left out,
from the reference's section 3.1. Unverified: that only bodies count, that a month is one of UTC,
and that the login, the tokens and the connections are free.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

FREE = re.compile(r"^/api\.xro/2\.0/organisations?(/|$)", re.IGNORECASE)


class Egress:
    """Bytes by app and month ("2026-03")."""

    def __init__(self) -> None:
        self._sent: dict[str, dict[str, int]] = {}

    def add(self, client_id: str, path: str, size: int, now: datetime) -> None:
        if size and not FREE.match(path):
            months = self._sent.setdefault(client_id, {})
            month = f"{now:%Y-%m}"
            months[month] = months.get(month, 0) + size

    def of(self, client_id: str) -> Mapping[str, int]:
        return self._sent.get(client_id, {})

    def known(self) -> list[str]:
        return list(self._sent)

    def forget(self) -> None:
        self._sent.clear()

    def dump(self) -> dict[str, Any]:
        return self._sent

    def load(self, dumped: Mapping[str, Any]) -> None:
        self._sent = msgspec.convert(dumped, dict[str, dict[str, int]])
