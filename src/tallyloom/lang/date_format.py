"""Dates written by a format of moment.js tokens.

Tokens as in momentjs.com/docs/#/displaying/format, English; weeks `w` and `gg` begin on Sunday.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

import re2

from tallyloom.lang.limits import FORMAT_LENGTH
from tallyloom.lang.trouble import CorrectFormat
from tallyloom.lang.values import shown

MONTHS: Final = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
DAYS: Final = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

_SPLIT: Final = re2.compile(
    r"(?s)\[[^\[\]]*\]|LTS|LT|L{1,4}|l{1,4}|Mo|M{1,4}|Do|DDDo|D{1,4}|d{3,4}|do|dd|d|wo|ww|w|Wo|WW|W"
    r"|Qo|Q|YYYY|YY|Y|gggg|gg|GGGG|GG|e|E|a|A|hh?|HH?|kk?|mm?|ss?|S{1,9}|x|X|ZZ?|."
)


def split_format(text: str) -> list[str]:
    """The tokens and literals of a format, in order; `[…]` is a literal with its brackets."""
    if len(text) > FORMAT_LENGTH:
        raise CorrectFormat(f"A date format has at most {FORMAT_LENGTH} characters.")
    parts: list[str] = _SPLIT.findall(text)
    for part in parts:
        if part[0] in "Ll":
            raise CorrectFormat(
                f"{part} in the format {shown(text)} depends on a country; write the parts out,"
                " for example D/M/YYYY, or put plain words in [brackets]."
            )
    return parts


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th … 11th."""
    last = "th" if number % 100 in (11, 12, 13) else _ORDINALS.get(number % 10, "th")
    return f"{number}{last}"


_ORDINALS: Final = {1: "st", 2: "nd", 3: "rd"}


def _sunday_week(day: date) -> tuple[int, int]:
    """Year and number of the week that begins on Sunday; week 1 holds January 1."""
    days_left = 6 - day.isoweekday() % 7
    in_year = day.timetuple().tm_yday + days_left
    year_length = 366 if _leap(day.year) else 365
    if in_year > year_length:
        return day.year + 1, 1
    return day.year, (in_year - 1) // 7 + 1


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _offset(moment: datetime, between: str) -> str:
    ahead = moment.utcoffset() or timedelta()
    sign, size = ("-", -ahead) if ahead < timedelta() else ("+", ahead)
    minutes = size // timedelta(minutes=1)
    return f"{sign}{minutes // 60:02}{between}{minutes % 60:02}"


def _epoch_milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")

_Write = Callable[[datetime], str]

_TOKENS: Final[dict[str, _Write]] = {
    "YYYY": lambda d: f"{d.year:04}",
    "YY": lambda d: f"{d.year % 100:02}",
    "Y": lambda d: str(d.year),
    "GGGG": lambda d: f"{d.isocalendar().year:04}",
    "GG": lambda d: f"{d.isocalendar().year % 100:02}",
    "gggg": lambda d: f"{_sunday_week(d)[0]:04}",
    "gg": lambda d: f"{_sunday_week(d)[0] % 100:02}",
    "Q": lambda d: str((d.month + 2) // 3),
    "Qo": lambda d: ordinal((d.month + 2) // 3),
    "M": lambda d: str(d.month),
    "Mo": lambda d: ordinal(d.month),
    "MM": lambda d: f"{d.month:02}",
    "MMM": lambda d: MONTHS[d.month - 1][:3],
    "MMMM": lambda d: MONTHS[d.month - 1],
    "D": lambda d: str(d.day),
    "Do": lambda d: ordinal(d.day),
    "DD": lambda d: f"{d.day:02}",
    "DDD": lambda d: str(d.timetuple().tm_yday),
    "DDDo": lambda d: ordinal(d.timetuple().tm_yday),
    "DDDD": lambda d: f"{d.timetuple().tm_yday:03}",
    "d": lambda d: str(d.isoweekday() % 7),
    "e": lambda d: str(d.isoweekday() % 7),
    "do": lambda d: ordinal(d.isoweekday() % 7),
    "dd": lambda d: DAYS[d.isoweekday() % 7][:2],
    "ddd": lambda d: DAYS[d.isoweekday() % 7][:3],
    "dddd": lambda d: DAYS[d.isoweekday() % 7],
    "E": lambda d: str(d.isoweekday()),
    "w": lambda d: str(_sunday_week(d)[1]),
    "wo": lambda d: ordinal(_sunday_week(d)[1]),
    "ww": lambda d: f"{_sunday_week(d)[1]:02}",
    "W": lambda d: str(d.isocalendar().week),
    "Wo": lambda d: ordinal(d.isocalendar().week),
    "WW": lambda d: f"{d.isocalendar().week:02}",
    "H": lambda d: str(d.hour),
    "HH": lambda d: f"{d.hour:02}",
    "h": lambda d: str((d.hour + 11) % 12 + 1),
    "hh": lambda d: f"{(d.hour + 11) % 12 + 1:02}",
    "k": lambda d: str(d.hour or 24),
    "kk": lambda d: f"{d.hour or 24:02}",
    "A": lambda d: "AM" if d.hour < 12 else "PM",
    "a": lambda d: "am" if d.hour < 12 else "pm",
    "m": lambda d: str(d.minute),
    "mm": lambda d: f"{d.minute:02}",
    "s": lambda d: str(d.second),
    "ss": lambda d: f"{d.second:02}",
    "Z": lambda d: _offset(d, ":"),
    "ZZ": lambda d: _offset(d, ""),
    "X": lambda d: str(_epoch_milliseconds(d) // 1000),
    "x": lambda d: str(_epoch_milliseconds(d)),
}


def _fraction(digits: int) -> _Write:
    return lambda d: f"{d.microsecond // 1000:03}".ljust(digits, "0")[:digits]


_TOKENS.update({"S" * digits: _fraction(digits) for digits in range(1, 10)})

FORMAT_TOKENS: Final = frozenset(_TOKENS)


def write_date(moment: datetime, text: str) -> str:
    """The date, in the zone that it carries, written by the format."""
    return "".join([write(moment) for write in _writers(text)])


@lru_cache(maxsize=512)
def _writers(text: str) -> tuple[_Write, ...]:
    return tuple(_TOKENS.get(part) or _literal(part) for part in split_format(text))


def _literal(part: str) -> _Write:
    written = part[1:-1] if len(part) > 1 and part[0] == "[" else part
    return lambda _: written
