"""The plan of a scenario: its modules as a graph, compiled once, and what follows what. Pure.

Given what happened at a node, the plan says which items come next on the run's stack. It knows
no clock, no database and no network, so every rule of the order of things can be tried alone.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tallyloom.flow.document import ROUTER, Document, Filter, Step
from tallyloom.flow.stack import Close, Item, Lineage, Page, cut
from tallyloom.kit import Aggregate, Bundle, Iterate, Listen, Module, Search, Watch
from tallyloom.lang import CompiledMapping, compile_filter, compile_mapping
from tallyloom.lang import Filter as Condition

PURE_PAGE = 1000
EFFECT_PAGE = 100
# Modules that bring forth any number of bundles of one, and so lengthen the path.
MANY = (Iterate, Search, Watch)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One module in its place, ready to work.

    `depth` is the length of a path that enters; `span` is, for an aggregator, that of the path
    which names the operation of its source; `keep` are the modules whose bundles are still
    mentioned here or later; `limit` is how many bundles a page that enters may hold; `closes`
    are the aggregators that wait for this module's operations; `holds` are those that lack
    something when a bundle fails here.
    """

    index: int
    step: Step
    module: Module | None
    fields: Mapping[str, CompiledMapping] = field(default_factory=dict)
    group_by: CompiledMapping | None = None
    condition: Condition | None = None
    next: int | None = None
    routes: tuple[int, ...] = ()
    fallback: int | None = None
    depth: int = 0
    span: int = 0
    keep: frozenset[str] = frozenset()
    limit: int = PURE_PAGE
    closes: tuple[int, ...] = ()
    holds: tuple[int, ...] = ()

    @property
    def pure(self) -> bool:
        """Whether it needs nothing but what flows into it."""
        return self.module is None or self.module.pure

    @property
    def id(self) -> int:
        return self.step.id


@dataclass(frozen=True, slots=True)
class Plan:
    """All nodes of a scenario; the first is where a cycle begins."""

    document: Document
    nodes: tuple[Node, ...]

    def begin(self) -> list[Item]:
        """The stack of a new cycle; nothing where cycles begin with events."""
        return [] if self.listens else [Page(0, (Lineage((), {}),))]

    @property
    def listens(self) -> bool:
        """Whether its cycles begin with events that a service tells."""
        return isinstance(self.nodes[0].module, Listen)

    def hear(self, told: Sequence[Bundle]) -> list[Item]:
        """The stack of as many cycles as there are events, side by side, each of its own path."""
        first = self.nodes[0]
        rows = [
            Lineage((ordinal,), {str(first.id): bundle})
            for ordinal, bundle in enumerate(told, start=1)
        ]
        return [Page(first.index, page) for page in cut(rows, first.limit)]

    def node_of(self, module: int) -> Node:
        """The node of a module id; KeyError where there is none."""
        return {node.id: node for node in self.nodes}[module]

    def follow(self, node: Node, rows: Sequence[Lineage]) -> list[Item]:
        """What is next for bundles that leave a node, first to last."""
        if node.next is None or not rows:
            return []
        target = self.nodes[node.next]
        kept = [row.only(target.keep) for row in rows]
        return [Page(target.index, page) for page in cut(kept, target.limit)]

    def route(self, node: Node, taken: Sequence[Sequence[Lineage]]) -> list[Item]:
        """What is next behind a router: `taken` has the rows that each route lets through."""
        items: list[Item] = []
        for first, rows in zip(node.routes, taken, strict=True):
            target = self.nodes[first]
            kept = [row.only(target.keep) for row in rows]
            items += [Page(first, page, admitted=True) for page in cut(kept, target.limit)]
        return items

    def close(self, node: Node, operations: Sequence[Lineage]) -> list[Item]:
        """What is next when operations of a node have brought forth all they will."""
        if not operations:
            return []
        return [
            Close(index, tuple(row.only(self._kept_after(index)) for row in operations))
            for index in node.closes
        ]

    def operation_of(self, node: Node, row: Lineage) -> tuple[int, ...]:
        """The path of the source operation to which a row belongs that enters an aggregator."""
        return row.path[: node.span]

    def _kept_after(self, aggregator: int) -> frozenset[str]:
        following = self.nodes[aggregator].next
        return self.nodes[following].keep if following is not None else frozenset()


def plan(document: Document, modules: Mapping[str, Module]) -> Plan:
    """Compile a document that `check` has passed."""
    builder = _Builder(document, modules)
    listens = isinstance(modules.get(document.flow[0].module), Listen)
    builder.flow(document.flow, depth=1 if listens else 0)
    return Plan(document, tuple(builder.finished()))


