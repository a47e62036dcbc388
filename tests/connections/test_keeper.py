"""Tokens are renewed in time, by one at a time, and no answer that was lost costs a connection."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, table, text
from tests.connections.conftest import REDIRECT

from tallyloom.connections.keeper import purpose
from tallyloom.connections.vault import Secret
from tallyloom.kit import Reconnect, Request, RetryLater

UK = "Demo Company (UK)"
LOOK = Request("GET", "/api.xro/2.0/Organisation")


def access(office: Any, refused: Secret | None = None) -> Secret:
    found: Secret = office.connections._keeper.access(
        office.connections.get("main").id, refused=refused
    )
    return found


def test_a_token_that_is_good_for_more_than_a_minute_is_used(connected: Any) -> None:
    connected.emulator.control.advance(1800 - 61)
    access(connected)
    assert connected.token_calls() == 0


def test_a_token_that_is_good_for_less_than_a_minute_is_renewed(connected: Any) -> None:
    before = access(connected)
    connected.emulator.control.advance(1800 - 59)
    assert access(connected) != before
    assert connected.token_calls() == 1
    assert connected.client(UK).send(LOOK).answer.ok


def test_client_credentials_are_asked_for_again(connected: Any) -> None:
    connected.connections.add_by_credentials("robot", "web")
    connected.emulator.control.advance(1800)
    assert connected.client(UK, "robot").send(LOOK).answer.ok


def test_however_many_need_it_one_asks(connected: Any) -> None:
    """Threads of several processes: each process has its own keeper, all share the rows."""
    connected.emulator.control.advance(1800)
    id_ = connected.connections.get("main").id
    keepers = [connected.again()._keeper for _ in range(6)]
    found: list[str] = []

    def ask(keeper: Any) -> None:
        found.append(keeper.access(id_).reveal())

    threads = [threading.Thread(target=ask, args=(keeper,)) for keeper in keepers * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 24
    assert len(set(found)) == 1
    assert connected.token_calls() == 1


class Slow:
    """Grants that answer when they are let to, and note how often they were asked."""

    def __init__(self, real: Any, trouble: Exception | None = None) -> None:
        self.real, self.trouble = real, trouble
        self.asked, self.was_asked, self.go_on = 0, threading.Event(), threading.Event()

    def by_refresh(self, *given: Any) -> Any:
        self.asked += 1
        self.was_asked.set()
        assert self.go_on.wait(60)
        if self.trouble:
            raise self.trouble
        return self.real.by_refresh(*given)


class Looked:
    """Rows at which every thread waits, the first time, until all have looked."""

    def __init__(self, real: Any, threads: int) -> None:
        self.real, self.all_looked, self.been = real, threading.Barrier(threads), threading.local()

    def get(self, id_: str) -> Any:
        found = self.real.get(id_)
        if not hasattr(self.been, "here"):
            self.been.here = True
            self.all_looked.wait(60)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


@pytest.mark.parametrize("trouble", [None, RetryLater("down")])
def test_who_waited_for_another_is_told_what_that_one_was(
    connected: Any, trouble: Exception | None
) -> None:
    connected.emulator.control.advance(1800)
    id_ = connected.connections.get("main").id
    keeper = connected.connections._keeper
    slow = keeper._grants = Slow(keeper._grants, trouble)
    keeper._rows = Looked(keeper._rows, 8)
    told: list[str] = []

    def ask() -> None:
        try:
            told.append(keeper.access(id_).reveal())
        except RetryLater as down:
            told.append(down.message)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    assert slow.was_asked.wait(60)
    slow.go_on.set()
    for thread in threads:
        thread.join()
    assert len(told) == 8
    assert len(set(told)) == 1
    assert slow.asked == 1


def test_a_refused_token_is_renewed_once_for_all_who_had_it(connected: Any) -> None:
    old = access(connected)
    new = access(connected, refused=old)
    assert new != old
    assert access(connected, refused=old) == new
    assert connected.token_calls() == 1


def test_an_answer_that_was_lost_is_asked_for_again(connected: Any) -> None:
    connected.emulator.control.fault("drop_after", path="/connect/token")
    connected.emulator.control.advance(1800)
    assert connected.client(UK).send(LOOK).answer.ok
    assert connected.connections.get("main").state == "connected"


def test_a_process_that_died_with_the_new_tokens_costs_nothing(connected: Any) -> None:
    """The service has changed the refresh token, and nobody here knows the new one."""
    row = connected.connections.get("main")
    keeper = connected.connections._keeper
    by = connected.connections.registrations.get("web")
    oauth = connected.connections._oauth("books")
    connected.emulator.control.advance(1800)
    keeper._rows.lease(row.id, timedelta(0))
    keeper._grants.by_refresh(oauth, by, keeper.tokens(row).refresh, row.scopes)

    connected.emulator.control.advance(29 * 60)
    assert connected.client(UK).send(LOOK).answer.ok
    connected.emulator.control.advance(1800)
    assert connected.client(UK).send(LOOK).answer.ok


def test_when_the_last_token_is_refused_the_one_before_it_is_tried(connected: Any) -> None:
    row = connected.connections.get("main")
    keeper = connected.connections._keeper
    tokens = keeper.tokens(row)
    mixed = replace(tokens, refresh=Secret("of a slower process"), previous=tokens.refresh)
    keeper._rows.replace(
        row.id,
        tokens=mixed.sealed(connected.vault, purpose(row.id)),
        scopes=row.scopes,
        expires_at=tokens.expires_at,
        now=tokens.since,
    )
    assert access(connected, refused=tokens.access) != tokens.access
    assert connected.connections.get("main").state == "connected"


def test_a_holder_that_was_too_slow_overwrites_nothing(connected: Any) -> None:
    row = connected.connections.get("main")
    rows = connected.connections._rows
    slow = rows.lease(row.id, timedelta(0))
    quick = rows.lease(row.id, timedelta(seconds=60))
    assert quick.fence == slow.fence + 1
    late = {"tokens": "late", "scopes": [], "expires_at": row.expires_at, "now": row.created_at}
    assert not rows.renew(row.id, slow.fence, **late)
    assert not rows.give_up(row.id, slow.fence, "late")
    rows.release(row.id, slow.fence)
    assert rows.lease(row.id, timedelta(seconds=60)) is None
    assert connected.connections.get("main").tokens == row.tokens


def test_a_lease_of_a_dead_process_ends(connected: Any) -> None:
    row = connected.connections.get("main")
    connected.connections._rows.lease(row.id, timedelta(seconds=60))
    with connected.database.begin() as on:
        on.execute(text("UPDATE connections SET lease_until = now() - interval '1 second'"))
    connected.emulator.control.advance(1800)
    assert connected.client(UK).send(LOOK).answer.ok


def test_a_consent_that_ended_asks_a_person_and_is_not_asked_for_again(connected: Any) -> None:
    connected.emulator.control.revoke("all")
    for _ in range(3):
        with pytest.raises(Reconnect, match="connect again"):
            connected.client(UK).send(LOOK)
    assert connected.connections.get("main").state == "needs_reconnect"
    assert connected.token_calls() == 1


def test_verifying_asks_once_more_before_a_person_must(connected: Any) -> None:
    connected.emulator.control.fault("status", path=LOOK.path, status=401, times=None)
    with pytest.raises(Reconnect):
        connected.client(UK).send(LOOK)
    connected.emulator.control.clear_faults()
    with pytest.raises(Reconnect):
        connected.client(UK).send(LOOK)
    assert connected.connections.verify("main").connection.state == "connected"
    assert connected.client(UK).send(LOOK).answer.ok

    connected.emulator.control.revoke("all")
    for _ in range(2):
        with pytest.raises(Reconnect):
            connected.connections.verify("main")
            connected.client(UK).send(LOOK)


@pytest.mark.parametrize("fault", [{"do": "status", "status": 503}, {"do": "html", "status": 502}])
def test_a_service_that_is_down_ends_no_connection(connected: Any, fault: dict[str, Any]) -> None:
    connected.emulator.control.fault(**fault, path="/connect/token")
    connected.emulator.control.advance(1800)
    with pytest.raises(RetryLater):
        connected.client(UK).send(LOOK)
    assert connected.connections.get("main").state == "connected"
    assert connected.client(UK).send(LOOK).answer.ok


def test_a_service_that_gives_no_answer_ends_no_connection(connected: Any) -> None:
    connected.emulator.control.fault("drop_after", path="/connect/token", times=2)
    connected.emulator.control.advance(1800)
    with pytest.raises(RetryLater, match="no answer"):
        connected.client(UK).send(LOOK)
    assert connected.client(UK).send(LOOK).answer.ok


def test_no_token_lies_in_the_database(connected: Any) -> None:
    tokens = connected.connections._keeper.tokens(connected.connections.get("main"))
    with connected.database.connect() as on:
        rows = "".join(
            str(on.execute(select(text("*")).select_from(table(name))).all())
            for name in ("connections", "registrations", "tenants", "consents")
        )
    for secret in (tokens.access.reveal(), tokens.refresh.reveal(), "s3cret"):
        assert secret not in rows
    assert tokens.access.reveal() not in repr(tokens)


def test_a_token_that_is_refused_late_ends_no_newer_consent(connected: Any) -> None:
    row = connected.connections.get("main")
    refused = access(connected)
    begun = connected.connections.begin_again("main", redirect=REDIRECT)
    connected.connections.walk(begun)

    connected.connections._keeper.refused_for_good(row.id, refused, "refused")

    assert connected.connections.get("main").state == "connected"
