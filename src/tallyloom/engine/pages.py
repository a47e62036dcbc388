"""Pages through modules that need nothing but what flows into them: no call, no wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tallyloom.engine.given import Cycle, Giver
from tallyloom.engine.trouble import HeldBack
from tallyloom.engine.work import Work, made, stopped
from tallyloom.flow.plan import Node, Plan
from tallyloom.flow.stack import Drain, Item, Lineage, Page, Source, path_text
from tallyloom.kit import Aggregate, BadInput, Bundle, Iterate, Reader, Transform, Trouble, Value
from tallyloom.kit.values import plain
from tallyloom.store.aggregates import ALL, Gathered, Part
from tallyloom.store.json import encoded

# How many bundles of a long source are brought forth before what they become is done.
STRIDE = 1000


class Pages:
    """Moves the pages of one run through its pure nodes."""

    def __init__(self, plan: Plan, cycle: Cycle, reader: Reader) -> None:
        self._plan = plan
        self._givers = [Giver(node, cycle) for node in plan.nodes]
        self._reader = reader
        self._open: dict[tuple[int, tuple[int, ...]], tuple[Value, Iterator[Any]]] = {}

    def inputs(self, node: Node, row: Lineage) -> dict[str, Value]:
        """A module's inputs for one bundle."""
        return self._givers[node.index].inputs(row)

    def enter(self, node: Node, page: Page, work: Work) -> list[Lineage]:
        """The rows that the filter on the link lets in; the others go into the journal."""
        if page.admitted or node.condition is None:
            return list(page.rows)
        admitted, noted = self._filtered(node, page.rows, work)
        work.note(node, noted, 0)
        return admitted

    def page(self, page: Page, work: Work) -> list[Item]:
        """What follows when a page has gone through one pure node."""
        node = self._plan.nodes[page.node]
        rows = self.enter(node, page, work)
        if node.module is None:
            return self._route(node, rows, work)
        if isinstance(node.module, Iterate):
            return self._iterate(node, node.module, rows, work)
        if isinstance(node.module, Aggregate):
            return self._absorb(node, node.module, rows, work)
        assert isinstance(node.module, Transform)
        return self._transform(node, node.module, rows, work)

    def failed(
        self,
        node: Node,
        row: Lineage,
        trouble: Trouble,
        work: Work,
        *,
        key: str | None = None,
        effect: str = "",
    ) -> dict[str, Any]:
        """A bundle fails alone, but an aggregate that lacks it must not go on without it."""
        for index in node.holds:
            aggregator = self._plan.nodes[index]
            path = path_text(self._plan.operation_of(aggregator, row))
            own = index == node.index
            part = Part(path, (key or "") if own else ALL, work.absorbed, "", held=1)
            work.absorb(aggregator, [part], 1)
        return work.fail(node, row, trouble, effect)

    def _filtered(
        self, node: Node, rows: Sequence[Lineage], work: Work
    ) -> tuple[list[Lineage], list[dict[str, Any]]]:
        giver, admitted, noted = self._givers[node.index], [], []
        for row in rows:
            try:
                why = giver.passes(row)
            except Exception as error:
                noted.append(self.failed(node, row, _mended(error, "filter"), work))
                continue
            if why:
                noted.append(stopped(row, why))
            else:
                admitted.append(row)
        return admitted, noted

    def _transform(
        self, node: Node, module: Transform, rows: Sequence[Lineage], work: Work
    ) -> list[Item]:
        giver, name = self._givers[node.index], str(node.id)
        out: list[Lineage] = []
        noted: list[dict[str, Any]] = []
        for row in rows:
            try:
                given = giver.inputs(row)
                bundle = module.run(given)
            except Trouble as trouble:
                noted.append(self.failed(node, row, trouble, work))
                continue
            noted.append(made(path_text(row.path), given, (bundle,)))
            out.append(Lineage(row.path, {**row.seen, name: bundle}))
        work.note(node, noted, len(noted))
        return self._after(node, out, _operations(rows, out) if node.closes else [], work)

    def _route(self, node: Node, rows: Sequence[Lineage], work: Work) -> list[Item]:
        """Copy each bundle to the routes whose filter lets it in; else to the fallback."""
        taken: list[list[Lineage]] = [[] for _ in node.routes]
        passed: set[tuple[int, ...]] = set()
        for at, first in enumerate(node.routes):
            if at == node.fallback:
                continue
            target = self._plan.nodes[first]
            taken[at], noted = self._filtered(target, rows, work)
            work.note(target, noted, 0)
            passed.update(row.path for row in taken[at])
        if node.fallback is not None:
            taken[node.fallback] = [row for row in rows if row.path not in passed]
        return self._plan.route(node, taken)

    def _iterate(
        self, node: Node, module: Iterate, rows: Sequence[Lineage], work: Work
    ) -> list[Item]:
        """Bring forth up to a stride of bundles; what is left goes back on the stack."""
        out: list[Lineage] = []
        closed: list[Lineage] = []
        for at, row in enumerate(rows):
            source = Source(node.index, row, None, 0)
            rest, whole = self._bring_forth(node, module, source, out, work)
            if rest is not None:
                later = [Page(node.index, rows[at + 1 :], admitted=True)] if rows[at + 1 :] else []
                return [*self._after(node, out, closed, work), rest, *later]
            if whole:
                closed.append(row)
        return self._after(node, out, closed, work)

    def source(self, source: Source, work: Work) -> list[Item]:
        """Go on bringing forth bundles where the last step left off."""
        node = self._plan.nodes[source.node]
        assert isinstance(node.module, Iterate)
        out: list[Lineage] = []
        rest, whole = self._bring_forth(node, node.module, source, out, work)
        after = self._after(node, out, [source.row] if whole else [], work)
        return after if rest is None else [*after, rest]

    def _after(
        self, node: Node, out: Sequence[Lineage], closed: Sequence[Lineage], work: Work
    ) -> list[Item]:
        work.complete(node, out)
        return [*self._plan.follow(node, out), *self._plan.close(node, closed)]

    def _bring_forth(
        self, node: Node, module: Iterate, source: Source, out: list[Lineage], work: Work
    ) -> tuple[Source | None, bool]:
        """What is left of a source, and whether it has been brought forth whole.

        One that fails midway never is: what gathers its bundles would lack the rest.
        """
        row, name, path = source.row, str(node.id), path_text(source.row.path)
        place = (node.index, row.path)
        given: dict[str, Value] = {}
        bundles: list[Bundle] = []
        ordinal, token = source.ordinal, source.token
        ended = True
        try:
            given = self.inputs(node, row)
            for bundle, after in self._items(place, module, given, token):
                token = after
                ordinal += 1
                bundles.append(bundle)
                out.append(Lineage((*row.path, ordinal), {**row.seen, name: bundle}))
                if len(out) >= STRIDE:
                    ended = False
                    break
        except Trouble as trouble:
            noted = self.failed(node, row, trouble, work)
            work.note(node, [noted | {"out": bundles}], 1)
            return None, False
        operation: dict[str, Any] = {"path": path, "out": bundles, "from": source.ordinal}
        first = source.ordinal == 0
        work.note(node, [{**operation, "in": _shown(given)} if first else operation], int(first))
        work.weight += len(bundles)
        return (None, True) if ended else (Source(node.index, row, token, ordinal), False)

    def _items(
        self, place: tuple[int, tuple[int, ...]], module: Iterate, given: Any, token: Value
    ) -> Iterator[tuple[Bundle, Value]]:
        """The generator that stopped at this token if it is still at hand, else a new one."""
        kept = self._open.pop(place, None)
        items = kept[1] if kept and token is not None and kept[0] == token else None
        if items is None:
            items = iter(module.items(given, self._reader, token))
        for bundle, after in items:
            self._open[place] = (after, items)
            yield bundle, after
        self._open.pop(place, None)

    def _absorb(
        self, node: Node, module: Aggregate, rows: Sequence[Lineage], work: Work
    ) -> list[Item]:
        giver, depth = self._givers[node.index], self._plan.node_of(node.step.source or 0).depth
        noted: list[dict[str, Any]] = []
        groups: dict[tuple[str, str], tuple[int, list[bytes]]] = {}
        failures: list[dict[str, Any]] = []
        for ordinal, row in enumerate(rows, start=work.absorbed):
            key: str | None = None
            try:
                key = giver.group(row)
                item = module.item(giver.inputs(row))
            except Trouble as trouble:
                failures.append(self.failed(node, row, trouble, work, key=key or ALL))
                continue
            place = (path_text(row.path[:depth]), key)
            groups.setdefault(place, (ordinal, []))[1].append(encoded(item))
            noted.append({"path": path_text(row.path), "in": item, "key": key})
        parts = [
            Part(path, key, ordinal, b",".join(items).decode())
            for (path, key), (ordinal, items) in groups.items()
        ]
        work.absorb(node, parts, len(rows))
        work.note(node, [*noted, *failures], 0)
        return []

    def give(
        self, drain: Drain, gathered: Sequence[Gathered], work: Work, *, most: int
    ) -> list[Item]:
        """The next bundles of an aggregator, and what is left of its draining."""
        node = self._plan.nodes[drain.node]
        assert isinstance(node.module, Aggregate)
        operation, name = drain.operations[0], str(node.id)
        empty = not gathered and drain.position == 0 and node.group_by is None
        if empty and not node.step.stop_if_empty:
            gathered = [Gathered(path_text(operation.path), 1, "", [])]
        out: list[Lineage] = []
        noted: list[dict[str, Any]] = []
        for group in gathered:
            row = Lineage((*operation.path, group.position), operation.seen)
            if group.held:
                trouble = HeldBack(_held(group))
                noted.append(work.fail(node, row, trouble))
                continue
            bundle = node.module.result(group.items)
            if node.group_by is not None:
                bundle = {"key": group.key, **bundle}
            noted.append({"path": path_text(row.path), "out": [bundle]})
            out.append(Lineage(row.path, {**operation.seen, name: bundle}))
        work.note(node, noted, len(noted))
        work.complete(node, out)
        rest: list[Item] = []
        if len(gathered) >= most:
            rest = [Drain(node.index, drain.operations, gathered[-1].position)]
        elif drain.operations[1:]:
            rest = [Drain(node.index, drain.operations[1:], 0)]
        return [*self._plan.follow(node, out), *self._plan.close(node, out), *rest]


def _operations(rows: Sequence[Lineage], out: Sequence[Lineage]) -> list[Lineage]:
    """The rows, as they entered, of the operations that succeeded."""
    succeeded = {row.path for row in out}
    return [row for row in rows if row.path in succeeded]


def _held(group: Gathered) -> str:
    named = f"group “{group.key}”" if group.key else "this aggregate"
    return (
        f"{group.held} of the bundles of {named} failed, so it is held back whole;"
        " correct them and run again."
    )


def _mended(error: Exception, field: str) -> Trouble:
    if isinstance(error, Trouble):
        return error
    return BadInput(f"{field}: {error}", field=field)


def _shown(given: dict[str, Value]) -> dict[str, Value]:
    return {name: plain(value) for name, value in given.items()}
