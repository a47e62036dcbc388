"""Connecting a service from a terminal."""

from __future__ import annotations

import re
import subprocess
import urllib.request
from pathlib import Path

import pytest
from tests.cli.desk import COMMAND, Desk

from tallyloom.store.database import Database
from xero_emulator.fixture import running_emulator

SECRET = "a-secret-that-nobody-may-see"


def add(desk: Desk, *words: str, **variables: str) -> tuple[str, ...]:
    return ("connections", "add", "xero", "--base-url", desk.emulator.url, *words)


def test_a_service_that_asks_nobody_is_connected_without_a_browser(desk: Desk) -> None:
    named = {"TALLYLOOM_CLIENT_ID": "mine", "TALLYLOOM_CLIENT_SECRET": SECRET}

    added = desk(*add(desk, "--headless", "--json"), **named)
    listed = desk("connections", "list", "--json").lines
    verified = desk("connections", "verify", "xero", "--json")
    shown = desk("connections", "show", "xero")

    assert added.code == 0, added.err
    assert [one["name"] for one in added.json["organisations"]] == [
        "Demo Company (AU)",
        "Demo Company (NZ)",
        "Demo Company (UK)",
        "Demo Company (US)",
    ]
    assert [one["name"] for one in listed] == ["xero"]
    assert verified.json["state"] == "ok"
    assert "✓ connected" in shown.out
    assert SECRET not in added.out + added.err + shown.out


def test_a_name_is_taken_once_and_removed_with_its_consent(desk: Desk) -> None:
    first = desk(*add(desk, "--headless", "--client-id", "mine", "--client-secret", SECRET))
    second = desk(*add(desk, "--headless", "--client-id", "mine", "--client-secret", SECRET))
    removed = desk("connections", "remove", "xero", "--yes", "--json")

    assert first.code == 0, first.err
    assert second.code == 6
    assert "--again" in second.flat
    assert removed.json["revoked"] is True
    assert desk("connections", "list", "--json").lines == []
    assert desk("connections", "verify", "xero").code == 3


def test_a_secret_that_was_copied_wrongly_is_given_once_more(desk: Desk) -> None:
    desk.emulator.control.register("strict", secret=SECRET)
    words = ("--headless", "--client-id", "strict", "--client-secret")

    wrong = desk(*add(desk, *words, "copied-wrongly"))
    right = desk(*add(desk, *words, SECRET))
    typed_wrongly = desk(*add(desk, *words, "again-wrongly", "--name", "second"))

    assert wrong.code == 4
    assert right.code == 0, right.err
    assert typed_wrongly.code == 0, typed_wrongly.err  # the secret that is good stays


def test_a_connection_with_too_few_permissions_is_extended(desk: Desk) -> None:
    words = ("--headless", "--client-id", "mine", "--client-secret", SECRET)
    desk(*add(desk, *words, "--scope", "offline_access", "--scope", "accounting.contacts"))
    rows, books = desk.rows(), desk.books()

    refused = desk.run()
    assert refused.code == 4
    assert "xero lacks accounting.invoices" in refused.flat
    assert "connections add xero --name 'xero' --again" in refused.flat
    assert (desk.rows(), desk.books()) == (rows, books)

    extended = desk("connections", "add", "xero", "--again", "--headless")
    assert extended.code == 0, extended.err
    assert desk.run().code == 0


def test_without_a_person_client_credentials_connect(desk: Desk) -> None:
    words = ("--client-credentials", "--client-id", "machine", "--client-secret", SECRET)
    tenant = desk.emulator.tenants()["GB"]
    desk.emulator.control.register("machine", secret=SECRET, tenant_id=tenant)

    added = desk(*add(desk, *words, "--json"))

    assert added.code == 0, added.err
    assert added.json["way"] == "credentials"


def test_consent_in_a_browser_lands_on_this_machine(
    tmp_path: Path, caches: Path, database: Database
) -> None:
    with running_emulator(seed="empty") as emulator:
        desk = Desk(tmp_path / "home", emulator, caches, database)
        words = add(desk, "--client-id", "mine", "--client-secret", SECRET)
        environment = {**desk.environment(), "BROWSER": "true"}
        running = subprocess.Popen(
            [*COMMAND, *words], env=environment, stderr=subprocess.PIPE, text=True
        )
        assert running.stderr is not None
        address = next(line for line in running.stderr if line.startswith("http://"))
        # The emulator sends the browser straight on to the landing page.
        with urllib.request.urlopen(address.strip()) as landed:
            page = landed.read().decode()
        running.communicate(timeout=60)

        assert "You can close this page" in page
        assert running.returncode == 0


def test_an_address_is_pasted_where_there_is_no_browser(desk: Desk) -> None:
    words = add(desk, "--paste", "--client-id", "mine", "--client-secret", SECRET)
    running = subprocess.Popen(
        [*COMMAND, *words],
        env=desk.environment(),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stderr is not None
    address = next(line for line in running.stderr if line.startswith("http://"))
    back = _where_it_leads(address.strip())
    _, err = running.communicate(f"{back}\n", timeout=60)

    assert running.returncode == 0, err


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_of: object) -> None:
        return None


def _where_it_leads(address: str) -> str:
    try:
        urllib.request.build_opener(_Stay).open(address)
    except urllib.error.HTTPError as answer:
        return str(answer.headers["location"])
    raise AssertionError("the emulator shows a page")


def test_where_nothing_is_pasted_it_says_what_to_paste(desk: Desk) -> None:
    done = desk(*add(desk, "--paste", "--client-id", "mine", "--client-secret", SECRET))

    assert done.code == 4
    assert "paste the address" in done.flat


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("connections", "add", "xerox"), 3, "There is no app 'xerox'; there is csv, tools, xero"),
        (("connections", "add", "csv"), 2, "needs no connection"),
        (("connections", "add", "xero"), 2, "--client-id"),
        (("connections", "add", "xero", "--headless", "--paste"), 2, "Choose one of"),
        (("connections", "add", "xero", "--again"), 3, "There is no connection named 'xero'"),
        (("connections", "show", "nope"), 3, "There is no connection named 'nope'"),
        (("connections", "remove", "nope", "--yes"), 3, "There is no connection named 'nope'"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    desk: Desk, words: tuple[str, ...], code: int, said: str
) -> None:
    rows = desk.rows()

    done = desk(*words)

    assert done.code == code
    assert said in done.flat
    assert desk.rows() == rows


def test_an_address_that_may_not_be_called_is_named_with_the_setting(desk: Desk) -> None:
    words = add(desk, "--headless", "--client-id", "mine", "--client-secret", SECRET)

    done = desk(*words, TALLYLOOM_ALLOW_ADDRESSES="127.0.0.1:1")

    assert done.code == 2
    assert re.search(r"TALLYLOOM_ALLOW_ADDRESSES", done.flat)
