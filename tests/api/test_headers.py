"""What every answer carries: pages, JSON, troubles, redirects, files, and what nobody foresaw."""

from __future__ import annotations

import pytest
from tests.api.conftest import Door
from tests.api.people import somebody

from tallyloom.api.application import TABLES
from tallyloom.api.headers import ALWAYS
from tallyloom.house import House

ADDRESSES = [
    *("/", "/login", "/link?code=x", "/nowhere", "/style.css", "/sign.svg", "/healthz", "/readyz"),
    *("/oauth/callback?state=x", "/consent/done", "/api/v1/nowhere", "/api/v1/openapi.json"),
    *("/%00", "/runs/%00", "/api/v1/me?x=%00"),
    *(
        declared.path.replace("{", "").replace("}", "")
        for table in TABLES
        for declared in table.declared
        if declared.method == "GET" and declared.media != "text/event-stream"
    ),
]


WAYS: list[tuple[str, dict[str, str]]] = [
    ("GET", {}),
    ("POST", {}),
    ("NONSENSE", {}),
    ("GET", {"Host": "evil.example"}),
]


@pytest.fixture
def door(shared_door: Door) -> Door:
    return shared_door


def lacking(headers: object) -> list[str]:
    return [name for name in ALWAYS if name.lower() not in headers]  # type: ignore[operator]


def test_every_answer_has_them_whoever_asks_and_whatever_comes_of_it(door: Door) -> None:
    owner = somebody(door.house).token()
    wrong = []
    for path in ADDRESSES:
        for method, headers in WAYS:
            for given in (headers, headers | owner):
                answer = door.client.request(method, path, headers=given)
                policy = answer.headers.get("content-security-policy", "")
                if lacking(answer.headers) or "unsafe" in policy or "default-src" not in policy:
                    wrong.append((method, path, answer.status_code))

    assert wrong == []


def test_nobody_elses_page_may_read_an_answer(door: Door) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"}

    for method in ("GET", "OPTIONS"):
        answer = door.client.request(method, "/api/v1/openapi.json", headers=asked)
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(("path", "part"), [("/login", "people"), ("/api/v1/audit", "audit")])
def test_what_nobody_foresaw_says_nothing_of_itself(
    door: Door, monkeypatch: pytest.MonkeyPatch, path: str, part: str
) -> None:
    def broken(self: House) -> None:
        raise RuntimeError("the canary in the mine")

    owner = somebody(door.house).token() if part == "audit" else {}
    monkeypatch.setattr(House, part, property(broken))

    answer = door.client.get(path, headers=owner)

    assert answer.status_code == 500
    assert "canary" not in answer.text
    assert not lacking(answer.headers)
