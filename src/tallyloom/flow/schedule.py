"""When a scenario starts by the clock: kinds of schedules, and the moments that they mean. Pure.

A slot is a moment at which a schedule wants a run. Slots are whole seconds in UTC; what a person
writes is the time on the wall of a zone, so that 09:00 stays 09:00 when the clocks change:

- a time that does not exist on a day, because the clocks are put forward over it, is the first
  moment after the gap; a day that does not exist at all (Samoa, 30 December 2011) has no slot;
- a time that comes twice, because the clocks are put back, is its first coming.

Intervals, and cron expressions of every hour, count the time that passes and not the one on the
wall: they go on through both.
"""

from __future__ import annotations

import calendar
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from cronsim import CronSim

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
LAST = 0  # the last day of a month, whichever it is
LEAST = 60  # seconds between two slots
# How far ahead a slot is looked for: 29 February may be eight years away.
HORIZON = timedelta(days=366 * 12)
WHOLE_DAY = timedelta(days=1)
# Where intervals count from unless told otherwise: a midnight on the wall of the zone.
BEGINNING = datetime.combine(date(2000, 1, 1), time.min)
UNITS: Mapping[str, int] = {"day": 86_400, "hour": 3600, "minute": 60, "second": 1}


@dataclass(frozen=True, slots=True)
class Every:
    """At regular intervals, of at least a minute."""

    seconds: int

    @property
    def amount(self) -> tuple[int, str]:
        """The largest unit of which it is a whole number: 15, "minutes"."""
        unit, size = next((u, s) for u, s in UNITS.items() if self.seconds % s == 0)
        count = self.seconds // size
        return count, unit if count == 1 else f"{unit}s"

    def words(self) -> str:
        count, unit = self.amount
        return f"every {unit}" if count == 1 else f"every {count} {unit}"


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day."""

    at: time

    def on(self, _day: date) -> bool:
        return True

    def words(self) -> str:
        return f"every day at {clock_time(self.at)}"


@dataclass(frozen=True, slots=True)
class Weekly:
    """On days of the week; Monday is 0."""

    days: tuple[int, ...]
    at: time

    def on(self, day: date) -> bool:
        return day.weekday() in self.days

    def words(self) -> str:
        named = _listed(calendar.day_name[day] for day in self.days)
        return f"every {named} at {clock_time(self.at)}"


@dataclass(frozen=True, slots=True)
class Monthly:
    """On days of the month; a month that lacks the day is skipped. `LAST` is its last day."""

    days: tuple[int, ...]
    at: time

    def on(self, day: date) -> bool:
        return day.day in self.days or (LAST in self.days and (day + WHOLE_DAY).day == 1)

    def words(self) -> str:
        named = _listed("the last day" if day == LAST else f"day {day}" for day in self.days)
        return f"every month on {named} at {clock_time(self.at)}"


@dataclass(frozen=True, slots=True)
class Yearly:
    """On dates, as (month, day); a year that lacks the date is skipped."""

    dates: tuple[tuple[int, int], ...]
    at: time

    def on(self, day: date) -> bool:
        return (day.month, day.day) in self.dates

    def words(self) -> str:
        named = _listed(f"{day} {calendar.month_name[month]}" for month, day in self.dates)
        return f"every year on {named} at {clock_time(self.at)}"


@dataclass(frozen=True, slots=True)
class Once:
    """At one moment on the wall."""

    moment: datetime

    def words(self) -> str:
        return f"once, on {self.moment:%Y-%m-%d} at {clock_time(self.moment.time())}"


@dataclass(frozen=True, slots=True)
class Cron:
    """By a cron expression of five fields."""

    expression: str

    @property
    def hourly(self) -> bool:
        """Whether it goes on in every hour, and so counts the time that passes."""
        return len(CronSim(self.expression, BEGINNING).hours) == 24

    def words(self) -> str:
        return f"by cron {self.expression}"


@dataclass(frozen=True, slots=True)
class OnDemand:
    """Whenever it is asked for, and never by the clock."""

    def words(self) -> str:
        return "on demand"


CALENDARS = (Daily, Weekly, Monthly, Yearly)  # by days, at one time of them
Calendar: TypeAlias = Daily | Weekly | Monthly | Yearly
Timing: TypeAlias = Every | Calendar | Once | Cron | OnDemand


@dataclass(frozen=True, slots=True)
class Window:
    """When a slot may be: on these weekdays, in these months, between these times, both included.

    What is empty does not matter. Hours that go past midnight belong to the day on the wall.
    """

    days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    hours: tuple[time, time] | None = None

    def has_day(self, day: date) -> bool:
        return (not self.days or day.weekday() in self.days) and (
            not self.months or day.month in self.months
        )

    def has_time(self, at: time) -> bool:
        if self.hours is None:
            return True
        begin, end = self.hours
        at = at.replace(second=0, microsecond=0)
        return begin <= at <= end if begin <= end else at >= begin or at <= end

    def opens(self) -> tuple[time, ...]:
        """The times of a day that it has at which it may open."""
        if self.hours is None:
            return (time.min,)
        begin, end = self.hours
        return (begin,) if begin <= end else (time.min, begin)

    def words(self) -> str:
        said = [_listed(calendar.day_name[day] for day in self.days)] if self.days else []
        if self.months:
            said.append(f"in {_listed(calendar.month_name[month] for month in self.months)}")
        if self.hours:
            said.append("from {} to {}".format(*map(clock_time, self.hours)))
        return " ".join(said)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a scenario starts by itself. `zone` is an IANA name; "" is the scenario's.

    `start` and `end` are on the wall, both included. Where there are windows, a slot lies in one
    of them. `lines` are where its parts stand in the scenario's file.
    """

    timing: Timing
    zone: str = ""
    start: datetime | None = None
    end: datetime | None = None
    only: tuple[Window, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def by_clock(self) -> bool:
        return not isinstance(self.timing, OnDemand)

    def next_after(self, moment: datetime, zone: str = "UTC") -> datetime | None:
        """The first slot after a moment, in UTC; None where there is none within twelve years.

        `zone` is the scenario's, for a schedule that names none.
        """
        moment = moment.astimezone(UTC)
        wall = ZoneInfo(self.zone or zone)
        horizon = moment + HORIZON
        if self.start is not None:
            begin = first_instant(self.start, wall)
            moment = max(moment, begin - timedelta(seconds=1))
            horizon = max(horizon, begin + HORIZON)
        while True:
            slot = following(self.timing, moment, wall, self.start)
            if slot is None or slot > horizon or self._over(slot, wall):
                return None
            if self.admits(slot, zone):
                return slot
            opening = self._opening(slot, wall, horizon)
            if opening is None:
                return None
            moment = max(slot, opening - timedelta(seconds=1))

    def next_runs(self, count: int, moment: datetime, zone: str = "UTC") -> list[datetime]:
        """The next slots after a moment, at most `count` of them."""
        slots: list[datetime] = []
        while len(slots) < count:
            slot = self.next_after(slots[-1] if slots else moment, zone)
            if slot is None:
                break
            slots.append(slot)
        return slots

    def admits(self, moment: datetime, zone: str = "UTC") -> bool:
        """Whether a run may start at a moment: between start and end, and in a window."""
        wall = ZoneInfo(self.zone or zone)
        local = moment.astimezone(wall).replace(tzinfo=None)
        if self.start is not None and moment < first_instant(self.start, wall):
            return False
        if self._over(moment, wall):
            return False
        return not self.only or any(
            one.has_day(local.date()) and one.has_time(local.time()) for one in self.only
        )

    def words(self) -> str:
        """The schedule as a person says it; its zone apart."""
        said = [self.timing.words()]
        if self.start is not None:
            said.append(f"from {self.start:%Y-%m-%d %H:%M}")
        if self.end is not None:
            said.append(f"until {self.end:%Y-%m-%d %H:%M}")
        if self.only:
            said.append(f"only {' or '.join(window.words() for window in self.only)}")
        return ", ".join(said)

    def _over(self, moment: datetime, wall: ZoneInfo) -> bool:
        return self.end is not None and moment.astimezone(wall).replace(tzinfo=None) > self.end

    def _opening(self, slot: datetime, wall: ZoneInfo, horizon: datetime) -> datetime | None:
        """When a window opens next after a slot that lies in none."""
        day = slot.astimezone(wall).date()
        while day <= horizon.date():
            opens = sorted(
                first_instant(datetime.combine(day, at), wall)
                for window in self.only
                if window.has_day(day)
                for at in window.opens()
            )
            later = next((at for at in opens if at > slot), None)
            if later is not None:
                return later
            day += WHOLE_DAY
        return None


def following(
    timing: Timing, moment: datetime, wall: ZoneInfo, start: datetime | None = None
) -> datetime | None:
    """The first slot of a kind after a moment; intervals count from `start`."""
    if isinstance(timing, OnDemand):
        return None
    if isinstance(timing, Every):
        return _interval(timing.seconds, moment, first_instant(start or BEGINNING, wall))
    if isinstance(timing, Cron) and timing.hourly:
        found = next(CronSim(timing.expression, moment.astimezone(wall)), None)
        return found.astimezone(UTC) if found is not None else None
    civil = _CIVIL[type(timing)](timing, moment.astimezone(wall).replace(tzinfo=None))
    slots = (instant(at, wall) for at in civil)
    return next((slot for slot in slots if slot is not None and slot > moment), None)


def instant(civil: datetime, wall: ZoneInfo) -> datetime | None:
    """The moment of a time on the wall; None on a day that does not exist there."""
    found = civil.replace(tzinfo=wall, fold=0).astimezone(UTC)
    if found.astimezone(wall).replace(tzinfo=None) == civil:
        return found
    before = civil.replace(tzinfo=wall, fold=1).astimezone(UTC)
    if found - before >= WHOLE_DAY:
        return None
    return _change(before, found, wall)


def first_instant(civil: datetime, wall: ZoneInfo) -> datetime:
    """The same, where a day that does not exist begins with the next one."""
    found = instant(civil, wall)
    if found is not None:
        return found
    before, after = (civil.replace(tzinfo=wall, fold=f).astimezone(UTC) for f in (1, 0))
    return _change(before, after, wall)


def clock_time(at: time) -> str:
    return f"{at:%H:%M}"


def _change(before: datetime, after: datetime, wall: ZoneInfo) -> datetime:
    """The moment between two at which the clocks were changed, to the second."""
    old = before.astimezone(wall).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=1) // 2)
        same = middle.astimezone(wall).utcoffset() == old
        before, after = (middle, after) if same else (before, middle)
    return after


def _interval(seconds: int, moment: datetime, anchor: datetime) -> datetime:
    step = timedelta(seconds=seconds)
    if moment < anchor:
        return anchor
    return anchor + ((moment - anchor) // step + 1) * step


def _days(timing: Calendar, local: datetime) -> Iterator[datetime]:
    # From some days before: a time that fell into a gap may be later than the day it is of.
    first = local.date() - 2 * WHOLE_DAY
    for ahead in range(HORIZON.days):
        day = first + timedelta(days=ahead)
        if timing.on(day):
            yield datetime.combine(day, timing.at)


def _cron(timing: Cron, local: datetime) -> Iterator[datetime]:
    return itertools.takewhile(
        lambda at: at < local + HORIZON, CronSim(timing.expression, local.replace(microsecond=0))
    )


_CIVIL: Mapping[type, Callable[..., Iterator[datetime]]] = {
    Daily: _days,
    Weekly: _days,
    Monthly: _days,
    Yearly: _days,
    Once: lambda timing, _local: iter([timing.moment]),
    Cron: _cron,
}


def _listed(words: Iterator[str]) -> str:
    *many, last = words
    return f"{', '.join(many)} and {last}" if many else last
