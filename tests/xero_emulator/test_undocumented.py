"""Nothing that the specifications allow to be asked gets an answer that they do not know.

Requests are drawn by schemathesis from Xero's OpenAPI files, right ones and wrong ones, with ids
that exist where earlier answers told of some. Each answer must be one that the specification
documents for its operation, or one of those that any operation may give (`spec_faults.py`).
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode
from tests.xero_emulator.contract import FILES, Answer, Contract
from tests.xero_emulator.sdk.client import CLIENT_ID
from tests.xero_emulator.sdk.given import ELSEWHERE as NOBODY

from xero_emulator.apis import ROUTES
from xero_emulator.coverage import TITLES, VERBS, specification
from xero_emulator.fixture import Running, running_emulator
from xero_emulator.identity.scopes import ORGANISATION

NOON = "2026-03-02T12:00:00+00:00"
EXAMPLES = int(os.environ.get("EXAMPLES", "3"))  # a longer search, now and then, by hand
COUNTRY = {"payroll-au": "AU", "payroll-au-v2": "AU", "payroll-nz": "NZ"}
PARTS = {"accounting": 6, "payroll-nz": 2, "payroll-uk": 2}  # of one search, to be run apart
OFTEN = 0.8  # how often an id is one that exists
BASES = {
    **{api: base for api, files in FILES.items() for base in list(files.values())[:1]},
    "identity": "",
    "app-store": "/appstore/2.0",
    "bank-feeds": "/bankfeeds.xro/1.0",
    "projects": "/projects.xro/2.0",
}
SEARCH = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with running_emulator(seed="empty") as emulator:
        emulator.control.limits(enabled=False)
        yield emulator


@pytest.fixture
def xero(running: Running) -> Running:
    running.control.set_clock(NOON)
    running.control.reset()
    return running


def headers_for(xero: Running, api: str) -> dict[str, str]:
    """An app that may do everything, in an organisation that has this API."""
    token = xero.consent(CLIENT_ID, scope=" ".join(ORGANISATION))["access_token"]
    tenant = xero.tenants()[COUNTRY.get(api, "GB")]
    return {"authorization": f"Bearer {token}", "xero-tenant-id": tenant}


class Asker:
    """Sends what was drawn, and remembers the ids in the answers, to ask for them later."""

    def __init__(self, xero: Running, contract: Contract) -> None:
        self.contract = contract
        self.address = f"{xero.url}{BASES[contract.api]}"
        self.headers = headers_for(xero, contract.api)
        self.known: dict[str, list[str]] = defaultdict(list)
        self.seen: Counter[int] = Counter()
        self.breaches: dict[str, str] = {}

    def ask(self, name: str, case: schemathesis.Case, dice: random.Random) -> None:
        """Keeps, for each operation, the first answer that the specification does not know."""
        for parameter in case.path_parameters:
            known = self.known[parameter.lower()]
            if known and dice.random() < OFTEN:
                case.path_parameters[parameter] = dice.choice(known)
        drawn = {name.lower(): value for name, value in case.headers.items()}
        drawn.pop("idempotency-key", None)  # the same for many requests; it has tests of its own
        case.headers = {"accept": "application/json", **drawn, **self.headers}
        got = case.call(base_url=self.address)
        kind = got.headers.get("content-type", [""])[0]
        answer = Answer(case.method, "", got.status_code, kind, got.content)
        self.seen[answer.status] += 1
        if kind.startswith("application/json") and answer.body:
            self._learn(json.loads(answer.body))
        wrong = self.contract.breaches(name, answer)
        if wrong:
            asked = case.as_curl_command()
            self.breaches.setdefault(name, f"{wrong[0]} (asked: {asked[:300]})")

    def _learn(self, value: Any) -> None:
        for each in value if isinstance(value, list) else ():
            self._learn(each)
        for name, each in value.items() if isinstance(value, dict) else ():
            if isinstance(each, (dict, list)):
                self._learn(each)
            elif name.lower().endswith("id") and isinstance(each, str):
                self.known[name.lower()] = [*self.known[name.lower()], each][-8:]


@cache
def drawn_operations(reference: Path, api: str) -> tuple[tuple[str, Any], ...]:
    """The operations that COVERAGE.md ticks, lists first so that there are ids to ask for."""
    ours = {route.operation_id for route in ROUTES if route.api == api}
    schema = schemathesis.openapi.from_path(reference / "xero-openapi" / TITLES[api][1])
    found = [each.ok() for each in schema.get_all_operations()]
    named = [(each.definition.raw["operationId"], each) for each in found]
    told = sorted(named, key=lambda one: "{" in one[1].path)
    return tuple((name, each) for name, each in told if name in ours)


def part_of(reference: Path, api: str, part: int) -> Iterator[tuple[str, Any]]:
    """The operations whose paths begin with every so manieth word."""
    every = drawn_operations(reference, api)
    words = sorted({_word(each.path) for _name, each in every})
    mine = set(words[part :: PARTS.get(api, 1)])
    return ((name, each) for name, each in every if _word(each.path) in mine)


def _word(path: str) -> str:
    return path.split("/")[1]


def search(asker: Asker, name: str, drawn: st.SearchStrategy[schemathesis.Case]) -> None:
    @SEARCH
    @given(drawn, st.randoms(use_true_random=False))
    def ask(case: schemathesis.Case, dice: random.Random) -> None:
        asker.ask(name, case, dice)

    ask()


@pytest.mark.parametrize(
    ("api", "part"), [(api, part) for api in sorted(FILES) for part in range(PARTS.get(api, 1))]
)
def test_no_answer_is_undocumented(xero: Running, reference: Path, api: str, part: int) -> None:
    asker = Asker(xero, Contract(reference / "xero-openapi", api))
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    for name, operation in part_of(reference, api, part):
        drawn = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes))
        search(asker, name, drawn)
    assert not asker.breaches, "\n".join(asker.breaches.values())
    assert asker.seen[200] > 0


def unserved(reference: Path, api: str) -> Iterator[tuple[str, str]]:
    """Method and path of each operation that the emulator does not answer, ids filled in."""
    ours = {(route.api, route.operation_id) for route in ROUTES}
    told = specification(reference / "xero-openapi" / TITLES[api][1])
    for path, methods in told["paths"].items():
        for verb in VERBS & methods.keys():
            if api != "identity" and (api, methods[verb]["operationId"]) not in ours:
                yield verb.upper(), BASES[api] + _filled(path)


def _filled(path: str) -> str:
    return "/".join(NOBODY if "{" in part else part for part in path.split("/"))


@pytest.mark.parametrize("api", sorted(BASES))
def test_what_is_not_there_is_not_found(xero: Running, reference: Path, api: str) -> None:
    told: Mapping[str, int] = {
        f"{method} {path}": httpx2.request(
            method, f"{xero.url}{path}", headers=headers_for(xero, api)
        ).status_code
        for method, path in unserved(reference, api)
    }
    assert set(told.values()) <= {404}, told
