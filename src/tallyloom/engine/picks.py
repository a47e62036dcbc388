"""The choices of a field, for a person who fills in a form: read from the service, kept a while."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tallyloom.clock import Clock
from tallyloom.connections import scopes as permissions
from tallyloom.connections.connections import Connections
from tallyloom.connections.trouble import ChooseConnection
from tallyloom.engine.governor import Governor
from tallyloom.engine.sender import Sender
from tallyloom.engine.sources import Sources
from tallyloom.engine.trouble import Wait
from tallyloom.kit import (
    App,
    BadInput,
    ExtendPermissions,
    Module,
    NotThere,
    Pick,
    PickList,
    RetryLater,
    Trouble,
    Value,
)
from tallyloom.kit.picks import picks_of
from tallyloom.store.blobs import Blobs
from tallyloom.store.calls import Made

PAGE = 50
LONGEST = 200  # characters of a text that is searched for


@dataclass(frozen=True, slots=True)
class Choices:
    """A page of what can be chosen, and where the next begins (None: there is no more)."""

    picks: Sequence[Pick]
    after: Value = None


class _NoRun:
    """What a person looks at belongs to no run, so no run's calls are counted up."""

    def add(self, call: Made) -> None: ...


@dataclass(frozen=True, slots=True)
class Picks:
    """Offers the choices of every installed app's pick-lists."""

    apps: Mapping[str, App]
    connections: Connections
    sources: Sources
    governor: Governor
    blobs: Blobs
    clock: Clock

    def list_of(self, module: Module, path: str) -> str:
        """The name of the pick-list of a module's field: "LineItems.AccountCode" in lines."""
        named = dict(picks_of(module.inputs))
        found = named.get(path.replace("[]", ""))
        if found is None:
            there = ", ".join(named) or "none of its inputs"
            raise NotThere(f"{module.name}: {path} has no pick-list; these have one: {there}.")
        return found

    def choices(
        self,
        connection: str,
        organisation: str,
        app: str,
        name: str,
        given: Mapping[str, Value] | None = None,
        *,
        search: str = "",
        after: Value = None,
        anew: bool = False,
    ) -> Choices:
        """What can be chosen of the pick-list `name`, given the form's other values.

        A source that is fetched whole is searched here, in value, label and hint; any other asks
        the service for the text. Asked `anew`, what is kept of it does not count. Raises NotThere,
        ChooseConnection, ChooseOrganisation, ExtendPermissions with the names that lack, Reconnect,
        RetryLater, and what the app raises.
        """
        pick_list = self._named(app, name)
        self._allow(connection, app, pick_list)
        search = " ".join(search.replace("\x00", "").split())[:LONGEST]
        sender = self._sender(connection, organisation, app)
        if anew:
            self.sources.changed(sender, [pick_list.source])
        if not pick_list.searches:
            with _trouble_alone(pick_list):
                records = self.sources.fetched(sender, pick_list).records
            picks = [p for p in pick_list.choices(records, given or {}) if _holds(p, search)]
            return _cut(picks, after)
        with _trouble_alone(pick_list):
            found = self.sources.fetched(sender, pick_list, search, after)
        return Choices(pick_list.choices(found.records, given or {}), found.after)

    def _named(self, app: str, name: str) -> PickList:
        if app not in self.apps:
            raise NotThere(f"There is no app {app!r}; there is {', '.join(self.apps)}.")
        lists = self.apps[app].pick_lists
        if name not in lists:
            there = ", ".join(lists) or "none"
            raise NotThere(f"{app} has no pick-list {name!r}; there is {there}.")
        return lists[name]

    def _allow(self, connection: str, app: str, pick_list: PickList) -> None:
        """A connection that may not read it is told so, whatever others have fetched."""
        row = self.connections.get(connection)
        if row.app != app:
            raise ChooseConnection(f"{connection} connects {row.app}; choose one of {app}.")
        by = self.connections.registrations.get(row.registration_id)
        lacking = permissions.lacking(pick_list.scopes, by.vocabulary, row.scopes)
        if lacking:
            raise ExtendPermissions(_needed(pick_list, lacking), scopes=lacking)

    def _sender(self, connection: str, organisation: str, app: str) -> Sender:
        return Sender(
            app=app,
            client=self.connections.client(connection, organisation),
            governor=self.governor,
            sources=self.sources,
            calls=_NoRun(),
            clock=self.clock,
            run_id="",
            module=0,
            judge=self.apps[app].judge,
            blobs=self.blobs,
        )


@contextmanager
def _trouble_alone(pick_list: PickList) -> Iterator[None]:
    """Where a run would wait a person is told why, for nobody waits in front of a form."""
    try:
        yield
    except Wait as wait:
        why = wait.__cause__
        if isinstance(why, ExtendPermissions):
            raise ExtendPermissions(_needed(pick_list, why.scopes), scopes=why.scopes) from wait
        if isinstance(why, Trouble):
            raise why from None
        raise RetryLater(_later(wait)) from wait


def _later(wait: Wait) -> str:
    if wait.until is None:
        return wait.reason
    return f"The service's limits are reached; look again at {wait.until:%H:%M:%S} UTC."


def _needed(pick_list: PickList, scopes: Sequence[str]) -> str:
    names = ", ".join(scopes) or " or ".join(
        ", ".join(names) for names in (pick_list.scopes.granular, pick_list.scopes.broad) if names
    )
    return (
        f"{pick_list.label}: the connection lacks the permission {names}; allow access to extend"
        " the permissions."
    )


def _holds(pick: Pick, search: str) -> bool:
    text = f"{pick.value}\n{pick.label}\n{pick.hint}".casefold()
    return all(word in text for word in search.casefold().split())


def _cut(picks: Sequence[Pick], after: Value) -> Choices:
    start = 0 if after is None else after
    if type(start) is not int or start < 0:
        raise BadInput(f"There is no page after {after!r}; give what the page before said.")
    end = start + PAGE
    return Choices(picks[start:end], end if end < len(picks) else None)
