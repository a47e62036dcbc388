"""Notices over the API: who reads them, how far they got, and a test of whom to tell."""

from __future__ import annotations

import pytest
from tests.api.connecting import Office
from tests.offices import OpenOffice


@pytest.fixture
def desk(open_office: OpenOffice) -> Office:
    """Somebody is to be told whom nobody can reach."""
    return open_office(notify="json://127.0.0.1:9/canary-of-the-address")


def test_notices_are_listed_the_newest_first_and_marked_as_read(desk: Office) -> None:
    who = desk.person()
    for number in range(3):
        desk.clock.wait(1)
        desk.house.notices.tell("scenario", f"{number}", "text", about={"scenario": "s"})

    first = desk.ask(who, "GET", "/notices?limit=2")
    rest = desk.ask(who, "GET", f"/notices?before={first['next']}")

    assert [one["subject"] for one in (*first["items"], *rest["items"])] == ["2", "1", "0"]
    assert (first["unread"], rest["next"]) == (3, None)
    one, two = first["items"]
    assert desk.ask(who, "POST", "/notices/read", {"id": one["id"]})["unread"] == 2
    assert desk.ask(who, "POST", "/notices/read", {"up_to": two["id"]})["unread"] == 0
    assert desk.ask(who, "GET", "/notices?unread=true")["items"] == []
    assert desk.ask(who, "GET", f"/notices/{one['id']}")["read_at"]
    desk.ask(who, "GET", "/notices/nothing", status=404)


def test_a_test_says_how_far_it_got_without_the_address(desk: Office) -> None:
    who = desk.person()

    told = desk.ask(who, "POST", "/notices/test", status=201)

    (sent,) = told["sent"]
    assert sent["state"] == "waiting"
    assert sent["trouble"]
    assert "canary" not in str(desk.ask(who, "GET", "/notices"))


def test_who_sees_notices_and_who_marks_them(desk: Office) -> None:
    viewer, member = desk.person("viewer"), desk.person("member")

    desk.ask(viewer, "GET", "/notices")
    desk.ask(member, "POST", "/notices/read", {"id": "x"}, 403)
    desk.ask(member, "POST", "/notices/test", status=403)
