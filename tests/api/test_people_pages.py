"""Coming in and leaving, as a person in a browser without scripts does it."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.api.conftest import Door
from tests.api.people import somebody

from tallyloom.api.people import demo_owner, first_link, hashed, password_link, sign_in_link
from tallyloom.store.people import KeepOneOwner

PASSWORD = "a heron on a ladder"
PERSON = {"name": "Anna", "login": "anna@example.org", "password": PASSWORD, "again": PASSWORD}


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def filled(door: Door, path: str, browser: TestClient | None = None, **fields: str) -> Any:
    """Open a page, fill its form in, send it."""
    browser = browser or door.client
    page = browser.get(path).text
    kept = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', unescape(page)))
    action = re.search(
        r'<form method="post" action="([^"]+)"><input type="hidden" name="csrf"', page
    )
    assert action, page
    return browser.post(action[1], data=kept | fields)


def test_the_first_owner_is_made_by_the_link_of_the_terminal(door: Door) -> None:
    link = path_of(first_link(door.house).url)

    made = filled(door, link, **PERSON)

    assert (made.status_code, made.headers["location"]) == (303, "/")
    me = door.client.get("/api/v1/me").json()
    assert (me["name"], me["role"]) == ("Anna", "owner")
    assert door.client.get("/api/v1/first-start").json() == {"needed": False}


def test_the_link_works_once_and_not_after_a_day(door: Door) -> None:
    used, late = path_of(first_link(door.house).url), path_of(first_link(door.house).url)
    code = used.partition("code=")[2]
    door.clock.wait(timedelta(hours=24).total_seconds())
    gone = door.client.get(late)
    again = path_of(first_link(door.house).url)
    filled(door, again, **PERSON)

    stranger = door.browser()

    assert gone.status_code == 404
    assert "tallyloom users link" in gone.text
    assert stranger.get(again).status_code == 404
    body = {"code": code, "name": "B", "login": "b@example.org", "password": PASSWORD}
    assert stranger.post("/api/v1/first-start", json=body).status_code == 404


def test_of_two_who_become_the_first_owner_at_once_one_does(door: Door) -> None:
    codes = [first_link(door.house).url.partition("code=")[2] for _ in range(4)]
    found: list[int] = []

    def become(number: int) -> None:
        body = {
            "code": codes[number],
            "name": f"N{number}",
            "login": f"n{number}@example.org",
            "password": PASSWORD,
        }
        found.append(door.browser().post("/api/v1/first-start", json=body).status_code)

    threads = [threading.Thread(target=become, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [201, 404, 404, 404]
    assert len(door.house.people.list()) == 1


def test_a_mistake_is_told_and_what_was_written_is_kept(door: Door) -> None:
    link = path_of(first_link(door.house).url)

    short = filled(door, link, **PERSON | {"password": "short", "again": "short"})
    differ = filled(door, link, **PERSON | {"again": "something else entirely"})
    odd = filled(door, link, **PERSON | {"login": "anna"})

    assert [one.status_code for one in (short, differ, odd)] == [422, 422, 422]
    assert 'value="anna@example.org"' in short.text
    assert "12 to 128" in short.text
    assert "differ" in differ.text
    assert "short" not in re.sub(r'role="alert">[^<]*', "", short.text)


def test_a_form_that_is_not_of_this_browser_is_refused(door: Door) -> None:
    link = path_of(first_link(door.house).url)
    page = door.client.get(link).text
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))

    refused = door.browser().post("/link", data=fields | PERSON)

    assert refused.status_code == 403
    assert not door.house.people.list()


def test_signing_in_leads_to_the_page_that_was_asked_for(door: Door) -> None:
    person = somebody(door.house, login="anna@example.org")
    door.house.people.set_password(person.user.id, hashed(PASSWORD))
    sent = door.client.get("/?status=error&scenario=a b")

    entered = filled(door, sent.headers["location"], login="anna@example.org", password=PASSWORD)

    assert sent.status_code == 303
    assert entered.headers["location"] == "/?status=error&scenario=a%20b"


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_nobody_is_sent_to_another_site(door: Door, to: str) -> None:
    person = somebody(door.house, login="anna@example.org")
    door.house.people.set_password(person.user.id, hashed(PASSWORD))

    entered = filled(door, "/login", login="anna@example.org", password=PASSWORD, next=to)

    assert entered.headers["location"] == "/"


def test_a_wrong_password_says_so_on_the_page_without_repeating_it(door: Door) -> None:
    somebody(door.house, login="anna@example.org")

    refused = filled(door, "/login", login="anna@example.org", password="my-wrong-password")

    assert refused.status_code == 401
    assert "do not belong together" in refused.text
    assert "my-wrong-password" not in refused.text


def test_signing_out_ends_the_session(door: Door) -> None:
    """As the menu of every page sends it: a plain form with what the session is told."""
    person = somebody(door.house, login="anna@example.org")
    door.house.people.set_password(person.user.id, hashed(PASSWORD))
    filled(door, "/login", login="anna@example.org", password=PASSWORD)
    token = door.client.get("/api/v1/me").json()["csrf_token"]

    forged = door.client.post("/logout", data={"csrf": "another"})
    out = door.client.post("/logout", data={"csrf": token})

    assert forged.status_code == 403
    assert (out.status_code, out.headers["location"]) == (303, "/login")
    assert door.client.get("/").status_code == 303


def test_somebody_who_was_invited_chooses_a_password(door: Door) -> None:
    owner = somebody(door.house).session()
    body = {"login": "ben@example.org", "name": "Ben", "role": "viewer"}
    invited = door.client.post("/api/v1/users", json=body, headers=owner).json()
    link = path_of(invited["link"]["url"])
    browser = door.browser()

    entered = filled(door, link, browser, password=PASSWORD, again=PASSWORD)

    assert invited["user"]["state"] == "invited"
    assert entered.status_code == 303
    assert browser.get("/api/v1/me").json()["role"] == "viewer"
    assert door.browser().get(link).status_code == 404


def test_a_new_link_ends_the_one_before_and_a_removed_person_has_none(door: Door) -> None:
    somebody(door.house)
    person = somebody(door.house)
    first = path_of(password_link(door.house, person.user).url)
    second = path_of(password_link(door.house, person.user).url)

    assert door.client.get(first).status_code == 404
    assert door.client.get(second).status_code == 200
    door.house.people.remove(person.user.id)
    assert door.client.get(second).status_code == 404


def test_the_demo_signs_its_owner_in_by_a_link(door: Door) -> None:
    link = path_of(sign_in_link(door.house, demo_owner(door.house)).url)

    entered = door.client.get(link)

    assert entered.headers["location"] == "/"
    assert door.client.get("/api/v1/me").json()["name"] == "Demo"
    assert door.browser().get(link).status_code == 404


def test_there_is_always_an_owner(door: Door) -> None:
    only = somebody(door.house)
    headers, path = only.session(), f"/api/v1/users/{only.user.id}"

    answers = [
        door.client.delete(path, headers=headers),
        door.client.patch(path, json={"role": "member"}, headers=headers),
        door.client.patch(path, json={"disabled": True}, headers=headers),
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert answers[0].json()["remedy"] == "KeepOneOwner"


def test_of_two_owners_who_remove_each_other_one_stays(door: Door) -> None:
    owners = [somebody(door.house), somebody(door.house)]
    refused: list[BaseException] = []

    def remove(user_id: str) -> None:
        try:
            door.house.people.remove(user_id)
        except KeepOneOwner as error:
            refused.append(error)

    threads = [threading.Thread(target=remove, args=(one.user.id,)) for one in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert len(door.house.people.list()) == 1


def test_a_page_without_a_permission_says_so(door: Door) -> None:
    somebody(door.house)
    token = somebody(door.house, "viewer").token([])

    page = door.client.get("/", headers=token)

    assert page.status_code == 403
    assert "use a token that has it" in page.text
