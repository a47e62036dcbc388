from __future__ import annotations

import pytest
from tests.xero_emulator.files.given import ELSEWHERE, folder, refused, uploaded, uploading

from xero_emulator.books import Books
from xero_emulator.direct import Direct


@pytest.fixture
def xero() -> Direct:
    return Direct()


def test_an_uploaded_file_is_in_the_inbox(xero):
    made = uploaded(xero)
    assert made["FolderId"] == xero.call("files.getInbox").json["Id"]
    assert (made["Name"], made["MimeType"], made["Size"]) == ("plan.txt", "text/plain", 6)
    assert made["CreatedDateUtc"] == made["UpdatedDateUtc"] == "2026-03-02T12:00:00.0000000"
    assert xero.call("files.getFile", FileId=made["Id"]).json == made


def test_a_file_tells_who_uploaded_it(xero):
    (subscriber,) = xero.call("getUsers", query={"where": "IsSubscriber==true"}).rows()
    told = uploaded(xero)["User"]
    assert (told["Id"], told["Name"]) == (subscriber["UserID"], subscriber["EmailAddress"])


def test_a_file_can_be_uploaded_to_a_folder(xero):
    contracts = folder(xero)
    made = uploaded(xero, FolderId=contracts["Id"])
    assert made["FolderId"] == contracts["Id"]
    assert uploading(xero, FolderId=ELSEWHERE).status == 404


def test_the_content_comes_back_as_it_was_sent(xero):
    sent = bytes(range(256)) * 9
    made = uploaded(xero, "Ü scan.PDF", sent)
    got = xero.call("files.getFileContent", FileId=made["Id"]).reply
    assert (got.status, got.body, got.content_type) == (200, sent, "application/pdf")
    assert "filename*=UTF-8''%C3%9C%20scan.PDF" in got.headers["Content-Disposition"]


@pytest.mark.parametrize("name", ["virus.boo", "noext", "trailing."])
def test_a_file_needs_an_extension_that_xero_takes(xero, name):
    ending = name.rpartition(".")[2] if "." in name else ""
    told = f"Extension: {ending} is not a valid File extension."
    assert refused(uploading(xero, name)) == [told]
    assert xero.call("files.getFiles").json["TotalCount"] == 0


def test_an_empty_file_is_refused(xero):
    assert refused(uploading(xero, content=b"")) == ["The file is empty."]


def test_a_refusal_is_an_array_of_one_kind(xero):
    (told,) = uploading(xero, "a.boo").json
    assert (told["type"], told["title"]) == ("Validation", "Validation failure")


def test_a_file_is_renamed_and_moved_but_keeps_its_content(xero):
    made, contracts = uploaded(xero), folder(xero)
    xero.advance(seconds=90)
    sent = {"Name": "map.txt", "FolderId": contracts["Id"], "Size": 1, "MimeType": "image/png"}
    changed = xero.call("files.updateFile", sent, FileId=made["Id"]).json
    assert changed == {
        **made,
        "Name": "map.txt",
        "FolderId": contracts["Id"],
        "UpdatedDateUtc": "2026-03-02T12:01:30.0000000",
    }
    assert xero.call("files.getFileContent", FileId=made["Id"]).reply.body == b"a plan"


def test_a_new_name_needs_an_extension(xero):
    made = uploaded(xero)
    answer = xero.call("files.updateFile", {"Name": "FooBar"}, FileId=made["Id"])
    assert refused(answer) == [f"Unable to rename {made['Id']} to FooBar"]
    assert (answer.json[0]["type"], answer.json[0]["title"]) == ("Rename", "Rename failed")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"FolderId": ELSEWHERE}, f"Folder {ELSEWHERE} does not exist."),
        ({"FolderId": "here"}, "Guid should contain 32 digits with 4 dashes"),
        ({"Name": ["a.txt"]}, "Error converting value"),
        (b"{", ""),
        (b"", ""),
        (b"null", ""),
        ([], "The request must hold one File."),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(xero, body, told):
    made = uploaded(xero)
    answer = xero.call("files.updateFile", body, FileId=made["Id"])
    assert told in refused(answer)[0]
    assert xero.call("files.getFile", FileId=made["Id"]).json == made


def test_a_deleted_file_is_gone(xero):
    made = uploaded(xero)
    reply = xero.call("files.deleteFile", FileId=made["Id"]).reply
    assert (reply.status, reply.body) == (204, b"")
    for operation in ("getFile", "getFileContent", "deleteFile", "getFileAssociations"):
        assert xero.call(f"files.{operation}", FileId=made["Id"]).status == 404
    assert xero.call("files.getFile", FileId="x").status == 404


def test_files_are_listed_newest_first(xero):
    for name in ("b.txt", "a.txt"):
        uploaded(xero, name)
        xero.advance(seconds=1)
    found = xero.call("files.getFiles").json
    assert [each["Name"] for each in found["Items"]] == ["a.txt", "b.txt"]
    assert (found["TotalCount"], found["Page"], found["PerPage"]) == (2, 1, 50)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"sort": "Name"}, ["a.txt", "B.txt", "c.txt"]),
        ({"sort": "Name", "direction": "DESC"}, ["c.txt", "B.txt", "a.txt"]),
        ({"sort": "Size"}, ["B.txt", "c.txt", "a.txt"]),
        ({"sort": "CreatedDateUTC", "direction": "ASC"}, ["c.txt", "a.txt", "B.txt"]),
        ({"sort": "Name", "pagesize": "2", "page": "2"}, ["c.txt"]),
        ({"sort": "Name", "pagesize": "2", "page": "9"}, []),
    ],
)
def test_files_are_sorted_and_paged_as_asked(xero, query, names):
    for name, size in (("c.txt", 2), ("a.txt", 3), ("B.txt", 1)):
        uploaded(xero, name, b"x" * size)
        xero.advance(seconds=1)
    found = xero.call("files.getFiles", query=query).json
    assert [each["Name"] for each in found["Items"]] == names
    assert found["TotalCount"] == 3


@pytest.mark.parametrize(
    ("asked", "told"),
    [("100", 100), ("101", 100), ("0", 50), ("-1", 50), ("x", 50), ("9" * 99, 50)],
)
def test_a_page_has_at_most_a_hundred_files(xero, asked, told):
    found = xero.call("files.getFiles", query={"pagesize": asked, "page": asked}).json
    assert found["PerPage"] == told


def test_files_outlive_a_restart(xero):
    made = uploaded(xero, content=b"\x00\xff")
    again = Direct(books=Books.load(xero.books.dump()))
    assert again.call("files.getFile", FileId=made["Id"]).json == made
    assert again.call("files.getFileContent", FileId=made["Id"]).reply.body == b"\x00\xff"


def test_files_stand_in_the_evidence(xero):
    made = uploaded(xero)
    assert xero.books.ledger()["files"] == [made]
