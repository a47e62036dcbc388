"""What an app is at Xero's developer site: its tier, its age, and whether it is certified.

How it was checked: that apps made since 2 March 2026 get granular scopes only, from the reference's
sections 0.1, 1.1 and 2.5, and that custom connections since April get no journals. Unverified: that
older apps may use both vocabularies until the broad one ends, and that an app which gets granular
scopes only is one whose custom connection gets no journals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec

from xero_emulator.identity.scopes import BROAD, GRANULAR
from xero_emulator.tiers import TIERS, Tier, TierName

Vocabulary = Literal["both", "granular", "broad"]
NOT_IN: Mapping[Vocabulary, frozenset[str]] = {
    "both": frozenset(),
    "granular": BROAD,
    "broad": GRANULAR,
}

NOT_FOR_MACHINES = frozenset({"accounting.journals.read"})


class App(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was said of one app; None is as the rules have it for every app."""

    tier: TierName | None = None
    created_after_2026_03_02: bool | None = None
    certified: bool = False


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What holds for every app of which nothing else was said. `bulk_connections` says who may
    connect several organisations in one consent: by tier at Xero, always here."""

    tier: TierName = "core"
    scopes: Vocabulary = "both"
    bulk_connections: Literal["always", "by_tier", "never"] = "always"


class _Kept(msgspec.Struct):
    rules: Rules = Rules()
    apps: dict[str, App] = {}


class Apps:
    """Every app by its client id; one of which nothing was said is like the rules."""

    def __init__(self, rules: Rules | None = None) -> None:
        self.rules = rules or Rules()
        self._said: dict[str, App] = {}

    def of(self, client_id: str) -> App:
        return self._said.get(client_id, App())

    def known(self) -> Iterable[str]:
        return list(self._said)

    def tier_name(self, client_id: str) -> TierName:
        return self.of(client_id).tier or self.rules.tier

    def tier(self, client_id: str) -> Tier:
        return TIERS[self.tier_name(client_id)]

    def vocabulary(self, client_id: str) -> Vocabulary:
        young = self.of(client_id).created_after_2026_03_02
        if young is None:
            return self.rules.scopes
        return "granular" if young else "both"

    def refused(self, client_id: str, scopes: Iterable[str]) -> tuple[str, ...]:
        """The scopes that an app of this age cannot have."""
        closed = NOT_IN[self.vocabulary(client_id)]
        return tuple(scope for scope in scopes if scope in closed)

    def refused_to_machine(self, client_id: str, scopes: Iterable[str]) -> tuple[str, ...]:
        """The scopes that a custom connection of this age cannot have."""
        asked = tuple(scopes)
        closed = NOT_FOR_MACHINES if self.vocabulary(client_id) == "granular" else frozenset()
        return self.refused(client_id, asked) + tuple(scope for scope in asked if scope in closed)

    def connects_many(self, client_id: str) -> bool:
        """Whether one consent of this app may choose several organisations."""
        rule = self.rules.bulk_connections
        return rule == "always" or (rule == "by_tier" and self.tier(client_id).bulk)

    def say(self, client_id: str, changes: Mapping[str, Any]) -> App:
        """Take over what is named; raises msgspec.ValidationError."""
        merged = msgspec.structs.asdict(self.of(client_id)) | dict(changes)
        self._said[client_id] = msgspec.convert(merged, App)
        return self._said[client_id]

    def rule(self, changes: Mapping[str, Any]) -> Rules:
        """Take over the rules that are named; raises msgspec.ValidationError."""
        merged = msgspec.structs.asdict(self.rules) | dict(changes)
        self.rules = msgspec.convert(merged, Rules)
        return self.rules

    def dump(self) -> dict[str, Any]:
        told: dict[str, Any] = msgspec.to_builtins(_Kept(self.rules, self._said))
        return told

    def load(self, dumped: Mapping[str, Any]) -> None:
        kept = msgspec.convert(dumped, _Kept)
        self.rules, self._said = kept.rules, kept.apps
