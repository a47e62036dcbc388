"""Whatever is asked in whatever order, each answer keeps the contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from tests.xero_emulator.contract import Answer, Contract
from tests.xero_emulator.sdk.client import CLIENT_ID
from tests.xero_emulator.sdk.conftest import EVERYTHING, NOON
from tests.xero_emulator.sdk.requests import Drawer, Request, opening

from xero_emulator.fixture import Running

CALLS = 12
SEQUENCES = 30


@dataclass
class Caller:
    """Sends requests as one app to one organisation, and counts the answers by status."""

    running: Running
    http: httpx2.Client
    seen: Counter[int] = field(default_factory=Counter)

    def begin(self, country: str, seed: str = "empty") -> None:
        self.running.control.set_clock(NOON)
        self.running.control.reset(seed)
        token = self.running.consent(CLIENT_ID, EVERYTHING)["access_token"]
        self.http.headers["authorization"] = f"Bearer {token}"
        self.http.headers["xero-tenant-id"] = self.running.tenants()[country]

    def send(self, asked: Request) -> Answer:
        got = self.http.request(
            asked.method,
            f"{self.running.url}{asked.path}",
            params=asked.query,
            content=asked.content,
            headers=asked.headers,
        )
        self.seen[got.status_code] += 1
        kind = got.headers.get("content-type", "")
        return Answer(asked.method, asked.path, got.status_code, kind, got.content)


@pytest.fixture
def caller(running: Running) -> Iterator[Caller]:
    with httpx2.Client(timeout=30.0) as http:
        yield Caller(running, http)


def test_random_calls_are_answered_as_the_specification_says(
    caller: Caller, contract: Contract
) -> None:
    operations = sorted(contract.answered() - {"deleteConnection"})

    @settings(
        max_examples=SEQUENCES,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def sequence(data: DataObject) -> None:
        caller.begin(data.draw(st.sampled_from(("GB", "AU", "NZ", "US"))))
        drawer = Drawer(contract, data)
        for asked in opening():
            drawer.learn(caller.send(asked))
        for _ in range(CALLS):
            name = data.draw(st.sampled_from(operations))
            asked = drawer.request(contract.operations[name])
            answer = caller.send(asked)
            assert contract.breaches(name, answer) == [], asked
            drawer.learn(answer)

    sequence()
    assert set(caller.seen) <= {200, 204, 400, 404}
    assert min(caller.seen[each] for each in (200, 400, 404)) > SEQUENCES
