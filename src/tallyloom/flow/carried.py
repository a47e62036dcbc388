"""Modules that move into another line of the flow take their lines of text with them.

What is written anew has a mark in their place; the lines of the module stand there afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from typing import Any

from tallyloom.kit import Value

MARK = "tallyloom-module"
_MARKED = re.compile(rf"^( *)- {MARK}: (\d+)$", re.MULTILINE)


def marked(value: Value, known: Container[int]) -> Value:
    """The value with a mark in place of each module of `known` that stands in it."""
    if isinstance(value, list):
        return [mark(item, known) for item in value]
    if isinstance(value, Mapping):
        return {
            name: marked(part, known) if name in ("flow", "routes") else part
            for name, part in value.items()
        }
    return value


def mark(item: Value, known: Container[int]) -> Value:
    """The mark of an item of a list where it is a module of `known`."""
    id_ = item.get("id") if isinstance(item, Mapping) else None
    if type(id_) is int and id_ in known and isinstance(item, Mapping) and "module" in item:
        return {MARK: id_}
    return marked(item, known)


def filled(text: str, lines: Callable[[int], str]) -> str:
    """The text with the lines of its module in place of each mark, set in as far as the mark."""

    def put(found: re.Match[str]) -> str:
        return _set_in(lines(int(found[2])), len(found[1]))

    while MARK in text:
        made = _MARKED.sub(put, text)
        if made == text:
            break
        text = made
    return text


def _set_in(block: str, column: int) -> str:
    """A list's item at another column. Its dash is the first thing that is no comment."""
    lines = block.split("\n")
    dash = next(line for line in lines if line.lstrip().startswith("-"))
    shift = column - (len(dash) - len(dash.lstrip()))
    return "\n".join(_shifted(line, shift) for line in lines)


def _shifted(line: str, by: int) -> str:
    if not line.strip() or by >= 0:
        return " " * by + line if line.strip() else line
    return line[min(-by, len(line) - len(line.lstrip(" "))) :]


def modules(value: Any) -> dict[int, list[Any]]:
    """The modules that a document holds, by their ids; a list for each, for one may be twice."""
    found: dict[int, list[Any]] = {}
    for step in value if isinstance(value, list) else []:
        if not isinstance(step, Mapping):
            continue
        if type(step.get("id")) is int:
            found.setdefault(step["id"], []).append(step)
        routes = step.get("routes")
        for route in routes if isinstance(routes, list) else []:
            if isinstance(route, Mapping):
                for id_, those in modules(route.get("flow")).items():
                    found.setdefault(id_, []).extend(those)
    return found
