"""What happens to runs, while it happens: server-sent events (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Header, Query
from fastapi.responses import Response, StreamingResponse

from tallyloom.api.access import Permission
from tallyloom.api.figures import moment
from tallyloom.api.route import Asked, Routes, plain
from tallyloom.api.run_facts import line
from tallyloom.api.runs import the_run
from tallyloom.store.json import encoded

if TYPE_CHECKING:
    from tallyloom.engine.watching import News, Watching
    from tallyloom.store.runs import Run

routes = Routes("runs")

STREAM = "text/event-stream"
KEEP_ALIVE = 15.0  # seconds without news after which a comment shows that the line is open
# Who listens on asks again, so that one whose access was taken away hears no more.
LIFE = 600
RETRY = 2000  # milliseconds after which a browser asks again
OLDEST = timedelta(days=1)
END = "end"

LastEventId = Annotated[
    str | None,
    Header(alias="Last-Event-ID", description="The id of the last event: go on from there."),
]
Life = Annotated[int, Query(ge=1, le=LIFE, description="After so many seconds the stream ends.")]


@dataclass(slots=True)
class _Mailbox:
    """What a listener has not read yet: of each run only the newest, however slow he is."""

    loop: asyncio.AbstractEventLoop
    news: dict[str, News] = field(default_factory=dict)
    filled: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, news: News) -> None:
        """From any thread."""
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._put, news)

    def _put(self, news: News) -> None:
        self.news[news.run.id] = news
        self.filled.set()

    async def take(self, seconds: float) -> list[News]:
        """All that came, in the order in which it first came; nothing when none did for so long."""
        try:
            await asyncio.wait_for(self.filled.wait(), seconds)
        except TimeoutError:
            return []
        taken, self.news = list(self.news.values()), {}
        self.filled.clear()
        return taken


@routes.get("/runs/{run_id}/events", Permission.HISTORY_READ, media=STREAM)
def follow_run(
    asked: Asked, *, run_id: str, seconds: Life = LIFE, last_event_id: LastEventId = None
) -> Response:
    """One run as it is now, then every change of it, until it has ended.

    Events are named `run`; their data is the run as lists show it, with `modules`: the operations
    of each by its id. The last event is named `end`. Lines that begin with a colon keep the
    connection open. Whoever listens again after `end` is answered 204.
    """
    run = the_run(asked.house, run_id)
    if last_event_id == END and run.ended:
        return Response(status_code=204)
    return _streamed(asked.house.watching, run.id, asked.house.clock.now(), seconds)


@routes.get("/events", Permission.HISTORY_READ, media=STREAM)
def follow_runs(
    asked: Asked, *, seconds: Life = LIFE, last_event_id: LastEventId = None
) -> Response:
    """All runs that are open now, then every change of any run.

    Whoever listens again with the id of the last event is first told of all runs that have ended
    since. Of more than 500 runs that are open at once the newest are told.
    """
    house = asked.house
    return _streamed(house.watching, "", _since(last_event_id, house.clock.now()), seconds)


def _since(last_event_id: str | None, now: datetime) -> datetime:
    try:
        told = datetime.fromisoformat(last_event_id or "")
        since = told.astimezone(UTC) if told.tzinfo else now
    except (ValueError, OverflowError):
        since = now
    return max(since, now - OLDEST)


def _streamed(watching: Watching, run_id: str, since: datetime, seconds: int) -> StreamingResponse:
    watching.assure_room()
    return StreamingResponse(
        _events(watching, run_id, since, seconds),
        media_type=STREAM,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _events(
    watching: Watching, run_id: str, since: datetime, seconds: int
) -> AsyncIterator[bytes]:
    mailbox = _Mailbox(asyncio.get_running_loop())
    until = mailbox.loop.time() + seconds
    with watching.listening(mailbox.put, run_id, since):
        yield f"retry: {RETRY}\n: listening\n\n".encode()
        while (left := until - mailbox.loop.time()) > 0:
            taken = await mailbox.take(min(KEEP_ALIVE, left))
            for news in taken:
                yield _event("run", moment(news.at) or "", _told(news))
                if run_id and news.run.ended:
                    yield _event(END, END, {"id": run_id, "status": news.run.status})
                    return
            if not taken:
                yield b": still here\n\n"


def _told(news: News) -> dict[str, Any]:
    run: Run = news.run
    modules = {str(id_): count for id_, count in news.operations.items()}
    return {**plain(line(run, news.at)), **({"modules": modules} if modules else {})}


def _event(name: str, id_: str, data: dict[str, Any]) -> bytes:
    return b"event: %s\nid: %s\ndata: %s\n\n" % (name.encode(), id_.encode(), encoded(data))
