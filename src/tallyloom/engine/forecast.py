"""What is left of a service's limits for an organisation, and how long it will last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tallyloom.engine.allowed import DAY, NotBefore, Rules, counting, current, days_use, decide
from tallyloom.store.allowances import SPAN, Usage

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The limits of one organisation and what is left of them.

    `left` is what the day still holds beside `reserve`, the calls that are kept for looking up
    unknown outcomes; `pace` is how many calls were made in the last hour. At that pace the day's
    calls end at `runs_out_at`; None where they last until the day is over at `day_ends_at` (None:
    the day rolls). `refusal` says why no call can be made just now.
    """

    rules: Rules
    minute_left: int | None
    day_used: int
    left: int | None
    pace: int
    day_ends_at: datetime | None
    runs_out_at: datetime | None
    refusal: NotBefore | None


def forecast(usage: Usage, rules: Rules, now: datetime) -> Forecast:
    """Look ahead from what was used. Pure."""
    tally = current(usage.tally, rules, now)
    used = Usage(tally, usage.calls, (), usage.spans, usage.app_quiet)
    spent = days_use(used, rules, now)
    left = None if rules.day is None else max(0, rules.day - rules.reserve - spent)
    pace = sum(calls for at, calls in usage.spans if now - HOUR < at + SPAN)
    ends = _ends(tally.day_started, rules)
    minute = rules.minute
    return Forecast(
        rules=rules,
        minute_left=None if minute is None else max(0, minute - len(counting(used, rules, now))),
        day_used=spent,
        left=left,
        pace=pace,
        day_ends_at=ends,
        runs_out_at=_runs_out(left, pace, now, ends or now + DAY),
        refusal=decide(used, rules, now),
    )


def _ends(started: datetime | None, rules: Rules) -> datetime | None:
    if started is None or rules.day is None or rules.day_window == "rolling":
        return None
    return started + DAY


def _runs_out(left: int | None, pace: int, now: datetime, ends: datetime) -> datetime | None:
    if left is None or (left and not pace):
        return None
    at = now + left * HOUR / pace if left else now
    return at if at < ends else None
