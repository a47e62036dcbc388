"""How long the definitions of Xero's modules are: a module is its difference and no more."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from tallyloom.apps import xero

LONGEST = 25
MEDIAN = 9
LISTED = 92  # modules of the list that the app set out from; what is beyond is ours


def definitions() -> dict[str, int]:
    """The lines of each module's definition, blank ones not counted."""
    folder = Path(xero.__file__).parent
    found: dict[str, int] = {}
    for path in sorted(folder.glob("*.py")):
        text = path.read_text("utf-8")
        for name, lines in _statements(text):
            if name in xero.app.modules:
                found[name] = lines
    return found


def _statements(text: str) -> Iterator[tuple[str, int]]:
    """Every name that a file binds at its top, and the lines of the statement that does."""
    rows = text.splitlines()
    for node in ast.parse(text).body:
        first = node.lineno
        names: list[str] = []
        if isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        elif isinstance(node, ast.FunctionDef) and node.decorator_list:
            names, first = [node.name], node.decorator_list[0].lineno
        lines = sum(bool(row.strip()) for row in rows[first - 1 : node.end_lineno])
        yield from ((name, lines) for name in names)


def report(found: Mapping[str, int]) -> str:
    """ "92 (+12) definitions, median 7, longest 22 lines (create_invoice)"."""
    more = len(found) - LISTED
    count = f"{LISTED} (+{more})" if more >= 0 else str(len(found))
    longest = max(found, key=lambda name: found[name])
    middle = f"{median(found.values()):g}"
    return f"{count} definitions, median {middle}, longest {found[longest]} lines ({longest})"


if __name__ == "__main__":
    print(report(definitions()))
