"""Everybody can read the pages: contrasts of WCAG 2.2 AA, computed from the colours in use."""

from __future__ import annotations

import re

import pytest

from tallyloom.api.style import DARK, LIGHT, RULES, sheet

THEMES = {"light": LIGHT, "dark": DARK}
TEXT, LINE = 4.5, 3.0
GROUNDS = ("bg", "canvas", "surface")
PAIRS = [
    *((ink, ground, TEXT) for ink in ("text", "muted", "accent") for ground in GROUNDS),
    *((ink, ground, TEXT) for ink in ("ok", "warn", "err", "run") for ground in GROUNDS),
    ("on-accent", "accent", TEXT),
    ("pill-text", "pill", TEXT),
    *(("on-disc", disc, TEXT) for disc in LIGHT if disc.startswith("disc-")),
    *((disc, ground, LINE) for disc in LIGHT if disc.startswith("disc-") for ground in GROUNDS),
    *(("line-strong", ground, LINE) for ground in ("bg", "surface")),
]


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_what_is_written_can_be_read(theme: str, ink: str, ground: str, least: float) -> None:
    colours = THEMES[theme]

    assert contrast(colours[ink], colours[ground]) >= least


def test_only_named_colours_are_used_and_both_themes_name_the_same() -> None:
    used = set(re.findall(r"var\(--([a-z-]+)\)", RULES))

    assert set(LIGHT) == set(DARK)
    assert used <= set(LIGHT)
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b", RULES) == []


def test_the_sheet_follows_the_readers_machine_and_loads_nothing_but_our_letters() -> None:
    assert "prefers-color-scheme: dark" in sheet()
    assert all(url.startswith('"/assets/inter-') for url in re.findall(r"url\(([^)]*)", sheet()))
    assert "@import" not in sheet()
