"""The sender: calls receivers when they are due by the emulator's clock.

How it was checked: the probes of the intent to receive (one signed right, two wrong) from the
reference's section 4.3. Unverified: that time passes for no call while one is answered.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from xero_emulator.clock import Clock
from xero_emulator.webhooks import envelope
from xero_emulator.webhooks.registry import Webhooks
from xero_emulator.webhooks.subscriptions import Attempt, Delivery, Subscription

if TYPE_CHECKING:
    from xero_emulator.webhooks.caller import Caller

LOGGER = logging.getLogger("xero_emulator")
PROBES: tuple[Literal["valid", "invalid"], ...] = ("valid", "invalid", "invalid")
ODD_PLACES = 40  # the last characters of a signature may differ without meaning another one
BREATHER = 1.0


class Sender:
    """Sends what is due, in the order of the times when it is due; one lot at a time."""

    def __init__(self, webhooks: Webhooks, clock: Clock, mail_to: str) -> None:
        self._webhooks = webhooks
        self._clock = clock
        self._mail_to = mail_to
        self._sending = asyncio.Lock()
        self._woken = asyncio.Event()
        self._caller: Caller | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self, ask: Subscription | None = None) -> None:
        """Begin to send by itself, after asking this webhook and those that never showed that they
        can receive; needs a running loop."""
        self._task = asyncio.get_running_loop().create_task(self._keep_sending(ask))

    def wake(self) -> None:
        """Something is to be sent, or the clock was moved."""
        self._woken.set()

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        if self._caller is not None:
            await self._caller.close()

    async def _keep_sending(self, ask: Subscription | None) -> None:
        await self._ask_those_at_start(ask)
        while True:
            try:
                await self._clock.refresh()
                self._woken.clear()
                await self.send_due(self._clock.now())
                await self._rest()
            except Exception:
                LOGGER.exception("webhooks could not be sent")
                await asyncio.sleep(BREATHER)

    async def _ask_those_at_start(self, first: Subscription | None) -> None:
        for each in list(self._webhooks.subscriptions.values()):
            if (each is first or not each.keeps) and not await self.ask(each):
                LOGGER.warning(
                    "The webhook to %s is not enabled: its answers to the intent to receive were "
                    "wrong. POST /_emulator/webhooks/%s/enable asks again.",
                    each.url,
                    each.id,
                )

    async def _rest(self) -> None:
        """Wait until woken, until the next call is due, or until a clock elsewhere is to be read
        again."""
        due = self._webhooks.due()
        seconds = None
        if due and due[0].due is not None and self._clock.running:
            left = (due[0].due - self._clock.now()).total_seconds()
            seconds = max(0.0, min(left, self._clock.read_every or left))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)

    async def send_due(self, until: datetime) -> None:
        """Make every call that is due by then, each at its own time: the clock is moved to it.

        Raises ClockIsElsewhere when that time is to come and the clock cannot be moved.
        """
        async with self._sending:
            while (due := self._webhooks.due()) and (at := due[0].due) is not None and at <= until:
                if at > self._clock.now():
                    self._clock.set(at)
                await asyncio.gather(*(self._send(each, at) for each in due))

    async def _send(self, to: Subscription, at: datetime) -> None:
        settings = self._webhooks.settings
        to.forget(at)
        if to.pending is None and not to.waiting:
            to.due = None
            return
        delivery = to.next(settings.batch, settings.resources_at)
        if to.tried(delivery, await self._call(to.url, delivery, at)):
            self._webhooks.gave_up(to, self._mail_to, at)

    async def ask(self, whom: Subscription) -> bool:
        """Intent to receive: whether each probe got the answer that it must get."""
        async with self._sending:
            now = self._clock.now()
            willing = [await self._probe(whom, kind, now) for kind in PROBES]
            whom.answered(all(willing), now)
        self.wake()
        return all(willing)

    async def _probe(
        self, whom: Subscription, kind: Literal["valid", "invalid"], now: datetime
    ) -> bool:
        sent = envelope.body([], 0, 0)
        odd = secrets.randbelow(ODD_PLACES)
        right, wrong = envelope.signature, envelope.wrong_signature
        signed = right(whom.key, sent) if kind == "valid" else wrong(whom.key, sent, odd)
        delivery = Delivery(str(uuid.uuid4()), sent.decode(), signed, [], kind)
        whom.remember(delivery)
        attempt = await self._call(whom.url, delivery, now)
        whom.tried(delivery, attempt)
        return attempt.good

    async def _call(self, url: str, delivery: Delivery, at: datetime) -> Attempt:
        if self._caller is None:
            from xero_emulator.webhooks.caller import Caller  # slow to load, and few need it

            self._caller = Caller()
        return await self._caller.call(url, delivery, at, self._webhooks.settings.seconds)
