"""Dates read from text by a format of moment.js tokens.

Stricter than moment.js on purpose: everything between the tokens must be there, YYYY is four
digits and YY two, and a text that does not fit is an error instead of another date.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any, Final

import re2

from tallyloom.lang.date_format import DAYS, MONTHS, ordinal, split_format
from tallyloom.lang.date_texts import microseconds, offset_zone
from tallyloom.lang.limits import FORMAT_LENGTH
from tallyloom.lang.trouble import CorrectFormat, MatchFormat
from tallyloom.lang.values import shown

_Read = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class _Token:
    part: str  # what it says about the date: year, month, day, …
    pattern: str
    read: Callable[[str], Any]


def _two_digit_year(text: str) -> int:
    """00–68 is 2000–2068 and 69–99 is 1969–1999, as moment.js reads it."""
    year = int(text)
    return year + (1900 if year > 68 else 2000)


def _name_in(names: list[str]) -> _Read:
    table = {name.lower(): place for place, name in enumerate(names)}
    table.update({name[:3].lower(): place for place, name in enumerate(names)})
    return lambda text: table.get(text.lower(), -1)


_month_name = _name_in(MONTHS)
_day_name = _name_in(DAYS)
_ONE_OR_TWO: Final = "([0-9]{1,2})"
_WORD: Final = "([A-Za-z]+)"
_ZONE: Final = "(Z|z|[+-][0-9]{2}:?[0-9]{2})"

_TOKENS: Final[dict[str, _Token]] = {
    "YYYY": _Token("year", "([0-9]{4})", int),
    "YY": _Token("year", "([0-9]{2})", _two_digit_year),
    "Y": _Token("year", "([0-9]{1,4})", int),
    "Q": _Token("month", "([1-4])", lambda text: int(text) * 3 - 2),
    "M": _Token("month", _ONE_OR_TWO, int),
    "MM": _Token("month", _ONE_OR_TWO, int),
    "MMM": _Token("month", _WORD, lambda text: _month_name(text) + 1),
    "MMMM": _Token("month", _WORD, lambda text: _month_name(text) + 1),
    "D": _Token("day", _ONE_OR_TWO, int),
    "DD": _Token("day", _ONE_OR_TWO, int),
    "Do": _Token("ordinal", "([0-9]{1,2}(?i:st|nd|rd|th))", str.lower),
    "DDD": _Token("year day", "([0-9]{1,3})", int),
    "DDDD": _Token("year day", "([0-9]{3})", int),
    "GGGG": _Token("week year", "([0-9]{4})", int),
    "GG": _Token("week year", "([0-9]{2})", _two_digit_year),
    "W": _Token("week", _ONE_OR_TWO, int),
    "WW": _Token("week", _ONE_OR_TWO, int),
    "E": _Token("weekday", "([1-7])", int),
    "ddd": _Token("weekday", _WORD, lambda text: _day_name(text) or 7),
    "dddd": _Token("weekday", _WORD, lambda text: _day_name(text) or 7),
    "H": _Token("hour", _ONE_OR_TWO, int),
    "HH": _Token("hour", _ONE_OR_TWO, int),
    "h": _Token("hour of 12", _ONE_OR_TWO, int),
    "hh": _Token("hour of 12", _ONE_OR_TWO, int),
    "k": _Token("hour of 24", _ONE_OR_TWO, int),
    "kk": _Token("hour of 24", _ONE_OR_TWO, int),
    "a": _Token("half", "(?i:(am|pm))", str.lower),
    "A": _Token("half", "(?i:(am|pm))", str.lower),
    "m": _Token("minute", _ONE_OR_TWO, int),
    "mm": _Token("minute", _ONE_OR_TWO, int),
    "s": _Token("second", _ONE_OR_TWO, int),
    "ss": _Token("second", _ONE_OR_TWO, int),
    "Z": _Token("zone", _ZONE, offset_zone),
    "ZZ": _Token("zone", _ZONE, offset_zone),
    "X": _Token("epoch", r"(-?[0-9]{1,12}(?:\.[0-9]{1,3})?)", lambda text: _epoch(text, 1000)),
    "x": _Token("epoch", "(-?[0-9]{1,15})", lambda text: _epoch(text, 1)),
}
_TOKENS.update({"S" * n: _Token("fraction", "([0-9]{1,9})", microseconds) for n in range(1, 10)})

READING_TOKENS: Final = frozenset(_TOKENS)
_ONLY_WRITTEN: Final = frozenset(
    ("Qo", "Mo", "DDDo", "d", "do", "dd", "e", "w", "wo", "ww", "Wo", "gg", "gggg")
)


def _epoch(text: str, milliseconds: int) -> datetime:
    whole, _, fraction = text.partition(".")
    ahead = timedelta(milliseconds=int(whole) * milliseconds, microseconds=microseconds(fraction))
    return datetime.fromtimestamp(0, UTC) + ahead


@dataclass(frozen=True, slots=True)
class _Reader:
    pattern: Any
    tokens: tuple[_Token, ...]


@lru_cache(maxsize=512)
def _reader(text: str) -> _Reader:
    patterns, tokens = [], []
    for part in split_format(text):
        token = _TOKENS.get(part)
        if part in _ONLY_WRITTEN:
            raise CorrectFormat(f"{part} in the format {shown(text)} can be written, not read.")
        patterns.append(token.pattern if token else _literal(part))
        if token:
            tokens.append(token)
    if not tokens:
        raise CorrectFormat(f"The format {shown(text)} has no date token such as YYYY, M or D.")
    return _Reader(re2.compile("".join(patterns)), tuple(tokens))


def _literal(part: str) -> str:
    if part.isspace():
        return r"\s+"
    return str(re2.escape(part[1:-1] if len(part) > 1 else part))


@lru_cache(maxsize=4096)
def parse_date(text: str, written: str, zone: tzinfo, today: datetime) -> datetime:
    """The date, in UTC, of a text in the format `written`; without its own zone, in `zone`.

    What the format leaves out is filled as moment.js does: larger parts from `today`, smaller
    ones with their first value. Raises MatchFormat naming text and format.
    """
    reader = _reader(written)
    found = text.strip()
    match = reader.pattern.fullmatch(found) if len(found) <= FORMAT_LENGTH else None
    try:
        if match is None:
            raise ValueError
        return _assembled(_parts(reader.tokens, match.groups()), zone, today)
    except (ValueError, OverflowError):
        raise MatchFormat(f"{shown(text)} does not fit the format {shown(written)}.") from None


def _parts(tokens: tuple[_Token, ...], texts: tuple[str, ...]) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for token, text in zip(tokens, texts, strict=True):
        value = token.read(text)
        if parts.setdefault(token.part, value) != value:
            raise ValueError  # the same part twice, with different values
    _read_ordinal(parts)
    return parts


def _read_ordinal(parts: dict[str, Any]) -> None:
    if written := parts.pop("ordinal", None):
        day = int(written[:-2])
        if ordinal(day) != written or parts.setdefault("day", day) != day:
            raise ValueError


def _assembled(parts: dict[str, Any], zone: tzinfo, today: datetime) -> datetime:
    if "epoch" in parts:
        return parts["epoch"]  # type: ignore[no-any-return]
    there = parts.get("zone", zone)
    day = _day(parts, today.astimezone(there).date())
    local = datetime(
        day.year,
        day.month,
        day.day,
        _hour(parts),
        parts.get("minute", 0),
        parts.get("second", 0),
        parts.get("fraction", 0),
        tzinfo=there,
    )
    return local.astimezone(UTC)


def _day(parts: dict[str, Any], today: date) -> date:
    weekday = parts.get("weekday")
    if "week" in parts:
        year = parts.get("week year", today.isocalendar().year)
        return date.fromisocalendar(year, parts["week"], weekday or 1)
    if "year day" in parts:
        day = date(parts.get("year", today.year), 1, 1) + timedelta(days=parts["year day"] - 1)
        if parts["year day"] < 1 or day.year != parts.get("year", today.year):
            raise ValueError
    else:
        day = date(*_calendar(parts, today))
    if weekday not in (None, day.isoweekday()):
        raise ValueError
    return day


def _calendar(parts: dict[str, Any], today: date) -> tuple[int, int, int]:
    """Year, month and day: before the first part that was read today's, after it 1."""
    if "year" in parts:
        return parts["year"], parts.get("month", 1), parts.get("day", 1)
    if "month" in parts:
        return today.year, parts["month"], parts.get("day", 1)
    return today.year, today.month, parts.get("day", today.day)


def _hour(parts: dict[str, Any]) -> int:
    if "hour of 24" in parts and 1 <= parts["hour of 24"] <= 24:
        return int(parts["hour of 24"] % 24)
    hour = parts.get("hour", parts.get("hour of 12", parts.get("hour of 24", 0)))
    if "hour of 12" in parts and not 1 <= hour <= 12:
        raise ValueError
    half = parts.get("half")
    if half == "pm" and hour < 12:
        return int(hour + 12)
    return 0 if half == "am" and hour == 12 else int(hour)
