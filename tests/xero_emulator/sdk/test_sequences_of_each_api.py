"""Whatever is asked of the other APIs in whatever order, each answer keeps that API's contract."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from tests.xero_emulator.contract import Answer, Operation
from tests.xero_emulator.sdk.conftest import contract_of
from tests.xero_emulator.sdk.examples import EXAMPLES, QUESTIONS
from tests.xero_emulator.sdk.openings import OPENINGS, SEEDS, upload
from tests.xero_emulator.sdk.requests import SEGMENTS, Drawer, Request
from tests.xero_emulator.sdk.test_sequences import Caller

from xero_emulator.fixture import Running

SEQUENCES = 16
CALLS = 20
JSON = {"content-type": "application/json"}
GOOD = (200, 201, 204)
# What a path or body calls an id, and what the object that has it calls it.
SAME = {
    "superannuationid": "id",
    "employeeworkingpatternid": "payeeworkingpatternid",
    "payruncalendarid": "payrollcalendarid",
    "statutorysickleaveid": "statutoryleaveid",
    "objectid": "contactid",
    "accountid": "expenseaccountid",
}


class Asker(Drawer):
    """Draws requests of one API; mostly right ones, about what exists, by any name it has."""

    def learn(self, answer: Answer) -> None:
        if answer.method == "DELETE" and answer.status in GOOD:
            self._forget(answer.path.rpartition("/")[2])
        if answer.status in GOOD and answer.content_type.startswith("application/json"):
            told = json.loads(answer.body)
            head = isinstance(told, dict) and {"providerName", "ProviderName"} & told.keys()
            self._learn(list(told.values()) if head else told)

    def _learn(self, value: Any) -> None:
        for each in value if isinstance(value, list) else ():
            self._learn(each)
        for name, each in value.items() if isinstance(value, dict) else ():
            if isinstance(each, (dict, list)):
                self._learn(each)
            elif isinstance(each, str) and each and name.lower().endswith("id"):
                self.remember(self._own_name(name.lower(), value), each)

    def _own_name(self, name: str, thing: dict[str, Any]) -> str:
        """Files and assets call their own ids just that."""
        if self.contract.api == "files" and name == "id":
            return "fileid" if "MimeType" in thing else "folderid"
        return "id" if name == "assetid" else name

    def remember(self, name: str, key: str) -> None:
        kept = [each for each in self.known[name] if each != key]
        self.known[name] = [*kept, key][-8:]

    def _forget(self, key: str) -> None:
        for name, keys in self.known.items():
            self.known[name] = [each for each in keys if each != key]

    def _drawn(self, name: str, others: tuple[str, ...]) -> str:
        """Mostly what was seen last, because ids in one path belong together."""
        wanted = SAME.get(name.lower(), name.lower())
        if self.known.get(wanted) and self.data.draw(st.booleans()):
            return self.known[wanted][-1]
        return super()._drawn(wanted, others)

    def request(self, operation: Operation) -> Request:
        if operation.id.startswith("uploadFile"):
            path = super().request(replace(operation, wants=None)).path
            name = self.data.draw(st.sampled_from((b"b.pdf", b"c.txt", b"a.boo", b"x")))
            return upload(path, name)
        asked = super().request(operation)
        return replace(asked, query={**self._question(operation), **asked.query}, headers=JSON)

    def _question(self, operation: Operation) -> dict[str, str]:
        asked = QUESTIONS.get(operation.id)
        known = None if asked is None else self._filled(self.data.draw(st.sampled_from(asked)))
        return {k: v for k, v in (known or {}).items() if k in operation.query}

    def _query(self, operation: Operation) -> dict[str, str]:
        return super()._query(operation) if self.data.draw(st.booleans()) else {}

    def _mended(self, found: Any, kind: str) -> Any:
        """What was drawn, or a right one instead, or that with something drawn beside it."""
        examples = EXAMPLES[self.contract.api].get(kind)
        how = self.data.draw(st.integers(0, 5))
        if examples is None or not isinstance(found, dict) or not how:
            return found
        right = self._filled(self.data.draw(st.sampled_from(examples)))
        return {**found, **right} if how == 1 else right

    def _filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._filled(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self._filled(each) for each in value]
        if isinstance(value, str) and "@" in value and " " not in value and "." not in value:
            before, _, name = value.partition("@")
            return before + self._drawn(name, SEGMENTS)
        return value


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
    operations = sorted(contract.answered())
    seen: dict[str, Counter[int]] = defaultdict(Counter)

    @settings(
        max_examples=SEQUENCES,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def sequence(data: DataObject) -> None:
        caller.begin(country, SEEDS.get(api, "empty"))
        asker = Asker(contract, data)

        def send(asked: Request) -> Any:
            answer = caller.send(asked)
            assert answer.status in GOOD, (asked, answer)
            asker.learn(answer)
            return json.loads(answer.body) if answer.body else None

        for name, key in (opening(send) or {}).items():
            asker.remember(name, key)
        dice = Random(data.draw(st.integers(0, 10**6)))  # noqa: S311 - no secret
        for _ in range(CALLS):
            name = dice.choice(operations)
            asked = asker.request(contract.operations[name])
            answer = caller.send(asked)
            seen[name][answer.status] += 1
            assert contract.breaches(name, answer) == [], asked
            asker.learn(answer)

    sequence()
    assert set(caller.seen) <= {*GOOD, 400, 404, 409}
    good = sum(seen[name][status] for name in seen for status in GOOD)
    assert good > SEQUENCES * CALLS / 4
    never = {name for name in operations if not seen[name].keys() & set(GOOD)}
    assert len(never) < len(operations) / 3, never
