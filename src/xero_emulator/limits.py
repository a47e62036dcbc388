"""Xero's rate limits: what is counted, the headers that say so, and the 429.

How it was checked: numbers, scopes and header names from the reference's section 3; the minute's
429 (empty body, no content type, `Retry-After` in whole seconds) from a recorded answer.
Unverified: the words `concurrent` and `appminute` in `X-Rate-Limit-Problem`, that a concurrency
refusal has no `Retry-After`, that refused calls are not counted, which windows are rolling, and
that what Rapid Sync lifts is neither counted nor told in headers.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Annotated, Literal

import msgspec

from xero_emulator.calls import Reply
from xero_emulator.identity.apps import Apps

WindowKind = Literal["rolling", "fixed"]
SECOND = 1_000_000
MINUTE = 60
DAY = 86_400
RAPID_SECONDS = 1_800
Count = Annotated[int, msgspec.Meta(ge=0)]
LEFT: Mapping[str, str] = {
    "day": "X-DayLimit-Remaining",
    "minute": "X-MinLimit-Remaining",
    "appminute": "X-AppMinLimit-Remaining",
}


class Allowance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The limits in force; a limit that is null does not exist, and its header is left out.

    `day` is by the app's tier unless a number is given. `rapid_sync` lifts minute and day for the
    first half hour of a connection, for apps whose tier has it.
    """

    enabled: bool = True
    minute: Count | None = 60
    concurrent: Count | None = 5
    day: Count | Literal["tier"] | None = "tier"
    app_minute: Count | None = 10_000
    minute_window: WindowKind = "rolling"
    day_window: WindowKind = "fixed"
    concurrent_retry_after: Count | None = None
    rapid_sync: bool = False


@dataclass(slots=True)
class Window:
    """The calls of one span of time, in whole microseconds so that a wait is exactly enough; a
    fixed span begins at a whole multiple of its length."""

    seconds: int
    stamps: deque[int] = field(default_factory=deque)

    def _begins(self, now: int, kind: WindowKind) -> int:
        """The first moment that still counts."""
        span = self.seconds * SECOND
        return now - span + 1 if kind == "rolling" else now // span * span

    def used(self, now: int, kind: WindowKind) -> int:
        begins = self._begins(now, kind)
        while self.stamps and self.stamps[0] < begins:
            self.stamps.popleft()
        while self.stamps and self.stamps[-1] > now:
            self.stamps.pop()
        return len(self.stamps)

    def frees_in(self, now: int, kind: WindowKind) -> int:
        """Whole seconds until a call of a full window is possible again, at least 1."""
        oldest = self.stamps[0] if kind == "rolling" and self.stamps else self._begins(now, "fixed")
        left = oldest + self.seconds * SECOND - now
        return max(1, math.ceil(Fraction(left, SECOND)))


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call that a limit stopped; Xero names the limit in `X-Rate-Limit-Problem`."""

    problem: str
    retry_after: int | None

    def reply(self) -> Reply:
        headers = {"X-Rate-Limit-Problem": self.problem}
        if self.problem in LEFT:
            headers[LEFT[self.problem]] = "0"
        if self.retry_after is not None:
            headers["Retry-After"] = str(self.retry_after)
        return Reply(429, b"", "", headers)


@dataclass(frozen=True, slots=True)
class _Measure:
    """One limit as it applies to one call."""

    problem: str
    limit: int
    window: Window
    kind: WindowKind


class Limits:
    """Counts calls per app and organisation; the minute, the day, at once, and the app's minute.

    `begun` says when an app was connected to an organisation, in epoch seconds.
    """

    def __init__(
        self,
        apps: Apps | None = None,
        begun: Callable[[str, str], float | None] = lambda client, tenant: None,
    ) -> None:
        self._apps = apps or Apps()
        self._begun = begun
        self.allowance = Allowance()
        self._windows: dict[tuple[str, str, str], Window] = {}
        self._in_flight: dict[tuple[str, str], int] = {}

    def _window(self, name: str, client: str, tenant: str, seconds: int) -> Window:
        key = (name, client, tenant)
        if key not in self._windows:
            self._windows[key] = Window(seconds)
        return self._windows[key]

    def _measures(self, client: str, tenant: str, now: float) -> Iterator[_Measure]:
        allowed = self.allowance
        if not allowed.enabled:
            return
        rapid = self._is_rapid(client, tenant, now)
        day = self._apps.tier(client).day if allowed.day == "tier" else allowed.day
        if day is not None and not rapid:
            window = self._window("day", client, tenant, DAY)
            yield _Measure("day", day, window, allowed.day_window)
        if allowed.minute is not None and not rapid:
            window = self._window("minute", client, tenant, MINUTE)
            kind = allowed.minute_window
            yield _Measure("minute", allowed.minute, window, kind)
        if allowed.app_minute is not None:
            window = self._window("app", client, "", MINUTE)
            kind = allowed.minute_window
            yield _Measure("appminute", allowed.app_minute, window, kind)

    def _is_rapid(self, client: str, tenant: str, now: float) -> bool:
        if not (self.allowance.rapid_sync and self._apps.tier(client).rapid):
            return False
        begun = self._begun(client, tenant)
        return begun is not None and now - begun < RAPID_SECONDS

    def in_flight(self, client: str, tenant: str) -> int:
        return self._in_flight.get((client, tenant), 0)

    def enter(self, client: str, tenant: str, now: float) -> Refusal | None:
        """Let a call in and count it, or say which limit stops it; each entry needs a `leave`."""
        measures, tick = list(self._measures(client, tenant, now)), round(now * SECOND)
        for measure in measures:
            if measure.window.used(tick, measure.kind) >= measure.limit:
                return Refusal(measure.problem, measure.window.frees_in(tick, measure.kind))
        at_once = self.allowance.concurrent if self.allowance.enabled else None
        if at_once is not None and self.in_flight(client, tenant) >= at_once:
            return Refusal("concurrent", self.allowance.concurrent_retry_after)
        for measure in measures:
            measure.window.stamps.append(tick)
        self._in_flight[(client, tenant)] = self.in_flight(client, tenant) + 1
        return None

    def leave(self, client: str, tenant: str) -> None:
        self._in_flight[(client, tenant)] -= 1

    def headers(self, client: str, tenant: str, now: float) -> dict[str, str]:
        tick = round(now * SECOND)
        return {
            LEFT[measure.problem]: str(
                max(0, measure.limit - measure.window.used(tick, measure.kind))
            )
            for measure in self._measures(client, tenant, now)
        }

    def change(self, changes: Mapping[str, object]) -> None:
        """Take over the settings that are named; the rest stay.

        Raises msgspec.ValidationError for an unknown setting or a wrong value.
        """
        merged = msgspec.to_builtins(self.allowance) | dict(changes)
        self.allowance = msgspec.convert(merged, Allowance)

    def forget(self) -> None:
        """Start counting anew; calls in flight stay counted."""
        self._windows.clear()

    def dump(self) -> dict[str, object]:
        windows = [
            [*key, window.seconds, list(window.stamps)] for key, window in self._windows.items()
        ]
        return {"allowance": msgspec.to_builtins(self.allowance), "windows": windows}

    def load(self, dumped: Mapping[str, object]) -> None:
        rows = msgspec.convert(dumped["windows"], list[tuple[str, str, str, int, list[int]]])
        self.allowance = msgspec.convert(dumped["allowance"], Allowance)
        self._windows = {
            (name, client, tenant): Window(seconds, deque(stamps))
            for name, client, tenant, seconds, stamps in rows
        }
