"""Intents: what is about to be written, durable before the first byte of it leaves."""

from __future__ import annotations

from collections.abc import Sequence

from tallyloom.engine import crash
from tallyloom.engine.effects import EffectState, SendState, effect_id, idempotency_key
from tallyloom.engine.finishing import Finisher
from tallyloom.engine.sender import Sender
from tallyloom.kit import Request
from tallyloom.store.json import packed
from tallyloom.store.sends import Effect, Send, essence, frozen


def intent(
    sender: Sender, resource: str, path: str, ordinal: int = 0, generation: int = 0
) -> Effect:
    """An effect of the bundle with this path that belongs to no send yet."""
    run_id, module = sender.run_id, sender.module
    return Effect(
        id=effect_id(run_id, module, path, ordinal, generation),
        run_id=run_id,
        module=module,
        path=path,
        ordinal=ordinal,
        generation=generation,
        send_id=None,
        position=0,
        tenant=sender.client.tenant.id,
        resource=resource,
        natural_key=None,
        element=packed({}),
        state=EffectState.INTENT,
    )


def send_of(sender: Sender, secret: bytes, first: str, request: Request) -> Send:
    """The request as it is sent, now or after a crash; `first` is its first effect's id."""
    tenant = sender.client.tenant.id
    return Send(
        id=first,
        run_id=sender.run_id,
        module=sender.module,
        connection=sender.client.connection.id,
        tenant=tenant,
        idempotency_key=idempotency_key(secret, tenant, first, essence(request)),
        again=request.again.value,
        request=frozen(request),
        body=request.content(),
        state=SendState.FROZEN,
        frozen_at=sender.clock.now(),
    )


def freeze(finisher: Finisher, sends: Sequence[Send], effects: Sequence[Effect]) -> None:
    """Make them durable, all or none, once the organisation is known to be the one it was."""
    crash.point("before-intent")
    finisher.sender.client.assure(finisher.sender.overheard)
    finisher.sends.freeze(sends, effects)
    crash.point("after-intent")
