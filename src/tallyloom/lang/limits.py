"""How large, deep and long an expression and its work may become."""

from __future__ import annotations

from typing import Final

SOURCE_LENGTH: Final = 65_536
"""Characters of a template that holds at least one `{{…}}`."""

DEPTH: Final = 64
"""Levels of parentheses, calls and operators inside one another."""

DATA_DEPTH: Final = 128
"""Levels of lists and collections in a value that an expression makes."""

TEXT_LENGTH: Final = 1_048_576
"""Characters of a text, and of all texts and items together in a result."""

LIST_LENGTH: Final = 10_000
"""Items of an array that a function reads or makes."""

STEPS: Final = 100_000
"""Fuel of one evaluation: a call costs 1, an item 1, and 64 characters of text 1."""

STEP_SHIFT: Final = 6
"""2**6 = 64 characters of text are one step."""

DIGITS: Final = 34
"""Significant digits of a computed number (as in IEEE 754 decimal128)."""

EXPONENT: Final = 308
"""Numbers lie between 1e-308 and 1e308, the range other systems can read."""

PATTERN_LENGTH: Final = 1_000
"""Characters of a regular expression."""

FORMAT_LENGTH: Final = 500
"""Characters of a date format."""
