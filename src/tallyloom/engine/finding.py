"""What a search finds, a polling trigger has seen, and an instant trigger was never told of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tallyloom.engine.calling import Calling
from tallyloom.engine.pages import Pages
from tallyloom.engine.steps import Driver
from tallyloom.engine.trouble import Wait, reading_waits
from tallyloom.engine.work import Performed, Work, made
from tallyloom.flow.plan import Node
from tallyloom.flow.stack import Item, Source, path_text
from tallyloom.kit import Found, Gap, Inputs, Listen, Missed, Search, Seen, Trouble, Watch


class Finder:
    """Brings forth the bundles of one run's sources that call a service."""

    def __init__(self, calling: Calling, pages: Pages, cursor: Callable[[int], Any]) -> None:
        self._calling = calling
        self._plan = calling.plan
        self._pages = pages
        self._cursor = cursor

    def source(self, source: Source, work: Work) -> Performed:
        """The next page of a search, or what a polling trigger has seen."""
        node = self._plan.nodes[source.node]
        try:
            found, given = self._found(node, source, work)
        except Wait as wait:
            return Performed([source], wait)
        except Trouble as trouble:
            wait_for = reading_waits(trouble)
            if wait_for is not None:
                return Performed([source], wait_for)
            return self._failed(node, source, trouble, work)
        operation = made(path_text(source.row.path), given, found.bundles)
        work.note(node, [operation | {"from": source.ordinal}], int(source.ordinal == 0))
        return Performed(self._brought(node, source, found, work))

    def _failed(self, node: Node, source: Source, trouble: Trouble, work: Work) -> Performed:
        listens = isinstance(node.module, Listen)
        left = source if listens else self._pages.left(node, source)
        failed = self._pages.failed(node, source.row, trouble, work, left=left)
        work.note(node, [failed], int(source.ordinal == 0))
        return Performed([])

    def _brought(self, node: Node, source: Source, found: Found, work: Work) -> list[Item]:
        """What follows from a page: its bundles, and the rest of the source or its end."""
        row, ended = source.row, found.after is None
        out = [
            row.then(node.id, bundle, ordinal)
            for ordinal, bundle in enumerate(found.bundles, start=source.ordinal + 1)
        ]
        if not out and not source.ordinal and ended and node.step.continue_if_empty:
            out = [row.then(node.id, {}, 1)]
        work.complete(node, out)
        items = self._plan.follow(node, out)
        operations = [row]
        if isinstance(node.module, Listen):  # each event is a cycle
            items, operations = [*items, *self._plan.close(node, out)], []
        if ended:
            return [*items, *self._plan.close(node, operations)]
        past = source.ordinal + len(found.bundles)
        return [*items, Source(node.index, row, found.after, past)]

    def _found(self, node: Node, source: Source, work: Work) -> tuple[Found, Inputs]:
        given = self._pages.inputs(node, source.row)
        driver = self._calling.driver(node, f"{path_text(source.row.path)}+{source.ordinal}")
        if isinstance(node.module, Search):
            return driver.drive(node.module.page(given, source.token)), given
        if isinstance(node.module, Listen):
            return self._missed(node.module, source, given, driver), given
        assert isinstance(node.module, Watch)
        seen: Seen = driver.drive(node.module.poll(given, self._cursor(node.id)))
        work.cursor = {"module": node.id, "value": seen.cursor, "more": seen.more}
        return Found(seen.bundles), given

    def _missed(self, module: Listen, source: Source, given: Inputs, driver: Driver) -> Found:
        """What happened in a gap and no delivery told of; the run's own after a crash."""
        token: Any = source.token
        client = driver.finisher.sender.client
        rows, now = self._calling.services.deliveries, self._calling.services.clock.now()
        by = client.connection.registration_id
        gap = Gap(client.tenant.id, token["since"], rows.categories(by))
        page: Missed = driver.drive(module.missed(given, gap, token["after"]))
        since, until = map(datetime.fromisoformat, (token["since"], token["until"]))
        within = [e for e in page.events if since <= datetime.fromisoformat(e.at) <= until]
        wanted = [event for event in within if module.admits(given, event)]
        fresh = rows.missed(self._calling.run_id, by, wanted, now, after=source.ordinal)
        after = None if page.after is None else {**token, "after": page.after}
        return Found([event.bundle for event in fresh], after)
