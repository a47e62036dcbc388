"""The effect ledger: every outside write, frozen before it is sent, with its result.

A send is one frozen request; it carries the effects of one or many bundles. Both are rows before
the first byte leaves, so that a process that comes after a crash knows what may have happened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from tallyloom.kit import Answer, Bundle, File, Form, Request, to_json
from tallyloom.store.database import Database
from tallyloom.store.effects import EFFECT_MOVES, SEND_MOVES, EffectState, SendState, before
from tallyloom.store.json import dumps, packed, unpacked

_SEND = (
    "id, run_id, module, connection, tenant, idempotency_key, again, request, body, state,"
    " frozen_at, first_sent_at, last_sent_at, attempts, refusals, looked_at, status, answer"
)
_EFFECT = (
    "id, run_id, module, path, ordinal, generation, send_id, position, tenant, resource,"
    " natural_key, element, state, record, trouble, settled_at, trace, identity, warnings"
)


@dataclass(frozen=True, slots=True)
class Send:
    """One frozen request. `request` is its JSON without the body; `body` its exact bytes.

    A body that is streamed is in `request` by the hash of its file; `body` is empty then.
    """

    id: str
    run_id: str
    module: int
    connection: str
    tenant: str
    idempotency_key: str
    again: str
    request: bytes
    body: bytes
    state: str
    frozen_at: datetime
    first_sent_at: datetime | None = None
    last_sent_at: datetime | None = None
    attempts: int = 0
    refusals: int = 0
    looked_at: datetime | None = None
    status: int | None = None
    answer: bytes | None = None

    def thawed(self) -> Request:
        """The request exactly as it was frozen."""
        facts = unpacked(self.request)
        streamed = facts.pop("streamed", None)
        return Request(**facts, body=_thawed(streamed) if streamed else self.body or None)

    def answered(self) -> Answer:
        """The recorded answer; only a send that is answered has one."""
        headers, body = unpacked(self.answer or b"")
        return Answer(self.status or 0, headers, body.encode())


@dataclass(frozen=True, slots=True)
class Effect:
    """What one bundle wanted of a send, and what became of it.

    `element` and `record` are packed JSON: what was asked for, and the service's record of it.
    `identity` is that record's own name in the service; `trace` is the hash of the fingerprint by
    which one without a natural key is known again. `warnings` are what was said before it was
    sent: {"code", "message", "field"}.
    """

    id: str
    run_id: str
    module: int
    path: str
    ordinal: int
    generation: int
    send_id: str | None
    position: int
    tenant: str
    resource: str
    natural_key: str | None
    element: bytes
    state: str
    record: bytes | None = None
    trouble: Mapping[str, Any] | None = None
    settled_at: datetime | None = None
    trace: str | None = None
    identity: str | None = None
    warnings: Sequence[Mapping[str, str]] | None = None

    def found(self) -> Bundle:
        """The service's record."""
        bundle: Bundle = unpacked(self.record) if self.record else {}
        return bundle


@dataclass(frozen=True, slots=True)
class Named:
    """The names of a record that a run wrote or met."""

    module: int
    path: str
    natural_key: str | None
    identity: str | None


@dataclass(frozen=True, slots=True)
class Pending:
    """An effect whose outcome is unknown: its send left, for the first time at this moment."""

    trace: str
    send_id: str
    first_sent_at: datetime


def frozen(request: Request) -> bytes:
    """A request's address and headers as a row keeps them, and which file its body is of."""
    facts = {
        "method": request.method,
        "path": request.path,
        "query": dict(request.query),
        "headers": dict(request.headers),
        "base": request.base,
        "tenanted": request.tenanted,
    }
    streamed = _streamed(request)
    return packed(facts | {"streamed": streamed} if streamed else facts)


def essence(request: Request) -> bytes:
    """What tells a request's body from every other: its bytes, or its form and its file's hash."""
    streamed = _streamed(request)
    return to_json(streamed) if streamed else request.content()


def _streamed(request: Request) -> dict[str, Any] | None:
    body = request.body
    if isinstance(body, File):
        return {"file": body.as_value()}
    if isinstance(body, Form):
        file, fields = body.file.as_value(), dict(body.fields)
        return {"file": file, "part": body.part, "fields": fields}
    return None


def _thawed(streamed: Mapping[str, Any]) -> File | Form:
    file = File.of(streamed["file"])
    return Form(file, streamed["part"], streamed["fields"]) if "part" in streamed else file


