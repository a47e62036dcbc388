"""What a resource sees of HTTP: the call that arrived, the reply it gives, the route between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xero_emulator.books import Books


@dataclass(frozen=True, slots=True)
class Call:
    """One authorised request, already matched to a route and an organisation.

    `path` holds the route's named segments ("InvoiceID": "..."), `query` the last value of each
    parameter, `query_string` all of them as sent, `headers` lower-case names. `now` is the
    emulator's clock, in UTC.
    """

    method: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    books: Books
    client_id: str
    now: datetime
    query_string: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as bytes; only `wire` makes the bytes of a Xero answer."""

    status: int
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Route:
    """One operation of Xero's OpenAPI: where it lives, what a token needs, who answers.

    `pattern` is written as in the specification ("/Invoices/{InvoiceID}"), below the API's base
    path. `scopes` lists the scopes of both vocabularies; a token with any one of them may call.
    `api` names the specification; `countries`, unless empty, whose organisations have it.
    """

    operation_id: str
    method: str
    pattern: str
    scopes: tuple[str, ...]
    answer: Callable[[Call], Reply]
    base: str = "/api.xro/2.0"
    api: str = "accounting"
    countries: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The operation among those of all specifications: "getInvoice", "files.getFile"."""
        return self.operation_id if self.api == "accounting" else f"{self.api}.{self.operation_id}"

    def is_of(self, country: str) -> bool:
        return not self.countries or country in self.countries
