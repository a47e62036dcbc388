"""The keyed write: making sure that records with natural keys exist, many in one request.

The order is always the same: what the ledger knows of these bundles, look-up, freeze, send,
record. A process that comes after a crash enters at the top and finds in the ledger how far the
one before it came; it never guesses.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from tallyloom.engine.batching import Wanted, Warnings, batches
from tallyloom.engine.cautioning import heard
from tallyloom.engine.effects import LOOK_BACK, EffectState, trace_of
from tallyloom.engine.finishing import Finisher, outcome_of
from tallyloom.engine.intents import freeze, intent, send_of
from tallyloom.engine.reading import driven
from tallyloom.engine.tracing import Tracing
from tallyloom.engine.trouble import Parked, Unread
from tallyloom.kit import (
    AlreadyThere,
    Answer,
    BadInput,
    Bulk,
    Bundle,
    Differs,
    Element,
    Inputs,
    Knowing,
    Request,
    Steps,
    Trouble,
)
from tallyloom.store.json import packed, unpacked
from tallyloom.store.sends import Effect, Send

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one bundle: its record, or its trouble; `effect` names its row."""

    outcome: Bundle | Trouble
    effect: str = ""
    warnings: Warnings = ()


class Keeper:
    """Keeps the records of one page of one module in one organisation.

    `stop_on` are the codes of cautions that stop a bundle instead of being noted.
    """

    def __init__(
        self,
        bulk: Bulk,
        resource: str,
        finisher: Finisher,
        secret: bytes,
        stop_on: Collection[str] = (),
    ) -> None:
        self._bulk = bulk
        self._stop_on = stop_on
        self._resource = resource
        self._finisher = finisher
        self._sender = finisher.sender
        self._sends = finisher.sends
        self._secret = secret
        self._tenant = finisher.sender.client.tenant.id

    def prepared(self, paths: Sequence[str]) -> Callable[[str, Inputs], Element]:
        """What makes the elements; raises what asking for what it has to know raises.

        What was frozen counts, whatever is known by now.
        """
        make = self._driven(self._bulk.prepared())
        knows = isinstance(self._bulk.element, Knowing)
        frozen = {e.path: _element(e) for e in self._of_page(paths)} if knows else {}
        return lambda path, given: frozen.get(path) or _nameable(make(given))

    def keep(self, elements: Mapping[str, Element]) -> dict[str, Kept]:
        """An outcome for every bundle, by path. Raises Wait with all that is known recorded."""
        leads = _leads(elements)
        self._finish_frozen(list(leads))
        kept = self._known_outcomes(list(leads), elements)
        while missing := [path for path in leads if path not in kept]:
            self._make(missing, elements)
            kept |= self._known_outcomes(missing, elements)
        return {path: self._for(path, leads, elements, kept) for path in elements}

    def can_look(self, effects: Sequence[Effect]) -> bool:
        if self._bulk.look_up is not None and all(e.natural_key for e in effects):
            return True
        return self._bulk.traces is not None and all(e.trace for e in effects)

    def outcomes(self, answer: Answer, effects: Sequence[Effect]) -> Sequence[Bundle | Trouble]:
        return self._bulk.read(answer, [_element(effect) for effect in effects])

    def refused(
        self, trouble: Trouble, answer: Answer, effects: Sequence[Effect]
    ) -> Sequence[Bundle | Trouble]:
        """One element can spoil a whole batch: they are sent again, fewer at a time.

        Of a request that had been sent before, the module may know that it was done then.
        """
        if answer.repeated:
            try:
                return self.outcomes(answer, effects)
            except Trouble as said:
                trouble = said
        return [Unread(trouble.message) if len(effects) > 1 else trouble for _ in effects]

    def look(
        self, send: Send, effects: Sequence[Effect], taken: Collection[str]
    ) -> Mapping[str, Bundle | Parked]:
        elements = [_element(effect) for effect in effects]
        if self._bulk.look_up is not None and all(one.key for one in elements):
            found = self._driven(self._bulk.look_up(elements, {}), recovering=True)
            keys = {effect.id: effect.natural_key or "" for effect in effects}
            return {id_: found[key] for id_, key in keys.items() if key in found}
        if self._bulk.traces is None:
            return {}
        since = (send.first_sent_at or send.frozen_at) - LOOK_BACK
        listed = self._driven(self._bulk.traces.recent(_moment(since)), recovering=True)
        now, life = self._sender.clock.now(), self._finisher.key_life
        tracing = Tracing(self._sends, self._bulk.traces.of, self._bulk.identity, now, life)
        return tracing.match(effects, listed, taken)

    def ask(self, steps: Steps[Result]) -> Result:
        """What a look-up of the module finds now, out of what is kept for look-ups."""
        return self._driven(steps, recovering=True)

    @property
    def identity(self) -> str:
        """The field by which the service tells these records apart."""
        return self._bulk.identity

    def differs(self, effect: Effect, record: Bundle) -> str:
        return self._bulk.differs(_element(effect), record)

    def _for(
        self,
        path: str,
        leads: Mapping[str, list[str]],
        elements: Mapping[str, Element],
        kept: Mapping[str, Kept],
    ) -> Kept:
        if path in kept:
            return kept[path]
        lead = next(lead for lead, followers in leads.items() if path in followers)
        found = kept[lead]
        if isinstance(found.outcome, Trouble):
            return found
        difference = self._bulk.differs(elements[path], found.outcome)
        return Kept(Differs(difference), found.effect) if difference else found

    def _known_outcomes(
        self, paths: Sequence[str], elements: Mapping[str, Element]
    ) -> dict[str, Kept]:
        effects = self._of_page(paths)
        return {
            effect.path: Kept(outcome_of(effect), effect.id, effect.warnings or ())
            for effect in effects
            if effect.state not in (EffectState.INTENT, EffectState.ABSENT)
        }

    def _of_page(self, paths: Sequence[str]) -> list[Effect]:
        return self._sends.of_page(self._sender.run_id, self._sender.module, paths)

    def _finish_frozen(self, paths: Sequence[str]) -> None:
        effects = self._of_page(paths)
        unfinished = {e.send_id for e in effects if e.state == EffectState.INTENT and e.send_id}
        for send_id in sorted(unfinished):
            self._finisher.finish(send_id, self)

    def _make(self, paths: Sequence[str], elements: Mapping[str, Element]) -> None:
        """Look up what may exist, freeze the rest in batches, then send each batch."""
        wanted = self._wanted(paths, elements)
        found = self._looked_up([w for w in wanted if self._looks_first(w.element)])
        adopted = [self._adopted(w, found[w.element.key]) for w in wanted if w.element.key in found]
        self._sends.freeze([], [effect for effect in adopted if effect is not None])
        wanted = self._cautioned(
            [w for w in wanted if w.element.key not in found or self._renews(w.element)]
        )
        fresh = [w for w in wanted if w.element.key not in found]
        renewed = [(w, found[w.element.key]) for w in wanted if w.element.key in found]
        for send_id in self._freeze(fresh, renewed):
            self._finisher.finish(send_id, self)

    def _wanted(self, paths: Sequence[str], elements: Mapping[str, Element]) -> list[Wanted]:
        """The next generation of each; what was said of the first goes on with it."""
        before = {e.path: e for e in self._of_page(paths)}
        return [
            Wanted(path, elements[path], before[path].generation + 1, before[path].warnings)
            if path in before
            else Wanted(path, elements[path])
            for path in paths
        ]

    def _cautioned(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        """Those that go on, with what was said of them; the others are settled as stopped."""
        first = [w for w in wanted if not w.generation]
        if self._bulk.cautions is None or not first:
            return list(wanted)
        asked = heard(self._bulk.cautions, self._driven, [w.element for w in first], self._stop_on)
        said = {w.path: one for w, one in zip(first, asked, strict=True)}
        wanted = [
            replace(w, warnings=said[w.path].warnings) if w.path in said else w for w in wanted
        ]
        stopped = {w.path: why for w in first if (why := said[w.path].trouble)}
        self._sends.freeze(
            [],
            [
                self._effect(w, None, 0, trouble=stopped[w.path])
                for w in wanted
                if w.path in stopped
            ],
        )
        return [w for w in wanted if w.path not in stopped]

    def _looks_first(self, element: Element) -> bool:
        return element.if_exists != "fail" or self._bulk.taken is not None

    def _looked_up(self, wanted: Sequence[Wanted]) -> dict[str | None, Bundle]:
        elements = [w.element for w in wanted if w.element.key is not None]
        if not elements or self._bulk.look_up is None:
            return {}
        keys = [element.key for element in elements if element.key is not None]
        known = self._sends.known(self._tenant, self._resource, keys)
        found = self._driven(self._bulk.look_up(elements, known))
        return {key: found[key] for key in found}

    def _driven(self, steps: Steps[Result], *, recovering: bool = False) -> Result:
        sender = self._sender
        return driven(
            steps,
            lambda request: sender.fetch(request, recovering=recovering),
            lambda source: sender.known(source, recovering=recovering),
        )

    def _adopted(self, wanted: Wanted, found: Bundle) -> Effect | None:
        """The effect of a record that was there; None where it is to be renewed."""
        if self._renews(wanted.element):
            return None
        trouble = self._in_its_way(wanted, found)
        return self._effect(wanted, None, 0, found=None if trouble else found, trouble=trouble)

    def _in_its_way(self, wanted: Wanted, found: Bundle) -> Trouble | None:
        """Why what is there is not taken; after a first try of ours it may well be its record."""
        if wanted.element.if_exists == "fail" and self._bulk.taken and not wanted.generation:
            return AlreadyThere(self._bulk.taken(wanted.element, found))
        difference = self._bulk.differs(wanted.element, found)
        return Differs(difference) if difference else None

    def _renews(self, element: Element) -> bool:
        return element.if_exists == "update" and self._bulk.renew is not None

    def _freeze(
        self, fresh: Sequence[Wanted], renewed: Sequence[tuple[Wanted, Bundle]]
    ) -> list[str]:
        requests: list[tuple[Request, list[Wanted]]] = []
        for batch in batches(fresh, self._bulk.most):
            requests.append((self._bulk.write([w.element for w in batch]), batch))
        if self._bulk.renew is not None:
            old = {w.path: found for w, found in renewed}
            for batch in batches([w for w, _ in renewed], self._bulk.most):
                pairs = [(w.element, old[w.path]) for w in batch]
                requests.append((self._bulk.renew(pairs), batch))
        sends: list[Send] = []
        effects: list[Effect] = []
        for request, batch in requests:
            first = self._intent(batch[0]).id
            sends.append(send_of(self._sender, self._secret, first, request))
            effects += [self._effect(w, first, position) for position, w in enumerate(batch)]
        if sends:
            freeze(self._finisher, sends, effects)
        return [send.id for send in sends]

    def _effect(
        self,
        wanted: Wanted,
        send_id: str | None,
        position: int,
        *,
        found: Bundle | None = None,
        trouble: Trouble | None = None,
    ) -> Effect:
        effect = replace(
            self._intent(wanted),
            send_id=send_id,
            position=position,
            natural_key=wanted.element.key,
            warnings=wanted.warnings or None,
            trace=trace_of(wanted.element.trace) if wanted.element.key is None else None,
            element=packed(dataclasses.asdict(wanted.element)),
        )
        outcome = trouble or found
        return effect if outcome is None else self._finisher.settled(effect, outcome)

    def _intent(self, wanted: Wanted) -> Effect:
        return intent(self._sender, self._resource, wanted.path, generation=wanted.generation)


def _nameable(element: Element) -> Element:
    named = element.key or element.trace
    if "\x00" in named:
        raise BadInput(f"{named!r} holds a NUL, which no record can be named by.")
    return element


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _leads(elements: Mapping[str, Element]) -> dict[str, list[str]]:
    """One path for each natural key, with the later paths of the same key."""
    leads: dict[str, list[str]] = {}
    by_key: dict[str, str] = {}
    for path, element in elements.items():
        lead = by_key.setdefault(element.key, path) if element.key is not None else path
        leads.setdefault(lead, [])
        if lead != path:
            leads[lead].append(path)
    return leads


def _element(effect: Effect) -> Element:
    return Element(**unpacked(effect.element))
