"""Knowing records without a natural key again: by their trace, and never one that is another's.

Two records may well be equal, so a listed record is taken for a lost write only when no other
write of ours produced it, and one record for one write. What is listed was read before the ledger
is asked: a write that made a listed record is either pending or done there by then.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
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
        self, effects: Sequence[Effect], listed: Sequence[Bundle], taken: Collection[str]
    ) -> Mapping[str, Bundle | Parked]:
        """The record of each effect whose trace is among them, oldest first, one for each.

        `listed` are the records in the order of their listing, `taken` the identities of some that
        are others'. A record may be listed more than once, under another trace each time. Raises
        Wait while another write of an equal record may yet be answered.
        """
        records = self._records(listed, taken)
        if not records:
            return {}
        tenant, send_id = effects[0].tenant, effects[0].send_id
        traces = frozenset().union(*(record.traces for record in records))
        pending = [p for p in self.sends.pending(tenant, list(traces)) if p.send_id != send_id]
        claimed = self.sends.claimed(tenant, [record.identity for record in records])
        free = [record for record in records if record.identity not in claimed]
        matched: dict[str, Bundle | Parked] = {}
        for alike in _alike(effects, pending, free):
            self._wait_for(alike.others)
            matched |= alike.shared()
        return matched

    def _records(self, listed: Sequence[Bundle], taken: Collection[str]) -> list[_Record]:
        """Those that can be told from others, each once, with every trace that it has."""
        met: dict[str, Bundle] = {}
        traces: dict[str, set[str]] = {}
        for record in listed:
            identity = identity_of(record, self.identity)
            trace = trace_of(self.of(record))
            if identity is not None and trace is not None and identity not in taken:
                met.setdefault(identity, record)
                traces.setdefault(identity, set()).add(trace)
        return [_Record(id_, record, frozenset(traces[id_])) for id_, record in met.items()]

    def _wait_for(self, pending: Sequence[Pending]) -> None:
        ends = [one.first_sent_at + self.life for one in pending if one.first_sent_at <= self.now]
        if ends and max(ends) > self.now:
            raise Wait(max(ends), "Another write of an equal record has no answer yet.")


@dataclass(frozen=True, slots=True)
class _Record:
    """A listed record that no write has, and the traces under which it may have been sent."""

    identity: str
    record: Bundle
    traces: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Alike:
    """Records, and the writes of ours and of others that any of them could be the result of."""

    ours: Sequence[Effect]
    others: Sequence[Pending]
    records: Sequence[_Record]

    def shared(self) -> dict[str, Bundle | Parked]:
        """One record for each effect; where there are too many of them nobody can tell."""
        sent = len(self.ours) + len(self.others)
        if len(self.records) > sent:
            said = (
                f"{len(self.records)} records in the service could be this one, and {sent}"
                " were sent without an answer. See in the service which of them is it."
            )
            could = [one.record for one in self.records]
            return {
                effect.id: Parked(said, effect=effect.id, records=could) for effect in self.ours
            }
        given = self._given([*self.ours, *self.others])
        return {self.ours[at].id: one.record for at, one in given if at < len(self.ours)}

    def _given(self, sent: Sequence[Effect | Pending]) -> Iterator[tuple[int, _Record]]:
        """As many as can be have a record that fits (by augmenting paths), the first ones first.

        Others have theirs too, so that nobody takes the only one that fits another.
        """
        holders: dict[int, int] = {}  # of records, by their places

        def place(at: int, tried: set[int]) -> bool:
            fits = [n for n, one in enumerate(self.records) if sent[at].trace in one.traces]
            free = next((n for n in fits if n not in holders), None)
            if free is not None:
                holders[free] = at
                return True
            for n in fits:
                if n not in tried:
                    tried.add(n)
                    if place(holders[n], tried):
                        holders[n] = at
                        return True
            return False

        for at in range(len(sent)):
            place(at, set())
        return ((at, self.records[n]) for n, at in holders.items())


def _alike(
    effects: Sequence[Effect], pending: Sequence[Pending], free: Sequence[_Record]
) -> Iterator[_Alike]:
    """What hangs together by the traces of records; what fits no record is left out."""
    sent = {one.trace for one in effects} | {one.trace for one in pending}
    done: set[str | None] = set()
    for effect in effects:
        if effect.trace in done:
            continue
        traces, records = {effect.trace}, list[_Record]()
        while len(found := [one for one in free if one.traces & traces]) > len(records):
            records = found
            traces |= {trace for one in found for trace in one.traces} & sent
        done |= traces
        if records:
            yield _Alike(
                [one for one in effects if one.trace in traces],
                [one for one in pending if one.trace in traces],
                records,
            )