class _Builder:
    """Lays the steps out as nodes, then fills in what depends on the nodes behind."""

    def __init__(self, document: Document, modules: Mapping[str, Module]) -> None:
        self._document = document
        self._modules = modules
        self._nodes: list[Node] = []
        self._index: dict[int, int] = {}

    def flow(self, steps: Sequence[Step], depth: int) -> int:
        """Lay out one line of steps; the index of its first."""
        first = len(self._nodes)
        for at, step in enumerate(steps):
            index = self._add(step, depth)
            last = at == len(steps) - 1
            if step.module == ROUTER:
                self._routes(index, step, depth)
            depth = self._depth_after(self._nodes[index])
            if not last:
                self._change(index, next=len(self._nodes))
        return first

    def _add(self, step: Step, depth: int) -> int:
        index = len(self._nodes)
        self._index[step.id] = index
        self._nodes.append(
            Node(
                index=index,
                step=step,
                module=self._modules.get(step.module),
                fields={name: compile_mapping(value) for name, value in step.map.items()},
                group_by=compile_mapping(step.group_by) if step.group_by else None,
                condition=_condition(step.filter),
                depth=depth,
            )
        )
        if step.source is not None:
            source = self._nodes[self._index[step.source]]
            # One operation of an aggregator is all that one operation of its source gave it.
            span = source.span if isinstance(source.module, Aggregate) else source.depth
            self._change(index, span=span)
            self._change(source.index, closes=(*source.closes, index))
        return index

    def _routes(self, index: int, step: Step, depth: int) -> None:
        firsts = tuple(self.flow(route.flow, depth) for route in step.routes)
        fallback = next((at for at, route in enumerate(step.routes) if route.fallback), None)
        self._change(index, routes=firsts, fallback=fallback)

    def _depth_after(self, node: Node) -> int:
        if isinstance(node.module, Aggregate):
            return node.span + 1
        return node.depth + 1 if isinstance(node.module, MANY) else node.depth

    def _change(self, index: int, **difference: Any) -> None:
        self._nodes[index] = dataclasses.replace(self._nodes[index], **difference)

    def finished(self) -> list[Node]:
        # From the last to the first: what a node must keep depends on what comes after it, and
        # nodes that come after have higher indices.
        for index in reversed(range(len(self._nodes))):
            node = self._nodes[index]
            after = [self._nodes[i] for i in (node.next, *node.routes) if i is not None]
            self._change(index, keep=self._keep(node, after), limit=self._limit(node, after))
        for node in list(self._nodes):
            if isinstance(node.module, Aggregate):
                self._hold(node)
        return self._nodes

    def _hold(self, aggregator: Node) -> None:
        """Every node between an aggregator and its source, the aggregator too, holds it back."""
        source = self._index[aggregator.step.source or 0]
        before = {i: node.index for node in self._nodes for i in (node.next, *node.routes) if i}
        index = aggregator.index
        while index != source:
            self._change(index, holds=(*self._nodes[index].holds, aggregator.index))
            index = before[index]

    def _keep(self, node: Node, after: Sequence[Node]) -> frozenset[str]:
        read = [*node.fields.values(), node.group_by, node.condition]
        own = _mentioned([one for one in read if one is not None])
        later = frozenset[str]().union(*(target.keep for target in after))
        behind = frozenset[str]().union(*(self._kept_by(index) for index in node.closes))
        return own | later | behind

    def _kept_by(self, aggregator: int) -> frozenset[str]:
        following = self._nodes[aggregator].next
        return self._nodes[following].keep if following is not None else frozenset()

    def _limit(self, node: Node, after: Sequence[Node]) -> int:
        settings = self._document.settings
        if settings.strict_order:
            return 1
        own = PURE_PAGE if node.pure else EFFECT_PAGE
        if not isinstance(node.module, Aggregate):
            own = min([own, *(target.limit for target in after)])
        return min(own, settings.page_size or own)


def _mentioned(compiled: Sequence[CompiledMapping | Condition]) -> frozenset[str]:
    """The ids of the modules whose bundles are read."""
    heads = (reference.head for one in compiled for reference in one.references)
    return frozenset(head for head in heads if head.isdecimal())


def _condition(filter_: Filter | None) -> Condition | None:
    if filter_ is None:
        return None
    return compile_filter([[dict(one) for one in group] for group in filter_.conditions])