class Sends:
    """The ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def freeze(self, sends: Sequence[Send], effects: Sequence[Effect]) -> None:
        """Make intents durable, all or none. Rows that exist already stay as they are."""
        with self._database.begin() as on:
            for send in sends:
                on.execute(_insert("sends", _SEND), _columns(send, _SEND))
            for effect in effects:
                on.execute(_insert("effects", _EFFECT), _columns(effect, _EFFECT))

    def of_page(self, run_id: str, module: int, paths: Sequence[str]) -> list[Effect]:
        """The newest generation of every effect of these bundles, by path and ordinal."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    f"SELECT DISTINCT ON (path, ordinal) {_EFFECT} FROM effects"
                    " WHERE run_id = :run AND module = :module AND path = ANY(:paths)"
                    " ORDER BY path, ordinal, generation DESC"
                ),
                {"run": run_id, "module": module, "paths": list(paths)},
            ).all()
        return [Effect(*row) for row in rows]

    def effect(self, effect_id: str) -> Effect | None:
        """One effect, or None."""
        with self._database.connect() as on:
            row = on.execute(
                text(f"SELECT {_EFFECT} FROM effects WHERE id = :id"),
                {"id": effect_id},
            ).one_or_none()
        return Effect(*row) if row else None

    def known(self, tenant: str, resource: str, keys: Sequence[str]) -> dict[str, Bundle]:
        """Records that were made or met before under these natural keys, the newest of each."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    "SELECT DISTINCT ON (natural_key) natural_key, record FROM effects"
                    " WHERE tenant = :tenant AND resource = :resource AND state = 'done'"
                    " AND natural_key = ANY(:keys) AND record IS NOT NULL"
                    " ORDER BY natural_key, settled_at DESC"
                ),
                {"tenant": tenant, "resource": resource, "keys": list(keys)},
            ).all()
        return {row.natural_key: unpacked(bytes(row.record)) for row in rows}

    def pending(self, tenant: str, traces: Sequence[str]) -> list[Pending]:
        """Every effect of these traces whose outcome is unknown, of all runs."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    "SELECT e.trace, e.send_id, s.first_sent_at FROM effects e"
                    " JOIN sends s ON s.id = e.send_id WHERE e.tenant = :tenant"
                    " AND e.trace = ANY(:traces) AND e.state = 'intent' AND s.state = 'sent'"
                ),
                {"tenant": tenant, "traces": list(traces)},
            ).all()
        return [Pending(*row) for row in rows]

    def claimed(self, tenant: str, identities: Sequence[str]) -> set[str]:
        """Which of these records are the result of a write of ours."""
        with self._database.connect() as on:
            return _claimed(on, tenant, identities, [])

    def names_of(self, run_id: str) -> list[Named]:
        """The records of a run by their names, in the order of its bundles."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    "SELECT module, path, natural_key, identity FROM effects WHERE run_id = :run"
                    " AND coalesce(natural_key, identity) IS NOT NULL"
                    " ORDER BY module, path, generation"
                ),
                {"run": run_id},
            ).all()
        return [Named(*row) for row in rows]

    def get(self, send_id: str) -> Send:
        """One send; `NoResultFound` where there is none."""
        with self._database.connect() as on:
            row = on.execute(
                text(f"SELECT {_SEND} FROM sends WHERE id = :id"),
                {"id": send_id},
            ).one()
        return Send(*row)

    def left(self, run_id: str, module: int, by: datetime) -> list[tuple[str, bytes]]:
        """What a module of a run had begun to send by then, the latest first: ids and requests.

        Bodies and answers may be megabytes each; `get` has them.
        """
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    "SELECT id, request FROM sends WHERE run_id = :run AND module = :module"
                    " AND first_sent_at <= :by ORDER BY first_sent_at DESC, id DESC LIMIT 20"
                ),
                {"run": run_id, "module": module, "by": by},
            ).all()
        return [(row[0], bytes(row[1])) for row in rows]

    def effects_of(self, send_id: str) -> list[Effect]:
        """The effects that a send carries, in their order in its body."""
        with self._database.connect() as on:
            rows = on.execute(
                text(f"SELECT {_EFFECT} FROM effects WHERE send_id = :id ORDER BY position"),
                {"id": send_id},
            ).all()
        return [Effect(*row) for row in rows]

    def mark_sent(self, send_id: str, now: datetime) -> None:
        """Bytes may leave from now on."""
        with self._database.begin() as on:
            on.execute(
                text(
                    "UPDATE sends SET state = 'sent', attempts = attempts + 1,"
                    " first_sent_at = coalesce(first_sent_at, :now), last_sent_at = :now"
                    " WHERE id = :id AND state = ANY(:before)"
                ),
                {"id": send_id, "now": now, "before": before(SEND_MOVES, SendState.SENT)},
            )

    def mark_unsent(self, send_id: str) -> None:
        """This attempt did not reach the service; only a first attempt makes the send fresh."""
        with self._database.begin() as on:
            on.execute(
                text(
                    "UPDATE sends SET attempts = attempts - 1,"
                    " state = CASE WHEN attempts = 1 THEN 'frozen' ELSE state END,"
                    " first_sent_at = CASE WHEN attempts = 1 THEN NULL ELSE first_sent_at END"
                    " WHERE id = :id AND state = ANY(:before)"
                ),
                {"id": send_id, "before": before(SEND_MOVES, SendState.FROZEN)},
            )

    def mark_refusal(self, send_id: str) -> None:
        """The service failed inside; the outcome stays unknown."""
        with self._database.begin() as on:
            on.execute(
                text("UPDATE sends SET refusals = refusals + 1 WHERE id = :id"), {"id": send_id}
            )

    def mark_looked(self, send_id: str, now: datetime) -> None:
        """Looked up for the first time and not found."""
        with self._database.begin() as on:
            on.execute(
                text("UPDATE sends SET looked_at = coalesce(looked_at, :now) WHERE id = :id"),
                {"id": send_id, "now": now},
            )

    def record(
        self,
        send_id: str,
        answer: Answer,
        settled: Sequence[Effect],
        adopted: Sequence[Effect] = (),
    ) -> bool:
        """The answer of a send and what it means to each of its effects, in one transaction.

        `adopted` are those of them whose record was known by its trace alone. False, and nothing
        is written, where one of these records is the result of another write by now.
        """
        body = answer.body.decode("utf-8", "replace")
        with self._database.begin() as on:
            if _taken(on, adopted):
                return False
            on.execute(
                text(
                    "UPDATE sends SET state = 'answered', status = :status, answer = :answer"
                    " WHERE id = :id AND state = ANY(:before)"
                ),
                {
                    "id": send_id,
                    "before": before(SEND_MOVES, SendState.ANSWERED),
                    "status": answer.status,
                    "answer": packed([dict(answer.headers), body]),
                },
            )
            _settle(on, settled)
        return True

    def settle(
        self, settled: Sequence[Effect], send_id: str = "", adopted: Sequence[Effect] = ()
    ) -> bool:
        """What a look-up, or a person, found of effects; `send_id` is settled with them.

        False, and nothing is written, where a record of `adopted` is another write's by now.
        """
        with self._database.begin() as on:
            if _taken(on, adopted):
                return False
            if send_id:
                on.execute(
                    text(
                        "UPDATE sends SET state = 'settled' WHERE id = :id AND state = ANY(:before)"
                    ),
                    {"id": send_id, "before": before(SEND_MOVES, SendState.SETTLED)},
                )
            _settle(on, settled)
        return True


def _taken(on: Connection, adopted: Sequence[Effect]) -> bool:
    """Whether another write has one of the records by now; until the end nobody else takes one."""
    if not adopted:
        return False
    tenant = adopted[0].tenant
    lock = "SELECT pg_advisory_xact_lock(hashtextextended(:tenant, 4))"
    on.execute(text(lock), {"tenant": tenant})
    identities = [effect.identity for effect in adopted if effect.identity]
    return bool(_claimed(on, tenant, identities, [effect.id for effect in adopted]))


def _claimed(
    on: Connection, tenant: str, identities: Sequence[str], but: Sequence[str]
) -> set[str]:
    rows = on.execute(
        text(
            "SELECT DISTINCT identity FROM effects WHERE tenant = :tenant"
            " AND identity = ANY(:identities) AND state = 'done' AND NOT id = ANY(:but)"
        ),
        {"tenant": tenant, "identities": list(identities), "but": list(but)},
    ).all()
    return {row.identity for row in rows}


def _settle(on: Connection, settled: Sequence[Effect]) -> None:
    if settled:
        on.execute(
            text(
                "UPDATE effects SET state = :state, record = :record, trouble = :trouble,"
                " settled_at = :settled_at, identity = :identity"
                " WHERE id = :id AND state = ANY(:before)"
            ),
            [
                {
                    "id": effect.id,
                    "state": effect.state,
                    "before": before(EFFECT_MOVES, EffectState(effect.state)),
                    "record": effect.record,
                    "trouble": dumps(effect.trouble) if effect.trouble else None,
                    "settled_at": effect.settled_at,
                    "identity": effect.identity,
                }
                for effect in settled
            ],
        )


def _insert(table: str, columns: str) -> Any:
    names = columns.replace(" ", "").split(",")
    values = ", ".join(f":{name}" for name in names)
    return text(f"INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT DO NOTHING")


def _columns(row: Send | Effect, columns: str) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in columns.replace(" ", "").split(",")}
    for name in ("trouble", "warnings"):
        if values.get(name) is not None:
            values[name] = dumps(values[name])
    return values
