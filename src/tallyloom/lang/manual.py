"""The generated parts of docs/reference/mapping-language.md, printed from what really runs.

`python -m tallyloom.lang.manual docs/reference/mapping-language.md` renews the page in place.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from tallyloom.lang import limits
from tallyloom.lang.condition_operators import OPERATORS
from tallyloom.lang.date_format import FORMAT_TOKENS
from tallyloom.lang.date_reading import READING_TOKENS
from tallyloom.lang.functions import FUNCTIONS
from tallyloom.lang.functions.registry import Function
from tallyloom.lang.keywords import KEYWORDS
from tallyloom.lang.scope import Scope
from tallyloom.lang.values import Value
from tallyloom.lang.written import json_text

SAMPLE: Final[dict[str, Value]] = {
    "total": Decimal("129.90"),
    "items": [
        {"name": "Pen", "colour": "red", "price": Decimal("2.25")},
        {"name": "Ink", "colour": "blue", "price": 5},
    ],
}
"""The bundle of module 1 in the page's examples."""


def sample_scope() -> Scope:
    """The scope in which the page's examples give what the page says."""
    return Scope(started=datetime(2010, 12, 1, 8, 26, tzinfo=UTC), modules={"1": SAMPLE})


def renewed(page: str) -> str:
    """The page with every generated part as it should be now."""
    for name, print_part in _PARTS.items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, _, rest = page.partition(begin)
        _, found, after = rest.partition(end)
        if not found:
            raise SystemExit(f"The page needs the marks {begin} and {end}; put them back.")
        page = f"{before}{begin}\n{print_part()}\n{end}{after}"
    return page


def _functions() -> str:
    parts = [f"```json\n{json_text(SAMPLE)}\n```"]
    for family in FUNCTIONS.families:
        rows = sorted(map(_function_row, family.functions))
        parts.append(f"\n### {family.title}\n")
        parts.append(_table(("function", "gives", "example", "result"), rows))
    return "\n".join(parts)


def _function_row(function: Function) -> tuple[str, ...]:
    result = json_text(function.gives)
    return (f"`{function.signature}`", function.sentence, f"`{function.example}`", f"`{result}`")


def _keywords() -> str:
    rows = [(f"`{name}`", sentence) for name, (_, sentence) in KEYWORDS.items()]
    return _table(("keyword", "stands for"), rows)


def _operators() -> str:
    rows = [(f"`{operator.name}`", operator.label) for operator in OPERATORS.values()]
    return _table(("operator", "label"), rows)


def _tokens() -> str:
    rows = [
        (f"`{token}`", "yes" if token in READING_TOKENS else "")
        for token in sorted(FORMAT_TOKENS, key=lambda token: (token.lower(), len(token), token))
    ]
    return _table(("token", "can be read by parseDate too"), rows)


def _limits() -> str:
    rows = [
        ("characters of a text with an expression", limits.SOURCE_LENGTH),
        ("levels of an expression", limits.DEPTH),
        ("levels of a value that it makes", limits.DATA_DEPTH),
        ("characters of a result, all texts and items together", limits.TEXT_LENGTH),
        ("items of an array that a function reads or makes", limits.LIST_LENGTH),
        ("steps: a call is 1, an item 1, 64 characters of text 1", limits.STEPS),
        ("digits of a computed number", limits.DIGITS),
        ("size of a number, as a power of ten", limits.EXPONENT),
        ("characters of a regular expression", limits.PATTERN_LENGTH),
        ("characters of a date format", limits.FORMAT_LENGTH),
    ]
    return _table(("limit", "at most"), [(what, f"{most:,}") for what, most in rows])


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


_PARTS: Final[dict[str, Callable[[], str]]] = {
    "keywords": _keywords,
    "functions": _functions,
    "tokens": _tokens,
    "operators": _operators,
    "limits": _limits,
}

if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")
