from __future__ import annotations

import pytest
from tests.xero_emulator.files.given import ELSEWHERE, folder, refused, uploaded

from xero_emulator.books import Books
from xero_emulator.direct import Direct


@pytest.fixture
def xero() -> Direct:
    return Direct()


def test_an_organisation_has_an_inbox(xero):
    inbox = xero.call("files.getInbox").json
    assert (inbox["Name"], inbox["FileCount"], inbox["IsInbox"]) == ("Inbox", 0, True)
    assert inbox["Email"].endswith("@xerofiles.com")
    assert xero.call("files.getFolders").json == [inbox]
    assert xero.call("files.getFolder", FolderId=inbox["Id"].upper()).json == inbox


def test_each_organisation_has_an_inbox_of_its_own(xero):
    assert Direct("AU").call("files.getInbox").json["Id"] != xero.call("files.getInbox").json["Id"]


def test_a_folder_is_made_renamed_and_deleted(xero):
    made = folder(xero, "My Docs")
    assert {**made, "Id": ""} == {"Name": "My Docs", "FileCount": 0, "IsInbox": False, "Id": ""}
    renamed = xero.call("files.updateFolder", {"Name": "Your Docs"}, FolderId=made["Id"]).json
    assert renamed == {**made, "Name": "Your Docs"}
    assert xero.call("files.getFolder", FolderId=made["Id"]).json == renamed
    assert xero.call("files.deleteFolder", FolderId=made["Id"]).status == 204
    assert xero.call("files.getFolder", FolderId=made["Id"]).status == 404


@pytest.mark.parametrize("body", [{"Name": "a/b"}, {"Name": ""}, {"Name": " "}, {}, {"Name": "<"}])
def test_a_folder_needs_a_name_of_good_characters(xero, body):
    bad = ["Name contains one or more bad characters"]
    assert refused(xero.call("files.createFolder", body)) == bad
    made = folder(xero)
    assert refused(xero.call("files.updateFolder", body, FolderId=made["Id"])) == bad
    assert [each["Name"] for each in xero.call("files.getFolders").json] == ["Inbox", "Contracts"]


def test_the_inbox_can_be_neither_renamed_nor_deleted(xero):
    inbox = xero.call("files.getInbox").json["Id"]
    told = ["The Inbox cannot be renamed or deleted."]
    assert refused(xero.call("files.updateFolder", {"Name": "Out"}, FolderId=inbox)) == told
    assert refused(xero.call("files.deleteFolder", FolderId=inbox)) == told


def test_the_files_of_a_deleted_folder_go_to_the_inbox(xero):
    made = folder(xero)
    file = uploaded(xero, FolderId=made["Id"])
    assert xero.call("files.getFolder", FolderId=made["Id"]).json["FileCount"] == 1
    assert xero.call("files.deleteFolder", FolderId=made["Id"]).status == 204
    inbox = xero.call("files.getInbox").json
    assert inbox["FileCount"] == 1
    assert xero.call("files.getFile", FileId=file["Id"]).json["FolderId"] == inbox["Id"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Inbox", "Taxes", "Bills"]),
        ({"sort": "Name"}, ["Bills", "Inbox", "Taxes"]),
        ({"sort": "Size"}, ["Inbox", "Bills", "Taxes"]),
        ({"sort": "CreatedDateUTC"}, ["Inbox", "Taxes", "Bills"]),
    ],
)
def test_folders_are_sorted_as_asked(xero, query, names):
    for name, size in (("Taxes", 3), ("Bills", 2)):
        uploaded(xero, content=b"x" * size, FolderId=folder(xero, name)["Id"])
        xero.advance(seconds=1)
    assert [each["Name"] for each in xero.call("files.getFolders", query=query).json] == names


def test_what_is_not_there_is_not_found(xero):
    for operation in ("getFolder", "updateFolder", "deleteFolder"):
        assert xero.call(f"files.{operation}", {"Name": "x"}, FolderId=ELSEWHERE).status == 404


def test_folders_outlive_a_restart(xero):
    made = folder(xero)
    again = Direct(books=Books.load(xero.books.dump()))
    assert again.call("files.getFolder", FolderId=made["Id"]).json == made
