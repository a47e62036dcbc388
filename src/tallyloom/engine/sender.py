"""One call of a run: asked of the governor, sent through the client, counted and written down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from tallyloom.clock import Clock
from tallyloom.connections.client import Client, Exchange
from tallyloom.connections.trouble import ConnectionTrouble
from tallyloom.egress.trouble import OutcomeUnknown, TooLarge
from tallyloom.engine.counted import API_CALLS, outcome
from tallyloom.engine.governor import Governor, NotBefore
from tallyloom.engine.sources import Sources
from tallyloom.engine.trouble import Wait
from tallyloom.kit import Answer, Broken, Bundle, ExtendPermissions, Reconnect, Request, RetryLater
from tallyloom.store.blobs import Blobs
from tallyloom.store.calls import Made
from tallyloom.store.sends import frozen

# A shorter wait keeps the run; a longer one gives its place to another run.
HOLD = timedelta(seconds=2)


class Calls(Protocol):
    """Where calls are written down; `store.calls.Calls` is one."""

    def add(self, call: Made) -> None: ...


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends for one module of one run, over one connection bound to one organisation."""

    app: str
    client: Client
    governor: Governor
    sources: Sources
    calls: Calls
    clock: Clock
    run_id: str
    module: int
    judge: Callable[[Answer], None]
    blobs: Blobs
    confidential: bool = False
    _told: dict[bytes, Answer] = field(default_factory=dict)

    def once(self, request: Request, *, recovering: bool = False) -> Answer:
        """`fetch`, except that what was asked before is not asked again until a write is sent.

        A page needs the same few facts for more than one reason, and lasts for seconds.
        """
        question = frozen(request)
        if question not in self._told:
            self._told[question] = self.fetch(request, recovering=recovering)
        return self._told[question]

    def fetch(self, request: Request, *, recovering: bool = False) -> Answer:
        """Send what may be repeated, and raise the trouble that the answer means.

        What a moment may mend is tried again a few times; then the whole run waits.
        """
        for last in (False, False, True):
            try:
                return self._judged(request, recovering)
            except TooLarge:
                raise
            except (RetryLater, Broken, OutcomeUnknown) as trouble:
                if last:
                    raise Wait(None, trouble.message, retry=True) from trouble
            except (Reconnect, ExtendPermissions) as trouble:
                raise Wait(None, trouble.message) from trouble
        raise AssertionError("the last try returns or raises")

    def known(self, source: str, *, recovering: bool = False) -> Sequence[Bundle]:
        """All records of a pick-list's source; asked of the service where they are not fresh."""
        return self.sources.known(self, source, recovering=recovering)

    def overheard(self, request: Request) -> Answer:
        """`once`, and what the answer tells of a source is known from now on."""
        return self.sources.overheard(self, request)

    def changed(self, sources: Sequence[str]) -> None:
        """A write was sent, to these sources; what was told before it may be so no more."""
        self._told.clear()
        self.sources.changed(self, sources)

    def _judged(self, request: Request, recovering: bool) -> Answer:
        answer = self.send(request, recovering=recovering)
        while answer.status == 429:  # the governor has read how long to keep quiet
            answer = self.send(request, recovering=recovering)
        self.judge(answer)
        return answer

    def send(self, request: Request, *, key: str = "", recovering: bool = False) -> Answer:
        """Send once; any status is an answer.

        Raises Wait when nothing was done and the run must wait, for a time or for a person;
        OutcomeUnknown when something left and no whole answer came.
        """
        app, tenant = self.client.connection.registration_id, self.client.tenant.id
        lease, waited = self._permission(app, tenant, recovering)
        answer: Answer | None = None
        began = self.clock.now()
        try:
            exchange = self.client.send(request, key=key, blobs=self.blobs)
            answer = exchange.answer
            self._count(answer.status)
            if answer.file is not None and self.run_id:
                self.blobs.needed(answer.file.sha256, self.run_id)
            self._write_down(request, began, waited, exchange)
        except OutcomeUnknown as trouble:
            self._count(None)
            self._write_down_unknown(request, began, waited, trouble)
            raise
        except RetryLater as trouble:
            raise Wait(None, trouble.message, retry=True) from trouble
        except (Reconnect, ExtendPermissions, ConnectionTrouble) as trouble:
            raise Wait(None, trouble.message) from trouble
        finally:
            self.governor.done(app, tenant, lease, answer, self.clock.now())
        return answer

    def _count(self, status: int | None) -> None:
        API_CALLS.add(self.client.connection.app, outcome(status))

    def _permission(self, app: str, tenant: str, recovering: bool) -> tuple[str, float]:
        asked = self.clock.now()
        while True:
            now = self.clock.now()
            found = self.governor.ask(app, tenant, now, run=self.run_id, recovering=recovering)
            if not isinstance(found, NotBefore):
                return found.lease, (now - asked).total_seconds()
            if found.at - asked > HOLD:
                raise Wait(found.at, _limited(found, self.client.tenant.name))
            self.clock.wait(max(0.01, (found.at - now).total_seconds()))

    def _write_down(
        self, request: Request, began: datetime, waited: float, exchange: Exchange
    ) -> None:
        self.calls.add(
            Made(
                self.run_id,
                self.module,
                began,
                request.method,
                self._shown(request),
                exchange.answer.status,
                exchange.bytes_out,
                exchange.bytes_in,
                exchange.seconds,
                waited,
            )
        )

    def _shown(self, request: Request) -> str:
        """The path as the list of calls has it: it may hold a number or a name."""
        return "(confidential)" if self.confidential else request.path

    def _write_down_unknown(
        self, request: Request, began: datetime, waited: float, trouble: OutcomeUnknown
    ) -> None:
        seconds = (self.clock.now() - began).total_seconds()
        self.calls.add(
            Made(
                self.run_id,
                self.module,
                began,
                request.method,
                self._shown(request),
                None,
                trouble.bytes_out,
                trouble.bytes_in,
                seconds,
                waited,
                trouble.message,
            )
        )


def _limited(found: NotBefore, tenant: str) -> str:
    many = "" if found.allowed is None else f"{found.allowed} "
    limits = {
        "minute": f"the {many}calls of this minute are used",
        "day": f"the {many}calls of this day are used, but for what is kept for looking up",
        "concurrent": f"{many}calls are being made at once",
        "app": f"the {many}calls a minute of all organisations together are used",
        "turn": "other scenarios have their turn",
    }
    why = limits.get(found.limit, f"the service asks for a pause ({found.limit})")
    return f"{tenant}: {why}; the run goes on at {_moment(found.at)} UTC."


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"
