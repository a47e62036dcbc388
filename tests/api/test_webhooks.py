"""Services call: what they signed is kept before it is answered, together where it comes so."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tallyloom.api import webhooks
from tallyloom.api.together import Together
from tallyloom.connections.vault import Secret
from tallyloom.house import House, open_house
from tallyloom.settings import load
from tallyloom.store.database import Database
from tallyloom.store.deliveries import Arrival

KEY = "the signing key"
BODY = b'{"events":[],"firstEventSequence": 0,"lastEventSequence": 0, "entropy": "A"}'
SHARED = 10  # transactions that two hundred calls may take


def signed(body: bytes = BODY, key: str = KEY) -> bytes:
    return base64.b64encode(hmac.digest(key.encode(), body, hashlib.sha256))


@dataclass
class Door:
    """The webhooks of a house, called as a server calls them; `goes` counts calls in each go."""

    house: House
    registration: str
    goes: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.app = webhooks.in_front(self.house, _behind)
        keep = self.house.deliveries.keep

        def counted(arrivals: Sequence[Arrival], now: Any) -> None:
            self.goes.append(len(arrivals))
            keep(arrivals, now)

        vars(self.house.deliveries)["keep"] = counted

    def ask(self, *calls: tuple[bytes, bytes], path: str = "") -> list[int]:
        """The answers to these bodies with their signatures, all called at the same time."""
        return asyncio.run(self._ask(calls, path or f"/webhooks/{self.registration}"))

    async def _ask(self, calls: Sequence[tuple[bytes, bytes]], path: str) -> list[int]:
        return await asyncio.gather(*(self.one(path, *call) for call in calls))

    async def one(self, path: str, body: bytes, signature: bytes, method: str = "POST") -> int:
        answer: list[Any] = []
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "headers": [(b"x-xero-signature", signature)],
        }

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            answer.append(message)

        await self.app(scope, receive, send)
        assert answer[-1].get("body", b"") == b""
        names = {name for name, _ in answer[0]["headers"]}
        assert b"set-cookie" not in names
        assert (b"retry-after" in names) == (answer[0]["status"] == 503)
        return int(answer[0]["status"])

    @property
    def kept(self) -> list[bytes]:
        with self.house.database.connect() as on:
            rows = on.execute(text("SELECT body FROM deliveries ORDER BY id")).scalars()
            return [bytes(body) for body in rows]


async def _behind(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def door(tmp_path: Path, database: Database) -> Iterator[Door]:
    with open_house(load({"home": tmp_path, "database_url": database.url})) as house:
        yield _door(house)


def _door(house: House) -> Door:
    registrations = house.connections.registrations
    row = registrations.add("xero", "client", Secret("secret"))
    registrations.listen(row.id, Secret(KEY))
    return Door(house, row.id)


def numbered(count: int) -> list[tuple[bytes, bytes]]:
    bodies = [BODY.replace(b"A", str(number).encode()) for number in range(count)]
    return [(body, signed(body)) for body in bodies]


# Signatures


def test_a_body_with_any_bit_flipped_is_refused(door: Door) -> None:
    flipped = [_flipped(BODY, bit) for bit in range(len(BODY) * 8)]
    answers = door.ask(*((body, signed()) for body in flipped))
    assert Counter(answers) == {401: len(BODY) * 8}
    assert door.kept == []


def test_a_signature_with_any_bit_flipped_is_refused(door: Door) -> None:
    right = signed()
    flipped = [_flipped(right, bit) for bit in range(len(right) * 8)]
    answers = door.ask(*((BODY, signature) for signature in flipped))
    assert Counter(answers) == {401: len(right) * 8}
    assert door.kept == []


def _flipped(text_: bytes, bit: int) -> bytes:
    changed = bytearray(text_)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_what_is_signed_rightly_is_kept_as_it_came(door: Door) -> None:
    assert door.ask((BODY, signed())) == [200]
    assert door.kept == [BODY]


def test_both_keys_are_believed_while_one_replaces_the_other(door: Door) -> None:
    registrations = door.house.connections.registrations
    new, old = (BODY, signed(key="a new key")), (BODY, signed())
    assert door.ask(old, new) == [200, 401]
    registrations.listen(door.registration, Secret("a new key"), keep=True)
    assert door.ask(new, old) == [200, 200]
    registrations.listen(door.registration, Secret("a new key"))
    assert door.ask((BODY, b"wrong")) == [401]  # after which keys are looked up anew
    assert door.ask(new, old) == [200, 401]


def test_only_calls_of_those_who_may_are_answered_here(door: Door) -> None:
    right = (BODY, signed())
    for path in ("/webhooks/unknown", "/webhooks/", f"/webhooks/{door.registration}/more"):
        assert door.ask(right, path=path) == [404]
    assert door.ask(right, path="/webhook") == [299]
    for method, status in {"PUT": 404, "GET": 299, "HEAD": 299}.items():
        path = f"/webhooks/{door.registration}"
        assert asyncio.run(door.one(path, *right, method=method)) == status
    assert door.kept == []


def test_an_address_that_cannot_be_looked_up_costs_nobody_else_their_call(door: Door) -> None:
    async def both() -> list[int]:
        mine = f"/webhooks/{door.registration}"
        # The first is looked up alone, and the others together meanwhile.
        return await asyncio.gather(
            door.one("/webhooks/unknown", BODY, signed()),
            door.one("/webhooks/\0", BODY, signed()),
            door.one(mine, BODY, signed()),
        )

    assert asyncio.run(both()) == [404, 404, 200]


def test_what_is_too_large_is_refused_unread(door: Door) -> None:
    large = b" " * (webhooks.LARGEST + 1)
    assert door.ask((large, signed(large))) == [413]


def test_what_comes_too_slowly_is_given_up(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "PATIENCE", 0.01)
    answers: list[Any] = []

    async def slow() -> None:
        async def receive() -> dict[str, Any]:
            await asyncio.Event().wait()
            raise AssertionError

        async def send(message: Any) -> None:
            answers.append(message)

        path = f"/webhooks/{door.registration}"
        scope = {"type": "http", "method": "POST", "path": path, "headers": []}
        await door.app(scope, receive, send)

    asyncio.run(slow())
    assert answers[0]["status"] == 408


# Together


def test_calls_that_come_together_share_transactions_and_each_is_kept_once(door: Door) -> None:
    calls = numbered(200)
    assert set(door.ask(*calls)) == {200}
    assert sorted(door.kept) == sorted(body for body, _ in calls)
    assert sum(door.goes) == 200
    assert len(door.goes) <= SHARED


def test_a_transaction_that_fails_acknowledges_nothing_and_keeps_nothing(door: Door) -> None:
    door.ask((BODY, signed()))
    with door.house.database.begin() as on:
        on.execute(text("ALTER TABLE deliveries RENAME TO elsewhere"))

    assert set(door.ask(*numbered(50))) == {503}

    with door.house.database.begin() as on:
        on.execute(text("ALTER TABLE elsewhere RENAME TO deliveries"))
    assert door.kept == [BODY]
    assert set(door.ask(*numbered(50))) == {200}
    assert len(door.kept) == 51


def test_one_call_that_cannot_be_kept_fails_with_all_that_shared_its_transaction(
    door: Door,
) -> None:
    calls = [*numbered(1), (b"7" * 9, signed(b"7" * 9))]
    with door.house.database.begin() as on:
        on.execute(text("ALTER TABLE deliveries ADD CHECK (length(body) <> 9)"))
    answers = door.ask(*calls)
    assert answers.count(200) == len(door.kept)
    assert answers[1] == 503


def test_who_comes_while_a_go_is_under_way_is_in_the_next_one() -> None:
    goes: list[list[int]] = []

    def do(items: Sequence[int]) -> Sequence[int]:
        goes.append(list(items))
        if 13 in items:
            raise ValueError
        return [item * 2 for item in items]

    async def asked() -> list[Any]:
        together = Together(do, 4)
        first = asyncio.gather(*(together.ask(n) for n in range(10)))
        assert await first == [n * 2 for n in range(10)]
        unlucky = await asyncio.gather(*(together.ask(n) for n in (13, 14)), return_exceptions=True)
        return [*unlucky, await together.ask(1)]

    one, other, after = asyncio.run(asked())
    assert isinstance(one, ValueError)
    assert isinstance(other, ValueError)
    assert after == 2
    assert goes[:3] == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]


# Full


def test_callers_are_sent_away_while_too_much_waits_and_taken_again_after(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "LOOK", 0.0)  # every call looks
    monkeypatch.setattr(webhooks, "SHARE", 0)
    settings = load({"home": tmp_path, "database_url": database.url, "webhook_queue": 3})
    with open_house(settings) as house:
        door = _door(house)
        answers = [door.ask(call)[0] for call in numbered(6)]
        assert answers == [200, 200, 200, 503, 503, 503]
        with house.database.begin() as on:
            on.execute(text("UPDATE deliveries SET sorted_at = now()"))
        assert asyncio.run(_taken_in_the_end(door))


async def _taken_in_the_end(door: Door) -> bool:
    """Whoever is sent away has it counted, so that some later call is taken."""
    path = f"/webhooks/{door.registration}"
    for _ in range(1000):
        if await door.one(path, BODY, signed()) == 200:
            return True
    return False
