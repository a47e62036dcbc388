"""What uses a connection: which scenarios, with which of their modules, over which organisation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tallyloom.connections.connections import Connections
from tallyloom.connections.health import Health
from tallyloom.flow.gist import Gist
from tallyloom.kit import Module
from tallyloom.store.gists import Gists
from tallyloom.store.uses import Text, Texts

# States in which what a scenario does over a connection waits or fails.
HURTS = frozenset({Health.NEEDS_PERMISSION, Health.REVOKED, Health.DISCONNECTED})


@dataclass(frozen=True, slots=True)
class Usage:
    """One version of a scenario that uses a connection. `called` is how the scenario writes its
    name, `modules` are those that work over it, by name."""

    scenario_id: str
    scenario: str
    version: int
    on: bool
    called: str
    organisation: str
    modules: tuple[str, ...]


class Uses:
    """Reads the scenarios of an installation: the newest versions, and those that are on."""

    def __init__(
        self,
        texts: Texts,
        gists: Gists,
        connections: Connections,
        modules: Mapping[str, Module],
    ) -> None:
        self._texts = texts
        self._gists = gists
        self._connections = connections
        self._modules = modules

    def all(self) -> dict[str, list[Usage]]:
        """By the ids of the connections; one that nothing uses has no entry."""
        ids = self._ids()
        found: dict[str, list[Usage]] = {}
        for usage in self._usages(self._texts.all()):
            if usage.called in ids:
                found.setdefault(ids[usage.called], []).append(usage)
        return found

    def of(self, connection_id: str) -> list[Usage]:
        return self.all().get(connection_id, [])

    def modules(self, usages: Iterable[Usage], app: str) -> list[Module]:
        """The modules of an app that these uses need, each once."""
        names = dict.fromkeys(name for usage in usages for name in usage.modules)
        known = (self._modules[name] for name in names if name in self._modules)
        return [module for module in known if module.app == app]

    def modules_of(self, scenario_id: str, app: str) -> list[Module]:
        """The modules of an app in a scenario, whatever they are connected by."""
        texts = [text for text in self._texts.all() if text.scenario_id == scenario_id]
        return self._named(texts, app)

    def in_use(self, app: str) -> list[Module]:
        """Every module of an app that any scenario uses."""
        return self._named(self._texts.all(), app)

    def _named(self, texts: Sequence[Text], app: str) -> list[Module]:
        names = dict.fromkeys(name for _, gist in self._read(texts) for _, name in gist.steps)
        known = (self._modules[name] for name in names if name in self._modules)
        return [module for module in known if module.app == app]

    def troubles(self) -> dict[str, str]:
        """What keeps scenarios that are on from working over their connections, by scenario."""
        ids = self._ids()
        rows = {row.id: row for row in self._connections.list()}
        said: dict[str, dict[str, None]] = {}
        for usage in self._usages([text for text in self._texts.all() if text.on]):
            row = rows.get(ids.get(usage.called, ""))
            if row is None:
                why = f"There is no connection named {usage.called!r}."
            elif row.state != "connected":
                why = f"{row.name}: {row.reason}"
            elif row.health in HURTS:
                why = f"{row.name}: {row.health_reason}"
            else:
                continue
            said.setdefault(usage.scenario_id, {})[why] = None
        return {scenario_id: " ".join(each) for scenario_id, each in said.items()}

    def _ids(self) -> dict[str, str]:
        """Every name that means a connection, and ids themselves."""
        found: dict[str, str] = {}
        for row in self._connections.list():
            names = (*self._connections.former_names(row), row.id, row.name)
            found |= dict.fromkeys(names, row.id)
        return found

    def _usages(self, texts: Sequence[Text]) -> Iterator[Usage]:
        """Each connection that each text names."""
        for text, gist in self._read(texts):
            for one in gist.over:
                yield Usage(
                    text.scenario_id,
                    text.name,
                    text.version,
                    text.on,
                    one.connection,
                    one.organisation,
                    one.modules,
                )

    def _read(self, texts: Sequence[Text]) -> Iterator[tuple[Text, Gist]]:
        """The gists of those that can be read."""
        gists = self._gists.of((text.scenario_id, text.version) for text in texts)
        for text in texts:
            found = gists.get((text.scenario_id, text.version))
            if found is not None:
                yield text, found
