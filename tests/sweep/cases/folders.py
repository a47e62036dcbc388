"""Folders of Files."""

from __future__ import annotations

import itertools
from typing import Any

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome

_numbers = itertools.count(1)
FOLDERS = "/files.xro/1.0/Folders"


def made(books: Books) -> str:
    return str(books.post(FOLDERS, {"Name": f"Drawer {next(_numbers)}"})["Id"])


def _named(books: Books) -> dict[str, Any]:
    return {each["Id"]: each["Name"] for each in books.get(FOLDERS)}


def _papers(books: Books) -> int:
    return len([name for name in _named(books).values() if name.startswith("Papers")])


def _there(books: Books, outcome: Outcome, given: Given) -> None:
    assert _named(books)[outcome.bundle["Id"]] == given["Name"]


def _renamed(books: Books) -> Given:
    return {"FolderId": made(books), "Name": f"Renamed {next(_numbers)}"}


def _got(books: Books, outcome: Outcome, given: Given) -> None:
    assert outcome.bundle["Id"] == given["FolderId"]
    assert outcome.bundle["Name"] == _named(books)[given["FolderId"]]


def _listed(books: Books, outcome: Outcome, _given: Given) -> None:
    found = {each["Id"]: each["Name"] for each in outcome.bundles}
    assert found == _named(books)
    assert [each["Name"] for each in outcome.bundles if each["IsInbox"]] == ["Inbox"]


def _gone(books: Books, outcome: Outcome, given: Given) -> None:
    assert outcome.bundle == {"Id": given["FolderId"], "deleted": True}
    assert given["FolderId"] not in _named(books)


_NEEDED = "a value is required"
CASES = [
    Case(
        module="create_folder",
        given=lambda _books: {"Name": f"Papers {next(_numbers)}"},
        check=_there,
        bad={"Name": ""},
        says=_NEEDED,
        count=_papers,
    ),
    Case(module="update_folder", given=_renamed, check=_there, bad={"Name": ""}, says=_NEEDED),
    Case(
        module="get_folder",
        given=lambda books: {"FolderId": made(books)},
        check=_got,
        bad={"FolderId": ""},
        says=_NEEDED,
    ),
    Case(
        module="list_folders",
        given=lambda books: {"sort": "Name"} if made(books) else {},
        check=_listed,
        bad={"which": "some"},
        says="is not one of",
    ),
    Case(
        module="delete_folder",
        given=lambda books: {"FolderId": made(books)},
        check=_gone,
        bad={"FolderId": ""},
        says=_NEEDED,
    ),
]
