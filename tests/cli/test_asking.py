"""A handler's arguments as a request."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

import pytest
from fastapi import Query

from tallyloom.api.access import Permission
from tallyloom.api.route import Asked, Body, IfMatch, Routes
from tallyloom.cli.asking import asking
from tallyloom.cli.exits import LookAgain

routes = Routes("things")


class Change(Body):
    name: str = ""
    price: Decimal | None = None


@routes.get("/things", Permission.HISTORY_READ)
def list_things(
    asked: Asked,
    *,
    name: str = "",
    open_: bool = False,
    since: datetime | None = None,
    limit: Annotated[int, Query(ge=1)] = 50,
    kinds: Annotated[list[str] | None, Query()] = None,
) -> Any:
    """Things."""


@routes.put("/things/{thing_id}/parts/{part_id}", Permission.SCENARIOS_EDIT)
def change_part(
    asked: Asked, *, thing_id: str, part_id: int, body: Change, if_match: IfMatch = None
) -> Any:
    """Change a part."""


def test_what_is_not_in_the_path_is_asked_in_the_query_and_defaults_are_left_out() -> None:
    at = datetime(2026, 1, 31, 9, tzinfo=UTC)
    asked = asking(
        list_things, {"name": "a&b", "open_": True, "since": at, "limit": 50, "kinds": ["x", "y"]}
    )

    assert (asked.method, asked.path, asked.content) == ("GET", "/api/v1/things", None)
    assert asked.query == [
        ("name", "a&b"),
        ("open_", "true"),
        ("since", "2026-01-31T09:00:00.000Z"),
        ("kinds", "x"),
        ("kinds", "y"),
    ]


def test_path_body_and_headers_find_their_places() -> None:
    body = Change(name="x")
    asked = asking(change_part, {"thing_id": "a b", "part_id": 7, "body": body, "if_match": '"v1"'})

    assert (asked.method, asked.path) == ("PUT", "/api/v1/things/a%20b/parts/7")
    assert asked.query == []
    assert asked.headers == {"content-type": "application/json", "If-Match": '"v1"'}
    assert asked.content == b'{"name":"x"}'


@pytest.mark.parametrize("id_", ["", ".", "..", "a/b", "..\\x"])
def test_an_id_never_becomes_another_path(id_: str) -> None:
    with pytest.raises(LookAgain):
        asking(change_part, {"thing_id": id_, "part_id": 1, "body": Change()})
