"""Whatever is asked of Files, Assets, Finance or Payroll AU keeps that API's contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from tests.xero_emulator.contract import Answer, Operation
from tests.xero_emulator.sdk.conftest import contract_of
from tests.xero_emulator.sdk.openings import OPENINGS, upload
from tests.xero_emulator.sdk.requests import Drawer, Request
from tests.xero_emulator.sdk.test_sequences import CALLS, Caller

from xero_emulator.fixture import Running

SEQUENCES = 20
JSON = {"content-type": "application/json"}
# What an id is called in paths and bodies, where its own object calls it otherwise.
ALSO = {"Id": ("FileId", "FolderId"), "assetId": ("id",), "AccountID": ("BankAccountID",)}
NEEDED = {  # without these nearly every question would be refused
    "getAssets": {"status": ("DRAFT", "REGISTERED", "SOLD")},
    "getBankStatementAccounting": {
        "FromDate": ("2026-01-01", "2025-03-02", "soon"),
        "ToDate": ("2026-03-01", "2027-01-01"),
    },
}


class Asker(Drawer):
    """Draws requests of one API; remembers ids by every name that they have."""

    def learn(self, answer: Answer) -> None:
        super().learn(replace(answer, status=200 if answer.status == 201 else answer.status))

    def _learn(self, value: Any) -> None:
        super()._learn(value)
        for name, each in value.items() if isinstance(value, dict) else ():
            if isinstance(each, str) and name.endswith(("Id", "ID")):
                for known in (name, *ALSO.get(name, ())):
                    self.known[known] = [*self.known[known], each][-8:]

    def request(self, operation: Operation) -> Request:
        if operation.id.startswith("uploadFile"):
            path = super().request(replace(operation, wants=None)).path
            return upload(path, self.data.draw(st.sampled_from((b"b.pdf", b"a.boo", b"x"))))
        asked = super().request(operation)
        return replace(asked, query={**self._needed(operation), **asked.query}, headers=JSON)

    def _needed(self, operation: Operation) -> dict[str, str]:
        needed = NEEDED.get(operation.id, {})
        found = {name: self.data.draw(st.sampled_from(each)) for name, each in needed.items()}
        if "BankAccountID" in operation.query:
            found["BankAccountID"] = self._drawn("BankAccountID", ("x",))
        return found


@pytest.fixture
def caller(running: Running) -> Iterator[Caller]:
    with httpx2.Client(timeout=30.0) as http:
        yield Caller(running, http)


@pytest.mark.parametrize("api", sorted(OPENINGS))
def test_random_calls_are_answered_as_the_specification_says(
    caller: Caller, reference: Path, api: str
) -> None:
    contract = contract_of(reference / "xero-openapi", api)
    country, opening = OPENINGS[api]

    @settings(
        max_examples=SEQUENCES,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def sequence(data: DataObject) -> None:
        caller.begin(country)
        asker = Asker(contract, data)

        def send(asked: Request) -> Any:
            answer = caller.send(asked)
            asker.learn(answer)
            return json.loads(answer.body) if answer.body else None

        opening(send)
        for _ in range(CALLS):
            name = data.draw(st.sampled_from(sorted(contract.answered())))
            asked = asker.request(contract.operations[name])
            answer = caller.send(asked)
            assert contract.breaches(name, answer) == [], asked
            asker.learn(answer)

    sequence()
    assert set(caller.seen) <= {200, 201, 204, 400, 404, 409}
    assert min(caller.seen[200], caller.seen[400]) > SEQUENCES
