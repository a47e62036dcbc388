"""Dates: reading, writing, and the time of the cycle."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from tallyloom.lang.coerce import to_date, to_text
from tallyloom.lang.compare import blank
from tallyloom.lang.date_format import write_date
from tallyloom.lang.date_reading import parse_date
from tallyloom.lang.functions.registry import Family
from tallyloom.lang.scope import Scope
from tallyloom.lang.trouble import ConvertValue
from tallyloom.lang.values import Value, shown
from tallyloom.lang.zones import zone_named

FAMILY: Final = Family("Dates")


@FAMILY.function(
    "formatDate(date; format; [zone])",
    "The date as text in a format of the tokens below; the zone is an IANA name.",
    example='formatDate("2010-12-01T08:26:00Z"; "D MMM YYYY HH:mm"; "Europe/Paris")',
    gives="1 Dec 2010 09:26",
    scoped=True,
    empty=None,
)
def format_date(scope: Scope, value: Value, form: Value, zone: Value = None) -> str:
    there = scope.zone if blank(zone) else zone
    moment = to_date(value, scope.zone)
    try:
        return write_date(moment.astimezone(zone_named(there)), to_text(form))
    except OverflowError:
        raise ConvertValue(f"{shown(value)} is beyond the calendar in {there}.") from None


@FAMILY.function(
    "parseDate(text; format; [zone])",
    "The date of a text in exactly this format; a text that does not fit is an error.",
    example='parseDate("12/1/10 8:26"; "M/D/YY H:mm")',
    gives="2010-12-01T08:26:00.000Z",
    scoped=True,
    empty=None,
)
def parse(scope: Scope, text: Value, form: Value, zone: Value = None) -> datetime:
    if isinstance(text, datetime):
        return text
    there = zone_named(scope.zone if blank(zone) else zone)
    return parse_date(to_text(text), to_text(form), there, scope.started)


@FAMILY.function(
    "now",
    "When the cycle began; the same for every bundle, and when a step is repeated.",
    example='formatDate(now; "YYYY")',
    gives="2010",
    scoped=True,
)
def now(scope: Scope) -> datetime:
    return scope.started.astimezone(UTC)


@FAMILY.function(
    "timestamp",
    "When the cycle began, in seconds since 1970.",
    example="timestamp",
    gives=1291191960,
    scoped=True,
)
def timestamp(scope: Scope) -> int:
    return int(scope.started.timestamp())
