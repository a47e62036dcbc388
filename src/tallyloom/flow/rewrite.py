"""A scenario's text with other values: what did not change stays as it was written.

Comments, order, quotes and empty lines survive, because only the places that differ are replaced.
A comment directly above a module belongs to it: it moves with it, and goes with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from tallyloom.flow.carried import MARK, filled, mark, marked, modules
from tallyloom.flow.pairing import paired
from tallyloom.flow.problems import CorrectScenario
from tallyloom.flow.read import values
from tallyloom.flow.rendering import block, entry, flowing, whole
from tallyloom.kit import Value


def rewritten(text: str, new: Mapping[str, Value]) -> str:
    """The text that holds `new`. Where its parts share values (anchors, merges) and those differ,
    it is written anew as a whole, and its comments are lost. Raises CorrectScenario."""
    clean = text.removeprefix("\ufeff").replace("\r\n", "\n")
    old = values(clean)
    if same(old, new):
        return text
    for carrying in (True, False):
        try:
            found = _Rewriter(clean, carrying=carrying).written(old, new)
            if same(values(found), new):
                return found.replace("\n", "\r\n") if "\r\n" in text else found
        except (_Anew, CorrectScenario):
            continue
    return whole(new)


def same(one: Value, other: Value) -> bool:
    """Equal as JSON values: 1 is 1.0, and neither is true."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    numbers = isinstance(one, int | Decimal) and isinstance(other, int | Decimal)
    return (numbers or type(one) is type(other)) and bool(one == other)


class _Anew(Exception):
    """This part cannot be mended in its place; what holds it writes it anew."""


@dataclass(frozen=True, slots=True)
class _Splice:
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Block:
    """One item of a list over whole lines: from its comments to the end of its last line."""

    gap: str
    start: int
    dash: int
    end: int


