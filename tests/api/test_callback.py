"""The way back from a consent page: what finishes a consent, and everything that must not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from sqlalchemy import text
from tests.api.connecting import SECRET, Office
from tests.offices import OpenOffice

from tallyloom.connections.vault import Secret

CALLBACK = "/oauth/callback"


@pytest.fixture
def desk(open_office: OpenOffice) -> Office:
    """The installation has its registration; nothing is connected yet."""
    made = open_office()
    made.register(made.person())
    return made


def changed(address: str, **to: str | None) -> str:
    """The same address with parts of its query replaced, or left out."""
    parts = urlsplit(address)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | to
    kept = {name: value for name, value in query.items() if value is not None}
    return parts._replace(query=urlencode(kept)).geturl()


def test_a_consent_connects_and_ends_on_a_page_whose_address_holds_no_code(desk: Office) -> None:
    who = desk.person()
    asked = desk.connect(who)

    status, page = desk.come_back(who, desk.allow(asked["url"]))

    assert status == 200
    assert "is connected" in page
    assert desk.counts() == (1, 1)
    (noted,) = desk.house.audit.newest(operation="come_back_from_consent")
    assert (noted.status, noted.subject["consent_id"]) == (200, asked["id"])


def test_the_address_to_come_back_to_is_the_settings_whatever_the_request_says(
    desk: Office,
) -> None:
    answer = desk.browser.post(
        "/api/v1/connections",
        headers={**desk.person(), "Host": "localhost", "X-Forwarded-Host": "evil.example"},
        json={"app": "xero"},
    ).json()

    assert answer["redirect"] == "http://localhost:8080/oauth/callback"
    assert parse_qs(urlsplit(answer["url"]).query)["redirect_uri"] == [answer["redirect"]]


Wrong = Callable[[Office, dict[str, str], str], tuple[dict[str, str], str]]


def expired(desk: Office, who: dict[str, str], address: str) -> tuple[dict[str, str], str]:
    desk.clock.wait(601)
    return who, address


def swapped_code(desk: Office, who: dict[str, str], address: str) -> tuple[dict[str, str], str]:
    """The code of another person's consent, with this one's state."""
    other = desk.person("owner", "other@example.test")
    theirs = desk.allow(desk.connect(other)["url"])
    return who, changed(address, code=parse_qs(urlsplit(theirs).query)["code"][0])


def wrong_verifier(desk: Office, who: dict[str, str], address: str) -> tuple[dict[str, str], str]:
    vault = desk.house.vault
    with desk.house.database.begin() as on:
        (hashed,) = on.execute(text("SELECT state_hash FROM consents")).scalars()
        sealed = vault.seal(Secret("x" * 64), f"consents/{hashed}/verifier")
        on.execute(text("UPDATE consents SET verifier = :it"), {"it": sealed})
    return who, address


def signed_out(desk: Office, who: dict[str, str], address: str) -> tuple[dict[str, str], str]:
    with desk.house.database.begin() as on:
        on.execute(text("DELETE FROM sessions"))
    return who, address


def no_longer_allowed(
    desk: Office, who: dict[str, str], address: str
) -> tuple[dict[str, str], str]:
    desk.person("owner", "another@example.test")
    desk.house.people.change(desk.people["owner@example.test"].user.id, role="viewer")
    return who, address


WRONG: dict[str, Wrong] = {
    "state missing": lambda _d, who, at: (who, changed(at, state=None)),
    "state empty": lambda _d, who, at: (who, changed(at, state="")),
    "state wrong": lambda _d, who, at: (who, changed(at, state="A" * 43)),
    "state expired": expired,
    "code missing": lambda _d, who, at: (who, changed(at, code=None)),
    "code wrong": lambda _d, who, at: (who, changed(at, code="A" * 43)),
    "code of another consent": swapped_code,
    "wrong verifier": wrong_verifier,
    "no session": lambda _d, _who, at: ({}, at),
    "another session of the same person": lambda d, _who, at: (d.person(), at),
    "another person": lambda d, _who, at: (d.person("owner", "other@example.test"), at),
    "a token in the place of the session": lambda d, _who, at: (d.token(), at),
    "signed out meanwhile": signed_out,
    "not allowed to connect any more": no_longer_allowed,
}


@pytest.mark.parametrize("wrong", WRONG)
def test_whoever_comes_back_wrongly_connects_nothing(desk: Office, wrong: str) -> None:
    who = desk.person()
    address = desk.allow(desk.connect(who)["url"])

    status, page = desk.come_back(*WRONG[wrong](desk, who, address))

    assert status in (400, 410)
    assert "Connected" not in page
    assert desk.counts() == (0, 0)


def test_a_consent_that_was_finished_is_not_finished_again(desk: Office) -> None:
    who = desk.person()
    address = desk.allow(desk.connect(who)["url"])
    desk.come_back(who, address)

    status, _ = desk.come_back(who, address)

    assert status == 410
    assert desk.counts() == (1, 1)


def test_of_two_that_come_back_at_once_one_connects(desk: Office) -> None:
    who = desk.person()
    address = desk.allow(desk.connect(who)["url"])
    statuses: list[int] = []
    together = threading.Barrier(4)

    def come_back() -> None:
        together.wait()
        statuses.append(desk.come_back(who, address)[0])

    threads = [threading.Thread(target=come_back) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [200, 410, 410, 410]
    assert desk.counts() == (1, 1)


HOSTS = ["evil.example", "localhost:9", "127.0.0.1", "localhost.evil.example", "localhost@evil"]


@pytest.mark.parametrize("host", HOSTS)
def test_no_host_header_leads_elsewhere_or_connects_more(desk: Office, host: str) -> None:
    who = desk.person()
    address = urlsplit(desk.allow(desk.connect(who)["url"]))
    headers = {"Cookie": who["Cookie"], "Host": host, "X-Forwarded-Host": "evil.example"}

    answer = desk.browser.get(f"{CALLBACK}?{address.query}", headers=headers)

    if answer.status_code == 303:
        assert answer.headers["location"].startswith("/consent/")
    else:
        assert answer.status_code == 400
        assert desk.counts() == (0, 0)


def test_a_program_finishes_what_it_asked_for_with_its_own_token(desk: Office) -> None:
    token, other = desk.token(), desk.token()
    asked = desk.connect(token, landing=41234)
    address = desk.allow(asked["url"])
    assert address.startswith("http://localhost:41234/callback?")

    desk.ask(other, "POST", "/consents/finish", {"address": address}, 409)
    desk.ask(token, "POST", "/consents/finish", {"address": changed(address, state="no")}, 409)
    assert desk.counts() == (0, 0)
    done = desk.ask(token, "POST", "/consents/finish", {"address": address})

    assert done["state"] == "done"
    assert desk.counts() == (1, 1)


def test_what_came_of_a_consent_is_told_to_whoever_asked_for_it(desk: Office) -> None:
    who, other = desk.person(), desk.person("owner", "other@example.test")
    asked = desk.connect(who)
    desk.come_back(who, desk.refuse(asked["url"]))

    told = desk.ask(who, "GET", f"/consents/{asked['id']}")
    assert (told["state"], told["trouble"]["remedy"]) == ("failed", "Cancelled")
    desk.ask(other, "GET", f"/consents/{asked['id']}", status=404)
    page = desk.browser.get(f"/consent/{asked['id']}", headers={"Cookie": other["Cookie"]})
    assert page.status_code == 410


def test_nothing_that_is_secret_is_kept_of_a_consent(desk: Office) -> None:
    who = desk.person()
    asked = desk.connect(who)
    state = parse_qs(urlsplit(asked["url"]).query)["state"][0]

    with desk.house.database.connect() as on:
        kept = str(on.execute(text("SELECT to_jsonb(c)::text FROM consents c")).scalars().all())

    assert state not in kept
    assert SECRET not in kept
    assert who["Cookie"].partition("=")[2] not in kept


@pytest.mark.parametrize("outcome", ["%3Cscript%3E", "again", "done", "x" * 200])
def test_an_outcome_that_nobody_knows_shows_nothing(desk: Office, outcome: str) -> None:
    page = desk.browser.get(f"/consent/{outcome}", headers={"Cookie": desk.person()["Cookie"]})

    assert page.status_code == 410
    assert "<script>" not in page.text
