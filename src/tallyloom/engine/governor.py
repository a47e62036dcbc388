"""Who may call a service now: one allowance for each app and organisation, shared by all workers.

The answer is *go*, with a lease on one of the places, or *not before T*. What an app's service
allows, the app declares; what the service says in its answers lowers what is believed to be left,
because other programs use the same limits.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tallyloom.engine.allowed import LEASE, NotBefore, Rules, current, decide, heard, said, window
from tallyloom.engine.forecast import Forecast, forecast
from tallyloom.kit import Answer, Limits
from tallyloom.store.allowances import Allowances, Chosen, Row, Slice, Waiting

# The app's minute is handed out in slices, so that organisations do not queue for one row.
SLICE = timedelta(seconds=5)
SHARE = 20  # a slice is at most this part of what is left


class ChooseLimits(ValueError):
    """The service has no such tier or window; choose one that it has."""


@dataclass(frozen=True, slots=True)
class Go:
    """The call may be made; give the lease back with what came of it."""

    lease: str


Permission = Go | NotBefore


@dataclass(slots=True)
class _Held:
    """A slice of an app's minute, as far as this process has used it."""

    slice: Slice
    used: int = 0

    def serves(self, now: datetime) -> bool:
        return self.used < self.slice.calls and now < self.slice.until


@dataclass(slots=True)
class Governor:
    """Asks the database before each call, and tells it what came of it.

    `declared` are the limits of the services, by app; `usual` counts where nothing is said of a
    registration.
    """

    allowances: Allowances
    declared: Mapping[str, Limits] = field(default_factory=dict)
    usual: Chosen = field(default_factory=Chosen)
    _held: dict[str, _Held] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(
        self, app: str, tenant: str, now: datetime, *, run: str = "", recovering: bool = False
    ) -> Permission:
        """One call for this registration and organisation.

        `run` says for which run, so that scenarios take turns; `recovering` may use what is kept
        of the day for looking up unknown outcomes.
        """
        with self.allowances.locked(app, tenant) as row:
            rules = self.rules(row.chosen)
            scenario = row.scenario_of(run)
            usage = row.usage()
            usage = dataclasses.replace(usage, tally=current(usage.tally, rules, now))
            refusal = decide(usage, rules, now, scenario=scenario, recovering=recovering)
            refusal = refusal or self._app_refuses(row, app, rules, now)
            if refusal is not None:
                served = max((c.at for c in usage.calls if c.scenario == scenario), default=None)
                row.wait(Waiting(scenario, now, refusal.at, served))
                return refusal
            tally = usage.tally
            started = tally.day_started or now
            row.keep(dataclasses.replace(tally, day_started=started, day_used=tally.day_used + 1))
            return Go(row.take(scenario, now, LEASE))

    def done(self, app: str, tenant: str, lease: str, answer: Answer | None, now: datetime) -> None:
        """Free the place, and believe what the service says of its limits."""
        with self.allowances.locked(app, tenant) as row:
            asked = row.done(lease, now)
            rules = self.rules(row.chosen)
            if answer is None or asked is None:
                return
            told = said(answer, rules.headers)
            usage = row.usage()
            usage = dataclasses.replace(usage, tally=current(usage.tally, rules, now))
            tally, quiet = heard(usage, rules, told, asked, now)
            if tally != row.tally:
                row.keep(tally)
            if quiet is not None:
                row.app_quiet(quiet)
            # A refusal says by itself how long it holds; that nothing is left says less.
            if told.app_minute is not None and not told.refused:
                self._app_heard(row, app, rules, told.app_minute, now)

    def choose(self, app: str, of: str, chosen: Mapping[str, str]) -> None:
        """Say what holds for registration `app` at the service of app `of`: its `tier`, the kind
        of its `minute_window` and `day_window`; "" leaves it to the app. Raises ChooseLimits.
        """
        self.check(of, chosen)
        self.allowances.choose(app, chosen)

    def tier(self, app: str, of: str) -> str:
        """Which tier counts for registration `app`; "" where its service sells none."""
        return self.rules(self.allowances.chosen(app, of)).tier

    def check(self, of: str, chosen: Mapping[str, str]) -> None:
        """Raises ChooseLimits for what the service of an app has not."""
        limits = self.declared.get(of, Limits())
        tier = chosen.get("tier", "")
        if tier and tier not in limits.days:
            there = ", ".join(limits.days) or "none"
            raise ChooseLimits(f"{of} has no tier {tier!r}; it has {there}.")
        for name in ("minute_window", "day_window"):
            if chosen.get(name, "") not in ("", "rolling", "fixed"):
                raise ChooseLimits(f"A window is rolling or fixed, not {chosen[name]!r}.")

    def check_usual(self) -> None:
        """Raises ChooseLimits for a usual tier that no service has."""
        tier = self.usual.tier
        there = sorted({each for limits in self.declared.values() for each in limits.days})
        if tier and tier not in there:
            raise ChooseLimits(f"There is no tier {tier!r}; there is {', '.join(there) or 'none'}.")

    def forecast(self, app: str, tenant: str, now: datetime) -> Forecast:
        """What is left for an organisation, and until when that lasts at the pace of the hour."""
        with self.allowances.locked(app, tenant) as row:
            return forecast(row.usage(), self.rules(row.chosen), now)

    def rules(self, chosen: Chosen) -> Rules:
        """What holds for a registration."""
        return Rules.of(self.declared.get(chosen.app, Limits()), chosen, self.usual)

    def _app_refuses(self, row: Row, app: str, rules: Rules, now: datetime) -> NotBefore | None:
        """Take one call of this process's slice of the app's minute, or a new slice."""
        if rules.app_minute is None:
            return None
        with self._lock:
            held = self._held.get(app)
            if held is None or not held.serves(now):
                used = {held.slice.id: held.used} if held else {}
                since, ends = window(rules, now)
                until = min(now + SLICE, ends)
                made = row.slice(rules.app_minute, since, until, SHARE, used)
                if not isinstance(made, Slice):
                    self._held.pop(app, None)
                    at = (
                        ends
                        if rules.minute_window == "fixed" or made is None
                        else made + (now - since)
                    )
                    return NotBefore(at, "app", rules.app_minute)
                held = self._held[app] = _Held(made)
            held.used += 1
        return None

    def _app_heard(self, row: Row, app: str, rules: Rules, left: int, now: datetime) -> None:
        """Others' use of the app's minute is written down where it is worth a common row's lock."""
        if rules.app_minute is None:
            return
        with self._lock:
            held = self._held.get(app)
            if held is None or left >= held.slice.left - rules.app_minute // SHARE:
                return
            held.slice = dataclasses.replace(held.slice, left=left)
        row.app_others(rules.app_minute, left, window(rules, now)[0], now)


__all__ = ["ChooseLimits", "Forecast", "Go", "Governor", "NotBefore", "Permission"]