class _Rewriter:
    """Collects what to replace in one text. Positions count its characters."""

    def __init__(self, text: str, *, carrying: bool) -> None:
        self._text = text
        self._splices: list[_Splice] = []
        self._carrying = carrying and MARK not in text
        # Each module: where it stands, what it was and what it becomes.
        self._known: dict[int, tuple[Node, _Block, Value, Value]] = {}

    def written(self, old: Mapping[str, Value], new: Mapping[str, Value]) -> str:
        top = YAML(typ="safe", pure=True).compose(self._text)
        if top.flow_style:
            raise _Anew
        if self._carrying:
            self._look(top, old, modules(new.get("flow")))
        self._change(top, old, new)
        return filled(_applied(self._text, self._splices), self._carried)

    def _look(self, node: Node, old: Value, becomes: Mapping[int, Sequence[Value]]) -> None:
        """Where the modules stand that are still there, each of them once."""
        for line, steps in _inner(node, old, "flow"):
            try:
                blocks = [] if line.flow_style else self._blocks(line)
            except _Anew:
                continue
            for item, place, step in zip(line.value, blocks, steps, strict=False):
                id_ = step.get("id") if isinstance(step, Mapping) else None
                if type(id_) is int and len(becomes.get(id_, ())) == 1:
                    self._known[id_] = item, place, step, becomes[id_][0]
                for routes, those in _inner(item, step, "routes"):
                    for route, was in zip(routes.value, those, strict=True):
                        self._look(route, was, becomes)

    def _carried(self, id_: int) -> str:
        """The lines of a module, mended, which stood in another line of the flow."""
        if id_ not in self._known:
            raise _Anew
        return self._moved(*self._known[id_])

    def _change(self, node: Node, old: Value, new: Value) -> None:
        """Mend one value in its place, or raise `_Anew`."""
        if same(old, new):
            return
        if not (old and new) or node.anchor:
            raise _Anew
        if isinstance(node, MappingNode) and isinstance(old, Mapping) and isinstance(new, Mapping):
            self._mapping(node, old, new)
        elif isinstance(node, SequenceNode) and isinstance(old, list) and isinstance(new, list):
            self._sequence(node, old, new)
        else:
            raise _Anew

    # Collections with names.

    def _mapping(
        self, node: MappingNode, old: Mapping[str, Value], new: Mapping[str, Value]
    ) -> None:
        named = {str(key.value): (key, value) for key, value in node.value}
        if named.keys() != old.keys():
            raise _Anew
        if node.flow_style:
            pairs = [(named[name][1], old[name], new.get(name)) for name in named]
            self._in_flow(node, pairs if old.keys() == new.keys() else None, new)
            return
        self._remove(node, [named[name] for name in named if name not in new])
        for name, (key, value) in named.items():
            if name in new:
                self._entry(key, value, name, old[name], new[name])
        self._insert(node, named, new)

    def _in_flow(
        self, node: Node, pairs: Sequence[tuple[Node, Value, Value]] | None, new: Value
    ) -> None:
        """Mend what stands between brackets; where its items are others, write it anew."""
        known = len(self._splices)
        try:
            for inner, before, after in pairs if pairs is not None else _none():
                self._inside(inner, before, after)
        except _Anew:
            del self._splices[known:]
            self._put(node.start_mark.index, node.end_mark.index, flowing(new))

    def _inside(self, node: Node, old: Value, new: Value) -> None:
        try:
            self._change(node, old, new)
        except _Anew:
            if _blank(node) or node.anchor:
                raise
            self._put(node.start_mark.index, node.end_mark.index, flowing(new))

    def _remove(self, node: MappingNode, gone: Sequence[tuple[Node, Node]]) -> None:
        for key, value in gone:
            start = self._line(key.start_mark.index)
            if start == 0 or self._text[start : key.start_mark.index].strip():
                raise _Anew  # it shares its line with a dash
            self._put(start - 1, self._ending(key, value), "")

    def _entry(self, key: Node, value: Node, name: str, old: Value, new: Value) -> None:
        known = len(self._splices)
        try:
            self._change(value, old, new)
        except _Anew:
            del self._splices[known:]
            self._replace(key, value, name, old, new)

    def _replace(self, key: Node, value: Node, name: str, old: Value, new: Value) -> None:
        if value.anchor:
            raise _Anew
        column, start = key.start_mark.column, key.start_mark.index
        style = isinstance(value, MappingNode | SequenceNode) and value.flow_style and bool(old)
        flow = style and isinstance(new, Mapping | list)
        part = new if flow else self._marked(name, new)
        head, *rest = entry(name, part, column, flow=flow)
        last = self._content_end(key, value)
        end = self._eol(last)
        if "\n" in self._text[start:last]:
            self._put(start, self._ending(key, value), "\n".join([head, *rest]))
        else:  # a comment behind it stays on its line
            self._put(start, end, "\n".join([head + self._text[last:end], *rest]))

    def _insert(
        self, node: MappingNode, named: Mapping[str, Any], new: Mapping[str, Value]
    ) -> None:
        before = ""
        for name, value in new.items():
            if name in named:
                before = name
                continue
            at = self._ending(*named[before] if before else node.value[-1])
            lines = _set_in(name, self._marked(name, value), node.start_mark.column)
            self._put(at, at, "\n" + "\n".join(lines))

    def _marked(self, name: str, value: Value) -> Value:
        return marked(value, self._known) if name in ("flow", "routes") else value

    # Lists.

    def _sequence(self, node: SequenceNode, old: list[Value], new: list[Value]) -> None:
        pairs = paired(old, new, same)
        unmoved = pairs == list(range(len(old)))
        if node.flow_style:
            inner = list(zip(node.value, old, new, strict=True)) if unmoved else None
            self._in_flow(node, inner, new)
            return
        blocks = self._blocks(node)
        if unmoved:
            for at, item in enumerate(node.value):
                self._item(item, blocks[at], old[at], new[at])
            return
        self._put(blocks[0].start, blocks[-1].end, self._rebuilt(node, blocks, old, new, pairs))

    def _rebuilt(
        self,
        node: SequenceNode,
        blocks: Sequence[_Block],
        old: Sequence[Value],
        new: Sequence[Value],
        pairs: Sequence[int | None],
    ) -> str:
        """All lines of a list whose items are others than before, or in another order."""
        column = node.start_mark.column
        gaps = [one.gap for one in blocks[1:]]
        style = "\n" if gaps and all(gap.startswith("\n") for gap in gaps) else ""
        parts: list[str] = []
        for at, value in zip(pairs, new, strict=True):
            if at is None:
                gap, made = style, " " * column + block(mark(value, self._known), column)
            else:
                gap = blocks[at].gap if at else style
                made = self._moved(node.value[at], blocks[at], old[at], value)
            parts.append((gap if parts or "#" in gap else "") + made)
        gone = [one.gap for at, one in enumerate(blocks) if at not in pairs]
        return "\n".join(parts + [gap.rstrip("\n") for gap in gone if "#" in gap])

    def _item(self, node: Node, place: _Block, old: Value, new: Value) -> None:
        known = len(self._splices)
        try:
            self._change(node, old, new)
        except _Anew:
            if node.anchor:
                raise
            del self._splices[known:]
            column = place.dash - self._line(place.dash)
            self._put(place.dash, place.end, block(marked(new, self._known), column))

    def _moved(self, node: Node, place: _Block, old: Value, new: Value) -> str:
        """The lines of one item, mended, to stand elsewhere in the list."""
        known = len(self._splices)
        self._item(node, place, old, new)
        own, self._splices = self._splices[known:], self._splices[:known]
        shifted = [_Splice(s.start - place.start, s.end - place.start, s.text) for s in own]
        return _applied(self._text[place.start : place.end], shifted)

    def _blocks(self, node: SequenceNode) -> list[_Block]:
        column, found = node.start_mark.column, list[_Block]()
        for item in node.value:
            dash = self._dash(item, column, found[-1].end if found else -1)
            start = self._lead(self._line(dash), column, found[-1].end + 1 if found else 0)
            gap = self._text[found[-1].end + 1 : start] if found else ""
            end = self._tail(self._eol(self._last(item)), column)
            found.append(_Block(gap, start, dash, max(end, dash + 1)))
        return found

    def _dash(self, item: Node, column: int, after: int) -> int:
        """Where the dash of an item stands: the first thing in its line, at the list's column."""
        start = self._line(item.start_mark.index)
        while start > after:
            line = self._text[start : self._eol(start)]
            if line[:column].strip() == "" and line[column : column + 1] == "-":
                return start + column
            if start == 0:
                break
            start = self._line(start - 1)
        raise _Anew

    def _lead(self, start: int, column: int, least: int) -> int:
        """The start of the comments directly above a line, those that are not set in deeper."""
        while start > least:
            above = self._line(start - 1)
            line = self._text[above : start - 1]
            deep = len(line) - len(line.lstrip())
            if above < least or not line.lstrip().startswith("#") or deep > column:
                break
            start = above
        return start

    # Places in the text.

    def _put(self, start: int, end: int, text: str) -> None:
        self._splices.append(_Splice(start, end, text))

    def _line(self, index: int) -> int:
        return self._text.rfind("\n", 0, index) + 1

    def _eol(self, index: int) -> int:
        found = self._text.find("\n", index)
        return len(self._text) if found < 0 else found

    def _ending(self, key: Node, value: Node) -> int:
        """The end of the last line of an entry, comments that are set in below it included."""
        return self._tail(self._eol(self._content_end(key, value)), key.start_mark.column)

    def _content_end(self, key: Node, value: Node) -> int:
        if _blank(value):
            return self._text.index(":", key.end_mark.index) + 1
        return self._last(value)

    def _last(self, node: Node) -> int:
        """Where the last thing that a node holds ends."""
        if isinstance(node, ScalarNode):
            end: int = node.end_mark.index
            if node.style in ("|", ">"):  # it ends where the next line begins
                kept = node.value.endswith("\n\n")
                end = end - 1 if kept else len(self._text[:end].rstrip("\n "))
            return end
        assert isinstance(node, MappingNode | SequenceNode)
        if node.flow_style:
            return int(node.end_mark.index)
        last = node.value[-1]
        return self._content_end(*last) if isinstance(node, MappingNode) else self._last(last)

    def _tail(self, end: int, column: int) -> int:
        """The end of the last comment below that is set in deeper than `column`."""
        at = end
        while at < len(self._text):
            stop = self._eol(at + 1)
            line = self._text[at + 1 : stop]
            bare = line.lstrip(" ")
            if bare.strip() and not (bare.startswith("#") and len(line) - len(bare) > column):
                break
            end, at = (stop if bare.strip() else end), stop
        return end


def _inner(node: Node, old: Value, name: str) -> Iterator[tuple[SequenceNode, list[Value]]]:
    """The list of that name in a collection, where it is written as one and shared with none."""
    found = old.get(name) if isinstance(old, Mapping) else None
    for key, value in node.value if isinstance(node, MappingNode) else ():
        if key.value == name and isinstance(value, SequenceNode) and isinstance(found, list):
            yield value, found


def _none() -> Sequence[tuple[Node, Value, Value]]:
    raise _Anew


def _blank(node: Node) -> bool:
    """A value that is not written at all: `name:`."""
    start, end = node.start_mark.index, node.end_mark.index
    return isinstance(node, ScalarNode) and node.style is None and start == end


def _set_in(name: str, value: Value, column: int) -> list[str]:
    head, *rest = entry(name, value, column)
    return [" " * column + head, *rest]


def _applied(text: str, splices: Sequence[_Splice]) -> str:
    parts: list[str] = []
    at = 0
    key: Callable[[_Splice], tuple[int, int]] = lambda one: (one.start, one.end)  # noqa: E731
    for one in sorted(splices, key=key):
        if one.start < at:
            raise _Anew
        parts += [text[at : one.start], one.text]
        at = one.end
    return "".join([*parts, text[at:]])
