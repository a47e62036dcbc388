"""Tracking categories: two can be active, so each case makes room first."""

from __future__ import annotations

import itertools
from typing import Any

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome

_numbers = itertools.count(1)


def _regions(books: Books) -> int:
    there = books.all("TrackingCategories", includeArchived="true")
    return len([each for each in there if each["Name"].startswith("Region")])


def _room(books: Books) -> str:
    """A name that no category has, in an organisation that has room for one."""
    for each in books.all("TrackingCategories"):
        books._asked("DELETE", f"TrackingCategories/{each['TrackingCategoryID']}", {})
    return f"Region {next(_numbers)}"


def _made(books: Books) -> dict[str, Any]:
    """A category with one option, North."""
    made = books.put("TrackingCategories", {"Name": _room(books)})["TrackingCategories"][0]
    books.put(f"TrackingCategories/{made['TrackingCategoryID']}/Options", {"Name": "North"})
    return _category(books, made["TrackingCategoryID"])


def _category(books: Books, id_: str) -> dict[str, Any]:
    (there,) = books.all(f"TrackingCategories/{id_}")
    return there


def _new(books: Books) -> Given:
    # A lost answer is counted by these: none may be there from another case.
    return {"Name": _room(books), "Options": ["North", "South"]}


def _there(books: Books, outcome: Outcome, given: Given) -> None:
    there = _category(books, outcome.bundle["TrackingCategoryID"])
    assert there["Name"] == given["Name"]
    assert [each["Name"] for each in there["Options"]] == ["North", "South"]
    assert len(outcome.bundle["Options"]) == 2


def _change(books: Books) -> Given:
    made = _made(books)
    option = made["Options"][0]["TrackingOptionID"]
    return {
        "TrackingCategoryID": made["TrackingCategoryID"],
        "Name": f"Area {next(_numbers)}",
        "Options": [{"TrackingOptionID": option, "Name": "Far north"}, {"Name": "South"}],
    }


def _changed(books: Books, outcome: Outcome, given: Given) -> None:
    there = _category(books, given["TrackingCategoryID"])
    assert there["Name"] == given["Name"] == outcome.bundle["Name"]
    assert sorted(each["Name"] for each in there["Options"]) == ["Far north", "South"]


def _one(books: Books) -> Given:
    return {"TrackingCategoryID": _made(books)["TrackingCategoryID"]}


def _read(books: Books, outcome: Outcome, given: Given) -> None:
    there = _category(books, given["TrackingCategoryID"])
    assert outcome.bundle["Name"] == there["Name"]
    assert [each["Name"] for each in outcome.bundle["Options"]] == ["North"]


def _named(books: Books) -> Given:
    return {"Name": _made(books)["Name"]}


def _found(books: Books, outcome: Outcome, given: Given) -> None:
    (there,) = [c for c in books.all("TrackingCategories") if c["Name"] == given["Name"]]
    assert outcome.bundle["TrackingCategoryID"] == there["TrackingCategoryID"]
    options = [each["TrackingOptionID"] for each in there["Options"]]
    assert [each["TrackingOptionID"] for each in outcome.bundle["Options"]] == options
    assert options


def _gone(books: Books, outcome: Outcome, given: Given) -> None:
    assert outcome.bundle == {**given, "Status": "DELETED", "deleted": True}
    left = {each["TrackingCategoryID"] for each in books.all("TrackingCategories")}
    assert given["TrackingCategoryID"] not in left


CASES = [
    Case(
        module="create_tracking_category",
        given=_new,
        check=_there,
        bad={"Name": "x" * 101},
        says="at most 100",
        count=_regions,
    ),
    Case(
        module="update_tracking_category",
        given=_change,
        check=_changed,
        bad={"Options": [{"Status": "ARCHIVED"}]},
        says="a name is needed",
    ),
    Case(
        module="get_tracking_category",
        given=_one,
        check=_read,
        bad={"TrackingCategoryID": ""},
        says="a value is required",
    ),
    Case(
        module="search_tracking_categories",
        given=_named,
        check=_found,
        bad={"Status": "DELETED"},
        says="is not one of",
    ),
    Case(
        module="delete_tracking_category",
        given=_one,
        check=_gone,
        bad={"TrackingCategoryID": ""},
        says="a value is required",
    ),
]
