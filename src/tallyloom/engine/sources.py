"""What is known of an organisation: the records behind pick-lists, fetched once, kept a while."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from tallyloom.engine.reading import REPORT, driven
from tallyloom.kit import Answer, App, Broken, Bundle, PickList, Request, Trouble, Value
from tallyloom.store.sends import frozen
from tallyloom.store.sources import Fetched, Place
from tallyloom.store.sources import Sources as Rows

if TYPE_CHECKING:
    from tallyloom.engine.sender import Sender

FRESH = timedelta(minutes=10)
PAGES_AT_MOST = 100


class Sources:
    """The sources of every installed app's pick-lists, for each connection and organisation.

    Those who miss the same source at once, in whatever process, wait for one of them.
    """

    def __init__(self, rows: Rows, apps: Mapping[str, App]) -> None:
        self._rows = rows
        self._apps = apps

    def known(self, sender: Sender, source: str, *, recovering: bool = False) -> Sequence[Bundle]:
        """All records of a source that is fetched whole. Raises what fetching raises."""
        pick_list = self._whole(sender.app, source)
        return self.fetched(sender, pick_list, recovering=recovering).records

    def fetched(
        self,
        sender: Sender,
        pick_list: PickList,
        search: str = "",
        after: Value = None,
        *,
        recovering: bool = False,
    ) -> Fetched:
        """The records behind a pick-list: all of them, or a page of those that a text finds."""
        place = self._place(sender, pick_list, search, after)
        kept = self._kept(sender, place)
        if kept is not None:
            return kept
        with self._rows.alone(place, sender.clock):
            return self._kept(sender, place) or self._fetch(sender, pick_list, place, recovering)

    def overheard(self, sender: Sender, request: Request) -> Answer:
        """The answer to a request, kept where it is all that a source would ask for as well."""
        asking = [pick_list for pick_list in self._lists(sender.app) if _asks(pick_list, request)]
        places = [self._place(sender, pick_list) for pick_list in asking]
        changes = [self._rows.change(place) for place in places]
        answer = sender.once(request)
        for pick_list, place, change in zip(asking, places, changes, strict=True):
            found = _whole_of(pick_list, answer)
            if found is not None:
                self._rows.keep(place, change, found, sender.clock.now(), FRESH)
        return answer

    def changed(self, sender: Sender, sources: Sequence[str]) -> None:
        """A write to these was sent: what was fetched before is stale."""
        if sources:
            self._rows.changed(sender.app, sender.client.tenant.id, sources)

    def _kept(self, sender: Sender, place: Place) -> Fetched | None:
        return self._rows.find(place, sender.clock.now(), FRESH)

    def _fetch(
        self, sender: Sender, pick_list: PickList, place: Place, recovering: bool
    ) -> Fetched:
        change = self._rows.change(place)
        found = self._page(sender, pick_list, place.search, place.after, recovering)
        if not pick_list.searches:
            found = self._rest(sender, pick_list, found, recovering)
        self._rows.keep(place, change, found, sender.clock.now(), FRESH)
        return found

    def _rest(
        self, sender: Sender, pick_list: PickList, first: Fetched, recovering: bool
    ) -> Fetched:
        records, after = list(first.records), first.after
        for _ in range(PAGES_AT_MOST):
            if after is None:
                return Fetched(records)
            more = self._page(sender, pick_list, "", after, recovering)
            records += more.records
            after = more.after
        raise Broken(f"{pick_list.label} did not end after {PAGES_AT_MOST} pages.")

    def _page(
        self, sender: Sender, pick_list: PickList, search: str, after: Value, recovering: bool
    ) -> Fetched:
        records, following = driven(
            pick_list.records(search, after),
            lambda request: sender.once(request, recovering=recovering),
            lambda source: self.known(sender, source, recovering=recovering),
        )
        return Fetched(records, following)

    def _place(
        self, sender: Sender, pick_list: PickList, search: str = "", after: Value = None
    ) -> Place:
        client = sender.client
        return Place(
            sender.app, client.tenant.id, client.connection.id, pick_list.source, search, after
        )

    def _lists(self, app: str) -> list[PickList]:
        """One pick-list of each source that is fetched whole."""
        lists = {one.source: one for one in self._apps[app].pick_lists.values()}
        return [one for one in lists.values() if not one.searches]

    def _whole(self, app: str, source: str) -> PickList:
        lists = self._apps[app].pick_lists.values()
        found = next((one for one in lists if one.source == source), None)
        if found is None:
            raise Trouble(f"{app} has no pick-list of {source}; {REPORT}")
        if found.searches:
            raise Trouble(f"{source} is searched and never known as a whole; {REPORT}")
        return found


def _asks(pick_list: PickList, request: Request) -> bool:
    """Whether the source would ask this, and begin with it."""
    first = next(pick_list.records("", None), None)
    return isinstance(first, Request) and frozen(first) == frozen(request)


def _whole_of(pick_list: PickList, answer: Answer) -> Fetched | None:
    """The source's records, where this answer is all that they need."""
    steps = pick_list.records("", None)
    next(steps)
    try:
        steps.send(answer)
    except StopIteration as end:
        records, after = end.value
        return Fetched(records) if after is None else None
    except Trouble:
        return None
    return None
