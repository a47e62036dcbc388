"""A service of twenty organisations that takes every write its one token allows, and notes it.

It is as permissive as the real one: the token reaches all organisations, whichever a consent
listed, so that only the installation's own care keeps a write out of the wrong books.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from httpx2 import URL

from tallyloom.egress import Incoming, Outgoing
from tallyloom.kit import from_json, to_json

ORGANISATIONS = 20
# Hardly more names than organisations, so that they clash and wander.
NAMES = (
    *("Alder", "Ash", "Aspen", "Beech", "Birch", "Cedar", "Cherry", "Cypress", "Elder", "Elm"),
    *("Fir", "Hazel", "Holly", "Larch", "Lime", "Maple", "Oak", "Olive", "Pear", "Pine"),
    *("Plum", "Poplar", "Rowan", "Yew"),
)


@dataclass
class World:
    """Which books stand behind each tenant id, what they are called, and which are listed."""

    dice: random.Random
    books: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    consented: list[str] = field(default_factory=list)  # what the next consent reaches
    vanished: set[str] = field(default_factory=set)
    listed: dict[str, list[str]] = field(default_factory=dict)  # by grant
    issued: int = 0

    def __post_init__(self) -> None:
        for number, name in enumerate(self.dice.sample(NAMES, ORGANISATIONS)):
            tenant = f"tenant-{number:02}"
            self.books[tenant] = f"books-{number:02}"
            self.names[tenant] = name
        self.consented = list(self.books)

    def rename(self) -> None:
        """Give one another's name, or let two change theirs, or call one anew."""
        one, other = self.dice.sample(sorted(self.books), 2)
        kind = self.dice.choice(["exchange", "exchange", "take", "new"])
        if kind == "exchange":
            self.names[one], self.names[other] = self.names[other], self.names[one]
        else:
            self.names[one] = self.names[other] if kind == "take" else self.dice.choice(NAMES)

    def swap(self) -> None:
        """Let two tenant ids show each other's books."""
        one, other = self.dice.sample(sorted(self.books), 2)
        self.books[one], self.books[other] = self.books[other], self.books[one]

    def mend(self) -> None:
        """Let every tenant id show the books it showed at first."""
        self.books = {tenant: tenant.replace("tenant", "books") for tenant in self.books}

    def move(self) -> None:
        """Let some vanish from the lists, and others come back."""
        self.vanished ^= set(self.dice.sample(sorted(self.books), 3))


@dataclass
class Landed:
    """Where writes landed, by what the one who wrote them meant."""

    writes: int = 0
    wrong: int = 0
    nameless: int = 0
    by_books: Counter[str] = field(default_factory=Counter)


class Service:
    """Stands in the place of the door: what leaves arrives here."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.landed = Landed()

    def send(self, outgoing: Outgoing) -> Incoming:
        path = urlsplit(outgoing.url).path
        headers = {name.lower(): value for name, value in outgoing.headers.items()}
        if path == "/identity/connect/authorize":
            asked = parse_qs(urlsplit(outgoing.url).query)
            back = f"{asked['redirect_uri'][0]}?state={asked['state'][0]}&code=code"
            return self._answer(outgoing, 302, {}, {"location": back})
        if path == "/connect/token":
            return self._answer(outgoing, 200, self._token(parse_qs(_body_of(outgoing).decode())))
        if path == "/connect/revocation":
            return self._answer(outgoing, 200, {})
        if path == "/connections":
            return self._answer(outgoing, 200, self._connections(outgoing))
        return self._at_the_books(outgoing, headers.get("xero-tenant-id", ""))

    def _token(self, form: dict[str, list[str]]) -> dict[str, Any]:
        self.world.issued += 1
        if form["grant_type"][0] == "refresh_token":
            grant = form["refresh_token"][0].partition(".")[0]
        else:
            grant = f"grant{self.world.issued}"
            self.world.listed[grant] = list(self.world.consented)
        number = self.world.issued
        return {
            "access_token": f"{grant}.a{number}",
            "refresh_token": f"{grant}.r{number}",
            "expires_in": 1800,
            "scope": "accounting.settings.read",
        }

    def _connections(self, outgoing: Outgoing) -> list[dict[str, str]]:
        world = self.world
        return [
            {"tenantId": tenant, "tenantName": world.names[tenant], "tenantType": "ORGANISATION"}
            for tenant in world.listed[_token_of(outgoing).partition(".")[0]]
            if tenant not in world.vanished
        ]

    def _at_the_books(self, outgoing: Outgoing, tenant: str) -> Incoming:
        books = self.world.books.get(tenant)
        if books is None:
            self.landed.nameless += 1
            return self._answer(outgoing, 403, {})
        if outgoing.method == "GET":
            facts = {"OrganisationID": books, "CountryCode": "GB"}
            return self._answer(outgoing, 200, {"Organisations": [facts]})
        told = from_json(_body_of(outgoing))
        self.landed.writes += told["records"]
        self.landed.by_books[books] += told["records"]
        self.landed.wrong += told["records"] * (told["meant"] != books)
        return self._answer(outgoing, 200, {})

    def _answer(
        self, outgoing: Outgoing, status: int, body: Any, headers: dict[str, str] | None = None
    ) -> Incoming:
        content = to_json(body)
        return Incoming(status, headers or {}, content, outgoing.url, 0, len(content), 0.0)


def _token_of(outgoing: Outgoing) -> str:
    assert outgoing.credential is not None
    headers = outgoing.credential.headers_for(URL(outgoing.url)) or {}
    return headers["Authorization"].removeprefix("Bearer ")


def _body_of(outgoing: Outgoing) -> bytes:
    assert isinstance(outgoing.body, bytes)
    return outgoing.body
