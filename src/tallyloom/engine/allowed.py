"""What limits allow, worked out from what was used: pure, so that every case can be tried.

Windows. A call counts from the moment when it may last have reached the service: while it is in
flight that is now, afterwards when its answer came. So no delay on the way can make the service
see more calls in a minute than we count. A rolling window looks back from each call; a fixed one
is the clock's minute, and for the day what the service's answers show of it.

Others. Other programs use the same limits. What the service says is left lowers what we believe;
it never raises it above what we have not used ourselves, except that more left of a fixed day than
a moment before means that the day began anew.

Turns. Where fewer calls are left than scenarios wait for one, they go by turn: whoever had a call
longest ago is first, and for a moment a call is kept for one who was told to come back now.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tallyloom.kit import Answer, LimitHeaders, Limits, WindowKind
from tallyloom.store.allowances import SPAN, Call, Chosen, Quiet, Tally, Usage, Waiting

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
LEASE = timedelta(seconds=60)
RESERVE = 10  # one part in ten of the day is kept for looking up unknown outcomes
PLACE = timedelta(seconds=0.1)  # how soon a place may be free again
TURN = timedelta(seconds=0.25)  # how soon a call that is kept for others may be free
LATE = timedelta(seconds=3)  # how long a call is kept for who does not come
OTHERS_DAY = timedelta(hours=1)  # how long others are believed to have used of a rolling day
LONGEST = int(2 * DAY.total_seconds())  # no service closes for longer
LONGEST_GUESS = 60
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class NotBefore:
    """The call must wait until `at` (UTC).

    `limit` is minute, day, concurrent, app or turn, or the service's own word; `allowed` is how
    many calls it allows, where that is known.
    """

    at: datetime
    limit: str
    allowed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What holds for one registration: its service's limits, its tier, its windows."""

    minute: int | None = None
    at_once: int | None = None
    day: int | None = None
    app_minute: int | None = None
    minute_window: WindowKind = "rolling"
    day_window: WindowKind = "rolling"
    tier: str = ""
    headers: LimitHeaders = field(default_factory=LimitHeaders)

    @classmethod
    def of(cls, limits: Limits, chosen: Chosen, usual: Chosen) -> Rules:
        """What the registration says counts, then what is usual here, then what the app says."""
        tiers = (chosen.tier, usual.tier, limits.tier)
        tier = next((tier for tier in tiers if tier in limits.days), "")
        return cls(
            minute=limits.minute,
            at_once=limits.at_once,
            day=limits.days.get(tier),
            app_minute=limits.app_minute,
            minute_window=_kind(chosen.minute_window, usual.minute_window, limits.minute_window),
            day_window=_kind(chosen.day_window, usual.day_window, limits.day_window),
            tier=tier,
            headers=limits.headers,
        )

    @property
    def reserve(self) -> int:
        """The calls of a day that are kept for looking up unknown outcomes."""
        return -(-(self.day or 0) // RESERVE)


def _kind(*said: str) -> WindowKind:
    kind = next(each for each in said if each)
    return "fixed" if kind == "fixed" else "rolling"


def current(tally: Tally, rules: Rules, now: datetime) -> Tally:
    """The counts of the day that is now; a fixed day that is over begins anew."""
    started = tally.day_started
    if started is None or now < started + DAY or rules.day_window != "fixed":
        return tally
    started += (now - started) // DAY * DAY
    return dataclasses.replace(
        tally, day_started=started, day_used=0, day_others=0, day_told=None, day_told_at=None
    )


def decide(
    usage: Usage, rules: Rules, now: datetime, *, scenario: str = "", recovering: bool = False
) -> NotBefore | None:
    """What the limits say of one more call of a scenario; None lets it go."""
    asked = _Asked(usage, rules, now, scenario, recovering)
    looks: Sequence[Callable[[_Asked], NotBefore | None]] = (_quiet, _day, _minute, _places)
    return next((refusal for look in looks if (refusal := look(asked)) is not None), None)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question to the limits."""

    usage: Usage
    rules: Rules
    now: datetime
    scenario: str
    recovering: bool

    def ahead(self) -> list[Waiting]:
        """Who waits, and whose turn is before this scenario's."""
        calls = (call.at for call in self.usage.calls if call.scenario == self.scenario)
        since = (w.since for w in self.usage.waits if w.scenario == self.scenario)
        mine = (max(calls, default=_NEVER), next(since, self.now))
        return [
            waiting
            for waiting in self.usage.waits
            if waiting.scenario != self.scenario
            and self.now < waiting.expected + LATE
            and (waiting.served or _NEVER, waiting.since) < mine
        ]

    def expected(self) -> list[Waiting]:
        """Those of them who come just now."""
        return [waiting for waiting in self.ahead() if waiting.expected - TURN <= self.now]


def _quiet(asked: _Asked) -> NotBefore | None:
    tally, app = asked.usage.tally, asked.usage.app_quiet
    quiets = [Quiet(tally.blocked_until, tally.blocked_by)] if tally.blocked_until else []
    quiets += [app] if app else []
    last = max(quiets, key=lambda quiet: quiet.until, default=None)
    return NotBefore(last.until, last.by) if last and last.until > asked.now else None


def _day(asked: _Asked) -> NotBefore | None:
    rules, now = asked.rules, asked.now
    if rules.day is None:
        return None
    left = rules.day - days_use(asked.usage, rules, now)
    missing = (0 if asked.recovering else rules.reserve) + 1 - left
    if missing <= 0:
        return None
    return NotBefore(_day_frees(asked.usage, rules, now, missing), "day", rules.day)


def days_use(usage: Usage, rules: Rules, now: datetime) -> int:
    """The calls of the day that is now: ours, and others' as far as they are known."""
    tally = usage.tally
    if rules.day_window == "fixed":
        return tally.day_used + tally.day_others
    believed = tally.day_told_at is not None and now < tally.day_told_at + OTHERS_DAY
    return sum(used for _, used in _days_spans(usage, now)) + tally.day_others * believed


def _days_spans(usage: Usage, now: datetime) -> list[tuple[datetime, int]]:
    return [(at, used) for at, used in usage.spans if now < at + SPAN + DAY]


def _day_frees(usage: Usage, rules: Rules, now: datetime, missing: int) -> datetime:
    tally = usage.tally
    if rules.day_window == "fixed":
        return (tally.day_started or now) + DAY
    told = tally.day_told_at
    if told is not None and tally.day_others and now < told + OTHERS_DAY:
        return told + OTHERS_DAY
    for at, used in _days_spans(usage, now):
        missing -= used
        if missing <= 0:
            return at + SPAN + DAY
    return now + DAY


def _minute(asked: _Asked) -> NotBefore | None:
    rules, now = asked.rules, asked.now
    if rules.minute is None:
        return None
    used = counting(asked.usage, rules, now)
    most = rules.minute - _others(asked.usage.tally, rules, now)
    if len(used) + len(asked.expected()) < most:
        return None
    if len(used) < most:
        return NotBefore(now + TURN, "turn")
    at = _minute_frees(asked, used, most)
    return NotBefore(at, "minute", rules.minute)


def _minute_frees(asked: _Asked, used: Sequence[datetime], most: int) -> datetime:
    """When a call of the minute is free for this scenario, those before it served."""
    if asked.rules.minute_window == "fixed":
        return _minute_of(asked.now) + MINUTE
    told = asked.usage.tally.others_at
    place = len(used) - most + len(asked.ahead())
    frees = [used[place] + MINUTE] if place < len(used) else []
    frees += [told + MINUTE] if told is not None and told + MINUTE > asked.now else []
    return min(frees, default=asked.now + MINUTE)


def counting(usage: Usage, rules: Rules, now: datetime) -> list[datetime]:
    """When each of our calls of this minute may last have reached the service, oldest first."""
    since = window(rules, now)[0]
    reached = (_reached(call, now) for call in usage.calls)
    # A moment beyond the next minute is of a clock that was set back since.
    return sorted(at for at in reached if since < at <= now + MINUTE)


def _reached(call: Call, now: datetime) -> datetime:
    return call.done_at or (now if call.open else call.at)


def window(rules: Rules, now: datetime) -> tuple[datetime, datetime]:
    """After which moment calls count, and when the window that is now ends for sure."""
    if rules.minute_window == "rolling":
        return now - MINUTE, now + MINUTE
    begins = _minute_of(now)
    return begins - timedelta(microseconds=1), begins + MINUTE


def _minute_of(now: datetime) -> datetime:
    return _EPOCH + (now - _EPOCH) // MINUTE * MINUTE


def _others(tally: Tally, rules: Rules, now: datetime) -> int:
    told = tally.others_at
    return tally.others if told is not None and told > window(rules, now)[0] else 0


def _places(asked: _Asked) -> NotBefore | None:
    at_once = asked.rules.at_once
    if at_once is None:
        return None
    free = at_once - sum(call.open for call in asked.usage.calls)
    if free > len(asked.expected()):
        return None
    return NotBefore(asked.now + PLACE, "concurrent", at_once)


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer says of limits: calls left, and of a refusal its limit and its seconds."""

    minute: int | None = None
    day: int | None = None
    app_minute: int | None = None
    refused: bool = False
    problem: str = ""
    seconds: int | None = None


def said(answer: Answer, headers: LimitHeaders) -> Said:
    """Read an answer's headers; what cannot be read is not said."""

    def number(name: str) -> int | None:
        told = answer.headers.get(name, "") if name else ""
        return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else None

    left = (number(headers.minute), number(headers.day), number(headers.app_minute))
    if answer.status != 429:
        return Said(*left)
    problem = answer.headers.get(headers.problem, "").lower() if headers.problem else ""
    return Said(*left, True, problem or "service", number(headers.retry_after))


def heard(
    usage: Usage, rules: Rules, told: Said, asked: datetime, now: datetime
) -> tuple[Tally, Quiet | None]:
    """The counts after an answer to a call that was asked for at `asked`.

    The second is a quiet that the service wants of the whole app.
    """
    tally = usage.tally
    if told.refused:
        return _refused(tally, rules, told, asked, now)
    if tally.refused and not (tally.blocked_until and asked < tally.blocked_until):
        tally = dataclasses.replace(tally, refused=0)
    if rules.minute is not None and told.minute is not None:
        tally = _minute_told(usage, tally, rules, told.minute, asked, now)
    if rules.day is not None and told.day is not None:
        tally = _day_told(usage, tally, rules, told.day, asked, now)
    return tally, None


def _minute_told(
    usage: Usage, tally: Tally, rules: Rules, left: int, asked: datetime, now: datetime
) -> Tally:
    assert rules.minute is not None
    others = max(0, rules.minute - len(counting(usage, rules, now)) - left)
    believed = _others(tally, rules, now)
    # An answer to a call that overlaps the one that told last may be the older word.
    if others > believed or tally.others_at is None or asked > tally.others_at:
        return dataclasses.replace(tally, others=others, others_at=now)
    return tally


def _day_told(
    usage: Usage, tally: Tally, rules: Rules, left: int, asked: datetime, now: datetime
) -> Tally:
    assert rules.day is not None
    later = tally.day_told_at is None or asked > tally.day_told_at
    slack = 2 * (rules.at_once or 5)
    if rules.day_window == "fixed" and later and left > (tally.day_told or left) + slack:
        others = max(0, rules.day - left)
        tally = dataclasses.replace(tally, day_started=now, day_used=0, day_others=others)
    else:
        missing = rules.day - days_use(usage, rules, now) - left
        known = tally.day_others if rules.day_window == "fixed" else _known_others(tally, now)
        if missing > 0 or (later and rules.day_window == "rolling"):
            tally = dataclasses.replace(tally, day_others=max(0, known + missing))
    return dataclasses.replace(tally, day_told=left, day_told_at=now) if later else tally


def _known_others(tally: Tally, now: datetime) -> int:
    told = tally.day_told_at
    return tally.day_others if told is not None and now < told + OTHERS_DAY else 0


def _refused(
    tally: Tally, rules: Rules, told: Said, asked: datetime, now: datetime
) -> tuple[Tally, Quiet | None]:
    # Several calls may be refused together; only one that was asked for later is one more.
    again = tally.blocked_until is None or asked >= tally.blocked_until
    refused = min(tally.refused + again, 10)
    # Without Retry-After, as for calls at once (unverified), it is tried again soon, then later.
    guessed = min(2 ** (refused - 1) if refused else 1, LONGEST_GUESS)
    seconds = max(1, told.seconds) if told.seconds is not None else guessed
    until = now + timedelta(seconds=min(seconds, LONGEST))
    limit = _limit(told.problem)
    if limit == "app":
        return dataclasses.replace(tally, refused=refused), Quiet(until, limit)
    if limit == "day" and told.seconds is not None and rules.day_window == "fixed":
        # Now it is known when the service's day ends.
        tally = dataclasses.replace(tally, day_started=until - DAY)
    if tally.blocked_until is None or until > tally.blocked_until:
        tally = dataclasses.replace(tally, blocked_until=until, blocked_by=limit)
    return dataclasses.replace(tally, refused=refused), None


def _limit(problem: str) -> str:
    known = ("minute", "day", "concurrent", "app")
    return next((limit for limit in known if problem.startswith(limit)), problem[:40])
