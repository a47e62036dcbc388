"""Folders: known by their names, read of one list when several are asked for."""

from __future__ import annotations

from typing import Any

import pytest
from tests.apps.xero.spec import Case, Spec

from tallyloom.apps.xero import app
from tallyloom.kit import NotThere, Refused
from tallyloom.kit.requests import Answer
from tallyloom.kit.testing import answer, drive, elements_of, look_up

ID = "4c5f3fe4-2516-4863-ac88-3029351773bf"
INBOX = "bf924975-7097-46f2-a143-1ecfbab3c8c3"
CREATE = app.modules["create_folder"]
GET = app.modules["get_folder"]
LIST = app.modules["list_folders"]
DELETE = app.modules["delete_folder"]
CASES = {
    "list_folders": (Case({"which": "inbox"}), Case({"sort": "Name"})),
    "get_folder": (Case({"FolderId": ID}),),
}


def folder(id_: str = ID, name: str = "My Docs", **more: Any) -> dict[str, Any]:
    return {"Id": id_, "Name": name, "FileCount": 0, "IsInbox": False} | more


def test_a_folder_is_created_by_name() -> None:
    driven = drive(CREATE, {"Name": "My Docs"}, answer(folder()))
    request = driven.request
    assert (request.method, request.path) == ("POST", "/files.xro/1.0/Folders")
    assert request.body == {"Name": "My Docs"}
    assert driven.result == [folder()]


def test_a_folder_is_known_by_its_name() -> None:
    (element,) = elements_of(CREATE, {"Name": "My Docs"})
    assert (element.key, element.if_exists) == ("My Docs", "use")


def test_folders_are_looked_up_in_one_call() -> None:
    driven = look_up(
        CREATE,
        [{"Name": "My Docs"}, {"Name": "Other"}],
        answer([folder(), folder("1", "my docs")]),
    )
    assert driven.request.path == "/files.xro/1.0/Folders"
    assert driven.result == {"My Docs": folder()}


def test_a_list_may_come_bare_or_under_its_name() -> None:
    for body in ([folder()], {"Folders": [folder()]}):
        assert drive(LIST, {}, answer(body)).result.bundles == [folder()]


def test_the_inbox_can_be_listed_alone() -> None:
    inbox = folder(INBOX, "Inbox", IsInbox=True, Email="in@example.com")
    driven = drive(LIST, {"which": "inbox"}, answer(inbox))
    assert driven.request.path == "/files.xro/1.0/Inbox"
    assert driven.result.bundles == [inbox]


def test_one_folder_is_read_by_id() -> None:
    driven = drive(GET, [{"FolderId": ID}], answer(folder()))
    assert driven.request.path == f"/files.xro/1.0/Folders/{ID}"
    assert driven.result == [folder()]


def test_many_folders_are_read_in_one_call_and_a_missing_one_is_named() -> None:
    given = [{"FolderId": ID.upper()}, {"FolderId": "gone"}, {"FolderId": ID}]
    driven = drive(GET, given, answer([folder()]))
    assert driven.request.path == "/files.xro/1.0/Folders"
    found, missing, same = driven.result
    assert found == same == folder()
    assert isinstance(missing, NotThere)
    assert "gone" in missing.message


def test_a_folder_is_renamed() -> None:
    driven = drive(
        app.modules["update_folder"],
        {"FolderId": ID, "Name": "Papers"},
        answer(folder(name="Papers")),
    )
    assert (driven.request.method, driven.request.path) == ("PUT", f"/files.xro/1.0/Folders/{ID}")
    assert driven.result["Name"] == "Papers"


def test_what_xero_says_against_a_name_reaches_the_user() -> None:
    said = [{"type": "Validation", "title": "Validation failure", "detail": "Name contains one"}]
    with pytest.raises(Refused, match="Name contains one"):
        drive(CREATE, {"Name": "a/b"}, answer(said, 400))


def test_a_deletion_says_what_is_gone() -> None:
    driven = drive(DELETE, {"FolderId": ID}, answer(status=204))
    assert driven.request.method == "DELETE"
    assert driven.result == {"Id": ID, "deleted": True}


def test_a_folder_that_never_was_there_cannot_be_deleted() -> None:
    with pytest.raises(NotThere):
        drive(DELETE, {"FolderId": ID}, answer(status=404))


def test_a_folder_that_our_first_try_deleted_is_deleted() -> None:
    driven = drive(DELETE, {"FolderId": ID}, Answer(404, repeated=True))
    assert driven.result["deleted"] is True


def test_every_field_that_xero_lets_be_written_is_offered(spec: Spec) -> None:
    given_by_xero = {"FileCount", "Email", "IsInbox", "Id"}
    schema = spec.schema("Folder", "xero_files")
    offered = {field.name for field in CREATE.inputs} - {"if_exists"}
    assert offered == set(schema["properties"]) - given_by_xero
