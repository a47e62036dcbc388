"""The words that stand for a value: `null`, `newline`, `ignore` and their like."""

from __future__ import annotations

from typing import Final

from tallyloom.lang.values import EMPTY_TEXT, ERASE, IGNORE, NULL, Value

KEYWORDS: Final[dict[str, tuple[Value, str]]] = {
    "null": (NULL, "Sends null."),
    "emptystring": (EMPTY_TEXT, "Sends an empty text."),
    "emptyarray": ([], "Sends an array without items."),
    "ignore": (IGNORE, "Leaves the field out, as if it were blank."),
    "erase": (ERASE, "Clears what the target holds."),
    "true": (True, "Yes."),
    "false": (False, "No."),
    "space": (" ", "A space."),
    "tab": ("\t", "A tabulator."),
    "newline": ("\n", "A line feed."),
    "carriagereturn": ("\r", "A carriage return."),
    "nbsp": ("\u00a0", "A space that does not break the line."),
}
"""Each keyword with its value and its sentence. Whoever yields an array yields a fresh one."""

WORD_OPERATORS: Final = frozenset({"and", "or", "not"})
