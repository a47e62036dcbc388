"""The way back from a consent page, as the browser of a person walks it."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.api.conftest import Site

from tallyloom.api.serving import serving
from tallyloom.connections.vault import Secret
from tallyloom.house import open_house
from tallyloom.settings import load
from tallyloom.store.database import Database
from xero_emulator.fixture import running_emulator


@pytest.fixture
def begun(tmp_path: Path, database: Database) -> Iterator[tuple[Site, str]]:
    """A site, and the address of a consent that was asked for with its callback."""
    with running_emulator(seed="empty") as emulator:
        allowed = urlsplit(emulator.url).netloc
        settings = load(
            {"home": tmp_path, "database_url": database.url, "allow_addresses": allowed}
        )
        with open_house(settings) as house, serving(house, "127.0.0.1", (0,)) as address:
            bases = dict.fromkeys(("login", "identity", "api"), emulator.url)
            made = house.connections.registrations.add("xero", "c", Secret("s"), bases=bases)
            asked = house.connections.begin("books", made.id, redirect=f"{address}/oauth/callback")
            yield Site(house, address), asked.url


def test_consent_ends_on_a_page_whose_address_holds_no_code(begun: tuple[Site, str]) -> None:
    site, url = begun

    with urllib.request.urlopen(url) as page:
        landed, text = page.url, page.read().decode()

    assert landed == f"{site.address}/consent/done"
    assert "<h1>Connected</h1>" in text
    assert [row.name for row in site.house.connections.list()] == ["books"]


def test_the_callback_keeps_its_code_to_itself(begun: tuple[Site, str]) -> None:
    site, _ = begun

    answer = site.get("/oauth/callback?state=unknown&code=secret-code")

    assert answer.status == 303
    assert answer.headers["location"] == "/consent/AskAgain"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "secret-code" not in answer.text
    assert site.house.connections.list() == []


def test_a_consent_that_was_refused_is_said_to_be_so(begun: tuple[Site, str]) -> None:
    site, url = begun
    state = dict(pair.split("=") for pair in urlsplit(url).query.split("&"))["state"]

    refused = site.get(f"/oauth/callback?state={state}&error=access_denied")
    page = site.get(refused.headers["location"])

    assert refused.status == 303
    assert page.status == 403
    assert "Consent was not given" in page.text


def test_an_outcome_that_nobody_knows_is_a_failure(begun: tuple[Site, str]) -> None:
    site, _ = begun

    assert site.get("/consent/%3Cscript%3E").status == 502
