"""Which contrasts hold wherever they meet: those of our tokens, computed in `test_style.py`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from tests.api.test_style import PAIRS, THEMES

# Ink on ground, by the names of tokens.
COVERED = {(ink, ground) for ink, ground, _ in PAIRS}
RGB = re.compile(r"rgba?\((\d+), (\d+), (\d+)(?:, 1)?\)")


def uncovered(theme: str, unsure: Sequence[Mapping[str, Any]]) -> list[str]:
    """Of the texts that axe could not judge, those whose colours are no pair that is computed.

    Each has its `html`, and the `ink` and the `ground` that the browser shows.
    """
    return [
        f"{one['ink']} on {one['ground']}: {one['html']}"
        for one in unsure
        if COVERED.isdisjoint(product(_names(theme, one["ink"]), _names(theme, one["ground"])))
    ]


def _names(theme: str, colour: str) -> set[str]:
    """The tokens that have this colour; none for one that is ours by no name."""
    found = RGB.fullmatch(colour)
    shown = "#" + "".join(f"{int(part):02X}" for part in found.groups()) if found else ""
    return {name for name, value in THEMES[theme].items() if value.upper() == shown}
