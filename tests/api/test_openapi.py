"""Our own description of the API holds: whatever is sent, the answer is one that it names.

Some 300 cases with every run of the suite; as many as one likes with `--cases 2000`.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient
from tests.api.conftest import SCENARIO, knocking
from tests.api.people import somebody

from tallyloom.api.application import application
from tallyloom.connections.vault import Secret
from tallyloom.house import House, open_house
from tallyloom.settings import load
from tallyloom.store.database import Database
from xero_emulator.fixture import running_emulator

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
MODES = {"right": GenerationMode.POSITIVE, "wrong": GenerationMode.NEGATIVE}
AT_ONCE = 400  # cases in one test
ENDLESS = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Share:
    """One part of all cases: every `of`-th operation, from the `first` on."""

    first: int
    of: int
    cases: int


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Many cases are several tests, so that none of them takes minutes."""
    cases = int(metafunc.config.getoption("--cases"))
    of = max(1, cases // AT_ONCE)
    shares = [Share(first, of, cases) for first in range(of)]
    names = [f"{first + 1} of {of}" for first in range(of)]
    metafunc.parametrize("share", shares, ids=names)


@pytest.fixture
def house(tmp_path: Path, database: Database) -> Iterator[House]:
    """A house that is at work, connected to books that it may reach."""
    with running_emulator(seed="demo") as emulator:
        allowed = urlsplit(emulator.url).netloc
        given = {"home": tmp_path, "database_url": database.url, "allow_addresses": allowed}
        with open_house(load(given)) as house:
            bases = dict.fromkeys(("login", "identity", "api"), emulator.url)
            made = house.connections.registrations.add("xero", "c", Secret("s"), bases=bases)
            begun = house.connections.begin("books", made.id, redirect="http://localhost/callback")
            house.connections.walk(begun)
            house.engine.launch()
            yield house


def known(house: House, client: TestClient, owner: dict[str, str]) -> dict[str, list[str]]:
    """Ids of what is there, by the name of the path's part: half of the cases ask for these."""
    version = house.scenarios.keep("Seeded", SCENARIO.format(name="Seeded"), house.clock.now())
    path = f"/api/v1/scenarios/{version.scenario_id}/run"
    run_id = client.post(path, json={}, headers=owner).json()["id"]
    while house.runs.get(run_id).status == "running":  # type: ignore[union-attr]
        house.clock.wait(0.02)
    return {
        "scenario_id": [version.scenario_id],
        "run_id": [run_id],
        "connection_id": [row.id for row in house.connections.list()],
        "registration_id": [row.id for row in house.connections.registrations.list()],
        "user_id": [somebody(house, "member").user.id],
        "number": ["1"],
        "module": ["1"],
        "name": ["xero", "tools.compose", "books"],
        "listed": ["organisations"],
    }


def operations(client: TestClient) -> Iterator[Any]:
    schema = schemathesis.openapi.from_asgi(
        "/api/v1/openapi.json", client.app, headers={"Host": "localhost"}
    )
    for found in schema.get_all_operations():
        yield found.ok()


def endless(operation: Any) -> bool:
    """A stream that would not end: where it is one whatever its path says."""
    answers = operation.definition.raw["responses"].get("200", {})
    return ENDLESS in answers.get("content", {})


# The engine is at work meanwhile, and draws its own random numbers.
@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisDeprecationWarning")
def test_our_own_openapi_is_what_we_answer(house: House, share: Share) -> None:
    client = knocking(house, application(house))
    # A real address by the name of this machine: any other name is refused.
    owner = somebody(house).token() | {"Host": "localhost"}
    ids, faults, asked = known(house, client, owner), Counter[str](), Counter[str]()
    every = [one for one in operations(client) if not endless(one)]
    # What is deleted cannot be asked for any more.
    mine = sorted(every[share.first :: share.of], key=lambda one: one.method.upper() == "DELETE")
    each = max(1, round(share.cases / len(every)))
    for operation in mine:
        whole = asking(operation, each, owner, ids, asked, faults)
        whole()

    assert asked.total() >= len(mine) * each * 0.8
    assert not faults, "\n".join(sorted(faults))


def asking(
    operation: Any,
    count: int,
    owner: dict[str, str],
    ids: dict[str, list[str]],
    asked: Counter[str],
    faults: Counter[str],
) -> Callable[[], None]:
    """Sends `count` cases of one operation, most of them as described and some not."""
    right = operation.as_strategy(generation_mode=MODES["right"])
    wrong = operation.as_strategy(generation_mode=MODES["wrong"])

    @seed(zlib.crc32(operation.label.encode()))
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def whole(data: st.DataObject) -> None:
        how = right if data.draw(st.integers(0, 2)) or count < 3 else wrong
        try:
            case = data.draw(how)
        except Exception:  # nothing can be wrong with an operation that takes nothing
            case = data.draw(right)
        for name in case.path_parameters or {}:
            if name in ids and data.draw(st.booleans()):
                case.path_parameters[name] = data.draw(st.sampled_from(ids[name]))
        if data.draw(st.booleans()):
            (case.headers or {}).pop("If-Match", None)
        asked[operation.label] += 1
        response = case.call(session=None, headers={**(case.headers or {}), **owner})
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as group:
            for failure in group.exceptions:
                said = str(failure).strip().replace("\n", " ")[:300]
                body = repr(case.body)[:200]
                faults[
                    f"{operation.label} {response.status_code} {said} | {case.path_parameters}"
                    f" {case.query} {body} | {response.text[:300]}"
                ] += 1

    return whole
