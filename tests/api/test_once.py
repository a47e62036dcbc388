"""A POST under a key is done once, however often it comes."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from tests.api.conftest import Door
from tests.api.people import somebody

PATH = "/api/v1/me/tokens"
KEY = "Idempotency-Key"


def post(door: Door, headers: dict[str, str], key: str, name: str = "nightly") -> Any:
    return door.client.post(PATH, json={"name": name}, headers={**headers, KEY: key})


def test_the_first_answer_is_given_again(door: Door) -> None:
    person = somebody(door.house)
    headers = person.session()

    first, second = post(door, headers, "k"), post(door, headers, "k")

    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert second.headers["idempotent-replayed"] == "true"
    assert len(door.house.sessions.tokens(person.user.id)) == 1


def test_a_key_is_for_one_request_and_one_person(door: Door) -> None:
    anna, ben = somebody(door.house), somebody(door.house)
    headers = anna.session()
    post(door, headers, "k")

    other = post(door, headers, "k", name="another")
    theirs = post(door, ben.session(), "k")

    assert other.status_code == 422
    assert other.json()["remedy"] == "ChooseAnotherKey"
    assert theirs.status_code == 201
    assert "idempotent-replayed" not in theirs.headers


def test_trouble_of_the_request_is_told_again_and_a_refusal_is_not_kept(door: Door) -> None:
    person = somebody(door.house)
    narrow, wide = person.token([]), person.session()

    refused = post(door, narrow, "k")
    wrong = [post(door, wide, "w", name="") for _ in range(2)]

    assert refused.status_code == 403
    assert post(door, narrow, "k").status_code == 403
    assert [one.status_code for one in wrong] == [422, 422]
    assert wrong[1].headers["idempotent-replayed"] == "true"


def test_while_it_is_answered_another_waits(door: Door) -> None:
    person = somebody(door.house)
    now = door.clock.now()
    principal = f"user:{person.user.id}"
    headers, body = person.session(), b'{"name":"nightly"}'
    sent = {**headers, KEY: "k", "Content-Type": "application/json"}
    import hashlib

    request = hashlib.sha256(f"POST {PATH}?\n".encode() + body).digest()
    door.house.repeats.begin(principal, "k", request, now)

    early = door.client.post(PATH, content=body, headers=sent)
    door.clock.wait(301)  # whoever was answering has died
    late = door.client.post(PATH, content=body, headers=sent)

    assert (early.status_code, early.json()["remedy"]) == (409, "AwaitAnswer")
    assert late.status_code == 201


def test_of_many_at_once_one_is_done(door: Door) -> None:
    person = somebody(door.house)
    headers = person.session()
    found: list[int] = []

    def ask() -> None:
        answer = door.browser().post(PATH, json={"name": "n"}, headers={**headers, KEY: "k"})
        found.append(answer.status_code)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(found) <= {201, 409}
    assert len(door.house.sessions.tokens(person.user.id)) == 1


def test_a_key_is_forgotten_after_a_day(door: Door) -> None:
    person = somebody(door.house)
    headers = person.token()
    post(door, headers, "k")
    door.clock.wait(24 * 3600 + 1)

    assert "idempotent-replayed" not in post(door, headers, "k").headers


@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 256])
def test_a_key_that_cannot_be_one_is_refused(door: Door, key: str) -> None:
    headers = {**somebody(door.house).token(), KEY: key.encode()}

    answer = door.client.post(PATH, json={"name": "n"}, headers=headers)  # type: ignore[arg-type]

    assert answer.status_code == 422
