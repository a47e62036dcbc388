"""Notices: told once for each change, tried again where a target fails, and never in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from tallyloom.egress import NotSent, OutcomeUnknown
from tallyloom.egress.telling import Target
from tallyloom.engine.notices import AGAIN, Notices
from tallyloom.store.database import Database
from tallyloom.store.notices import Notices as Rows

ONE, TWO = Target("json#1", "json://one"), Target("json#2", "json://two")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass
class Hands:
    """A clock that is moved by hand."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return 0.0

    def wait(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Post:
    """Targets that are told, or fail as long as `fails` says so."""

    told: list[tuple[str, str]] = field(default_factory=list)
    fails: dict[str, Exception] = field(default_factory=dict)

    def __call__(self, target: Target, subject: str, _body: str, _allow: Sequence[str]) -> None:
        if target.name in self.fails:
            raise self.fails[target.name]
        self.told.append((target.name, subject))


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def notices(database: Database, clock: Hands, post: Post) -> Notices:
    return Notices(Rows(database), (ONE, TWO), (), clock, post)


def states(notices: Notices) -> list[str]:
    (notice,) = notices.rows.list()
    return [one.state for one in notices.rows.sends([notice.id])[notice.id]]


def test_every_target_is_told_once(notices: Notices, post: Post) -> None:
    assert notices.tell("connection", "Books", "It was revoked.")

    notices.send()
    notices.send()

    assert post.told == [("json#1", "Tallyloom: Books"), ("json#2", "Tallyloom: Books")]


def test_the_same_change_is_told_once(notices: Notices, post: Post) -> None:
    assert notices.tell("connection", "Books", "", once="books revoked 1")
    assert not notices.tell("connection", "Books", "", once="books revoked 1")

    notices.send()

    assert len(post.told) == 2


def test_many_at_once_are_told_though_the_database_believes_that_there_are_few(
    notices: Notices, post: Post, database: Database
) -> None:
    notices.tell("connection", "Books", "")
    notices.rows.spread([ONE.name], NOON, NOON)
    with database.begin() as on:
        on.execute(text("ANALYZE notice_sends"))
    for count in range(30):
        notices.tell("connection", f"Books {count}", "")

    notices.send()

    assert len(post.told) == len(set(post.told)) == 20


def test_a_target_that_fails_is_tried_again_and_the_other_is_not(
    notices: Notices, post: Post, clock: Hands
) -> None:
    post.fails = {"json#1": NotSent("closed")}
    notices.tell("connection", "Books", "")
    notices.send()
    assert states(notices) == ["waiting", "sent"]

    post.fails = {}
    notices.send()
    assert states(notices) == ["waiting", "sent"]
    clock.at += AGAIN[0]
    notices.send()

    assert states(notices) == ["sent", "sent"]
    assert sorted(name for name, _ in post.told) == ["json#1", "json#2"]


def test_a_target_that_goes_on_failing_is_given_up(
    notices: Notices, post: Post, clock: Hands
) -> None:
    post.fails = {"json#1": NotSent("closed"), "json#2": ValueError("odd")}
    notices.tell("connection", "Books", "")
    for again in (*AGAIN, timedelta()):
        notices.send()
        clock.at += again

    assert states(notices) == ["failed", "failed"]


def test_what_may_have_arrived_is_not_sent_again(
    notices: Notices, post: Post, clock: Hands, database: Database
) -> None:
    post.fails = {"json#1": OutcomeUnknown("silent")}
    notices.tell("connection", "Books", "")
    notices.send()
    with database.begin() as on:
        on.execute(
            text(
                "UPDATE notice_sends SET state = 'sending', began_at = now() - interval '1 hour'"
                " WHERE target = 'json#2'"
            )
        )
    post.fails = {}
    clock.at += timedelta(hours=1)
    notices.send()

    assert states(notices) == ["unknown", "unknown"]
    assert post.told == [("json#2", "Tallyloom: Books")]


def test_old_news_are_not_sent_to_a_target_that_is_named_only_now(
    notices: Notices, post: Post, clock: Hands
) -> None:
    notices.tell("connection", "Books", "")
    clock.at += timedelta(days=2)

    notices.send()

    assert post.told == []
    assert [one.subject for one in notices.rows.list()] == ["Books"]


def test_a_notice_of_a_transaction_that_failed_is_not_told(
    notices: Notices, database: Database
) -> None:
    with pytest.raises(RuntimeError), database.begin() as on:
        notices.tell("scenario", "Off", "", within=on)
        raise RuntimeError

    assert notices.rows.list() == []


def test_notices_are_read_one_by_one_or_up_to_one(notices: Notices, clock: Hands) -> None:
    for number in range(4):
        clock.at += timedelta(seconds=1)
        notices.tell("connection", f"{number}", "")
    newest = notices.rows.list()

    assert notices.rows.read(NOON, newest[0].id) == 1
    assert notices.rows.read(NOON, up_to=newest[2].id) == 2
    assert notices.rows.unread() == 1
    assert [one.subject for one in notices.rows.list(unread=True)] == ["2"]
