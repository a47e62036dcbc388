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
        effect: str = "",
        left: Item | None = None,
        of: tuple[str, int] | None = None,
    ) -> dict[str, Any]:
        """A bundle fails alone, but an aggregate that lacks it must not go on without it.

        `of` is its group at an aggregator, and its place among the bundles, where they are known.
        """
        for index in node.holds:
            key, ordinal = of if of and index == node.index else (ALL, work.absorbed)
            self._lack(index, row, work, key, ordinal)
        return work.fail(node, row, trouble, effect, left)

    def _held_back(self, node: Node, row: Lineage, work: Work) -> None:
        """A group is held back: so is every aggregate that gathers the groups."""
        for index in node.closes:
            self._lack(index, row, work, ALL, work.absorbed)

    def _lack(self, index: int, row: Lineage, work: Work, key: str, ordinal: int) -> None:
        aggregator = self._plan.nodes[index]
        path = path_text(self._plan.operation_of(aggregator, row))
        work.absorb(aggregator, [Part(path, key, ordinal, "", held=1)], 1)

    def _filtered(
        self, node: Node, rows: Sequence[Lineage], work: Work
    ) -> tuple[list[Lineage], list[dict[str, Any]]]:
        giver, admitted, noted = self._givers[node.index], [], []
        for row in rows:
            try:
                why = giver.passes(row)
            except Exception as error:
                again = Page(node.index, (row,))
                noted.append(self.failed(node, row, _mended(error, "filter"), work, left=again))
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
        left = list(rows)
        for at, first in enumerate(node.routes):
            if at == node.fallback:
                continue
            target = self._plan.nodes[first]
            taken[at], noted = self._filtered(target, rows, work)
            work.note(target, noted, 0)
            refused = {operation["path"] for operation in noted if "stopped" in operation}
            left = [row for row in left if path_text(row.path) in refused]
        if node.fallback is not None:
            taken[node.fallback] = left
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
        first, ended = source.ordinal == 0, True
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
            left = self.left(node, Source(node.index, row, token, ordinal))
            noted = self.failed(node, row, trouble, work, left=left)
            work.note(node, [noted | {"out": bundles}], int(first))
            return None, False
        operation: dict[str, Any] = {"path": path, "out": bundles, "from": source.ordinal}
        work.note(node, [{**operation, "in": _shown(given)} if first else operation], int(first))
        work.weight += len(bundles)
        if not ended:
            return Source(node.index, row, token, ordinal), False
        if not ordinal and node.step.continue_if_empty:
            out.append(row.then(node.id, {}, 1))
        return None, True

    def left(self, node: Node, source: Source) -> Item:
        """What to do when a source that failed goes on: only what it has not brought forth.

        Where an aggregator waits for it the whole, for nothing of it was passed on.
        """
        if source.ordinal and not node.closes:
            return source
        return Page(node.index, (source.row,), admitted=True)

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
        giver = self._givers[node.index]
        noted: list[dict[str, Any]] = []
        groups: dict[tuple[str, str], tuple[int, list[bytes]]] = {}
        failures: list[dict[str, Any]] = []
        for ordinal, row in enumerate(rows, start=work.absorbed):
            key: str | None = None
            try:
                key = giver.group(row)
                item = module.item(giver.inputs(row))
            except Trouble as trouble:
                group = ALL if key is None else key
                failures.append(self.failed(node, row, trouble, work, of=(group, ordinal)))
                continue
            place = (path_text(row.path[: node.span]), key)
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
        empty = not gathered and drain.position == 0
        stops = empty and node.step.stop_if_empty
        if empty and not stops and node.group_by is None:
            gathered = [Gathered(path_text(operation.path), 1, "", [])]
        out: list[Lineage] = []
        noted: list[dict[str, Any]] = []
        for group in gathered:
            row = Lineage((*operation.path, group.position), operation.seen)
            if group.held:
                trouble = HeldBack(_held(group))
                noted.append(work.fail(node, row, trouble))
                self._held_back(node, row, work)
                continue
            bundle = node.module.result(group.items)
            if node.group_by is not None:
                bundle = {"key": group.key, **bundle}
            noted.append({"path": path_text(row.path), "out": [bundle]})
            out.append(Lineage(row.path, {**operation.seen, name: bundle}))
        work.note(node, noted, len(noted))
        work.complete(node, out)
        items = self._plan.follow(node, out)
        if len(gathered) >= most:
            return [*items, Drain(node.index, drain.operations, gathered[-1].position)]
        if not stops:
            items += self._plan.close(node, [operation])
        if drain.operations[1:]:
            items.append(Drain(node.index, drain.operations[1:], 0))
        return items


def _operations(rows: Sequence[Lineage], out: Sequence[Lineage]) -> list[Lineage]:
    """The rows, as they entered, of the operations that succeeded."""
    succeeded = {row.path for row in out}
    return [row for row in rows if row.path in succeeded]


def _held(group: Gathered) -> str:
    named = "this aggregate" if group.key in ("", ALL) else f"group “{group.key}”"
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
