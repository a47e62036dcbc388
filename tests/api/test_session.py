"""Signing in and out as programs in a browser do, and what keeps guessers out."""

from __future__ import annotations

from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import pytest
from tests.api.conftest import Door, opened
from tests.api.people import somebody

from tallyloom.api import people
from tallyloom.api.access import Permission
from tallyloom.api.people import hashed
from tallyloom.store.database import Database

PASSWORD = "a heron on a ladder"
SESSION = "/api/v1/session"


COST = people._hasher  # as it is without the quick one of the tests


def test_a_password_is_kept_as_argon2id_with_the_figures_of_rfc_9106() -> None:
    assert COST().hash(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.fixture
def anna(door: Door) -> str:
    """Somebody with a password; gives the name she signs in with."""
    person = somebody(door.house, login="Anna@example.org")
    door.house.people.set_password(person.user.id, hashed(PASSWORD))
    return "anna@example.org"


def sign_in(door: Door, login: str, password: str = PASSWORD) -> Any:
    return door.client.post(SESSION, json={"login": login, "password": password})


def csrf(door: Door) -> dict[str, str]:
    return {"X-CSRF-Token": door.client.get("/api/v1/me").json()["csrf_token"]}


def test_whoever_signs_in_gets_a_cookie_that_no_script_can_read(door: Door, anna: str) -> None:
    answer = sign_in(door, anna)

    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 200
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie  # there is no https here
    assert door.client.get("/api/v1/me").json()["login"] == "Anna@example.org"


def test_over_https_the_cookie_belongs_to_this_host_alone(
    tmp_path: Path, database: Database
) -> None:
    given = {"home": tmp_path, "database_url": database.url}
    for door in opened({**given, "public_url": "https://books.example"}):
        person = somebody(door.house, login="a@example.org")
        door.house.people.set_password(person.user.id, hashed(PASSWORD))
        answer = sign_in(door, "a@example.org")

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-tallyloom_session=")
    assert "; Secure" in cookie
    assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_a_session_gets_a_new_secret_at_every_sign_in(door: Door, anna: str) -> None:
    sign_in(door, anna)
    first = door.client.cookies["tallyloom_session"]
    sign_in(door, anna)
    second = door.client.cookies["tallyloom_session"]
    old = door.browser()
    old.cookies.set("tallyloom_session", first)

    assert first != second
    assert old.get("/api/v1/me").status_code == 401


def test_a_session_that_somebody_else_set_is_never_taken_over(door: Door, anna: str) -> None:
    door.client.cookies.set("tallyloom_session", "chosen-by-somebody-else")

    answer = sign_in(door, anna)

    assert "chosen-by-somebody-else" not in answer.headers["set-cookie"]


def test_signing_out_ends_the_session(door: Door, anna: str) -> None:
    sign_in(door, anna)
    secret = door.client.cookies["tallyloom_session"]

    out = door.client.delete(SESSION, headers=csrf(door))
    door.client.cookies.set("tallyloom_session", secret)

    assert out.status_code == 204
    assert "Max-Age=0" in out.headers["set-cookie"]
    assert door.client.get("/api/v1/me").status_code == 401


def test_what_is_wrong_is_never_said(door: Door, anna: str) -> None:
    disabled = somebody(door.house, "viewer", "gone@example.org")
    door.house.people.set_password(disabled.user.id, hashed(PASSWORD))
    door.house.people.change(disabled.user.id, disabled_at=door.clock.now())
    somebody(door.house, "viewer", "invited@example.org")

    answers = [
        sign_in(door, anna, "another password"),
        sign_in(door, "nobody@example.org"),
        sign_in(door, "gone@example.org"),
        sign_in(door, "invited@example.org", "!"),
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1


def guesses(door: Door, login: str, seconds: int) -> int:
    """How many of very many guesses are looked at, each as soon as it may be."""
    looked_at, until = 0, door.clock.seconds + seconds
    while door.clock.seconds < until:
        answer = sign_in(door, login, "wrong")
        looked_at += answer.status_code == 401
        door.clock.wait(float(answer.headers.get("retry-after", 0)))
    return looked_at


def test_of_any_number_of_guesses_ten_are_looked_at_in_a_quarter_of_an_hour(
    door: Door, anna: str
) -> None:
    assert guesses(door, anna, 900) <= 10
    assert guesses(door, "nobody@example.org", 900) <= 10


def test_a_wait_is_told_and_over_when_it_says_so(door: Door, anna: str) -> None:
    for _ in range(3):
        sign_in(door, anna, "wrong")

    early = sign_in(door, anna)
    door.clock.wait(float(early.headers["retry-after"]))

    assert early.status_code == 429
    assert early.json()["remedy"] == "SlowDown"
    assert sign_in(door, anna).status_code == 200
    assert sign_in(door, anna).status_code == 200


def test_many_guesses_at_once_are_none_more(door: Door, anna: str) -> None:
    now = door.clock.now()

    waits = [door.house.attempts.begin(b"place", now) for _ in range(50)]

    assert waits.count(0) == 3


def test_nobody_is_kept_out_by_guesses_from_elsewhere(
    door: Door, anna: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(door, anna)
    for number in range(30):
        from_there = door.browser()
        monkeypatch.setattr(from_there._transport, "client", (f"203.0.113.{number}", 1))
        answer = from_there.post(SESSION, json={"login": anna, "password": "wrong"})

    assert answer.status_code == 429
    assert sign_in(door, anna).status_code == 200


def test_a_change_needs_the_token_of_its_session(door: Door, anna: str) -> None:
    sign_in(door, anna)
    other = somebody(door.house).session()
    body = {"name": "Anna B."}

    without = door.client.patch("/api/v1/me", json=body)
    wrong = door.client.patch(
        "/api/v1/me", json=body, headers={"X-CSRF-Token": other["X-CSRF-Token"]}
    )
    right = door.client.patch("/api/v1/me", json=body, headers=csrf(door))

    assert (without.status_code, wrong.status_code, right.status_code) == (403, 403, 200)
    assert without.json()["remedy"] == "ReloadPage"


@pytest.mark.parametrize(
    "site",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
    ],
)
def test_no_other_site_changes_anything(door: Door, anna: str, site: dict[str, str]) -> None:
    refused = door.client.post(SESSION, json={"login": anna, "password": PASSWORD}, headers=site)
    sign_in(door, anna)
    changed = door.client.patch("/api/v1/me", json={"name": "X"}, headers=csrf(door) | site)
    form = door.client.post("/logout", data={"csrf": csrf(door)["X-CSRF-Token"]}, headers=site)

    assert [refused.status_code, changed.status_code, form.status_code] == [403, 403, 403]


def test_only_json_is_taken_for_json(door: Door, anna: str) -> None:
    """A form of another site can send text that reads as JSON."""
    body = b'{"login": "anna@example.org", "password": "a heron on a ladder"}'

    answer = door.client.post(SESSION, content=body, headers={"Content-Type": "text/plain"})

    assert answer.status_code == 422


def test_a_new_password_ends_every_other_session_and_renews_this_one(door: Door, anna: str) -> None:
    sign_in(door, anna)
    before = door.client.cookies["tallyloom_session"]
    other = door.browser()
    other.post(SESSION, json={"login": anna, "password": PASSWORD})

    body = {"current": PASSWORD, "new": "another heron elsewhere"}
    changed = door.client.put("/api/v1/me/password", json=body, headers=csrf(door))

    assert changed.status_code == 204
    assert door.client.cookies["tallyloom_session"] != before
    assert door.client.get("/api/v1/me").status_code == 200
    assert other.get("/api/v1/me").status_code == 401
    assert sign_in(door, anna).status_code == 401
    assert sign_in(door, anna, "another heron elsewhere").status_code == 200


def test_the_present_password_is_asked_for_and_guessed_as_slowly(door: Door, anna: str) -> None:
    sign_in(door, anna)
    body = {"current": "wrong", "new": "another heron elsewhere"}

    answers = [
        door.client.put("/api/v1/me/password", json=body, headers=csrf(door)).status_code
        for _ in range(4)
    ]

    assert answers == [422, 422, 422, 429]


@pytest.mark.parametrize(
    "password", ["short", "x" * 200, "aaaaaaaaaaaaaaaa", "anna@example.org", "tallyloomanna"]
)
def test_a_password_that_is_easily_guessed_is_refused(door: Door, anna: str, password: str) -> None:
    sign_in(door, anna)

    answer = door.client.put(
        "/api/v1/me/password", json={"current": PASSWORD, "new": password}, headers=csrf(door)
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "new"


def test_sessions_are_listed_and_ended_one_by_one(door: Door, anna: str) -> None:
    sign_in(door, anna)
    other = door.browser()
    other.post(SESSION, json={"login": anna, "password": PASSWORD}, headers={"User-Agent": "Other"})

    listed = door.client.get("/api/v1/me/sessions").json()["items"]
    [theirs] = [one for one in listed if not one["current"]]
    ended = door.client.delete(f"/api/v1/me/sessions/{theirs['id']}", headers=csrf(door))

    assert len(listed) == 2
    assert theirs["agent"] == "Other"
    assert ended.status_code == 204
    assert other.get("/api/v1/me").status_code == 401
    assert door.client.get("/api/v1/me").status_code == 200


def test_twelve_idle_hours_end_a_session_and_so_do_seven_busy_days(door: Door, anna: str) -> None:
    sign_in(door, anna)
    seen = []
    for _ in range(15):
        door.clock.wait(11.9 * 3600)
        seen.append(door.client.get("/api/v1/me").status_code)
    sign_in(door, anna)
    door.clock.wait(12.1 * 3600)

    assert seen == [200] * 14 + [401]
    assert door.client.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize(
    "number", ["1e999999999", "-1E-999999999", "1e99999999999999999999", f"0.{2000 * '1'}"]
)
def test_a_number_that_nobody_can_count_to_is_refused_before_it_is_worked_out(
    door: Door, number: str
) -> None:
    viewer, json_ = somebody(door.house, "viewer"), {"Content-Type": "application/json"}
    asked = f'{{"name": "x", "days": {number}}}'

    answer = door.client.post(
        "/api/v1/me/tokens", content=asked, headers={**viewer.token(), **json_}
    )
    stranger = door.client.post(SESSION, content=asked, headers=json_)

    assert (answer.status_code, stranger.status_code) == (422, 422)
    assert "at most 1000 digits" in answer.text


def test_other_spellings_of_a_name_are_no_further_guesses(door: Door) -> None:
    person = somebody(door.house, login="iris@example.org")
    door.house.people.set_password(person.user.id, hashed(PASSWORD))
    # PostgreSQL takes the I with a dot for an i; Python writes it small with two signs.
    for login in ("iris@example.org", "\u0130ris@example.org", "ir\u0130s@example.org"):
        assert sign_in(door, login, "wrong").status_code == 401

    assert sign_in(door, "\u0130r\u0130s@example.org", "wrong").status_code == 429


def test_a_new_password_ends_the_links_to_choose_one(door: Door, anna: str) -> None:
    user = door.house.people.find(anna)
    assert user is not None
    code = people.password_link(door.house, user).url.partition("code=")[2]
    sign_in(door, anna)
    new = {"current": PASSWORD, "new": "a pelican under the stairs"}

    changed = door.client.put("/api/v1/me/password", json=new, headers=csrf(door))

    assert changed.status_code == 204
    assert people.good_link(door.house, code) is None


def test_who_waits_to_have_a_password_looked_at_leaves_room_for_everybody_else(
    door: Door, anna: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "WAITING", BoundedSemaphore(1))
    with people._room():
        answer = sign_in(door, anna)

    assert answer.status_code == 429
    assert sign_in(door, anna).status_code == 200


def test_every_permission_is_told_with_what_it_allows_and_who_has_it(door: Door) -> None:
    member = somebody(door.house, "member")

    told = door.client.get("/api/v1/me/permissions", headers=member.session()).json()["items"]

    assert [one["permission"] for one in told] == list(Permission)
    assert all(one["sentence"].endswith(".") for one in told)
    missing = {one["permission"] for one in told if not one["held"]}
    assert missing == {Permission.INSTALLATION_EDIT, Permission.USERS_EDIT}
