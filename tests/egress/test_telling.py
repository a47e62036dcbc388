"""Telling people outside: what arrives, and what is refused before anything leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.egress.sink import Sink, sink

from tallyloom.egress.telling import targets, tell
from tallyloom.egress.trouble import NotSent


@pytest.fixture(name="sink")
def _sink() -> Iterator[Sink]:
    with sink() as made:
        yield made


def test_a_target_that_is_allowed_is_told(sink: Sink) -> None:
    (target,) = targets(f"json://{sink.pair}/hook")

    tell(target, "Books", "It was revoked.", [sink.pair])

    assert [(one["title"], one["message"]) for one in sink.told] == [("Books", "It was revoked.")]


@pytest.mark.parametrize("scheme", ["json", "jsons"])
def test_a_private_address_is_not_told_unless_it_is_allowed(sink: Sink, scheme: str) -> None:
    (target,) = targets(f"{scheme}://{sink.pair}/hook")

    with pytest.raises(NotSent, match="TALLYLOOM_ALLOW_ADDRESSES"):
        tell(target, "s", "b", [])

    assert sink.told == []


def test_a_redirect_leads_nowhere_that_is_not_allowed(sink: Sink) -> None:
    sink.onward = "http://127.0.0.1:9/inside"
    (target,) = targets(f"json://{sink.pair}/hook?redirect=yes")

    with pytest.raises(NotSent):
        tell(target, "s", "b", [sink.pair])


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("syslog://", "part of the machine"),
        ("json://example.com/x", "write jsons://"),
        ("nothing", "no address that Apprise knows"),
        ("teapot://here", "no address that Apprise knows"),
    ],
)
def test_what_cannot_be_told_says_why(url: str, why: str) -> None:
    (target,) = targets(url)

    with pytest.raises(NotSent, match=why):
        tell(target, "s", "b", [])


def test_a_service_that_refuses_is_a_failure_whose_message_holds_no_address(sink: Sink) -> None:
    sink.status = 500
    (target,) = targets(f"json://user:canary@{sink.pair}/canary")

    with pytest.raises(NotSent) as found:
        tell(target, "s", "b", [sink.pair])

    assert "canary" not in found.value.message


def test_nothing_is_taken_from_the_folder_that_one_stands_in(
    sink: Sink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "apprise.py").write_text("raise SystemExit('a stranger')")
    monkeypatch.chdir(tmp_path)
    (target,) = targets(f"json://{sink.pair}/hook")

    tell(target, "Books", "It was revoked.", [sink.pair])

    assert len(sink.told) == 1


def test_a_target_does_not_print_its_address() -> None:
    one, other = targets("slack://canary/b/c, json://canary")

    assert "canary" not in f"{one!r}{other!r}"
    assert one.name.startswith("slack#")
