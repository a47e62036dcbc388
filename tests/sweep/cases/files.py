"""Files of Files."""

from __future__ import annotations

import itertools
from typing import Any

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome, Upload
from tests.sweep.cases.folders import made

_numbers = itertools.count(1)
FILES = "/files.xro/1.0/Files"
CONTENT = b"a receipt, " * 1000


def _all(books: Books) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for page in itertools.count(1):
        told = books.get(FILES, page=str(page), pagesize="100")
        found |= {each["Id"]: each for each in told["Items"]}
        if len(told["Items"]) < 100:
            return found
    return found


def _uploaded(books: Books) -> str:
    name = f"receipt {next(_numbers)}.txt"
    return str(books.form(FILES, name, CONTENT, "text/plain")["Id"])


def _bills(books: Books) -> int:
    return len([each for each in _all(books).values() if each["Name"].startswith("bill")])


def _new(books: Books) -> Given:
    file = Upload(f"bill {next(_numbers)}.txt", "text/plain", CONTENT)
    return {"file": file, "FolderId": made(books)}


def _there(books: Books, outcome: Outcome, given: Given) -> None:
    there = _all(books)[outcome.bundle["Id"]]
    assert (there["Name"], there["Size"]) == (given["file"].name, len(CONTENT))
    assert there["FolderId"] == given["FolderId"]
    assert books.content(f"{FILES}/{there['Id']}/Content") == CONTENT


def _moving(books: Books) -> Given:
    name = f"moved {next(_numbers)}.txt"
    return {"FileId": _uploaded(books), "Name": name, "FolderId": made(books)}


def _moved(books: Books, _outcome: Outcome, given: Given) -> None:
    there = _all(books)[given["FileId"]]
    assert (there["Name"], there["FolderId"]) == (given["Name"], given["FolderId"])


def _downloaded(books: Books, outcome: Outcome, given: Given) -> None:
    there = _all(books)[given["FileId"]]
    assert (outcome.bundle["Name"], outcome.bundle["Size"]) == (there["Name"], there["Size"])
    assert outcome.files(outcome.bundle["file"]) == CONTENT


def _folder_with_one(books: Books) -> Given:
    folder = made(books)
    books.form(f"{FILES}/{folder}", f"paper {next(_numbers)}.txt", CONTENT, "text/plain")
    return {"FolderId": folder, "sort": "CreatedDateUTC", "direction": "DESC"}


def _listed(books: Books, outcome: Outcome, given: Given) -> None:
    there = [e for e in _all(books).values() if e["FolderId"] == given["FolderId"]]
    assert [each["Id"] for each in outcome.bundles] == [each["Id"] for each in there]
    assert outcome.bundle["CreatedDateUtc"].endswith("Z")


def _gone(books: Books, outcome: Outcome, given: Given) -> None:
    assert outcome.bundle == {"Id": given["FileId"], "deleted": True}
    assert given["FileId"] not in _all(books)


_NEEDED = "a value is required"
CASES = [
    Case(
        module="upload_file_to_files",
        given=_new,
        check=_there,
        bad={"file": "no file"},
        says="expected a file",
        count=_bills,
    ),
    Case(
        module="update_file",
        given=_moving,
        check=_moved,
        bad={"Name": "", "FolderId": ""},
        says="new name, a new folder or both",
    ),
    Case(
        module="get_file",
        given=lambda books: {"FileId": _uploaded(books), "download": True},
        check=_downloaded,
        bad={"FileId": ""},
        says=_NEEDED,
    ),
    Case(
        module="list_files",
        given=_folder_with_one,
        check=_listed,
        bad={"sort": "Colour"},
        says="is not one of",
    ),
    Case(
        module="delete_file",
        given=lambda books: {"FileId": _uploaded(books)},
        check=_gone,
        bad={"FileId": ""},
        says=_NEEDED,
    ),
]
