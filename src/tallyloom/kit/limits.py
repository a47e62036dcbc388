"""What a service allows: how many calls, for whom, in which time, and how its answers say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

WindowKind = Literal["rolling", "fixed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitHeaders:
    """Names, in small letters, of the answer headers in which a service speaks of its limits.

    `minute`, `day` and `app_minute` say how many calls are left; `problem` names the limit that
    refused a call, and begins with `minute`, `day`, `concurrent` or `app`. `retry_after` says, in
    whole seconds, when it may be tried again. "" is a header that the service has not.
    """

    minute: str = ""
    day: str = ""
    app_minute: str = ""
    problem: str = ""
    retry_after: str = "retry-after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The calls that a service allows to one registration; None is without end.

    `minute` and `at_once` count for each organisation, `app_minute` for all of a registration's
    organisations together. `days` are the calls a day for each organisation, by the tier of the
    registration, and `tier` is the one that counts where nobody says which it is. A rolling window
    looks back from each call; a fixed one begins anew at a moment of the service's.
    """

    minute: int | None = None
    at_once: int | None = None
    days: Mapping[str, int] = field(default_factory=dict)
    tier: str = ""
    app_minute: int | None = None
    minute_window: WindowKind = "rolling"
    day_window: WindowKind = "rolling"
    headers: LimitHeaders = field(default_factory=LimitHeaders)
