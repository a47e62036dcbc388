"""List parameters that name what is wanted: Status, ContactID, DateFrom and DateTo.

How it was checked: names from Xero's OpenAPI 16.1.0. Unverified: that both ends of a range are
included, and that a date, id or status that cannot be read is refused as in a body.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xero_emulator import wire
from xero_emulator.calls import Call
from xero_emulator.fields import Reader, day
from xero_emulator.resource import Resource, Test
from xero_emulator.wire import Record


def failing(tests: Iterable[Test]) -> Test | None:
    """What a list leaves out when records must pass all these tests; None if there are none."""
    wanted = list(tests)
    if not wanted:
        return None
    return lambda record: not all(test(record) for test in wanted)


def equal(resource: Resource, call: Call, name: str, read: Reader) -> Iterator[Test]:
    """Records whose field of this name is what the parameter says, in any letter case."""
    asked = resource.asked(call, name)
    if asked:
        wanted = str(read(asked, name)).lower()
        yield lambda record: str(record.get(name, "")).lower() == wanted


def within(resource: Resource, call: Call, name: str) -> Iterator[Test]:
    """Records with a day from {name}From to {name}To."""
    first, last = (_day(resource, call, f"{name}{end}") for end in ("From", "To"))
    if first is not None:
        yield lambda record: name in record and wire.millis(record[name]) >= first
    if last is not None:
        yield lambda record: name in record and wire.millis(record[name]) <= last


def _day(resource: Resource, call: Call, name: str) -> int | None:
    asked = resource.asked(call, name)
    return wire.millis(day(asked, name)) if asked else None


def contact_id(record: Record) -> str:
    found: str = record["Contact"]["ContactID"]
    return found
