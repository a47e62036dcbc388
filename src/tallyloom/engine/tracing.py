"""Knowing records without a natural key again: by their trace, and never one that is another's.

Two records may well be equal, so a listed record is taken for a lost write only when no other
write of ours produced it, and one record for one write. What is listed was read before the ledger
is asked: a write that made a listed record is either pending or done there by then.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tallyloom.engine.effects import trace_of
from tallyloom.engine.finishing import identity_of
from tallyloom.engine.trouble import Parked, Wait
from tallyloom.kit import Bundle
from tallyloom.store.sends import Effect, Pending, Sends


@dataclass(frozen=True, slots=True)
class Tracing:
    """`of` is a listed record's fingerprint, `identity` the value that tells it from others.

    Until `life` after it was first sent, another write may yet be answered under its key.
    """

    sends: Sends
    of: Callable[[Bundle], str]
    identity: str
    now: datetime
    life: timedelta

    def match(
        self,
        effects: Sequence[Effect],
        traces: Sequence[str],
        listed: Sequence[Bundle],
        taken: Collection[str],
    ) -> Mapping[str, Bundle | Parked]:
        """The record of each effect whose trace is among them, oldest first, one for each.

        `traces` are the effects' own, `listed` the records in the order of their listing, `taken`
        the identities of some that are others'. Raises Wait while another write of an equal
        record may yet be answered.
        """
        candidates = self._candidates(frozenset(traces), listed, taken)
        if not candidates:
            return {}
        tenant, send_id = effects[0].tenant, effects[0].send_id
        hashed = {trace_of(trace) or "": trace for trace in candidates}
        pending = [p for p in self.sends.pending(tenant, list(hashed)) if p.send_id != send_id]
        self._wait_for(pending)
        claimed = self.sends.claimed(tenant, [i for found in candidates.values() for i in found])
        matched: dict[str, Bundle | Parked] = {}
        for trace, found in candidates.items():
            free = [record for identity, record in found.items() if identity not in claimed]
            ours = [e for e, own in zip(effects, traces, strict=True) if own == trace]
            others = sum(hashed[p.trace] == trace for p in pending)
            matched |= _shared(ours, free, others)
        return matched

    def _candidates(
        self, traces: Collection[str], listed: Sequence[Bundle], taken: Collection[str]
    ) -> dict[str, dict[str, Bundle]]:
        """Records by trace and identity."""
        found: dict[str, dict[str, Bundle]] = {}
        for record in listed:
            identity = identity_of(record, self.identity)
            if identity is None or identity in taken:
                continue
            trace = self.of(record)
            if trace in traces:
                found.setdefault(trace, {})[identity] = record
        return found

    def _wait_for(self, pending: Sequence[Pending]) -> None:
        ends = [one.first_sent_at + self.life for one in pending if one.first_sent_at <= self.now]
        if ends and max(ends) > self.now:
            raise Wait(max(ends), "Another write of an equal record has no answer yet.")


def _shared(
    ours: Sequence[Effect], free: Sequence[Bundle], others: int
) -> dict[str, Bundle | Parked]:
    """One record for each effect; where there are too many of them nobody can tell."""
    if len(free) > len(ours) + others:
        said = (
            f"{len(free)} records in the service could be this one, and {len(ours) + others}"
            " were sent without an answer. See in the service which of them is it."
        )
        return {effect.id: Parked(said, effect=effect.id) for effect in ours}
    return {effect.id: record for effect, record in zip(ours, free, strict=False)}
