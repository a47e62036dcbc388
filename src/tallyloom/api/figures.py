"""Durations, sizes and moments as people read them."""

from __future__ import annotations

from datetime import UTC, datetime

MINUTE, HOUR, DAY = 60, 3600, 86400
STEP = 1000  # kB and MB as the SI counts them


def duration(seconds: float) -> str:
    """Seconds as "84 ms", "1.84 s", "12.3 s", "3 min 05 s", "2 h 03 min" or "1 d 04 h"."""
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 9.995:
        return f"{seconds:.2f} s"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < HOUR:
        return f"{whole // MINUTE} min {whole % MINUTE:02d} s"
    if whole < DAY:
        return f"{whole // HOUR} h {whole % HOUR // MINUTE:02d} min"
    return f"{whole // DAY} d {whole % DAY // HOUR:02d} h"


def size(count: int) -> str:
    """Bytes as "501 B", "12.4 kB" or "3.1 MB"."""
    if count < STEP:
        return f"{count} B"
    value, units = float(count), ("kB", "MB", "GB", "TB")
    for unit in units:
        value /= STEP
        if value < 999.95 or unit == units[-1]:
            break
    return f"{value:.1f} {unit}"


def number(count: int) -> str:
    """A count with its thousands apart: "12,345"."""
    return f"{count:,}"


def counted(count: int, what: str) -> str:
    """A count and what it counts: "1 operation", "12,345 operations"."""
    return f"{number(count)} {what}{'' if count == 1 else 's'}"


def moment(at: datetime | None) -> str | None:
    """A moment in UTC as RFC 3339 writes it; None stays None."""
    return (
        at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None
    )


def local(at: datetime, now: datetime, *, brief: bool = False) -> str:
    """A moment by this machine's zone: "2026-01-31 09:00"; in brief without this year's number."""
    shown = at.astimezone()
    alike = brief and shown.year == now.astimezone().year
    return shown.strftime("%m-%d %H:%M" if alike else "%Y-%m-%d %H:%M")
