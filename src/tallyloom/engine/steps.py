"""Driving a module's generator: reads are fetched, files saved, writes go through the ledger.

A generator that runs again after a crash is given its recorded answers in order, the reads that
came before a write included, so that it makes the same requests and none is sent twice.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from tallyloom.engine.effects import EffectState
from tallyloom.engine.finishing import Finisher, outcome_of
from tallyloom.engine.intents import freeze, intent, send_of
from tallyloom.engine.reading import REPORT, followed
from tallyloom.engine.trouble import Parked
from tallyloom.kit import (
    Again,
    Answer,
    BadInput,
    Bundle,
    File,
    Form,
    Known,
    Request,
    Save,
    Steps,
    Trouble,
)
from tallyloom.store.blobs import Blobs
from tallyloom.store.json import packed, unpacked
from tallyloom.store.sends import Effect, Send

Result = TypeVar("Result")


@dataclass(slots=True)
class Driver:
    """Drives a generator at one module: of one bundle, or (`reads_only`) of a page.

    `effect` names its last write; `saved` counts the bytes of files that it made.
    """

    finisher: Finisher
    blobs: Blobs
    secret: bytes
    resource: str
    path: str
    _reads: list[Effect] = field(default_factory=list)
    _ordinal: int = -1
    _recorded: Mapping[int, Effect] = field(default_factory=dict)
    effect: str = ""
    saved: int = 0
    reads_only: bool = False

    def drive(self, steps: Steps[Result]) -> Result:
        """The generator's result; raises the trouble that it lets through, or Wait."""
        self._recorded = self._newest()
        return followed(steps, self._answer)

    def _newest(self) -> dict[int, Effect]:
        sender = self.finisher.sender
        effects = self.finisher.sends.of_page(sender.run_id, sender.module, [self.path])
        return {effect.ordinal: effect for effect in effects}

    def _answer(self, asked: Request | Save | Known) -> Answer | File | Sequence[Bundle]:
        if isinstance(asked, Save):
            kept = self.blobs.save(asked.chunks, self.finisher.sender.run_id)
            self.saved += kept.size
            return File(asked.name, asked.type, kept.size, kept.sha256)
        self._ordinal += 1
        if isinstance(asked, Known):
            return self._know(asked.source)
        if self.reads_only and asked.writes:
            raise Trouble(f"What is gathered may only be read; {REPORT}")
        return self._write(asked) if asked.writes else self._read(asked)

    def _know(self, source: str) -> Sequence[Bundle]:
        """What is known, recorded like a read: a write that follows may depend on it."""
        recorded = self._recorded.get(self._ordinal)
        if recorded is not None and recorded.resource == source:
            records: Sequence[Bundle] = unpacked(recorded.record or b"")
            return records
        found = self.finisher.sender.known(source)
        if not self.reads_only:
            effect = self._effect(EffectState.DONE, packed(list(found)))
            self._reads.append(dataclasses.replace(effect, resource=source))
        return found

    def _read(self, request: Request) -> Answer:
        known = self._recorded.get(self._ordinal)
        if (
            known is not None
            and known.state == EffectState.DONE
            and known.resource == self.resource
        ):
            return _thawed(known)
        answer = self.finisher.sender.fetch(request)
        if answer.file is None:
            self._reads.append(self._effect(EffectState.DONE, _kept(answer)))
        return answer

    def _write(self, request: Request) -> Answer:
        known = self._recorded.get(self._ordinal)
        if known is None or known.state == EffectState.ABSENT:
            known = self._freeze(request, known)
        self.effect = known.id
        if known.state == EffectState.INTENT and known.send_id:
            self.finisher.finish(known.send_id, _Single(request.again))
            known = self.finisher.sends.effect(known.id) or known
        outcome = outcome_of(known)
        if isinstance(outcome, Trouble):
            raise outcome
        return _thawed(known)

    def _freeze(self, request: Request, before: Effect | None) -> Effect:
        generation = before.generation + 1 if before else 0
        effect = self._effect(EffectState.INTENT, None, generation)
        send = send_of(self.finisher.sender, self.secret, effect.id, self._stored(request))
        effect = dataclasses.replace(effect, send_id=send.id)
        freeze(self.finisher, [send], [*self._reads, effect])
        self._reads = []
        return effect

    def _stored(self, request: Request) -> Request:
        """The request with its file as it is stored: what a mapping says of a size is not sure."""
        body = request.body
        if not isinstance(body, File | Form):
            return request
        file = body.file if isinstance(body, Form) else body
        found = self.blobs.find(file.sha256)
        if found is None:
            raise BadInput(f"The file {file.name!r} is not stored here; run the step that made it.")
        file = dataclasses.replace(file, size=found.size)
        whole = dataclasses.replace(body, file=file) if isinstance(body, Form) else file
        return dataclasses.replace(request, body=whole)

    def _effect(self, state: str, record: bytes | None, generation: int = 0) -> Effect:
        sender = self.finisher.sender
        blank = intent(sender, self.resource, self.path, self._ordinal, generation)
        settled_at = sender.clock.now() if record else None
        return dataclasses.replace(blank, state=state, record=record, settled_at=settled_at)


@dataclass(frozen=True, slots=True)
class _Single:
    """How a generator's single write is read: its answer is the record."""

    again: Again

    def can_look(self, effects: Sequence[Effect]) -> bool:
        return False

    def outcomes(self, answer: Answer, effects: Sequence[Effect]) -> Sequence[Bundle | Trouble]:
        return [_parts(answer)] * len(effects)

    def refused(
        self, trouble: Trouble, answer: Answer, effects: Sequence[Effect]
    ) -> Sequence[Bundle | Trouble]:
        """Where it may be sent again and had been, gone may mean done: the module judges that."""
        judges = answer.repeated and self.again is Again.SAFE
        return [_parts(answer) if judges else trouble for _ in effects]

    def look(
        self, send: Send, effects: Sequence[Effect], taken: Collection[str]
    ) -> Mapping[str, Bundle | Parked]:
        return {}

    def differs(self, effect: Effect, record: Bundle) -> str:
        return ""


def _parts(answer: Answer) -> Bundle:
    text = answer.body.decode("utf-8", "surrogateescape").encode("utf-8", "replace").decode()
    parts = {"status": answer.status, "headers": dict(answer.headers), "body": text}
    return parts | {"repeated": True} if answer.repeated else parts


def _kept(answer: Answer) -> bytes:
    return packed(_parts(answer))


def _thawed(effect: Effect) -> Answer:
    parts = unpacked(effect.record or b"")
    repeated = parts.get("repeated", False)
    return Answer(parts["status"], parts["headers"], parts["body"].encode(), repeated=repeated)
