"""Time zones by their IANA names."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from tallyloom.lang.trouble import CorrectZone
from tallyloom.lang.values import Value, shown


def zone_named(name: Value) -> ZoneInfo:
    """The zone of an IANA name; raises CorrectZone with the nearest name."""
    if not isinstance(name, str):
        raise CorrectZone(f"A time zone is a text such as Europe/London, not {shown(name)}.")
    return _zone(name)


@lru_cache(maxsize=128)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # unknown; a folder of zones; a path outside them
        raise _unknown(name) from None


def _unknown(name: str) -> CorrectZone:
    near = get_close_matches(name, available_timezones(), n=1)
    hint = f"did you mean {near[0]}?" if near else "use an IANA name such as Europe/London."
    return CorrectZone(f"There is no time zone {shown(name)}; {hint}")
