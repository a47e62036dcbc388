"""The history of a record: what changed it, and the notes people leave.

How it was checked: shapes and `Changes` words from the OpenAPI's examples; the 2,500 characters and
"System Generated" from the reference (module 62, section 3.1), which also recorded that a note is
answered with its date and details only, though the OpenAPI's example has more. The OpenAPI answers
a note on a payment with "not found for this endpoint"; so does this. Unverified: which changes Xero
records and in which words, newest first, and the refusal of a note that is too long or empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from xero_emulator import wire
from xero_emulator.calls import Call, Reply, Route
from xero_emulator.errors import Invalid, Rejected
from xero_emulator.fields import Fields, text
from xero_emulator.resource import Pick, route
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

LONGEST = 2_500
FIELDS = Fields(Details=text)
NOT_HERE = "The document with the supplied id was not found for this endpoint."


class History:
    """The history records of one organisation, by the id of what they are about."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._told: dict[str, list[Record]] = {}

    def add(self, about: str, changes: str, details: str, now: datetime) -> None:
        told = self._told.setdefault(about, [])
        told.append({"Changes": changes, "DateUTC": wire.instant(now), "Details": details})
        self._books.on_failure(lambda: told.__delitem__(-1))

    def of(self, about: str) -> list[Record]:
        """Newest first, as they are answered."""
        return [_shown(record) for record in reversed(self._told.get(about, []))]

    def dump(self) -> dict[str, list[Record]]:
        return self._told

    def load(self, dumped: Mapping[str, Any]) -> None:
        self._told = {about: list(told) for about, told in dumped.items()}


def _shown(record: Record) -> Record:
    date = {"DateUTCString": wire.moment_text(record["DateUTC"])}
    return {**date, **record, "User": "System Generated"}


def routes(
    pattern: str,
    name: str,
    pick: Pick,
    may_read: tuple[str, ...],
    may_write: tuple[str, ...],
    called: tuple[str, str] = ("get{}History", "create{}History"),
) -> tuple[Route, Route]:
    """Reading and writing the history of a resource: `routes("/Invoices/{InvoiceID}", ...)`.

    `called` is how the specification names the two operations; {} stands for `name`.
    """
    segment = pattern.partition("{")[2].rstrip("}")
    at = f"{pattern}/History"

    def read(call: Call) -> Reply:
        resource = pick(call.books)
        about = resource.get(call.path[segment])[resource.key]
        return wire.envelope(call, "HistoryRecords", call.books.history.of(about))

    def write(call: Call) -> Reply:
        resource = pick(call.books)
        found = resource.match(call.path[segment])
        takes = found is not None and resource.takes_notes
        about = found[resource.key] if found is not None and takes else None
        return wire.envelope(call, "HistoryRecords", _notes(call, about))

    return (
        route(called[0].format(name), "GET", at, may_read, read),
        route(called[1].format(name), "PUT", at, may_write, write),
    )


def _notes(call: Call, about: str | None) -> list[Record]:
    sent = wire.elements(call.body, "HistoryRecords")
    with call.books.whole():
        return [_note(FIELDS.read(note, f"[{at}]"), about, call) for at, note in enumerate(sent)]


def _note(sent: Record, about: str | None, call: Call) -> Record:
    shown = {"DateUTC": wire.bare_instant(call.now), "Details": sent.get("Details", "")}
    trouble = _trouble(shown["Details"], about)
    if trouble is not None or about is None:
        errors = wire.validation_errors(Invalid(trouble or NOT_HERE))
        raise Rejected([{**shown, "ValidationErrors": errors}])
    call.books.history.add(about, "Note", shown["Details"], call.now)
    return shown


def _trouble(details: str, about: str | None) -> str | None:
    if about is None:
        return NOT_HERE
    if not 0 < len(details) <= LONGEST:
        return f"Details must be between 1 and {LONGEST} characters."
    return None
