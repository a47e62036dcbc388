"""How a schedule is written: the JSON value in a scenario's `schedule`, read, judged and printed.

One way for each: `every: 15 minutes`, `daily: "09:00"`, `{weekly: [mon, wed], at: "09:00"}`,
`{monthly: [1, last], at: "09:00"}`, `{yearly: ["03-31"], at: "09:00"}`, `once: "2026-12-24 09:00"`,
`cron: "*/15 8-18 * * 1-5"`, and the text `on demand`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, TypeVar

from cronsim import CronSim, CronSimError

from tallyloom.flow.problems import CorrectScenario, Problem
from tallyloom.flow.schedule import (
    BEGINNING,
    LAST,
    LEAST,
    MONTHS,
    UNITS,
    WEEKDAYS,
    Cron,
    Daily,
    Every,
    Monthly,
    Once,
    OnDemand,
    Schedule,
    Timing,
    Weekly,
    Window,
    Yearly,
    clock_time,
)
from tallyloom.lang.trouble import CorrectZone
from tallyloom.lang.zones import zone_named

ON_DEMAND = "on demand"
MOST_WINDOWS = 50  # each is looked at for every day until one opens
END_OF_DAY = time(23, 59, 59)
Found = TypeVar("Found")


class CorrectPart(ValueError):
    """A part of a schedule cannot be used; the message says what to write."""


def schedule_of(value: Any, lines: Mapping[str, int] | None = None) -> Schedule:
    """The schedule that a JSON value means; `lines` tell where its parts stand in a file.

    Raises CorrectScenario with everything that is wrong.
    """
    reader = _Form(lines or {})
    found = reader.schedule(value)
    if reader.problems or found is None:
        raise CorrectScenario(reader.problems, "schedule")
    return found


def written(schedule: Schedule) -> Any:
    """The value that `schedule_of` reads as this schedule."""
    if isinstance(schedule.timing, OnDemand):
        return ON_DEMAND
    value = _WRITTEN[type(schedule.timing)](schedule.timing)
    if schedule.zone:
        value["zone"] = schedule.zone
    if schedule.start is not None:
        value["from"] = _moment_written(schedule.start, time.min)
    if schedule.end is not None:
        value["until"] = _moment_written(schedule.end, END_OF_DAY)
    if schedule.only:
        value["only"] = [_window_written(window) for window in schedule.only]
    return value


class _Form:
    """Collects every problem of a schedule, so that a person mends it in one go."""

    def __init__(self, lines: Mapping[str, int]) -> None:
        self._lines = lines
        self.problems: list[Problem] = []

    def schedule(self, value: Any) -> Schedule | None:
        if value == ON_DEMAND:
            return Schedule(OnDemand(), lines=self._lines)
        if not isinstance(value, Mapping):
            self._wrong(f"Write schedule: {{every: 15 minutes}}, or another of {_KINDS_NAMED}.")
            return None
        timing = self._timing(value)
        zone = self._part(value, "zone", _zone) or ""
        start = self._part(value, "from", lambda found: _wall(found, time.min))
        end = self._part(value, "until", lambda found: _wall(found, END_OF_DAY))
        if start and end and end < start:
            self._wrong("until comes before from, so it would never start.", "until")
        only = self._part(value, "only", _windows) or ()
        return Schedule(timing, zone, start, end, only, self._lines) if timing else None

    def _timing(self, value: Mapping[str, Any]) -> Timing | None:
        kinds = [key for key in value if key in KINDS]
        if len(kinds) != 1:
            said = f"Say when in one way: {_KINDS_NAMED}."
            self._wrong(said, kinds[1] if kinds else "")
        known = (*KINDS, "at", *_EXTRA)
        for key in value:
            if key not in known:
                near = difflib.get_close_matches(str(key), known, 1)
                hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}."
                self._wrong(f"The schedule has no {str(key)!r}. {hint}", str(key))
        return self._kind(value, kinds[0]) if len(kinds) == 1 else None

    def _kind(self, value: Mapping[str, Any], kind: str) -> Timing | None:
        read = KINDS[kind]
        if kind not in _AT:
            if "at" in value:
                self._wrong(f"The time of {kind} is in {kind} itself; remove at.", "at")
            return self._part(value, kind, read)
        if "at" not in value:
            self._wrong(f'Say at which time {kind} starts: at: "09:00".', kind)
        at = self._part(value, "at", _time)
        days = self._part(value, kind, read)
        return _AT[kind](days, at) if days and at is not None else None

    def _part(
        self, value: Mapping[str, Any], key: str, read: Callable[[Any], Found]
    ) -> Found | None:
        if value.get(key) is None:
            if key in value:
                self._wrong(f"Nothing is written behind {key}.", key)
            return None
        try:
            return read(value[key])
        except CorrectPart as trouble:
            self._wrong(str(trouble), key)
            return None

    def _wrong(self, message: str, key: str = "") -> None:
        self.problems.append(Problem(message, self._lines.get(key, self._lines.get("", 0))))


def _every(found: Any) -> Every:
    parts = re.fullmatch(r"([0-9]{1,9}) (second|minute|hour|day)s?", str(found))
    if parts is None:
        raise CorrectPart("Write every with a number and a unit, such as every: 15 minutes.")
    seconds = int(parts[1]) * UNITS[parts[2]]
    if not LEAST <= seconds <= 366 * UNITS["day"]:
        raise CorrectPart("The shortest interval is every: 1 minute, the longest 366 days.")
    return Every(seconds)


def _time(found: Any) -> time:
    parts = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", str(found))
    if parts is None:
        raise CorrectPart(f'{found!r} is no time of the day; write "09:00", up to "23:59".')
    return time(int(parts[1]), int(parts[2]))


def _daily(found: Any) -> Daily:
    return Daily(_time(found))


def _weekdays(found: Any) -> tuple[int, ...]:
    return _named(found, WEEKDAYS, "days")


def _months(found: Any) -> tuple[int, ...]:
    return tuple(at + 1 for at in _named(found, MONTHS, "months"))


def _named(found: Any, names: Sequence[str], what: str) -> tuple[int, ...]:
    items = _items(found, what, f"[{', '.join(names[:2])}]")
    for item in items:
        if item not in names:
            raise CorrectPart(f"{item!r} is none of the {what} {', '.join(names)}.")
    return tuple(sorted({names.index(item) for item in items}))


def _days(found: Any) -> tuple[int, ...]:
    items = _items(found, "days of the month", "[1, 15, last]")
    for item in items:
        if item != "last" and (type(item) is not int or not 1 <= item <= 31):
            raise CorrectPart(f"{item!r} is no day of a month; write 1 to 31, or last.")
    return tuple(sorted({LAST if item == "last" else item for item in items}, key=_late))


def _late(day: int) -> int:
    return day or 32


def _dates(found: Any) -> tuple[tuple[int, int], ...]:
    items = _items(found, "dates", '["03-31", "12-24"]')
    return tuple(sorted({_date(item) for item in items}))


def _date(found: Any) -> tuple[int, int]:
    parts = re.fullmatch(r"([0-9]{2})-([0-9]{2})", str(found))
    try:
        day = date(2000, int(parts[1]), int(parts[2])) if parts else None
    except ValueError:
        day = None
    if day is None:
        raise CorrectPart(f'{found!r} is no date of a year; write month and day, as "12-24".')
    return day.month, day.day


def _once(found: Any) -> Once:
    if not re.fullmatch(r"\S+[ T]\S+", str(found)):
        raise CorrectPart(f'{found!r} is no moment; write date and time, as "2026-12-24 09:00".')
    return Once(_wall(found, time.min))


def _wall(found: Any, usual: time) -> datetime:
    """A time on the wall; of a date alone, the `usual` one."""
    parts = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d))?(?::00)?", str(found), re.ASCII)
    try:
        day = date.fromisoformat(parts[1]) if parts else None
    except ValueError:
        day = None
    if parts is None or day is None or not BEGINNING.year <= day.year <= 2999:
        raise CorrectPart(
            f'{found!r} is no date; write "2026-12-24", or "2026-12-24 09:00". The zone is its own.'
        )
    return datetime.combine(day, _time(parts[2]) if parts[2] else usual)


def _cron(found: Any) -> Cron:
    expression = " ".join(str(found).split())
    form = "minute hour day month weekday, as */15 8-18 * * 1-5"
    if len(expression.split()) != 5:
        raise CorrectPart(f"A cron expression has five fields: {form}.")
    try:
        CronSim(expression, BEGINNING)
    except CronSimError as trouble:
        raise CorrectPart(f"{str(trouble) or 'Bad cron expression'}: {form}.") from None
    return Cron(expression)


def _zone(found: Any) -> str:
    try:
        zone_named(found)
    except CorrectZone as trouble:
        raise CorrectPart(str(trouble)) from None
    return str(found)


def _windows(found: Any) -> tuple[Window, ...]:
    form = 'only is a list of windows: [{days: [mon, fri], hours: "09:00-17:00"}]'
    if not isinstance(found, list) or not found:
        raise CorrectPart(f"{form}.")
    if len(found) > MOST_WINDOWS:
        raise CorrectPart(f"There are at most {MOST_WINDOWS} windows.")
    return tuple(_window(one, form) for one in found)


def _window(found: Any, form: str) -> Window:
    if not isinstance(found, Mapping) or not found or set(found) - {"days", "months", "hours"}:
        raise CorrectPart(f"{form}; a window has days, months and hours, one of them at least.")
    return Window(
        _weekdays(found["days"]) if "days" in found else (),
        _months(found["months"]) if "months" in found else (),
        _hours(found["hours"]) if "hours" in found else None,
    )


def _hours(found: Any) -> tuple[time, time]:
    begin, dash, end = str(found).partition("-")
    if not dash:
        raise CorrectPart(f'{found!r} are no hours; write "09:00-17:00", both included.')
    return _time(begin.strip()), _time(end.strip())


def _items(found: Any, what: str, form: str) -> list[Any]:
    if not isinstance(found, list) or not found:
        raise CorrectPart(f"The {what} are a list, such as {form}.")
    return list(found)


KINDS: Mapping[str, Callable[[Any], Any]] = {
    "every": _every,
    "daily": _daily,
    "weekly": _weekdays,
    "monthly": _days,
    "yearly": _dates,
    "once": _once,
    "cron": _cron,
}
_AT: Mapping[str, Callable[[Any, time], Timing]] = {
    "weekly": Weekly,
    "monthly": Monthly,
    "yearly": Yearly,
}
_EXTRA = ("zone", "from", "until", "only")
_KINDS_NAMED = f"{', '.join(KINDS)}, or the text {ON_DEMAND}"


def _monthly_written(timing: Monthly) -> dict[str, Any]:
    days = ["last" if day == LAST else day for day in timing.days]
    return {"monthly": days, "at": clock_time(timing.at)}


def _yearly_written(timing: Yearly) -> dict[str, Any]:
    dates = [f"{month:02}-{day:02}" for month, day in timing.dates]
    return {"yearly": dates, "at": clock_time(timing.at)}


_WRITTEN: Mapping[type, Callable[[Any], dict[str, Any]]] = {
    Every: lambda timing: {"every": "{} {}".format(*timing.amount)},
    Daily: lambda timing: {"daily": clock_time(timing.at)},
    Weekly: lambda timing: {
        "weekly": [WEEKDAYS[day] for day in timing.days],
        "at": clock_time(timing.at),
    },
    Monthly: _monthly_written,
    Yearly: _yearly_written,
    Once: lambda timing: {"once": f"{timing.moment:%Y-%m-%d %H:%M}"},
    Cron: lambda timing: {"cron": timing.expression},
}


def _moment_written(moment: datetime, usual: time) -> str:
    if moment.time() == usual:
        return f"{moment:%Y-%m-%d}"
    return f"{moment:%Y-%m-%d %H:%M}"


def _window_written(window: Window) -> dict[str, Any]:
    value: dict[str, Any] = {}
    if window.days:
        value["days"] = [WEEKDAYS[day] for day in window.days]
    if window.months:
        value["months"] = [MONTHS[month - 1] for month in window.months]
    if window.hours:
        value["hours"] = "-".join(map(clock_time, window.hours))
    return value


def schedule_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of `schedule`, for editors."""
    text = {"type": "string"}
    clock = text | {"pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
    day = text | {"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2})?(:00)?$"}
    named = {"weekly": {"enum": list(WEEKDAYS)}}
    monthly = {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 31}, {"const": "last"}]}
    window = {
        "type": "object",
        "properties": {
            "days": _list_of(named["weekly"]),
            "months": _list_of({"enum": list(MONTHS)}),
            "hours": text | {"description": "Both included: 09:00-17:00."},
        },
        "minProperties": 1,
        "additionalProperties": False,
    }
    properties = {
        "every": text | {"pattern": "^[0-9]{1,9} (second|minute|hour|day)s?$"},
        "daily": clock,
        "weekly": _list_of(named["weekly"]),
        "monthly": _list_of(monthly),
        "yearly": _list_of(text | {"pattern": "^[0-9]{2}-[0-9]{2}$"}),
        "once": day,
        "cron": text | {"description": "Five fields: minute hour day month weekday."},
        "at": clock,
        "zone": text | {"description": "An IANA name; the scenario's zone otherwise."},
        "from": day,
        "until": day,
        "only": _list_of(window),
    }
    written_out = {
        "type": "object",
        "properties": properties,
        "oneOf": [{"required": [kind, "at"] if kind in _AT else [kind]} for kind in KINDS],
        "additionalProperties": False,
    }
    return {"anyOf": [{"const": ON_DEMAND}, written_out]}


def _list_of(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 1}
