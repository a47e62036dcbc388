"""What axe cannot judge counts, unless our own test of colours has computed that pair."""

from __future__ import annotations

import pytest
from tests.stories.web.contrast import uncovered

MUTED, SURFACE, LINE = "rgb(90, 98, 114)", "rgb(255, 255, 255)", "rgb(223, 227, 232)"


@pytest.mark.parametrize(
    ("theme", "ink", "ground", "counts"),
    [
        ("light", MUTED, SURFACE, False),
        ("dark", MUTED, SURFACE, True),  # the other theme's colours
        ("light", MUTED, LINE, True),  # both are ours, but nobody writes on a line
        ("light", MUTED, "", True),  # nothing opaque stands behind it
        ("light", "color(srgb 0.1 0.1 0.1)", SURFACE, True),
    ],
)
def test_only_pairs_that_are_computed_are_covered(
    theme: str, ink: str, ground: str, counts: bool
) -> None:
    told = uncovered(theme, [{"html": "<p>", "ink": ink, "ground": ground}])

    assert bool(told) is counts
