"""Scenarios and data of every shape, for properties of the engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from tests.engine.workshop import BREAK, router, step, where

LEVELS = 3
NUMBERS = st.integers(0, 9)
SMALL = st.sampled_from([1, 2, 3])


def _list_of(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.one_of(inner, inner, inner, st.just(BREAK)), max_size=4)


# Rows: lists of lists of lists of numbers, some of which break off.
ROWS = _list_of(_list_of(_list_of(NUMBERS)))


@dataclass
class _Line:
    """What a mapping may read at one place: module ids, with how deep a list each gives."""

    readable: list[tuple[int, int]] = field(default_factory=list)


@st.composite
def flows(draw: st.DrawFn, *, services: bool = True) -> list[Any]:
    """A flow; `services` mixes modules that would call one into it."""
    return _Drawing(draw, services).line(_Line([(0, LEVELS)]), 1)


class _Drawing:
    """Draws one flow, module after module."""

    def __init__(self, draw: st.DrawFn, services: bool) -> None:
        self._draw = draw
        self._services = services
        self._last = 0

    def line(self, line: _Line, least: int) -> list[Any]:
        made: list[Any] = []
        for _ in range(self._draw(st.integers(least, 4))):
            made.append(self._module(line))
        if self._last < 9 and made and self._draw(st.integers(0, 2)) == 0:
            made.append(self._router(line))
        return made

    def _router(self, line: _Line) -> Any:
        self._last += 1
        id_, ways = self._last, self._draw(st.integers(1, 2))
        routes = [self.line(_Line(list(line.readable)), 1) for _ in range(ways)]
        falls_back: bool = self._draw(st.booleans())
        fallback: list[Any] = []
        if falls_back:
            fallback = self.line(_Line(list(line.readable)), 1)
        for first in fallback[:1]:
            first.pop("filter", None)
        return router(id_, *routes, fallback=fallback)

    def _module(self, line: _Line) -> Any:
        self._last += 1
        id_ = self._last
        sources = [id_ for id_, _ in line.readable if id_]
        if sources and self._draw(st.integers(0, 2)) == 0:
            made = self._gather(id_, line, self._draw(st.sampled_from(sources)))
        elif lists := [one for one in line.readable if one[1]]:
            made = self._of_lists(id_, line, lists)
        else:
            made = self._one(id_, line)
        return made

    def _of_lists(self, id_: int, line: _Line, lists: list[tuple[int, int]]) -> Any:
        if self._draw(st.integers(0, 3)) == 0:
            return self._one(id_, line)
        of, depth = self._draw(st.sampled_from(lists[-2:]))
        module = self._draw(st.sampled_from(["parts.each", "shop.find"][: 1 + self._services]))
        more = {"continue_if_empty": True} if self._draw(st.integers(0, 3)) == 0 else {}
        made = step(id_, module, _read(of), **more, **self._filtered(line))
        line.readable.append((id_, depth - 1))
        return made

    def _one(self, id_: int, line: _Line) -> Any:
        of, depth = self._draw(st.sampled_from(line.readable[-2:]))
        module = self._draw(st.sampled_from(["parts.note", "shop.post"][: 1 + self._services]))
        made = step(id_, module, _read(of), **self._filtered(line))
        line.readable.append((id_, depth))
        return made

    def _gather(self, id_: int, line: _Line, source: int) -> Any:
        of, depth = self._draw(st.sampled_from(line.readable[-2:]))
        numbers = [one for one, level in line.readable if one and not level]
        more: dict[str, Any] = {"source": source, **self._filtered(line)}
        if numbers and self._draw(st.sampled_from([True, False])):
            more["group_by"] = _read(self._draw(st.sampled_from(numbers)))
        if self._draw(st.booleans()):
            more["stop_if_empty"] = True
        known = [one for one, _ in line.readable]
        line.readable = [*line.readable[: known.index(source)], (id_, depth + 1)]
        return step(id_, "parts.gather", _read(of), **more)

    def _filtered(self, line: _Line) -> dict[str, Any]:
        """Now and then a filter; on a list it cannot be decided, and the bundle fails."""
        if self._draw(st.integers(0, 3)):
            return {}
        of, _ = self._draw(st.sampled_from(line.readable[-2:]))
        return {"filter": where(_read(of), "number:less", str(self._draw(NUMBERS)))}


def _read(module: int) -> str:
    return f"{{{{{module}.v}}}}" if module else "{{input.rows}}"
