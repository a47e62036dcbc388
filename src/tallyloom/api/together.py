"""One transaction for all that ask while the one before it is on its way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Together(Generic[Item, Result]):
    """Does in one go what was asked for meanwhile, in a thread; never two goes at once.

    Whoever asks first waits for nobody; who comes while a go is under way is in the next one. What
    a go raises is raised to all of it, and the next one begins afresh.
    """

    def __init__(self, do: Callable[[Sequence[Item]], Sequence[Result]], most: int) -> None:
        self._do = do
        self._most = most
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._going: asyncio.Task[None] | None = None

    async def ask(self, item: Item) -> Result:
        """What `do` gives for this one, once it is done with all of its go."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Result] = loop.create_future()
        self._waiting.append((item, answer))
        if self._going is None:
            self._going = loop.create_task(self._go_on())
        return await answer

    async def _go_on(self) -> None:
        try:
            while self._waiting:
                going, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await _answer(self._do, going)
        finally:
            self._going = None


async def _answer(
    do: Callable[[Sequence[Item]], Sequence[Result]],
    going: Sequence[tuple[Item, asyncio.Future[Result]]],
) -> None:
    """One go. Who has left meanwhile is not told, but what was asked for is done."""
    left = [answer for _, answer in going]
    try:
        results = await asyncio.to_thread(do, [item for item, _ in going])
        for answer, result in zip(left, results, strict=True):
            if not answer.done():
                answer.set_result(result)
    except Exception as error:
        for answer in left:
            if not answer.done():
                answer.set_exception(error)
    finally:
        for answer in left:
            answer.cancel()  # where the server was stopped in the midst; it was not answered
