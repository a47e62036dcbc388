"""A consent is finished once, within ten minutes, by who began it, at the address it was for."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from sqlalchemy import text

from tallyloom.connections.consent import Begun
from tallyloom.connections.landing import Landing
from tallyloom.connections.making import Connected
from tallyloom.connections.trouble import AskAgain, Cancelled
from tallyloom.egress import Outgoing

REDIRECT = "http://localhost:8080/oauth/callback"


@pytest.fixture
def begun(office: Any) -> Begun:
    made: Begun = office.connections.begin("main", "web", redirect=REDIRECT, session="s1")
    return made


@pytest.fixture
def came_back(office: Any, begun: Begun) -> str:
    """The address that the browser was sent to."""
    return str(office.door.send(Outgoing("GET", begun.url, follow=False)).headers["location"])


def nothing_happened(office: Any) -> bool:
    with office.database.connect() as on:
        return on.scalar(text("SELECT count(*) FROM connections")) == 0


def test_the_address_asks_for_no_more_than_is_needed(begun: Begun) -> None:
    asked = {name: values[0] for name, values in parse_qs(urlsplit(begun.url).query).items()}
    assert asked.pop("state")
    assert asked.pop("code_challenge")
    assert asked == {
        "response_type": "code",
        "client_id": "web",
        "redirect_uri": REDIRECT,
        "scope": "offline_access accounting.contacts accounting.settings.read",
        "code_challenge_method": "S256",
    }


def test_the_state_has_256_bits_and_never_comes_twice(office: Any) -> None:
    states = set()
    for _ in range(50):
        url = office.connections.begin("main", "web", redirect=REDIRECT).url
        states.add(parse_qs(urlsplit(url).query)["state"][0])
    assert len(states) == 50
    assert {len(state) for state in states} == {43}


def test_the_database_cannot_finish_a_consent(office: Any, begun: Begun) -> None:
    query = parse_qs(urlsplit(begun.url).query)
    with office.database.connect() as on:
        row = str(on.execute(text("SELECT * FROM consents")).one())
    assert query["state"][0] not in row
    assert query["code_challenge"][0] not in row


def test_it_is_finished_once(office: Any, came_back: str) -> None:
    office.connections.finish(came_back, session="s1")
    with pytest.raises(AskAgain):
        office.connections.finish(came_back, session="s1")
    assert len(office.connections.list()) == 1


def test_of_two_that_finish_it_at_once_one_wins(office: Any, came_back: str) -> None:
    ends: list[str] = []

    def finish() -> None:
        try:
            office.connections.finish(came_back, session="s1")
            ends.append("connected")
        except AskAgain:
            ends.append("refused")

    threads = [threading.Thread(target=finish) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["connected", *["refused"] * 4]
    assert office.token_calls() == 1


@pytest.mark.parametrize("session", ["", "s2"])
def test_another_session_cannot_finish_it(office: Any, came_back: str, session: str) -> None:
    with pytest.raises(AskAgain):
        office.connections.finish(came_back, session=session)
    assert nothing_happened(office)


def test_after_ten_minutes_it_is_over(office: Any, came_back: str) -> None:
    office.emulator.control.advance(timedelta(minutes=10).total_seconds())
    with pytest.raises(AskAgain, match="expired"):
        office.connections.finish(came_back, session="s1")
    assert nothing_happened(office)


@pytest.mark.parametrize(
    "change",
    [
        lambda url: url.replace("state=", "state=x"),
        lambda url: url.replace("state=", "other="),
        lambda url: url.replace("localhost", "localhost.evil.example"),
        lambda url: url.replace("http://", "https://"),
        lambda url: url.replace("/oauth/callback", "/oauth/callback/x"),
        lambda url: url.replace("code=", "kode="),
        lambda url: url.replace("code=", "code=x"),
        lambda _url: "",
    ],
)
def test_what_comes_back_changed_is_refused(office: Any, came_back: str, change: Any) -> None:
    with pytest.raises(AskAgain):
        office.connections.finish(change(came_back), session="s1")
    assert nothing_happened(office)


def test_a_code_of_another_consent_is_refused(office: Any, came_back: str) -> None:
    """Swapped codes: the verifier of the one does not fit the other."""
    begun = office.connections.begin("other", "web", redirect=REDIRECT, session="s1")
    other = str(office.door.send(Outgoing("GET", begun.url, follow=False)).headers["location"])
    code = {url: parse_qs(urlsplit(url).query)["code"][0] for url in (came_back, other)}
    with pytest.raises(AskAgain, match="code"):
        office.connections.finish(came_back.replace(code[came_back], code[other]), session="s1")
    assert nothing_happened(office)


def test_a_person_who_says_no_connects_nothing(office: Any, begun: Begun) -> None:
    state = parse_qs(urlsplit(begun.url).query)["state"][0]
    with pytest.raises(Cancelled, match="nothing was connected"):
        office.connections.finish(f"{REDIRECT}?error=access_denied&state={state}", session="s1")
    assert nothing_happened(office)


def test_a_command_in_a_terminal_gets_the_browsers_address(office: Any) -> None:
    with Landing() as landing:
        begun = office.connections.begin("main", "web", redirect=landing.redirect)
        page = httpx2.get(begun.url, follow_redirects=True)
        made: Connected = office.connections.finish(landing.wait(10))
    assert "close this page" in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert made.connection.name == "main"


def test_a_browser_that_asks_for_its_icon_is_not_taken_for_the_consent() -> None:
    with Landing() as landing:
        at = landing.redirect.removesuffix("/callback")
        assert httpx2.get(f"{at}/favicon.ico").status_code == 404
        httpx2.get(f"{landing.redirect}?code=1&state=2")
        assert landing.wait(10) == f"{landing.redirect}?code=1&state=2"


def test_nobody_who_comes_back_is_told_to_ask_again() -> None:
    with Landing() as landing, pytest.raises(AskAgain, match="Nobody came back"):
        landing.wait(0)
