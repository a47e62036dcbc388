"""One call of a receiver, and whether its answer is what Xero wants.

How it was checked: the five seconds, and the refusal of a body and of cookies, from the reference's
sections 4.3 and 4.4; any 2xx is as good as 200, which the newer of two sources says. Unverified:
the headers beside content type and signature, and that a redirect is a failure.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

import httpx2

from xero_emulator.webhooks.subscriptions import Attempt, Delivery, Outcome


class Caller:
    """Keeps connections to receivers open from one call to the next."""

    def __init__(self) -> None:
        self._client = httpx2.AsyncClient(trust_env=False, timeout=None)

    async def call(self, url: str, delivery: Delivery, at: datetime, seconds: float) -> Attempt:
        """What came of it; it may take that many seconds of real time."""
        try:
            async with asyncio.timeout(seconds):
                return await self._answer(url, delivery, at)
        except (TimeoutError, httpx2.TimeoutException):
            return Attempt(at, None, "timeout")
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as trouble:
            return Attempt(at, None, "unreachable", str(trouble))

    async def _answer(self, url: str, delivery: Delivery, at: datetime) -> Attempt:
        headers = {
            "content-type": "application/json; charset=utf-8",
            "x-xero-signature": delivery.signature,
        }
        answer = await self._client.post(url, content=delivery.body, headers=headers)
        self._client.cookies.clear()
        return Attempt(at, answer.status_code, _judged(delivery, answer))

    async def close(self) -> None:
        await self._client.aclose()


def _judged(delivery: Delivery, answer: httpx2.Response) -> Outcome:
    good = answer.status_code == 401 if delivery.intent == "invalid" else answer.is_success
    if not good:
        return "status"
    if answer.content:
        return "body"
    return "cookies" if "set-cookie" in answer.headers else "accepted"
