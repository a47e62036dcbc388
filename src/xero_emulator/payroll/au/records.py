"""What all resources of Australian payroll share: routes, pages of a hundred, ids that must exist.

How it was checked: the style of the Accounting API with `/Date()/` and arrays in POST from the
reference's section 5.5, pages of 100 and scopes from Xero's OpenAPI 16.1.0, the empty 403 from the
reference's section 2.4. Unverified: that a list without `page` answers its first page, and every
text about ids that do not exist and fields that are missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import wraps
from typing import Any, ClassVar

from xero_emulator import refusals, wire
from xero_emulator.calls import Call, Reply, Route
from xero_emulator.errors import Unreadable
from xero_emulator.fields import number
from xero_emulator.money import half_up
from xero_emulator.resource import Answer, Resource
from xero_emulator.wire import Record

BASE = "/payroll.xro/1.0"
API = "payroll-au"
YEARS = range(1950, 2200)
LARGEST = 10**9


class Payroll(Resource):
    """All records of one kind in one organisation's payroll.

    `required` names the fields that a new record needs.
    """

    error_flag = ""
    takes = ("page", "If-Modified-Since")
    takes_notes = False
    required: ClassVar[tuple[str, ...]] = ()

    def asked(self, call: Call, name: str) -> str:
        return super().asked(call, name) or ("1" if name == "page" else "")

    def envelope(self, call: Call, rows: list[Record], **between: Record) -> Reply:
        """Without the pagination block that the Accounting API has."""
        return wire.envelope(call, self.plural, rows)

    def lacking(self, record: Record) -> Iterator[str]:
        for name in self.required:
            if record.get(name) in (None, ""):
                yield f"{name} is required."

    def stamped(self, record: Record, call: Call) -> Record:
        return {**record, "UpdatedDateUTC": wire.instant(call.now)}


def figure(value: Any, path: str) -> Decimal:
    """A rate, an amount or a number of units; kept to four places, bounded for the arithmetic."""
    found = number(value, path)
    if abs(found) > LARGEST:
        raise Unreadable(f"The value {value} is too large. Path '{path}'")
    return found if found == half_up(found, 4) else half_up(found, 4)


def route(operation_id: str, method: str, pattern: str, scope: str, answer: Answer) -> Route:
    scopes = (f"payroll.{scope}", f"payroll.{scope}.read")
    return Route(
        operation_id,
        method,
        pattern,
        scopes if method == "GET" else scopes[:1],
        wire.answering(_provisioned(answer)),
        BASE,
        API,
        ("AU",),
    )


def _provisioned(answer: Answer) -> Answer:
    @wraps(answer)
    def answered(call: Call) -> Reply:
        if not call.books.switches.payroll_provisioned:
            return refusals.not_provisioned()
        with call.books.whole():
            return answer(call)

    return answered


def unknown(
    records: Iterable[Record], name: str, find: Callable[[str], Record | None]
) -> Iterator[str]:
    """What is wrong with the ids that these records give under one name."""
    for record in records:
        if name in record and find(record[name]) is None:
            yield f"{name} {record[name]} does not exist."


def implausible(record: Record, *fields: str) -> Iterator[str]:
    """What is wrong with days that no pay period can hold."""
    for name in fields:
        if name in record and wire.date_of(record[name]).year not in YEARS:
            yield f"{name} is out of range."


def backwards(record: Record, first: str, last: str) -> Iterator[str]:
    dates = [wire.millis(record[name]) for name in (first, last) if name in record]
    if dates != sorted(dates):
        yield f"{last} cannot be before {first}."
