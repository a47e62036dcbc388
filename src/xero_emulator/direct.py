"""The emulator's books without a server: operations answered in the same process.

For tests and measurements that need no HTTP, no tokens and no limits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from xero_emulator import seeds
from xero_emulator.apis import ROUTES
from xero_emulator.books import Books
from xero_emulator.calls import Call, Reply, Route

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OPERATIONS: dict[str, Route] = {route.name: route for route in ROUTES}

_decode = msgspec.json.Decoder(float_hook=Decimal).decode


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; numbers in the JSON are int or Decimal."""

    operation: Route
    reply: Reply

    @property
    def status(self) -> int:
        return self.reply.status

    @property
    def json(self) -> Any:
        return _decode(self.reply.body)

    def rows(self) -> list[dict[str, Any]]:
        """The array in the envelope; fails loudly on any other answer."""
        arrays = [value for value in self.json.values() if isinstance(value, list)]
        if self.status != 200 or len(arrays) != 1:
            raise ValueError(f"{self.operation.operation_id}: {self.reply}")
        return list(arrays[0])

    def row(self) -> dict[str, Any]:
        """The only element of the array."""
        (row,) = self.rows()
        return row

    def messages(self) -> list[str]:
        """Every validation message, in order, of a 400 or of elements that failed alone."""
        found = self.json
        elements = found["Elements"] if self.status == 400 else self.rows()
        return [
            error["Message"]
            for element in elements
            for error in element.get("ValidationErrors", ())
        ]


class Direct:
    """One organisation, a clock that stands still until it is moved, and a client's name."""

    def __init__(
        self,
        country: str = "GB",
        now: datetime = NOW,
        books: Books | None = None,
        seed: str = "empty",
    ):
        self.books = books or _planted(seed, country, now)
        self.now = now
        self.client_id = "direct"

    def advance(self, **by: float) -> None:
        """Moves the clock: `advance(seconds=1)`."""
        self.now += timedelta(**by)

    def call(
        self,
        operation: str,
        body: Any = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        **path: str,
    ) -> Answer:
        """Calls an operation by name: `call("getInvoice", InvoiceID="INV-0001")`, or
        `call("files.getFile", FileId="...")` for one that is not of the Accounting API."""
        route = OPERATIONS[operation]
        content = body if isinstance(body, bytes) else b"" if body is None else _encoded(body)
        call = Call(
            method=route.method,
            path=path,
            query=query or {},
            headers=headers or {},
            body=content,
            books=self.books,
            client_id=self.client_id,
            now=self.now,
        )
        return Answer(route, route.answer(call))


def _planted(seed: str, country: str, now: datetime) -> Books:
    planted = {each.country: each for each in seeds.plant(seed, now)}
    return planted[country].opened()


def _encoded(body: Any) -> bytes:
    return msgspec.json.encode(body)
