"""Dates written as text that can be read in one way only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final

import re2

from tallyloom.lang.trouble import ConvertValue, GiveDateFormat
from tallyloom.lang.values import shown
from tallyloom.lang.zones import zone_named

_CLOCK: Final = (
    r"(?:(?:T| +)([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?"
    r" *(Z|z|(?:GMT|UTC)?[+-][0-9]{1,2}(?::?[0-9]{2})?|GMT|UTC)?)?"
)
_YEAR_FIRST: Final = re2.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})" + _CLOCK)
_DAY_FIRST: Final = re2.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})" + _CLOCK)
_SLASHES: Final = re2.compile(r"[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4}\b.*")
_OFFSET: Final = re2.compile(r"(?:GMT|UTC)?([+-])([0-9]{1,2})(?::?([0-9]{2}))?")
_LONGEST: Final = 64


@lru_cache(maxsize=4096)
def read_date(text: str, zone: str) -> datetime:
    """The date of an ISO 8601, `YYYY/MM/DD …` or `D.M.YYYY …` text, in UTC.

    Day, month and year are needed; without a zone of its own the text is read in `zone`.
    """
    found = text.strip() if len(text) <= _LONGEST else ""
    if match := _YEAR_FIRST.fullmatch(found):
        year, month, day, *clock = match.groups()
    elif match := _DAY_FIRST.fullmatch(found):
        day, month, year, *clock = match.groups()
    else:
        raise _unreadable(text)
    return _moment(text, (int(year), int(month), int(day)), clock, zone)


def _moment(text: str, day: tuple[int, int, int], clock: list[str | None], zone: str) -> datetime:
    hour, minute, second, fraction, offset = clock
    try:
        local = datetime(
            *day,
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            microseconds(fraction or ""),
            tzinfo=offset_zone(offset) if offset else zone_named(zone),
        )
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ConvertValue(f"{shown(text)} is not a date of the calendar.") from None


def _unreadable(text: str) -> ConvertValue:
    if _SLASHES.fullmatch(text.strip()[:_LONGEST]):
        return GiveDateFormat(
            f"{shown(text)} can be read as more than one date; say how it is written with"
            ' parseDate, for example parseDate(…; "D/M/YYYY").'
        )
    return ConvertValue(
        f"{shown(text)} is not an ISO date such as 2010-12-01T08:26:00Z; use parseDate with"
        " the format that it is written in."
    )


def microseconds(fraction: str) -> int:
    """Microseconds of the digits behind the decimal point of a second."""
    return int(fraction[:6].ljust(6, "0"))


def offset_zone(offset: str) -> tzinfo:
    """The zone of `Z`, `GMT`, `+02:00`, `+0200` or `GMT+2`; raises ValueError beyond a day."""
    match = _OFFSET.fullmatch(offset)
    if match is None:
        return UTC
    sign, hours, minutes = match.groups()
    ahead = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-ahead if sign == "-" else ahead)
