from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import ELSEWHERE, made_contact
from xero_python.file import Association, FileObject, Folder, ObjectGroup, ObjectType

from xero_emulator.fixture import Running

CONTENT = bytes(range(256))


@pytest.fixture
def sdk(sdk_of) -> Sdk:
    return sdk_of("files")


@pytest.fixture
def contact(sdk_of) -> str:
    return made_contact(sdk_of()).contact_id


def uploaded(sdk: Sdk, name: str = "plan.txt") -> FileObject:
    # The SDK cannot leave the type out.
    return sdk("uploadFile", CONTENT, name, name, mime_type="text/plain")


def folder(sdk: Sdk, name: str = "Contracts") -> Folder:
    return sdk("createFolder", Folder(name=name))


def association(contact: str) -> Association:
    return Association(
        object_id=contact, object_group=ObjectGroup.CONTACT, object_type=ObjectType.BUSINESS
    )


@exercises("uploadFile", "getFile", "getFileContent", api="files")
def test_a_file_comes_back_as_it_was_uploaded(sdk: Sdk) -> None:
    made = uploaded(sdk)
    assert (made.name, made.mime_type, made.size) == ("plan.txt", "text/plain", 256)
    assert made.created_date_utc == "2026-03-02T12:00:00.0000000"
    found = sdk("getFile", made.id)
    assert (found.id, found.folder_id, found.user.id) == (made.id, made.folder_id, made.user.id)
    assert Path(sdk("getFileContent", made.id)).read_bytes() == CONTENT


@exercises("uploadFile", api="files")
def test_a_file_of_another_kind_is_refused(sdk: Sdk) -> None:
    refusal = sdk.refused("uploadFile", CONTENT, "a.boo", "a.boo", mime_type="x/boo")
    assert refusal.status == 400
    assert refusal.body[0]["detail"] == "Extension: boo is not a valid File extension."


@exercises("uploadFileToFolder", "getFolder", "getFiles", api="files")
def test_a_file_is_uploaded_to_a_folder(sdk: Sdk, xero: Running) -> None:
    contracts = folder(sdk)
    sent = (CONTENT, "lease.pdf", "lease.pdf")
    made = sdk("uploadFileToFolder", contracts.id, *sent, mime_type="application/pdf")
    assert (made.folder_id, made.mime_type) == (contracts.id, "application/pdf")
    assert sdk("getFolder", contracts.id).file_count == 1
    xero.control.advance(60)
    other = uploaded(sdk)
    found = sdk("getFiles")
    assert [each.id for each in found.items] == [other.id, made.id]
    assert (found.total_count, found.page, found.per_page) == (2, 1, 50)
    last = sdk("getFiles", pagesize=1, page=2, sort="Name", direction="ASC")
    assert [each.name for each in last.items] == ["plan.txt"]


@exercises("updateFile", "getInbox", api="files")
def test_a_file_is_renamed_and_moved(sdk: Sdk) -> None:
    made, contracts = uploaded(sdk), folder(sdk)
    changed = sdk("updateFile", made.id, FileObject(name="map.txt", folder_id=contracts.id))
    assert (changed.id, changed.name, changed.folder_id) == (made.id, "map.txt", contracts.id)
    assert sdk("getInbox").file_count == 0
    assert sdk.refused("updateFile", made.id, FileObject(name="map")).status == 400


@exercises("deleteFile", api="files")
def test_a_deleted_file_is_gone(sdk: Sdk) -> None:
    made = uploaded(sdk)
    assert sdk("deleteFile", made.id) is None
    assert sdk.refused("getFile", made.id).status == 404


@exercises("createFolder", "updateFolder", "getFolders", "deleteFolder", api="files")
def test_a_folder_is_made_renamed_and_deleted(sdk: Sdk) -> None:
    made = folder(sdk, "My Docs")
    assert (made.name, made.file_count, made.is_inbox) == ("My Docs", 0, False)
    assert sdk("updateFolder", made.id, Folder(name="Your Docs")).name == "Your Docs"
    assert [each.name for each in sdk("getFolders")] == ["Inbox", "Your Docs"]
    assert [each.name for each in sdk("getFolders", sort="Name")] == ["Inbox", "Your Docs"]
    assert sdk("deleteFolder", made.id) is None
    assert sdk.refused("getFolder", made.id).status == 404


@exercises("createFolder", "deleteFolder", "getInbox", api="files")
def test_the_inbox_stays(sdk: Sdk) -> None:
    inbox = sdk("getInbox")
    assert inbox.is_inbox and inbox.email
    assert sdk.refused("deleteFolder", inbox.id).status == 400
    refusal = sdk.refused("createFolder", Folder(name="a/b"))
    assert refusal.body[0]["detail"] == "Name contains one or more bad characters"


@exercises(
    "createFileAssociation",
    "getFileAssociations",
    "getAssociationsByObject",
    "getAssociationsCount",
    "deleteFileAssociation",
    api="files",
)
def test_a_file_is_associated_with_a_contact(sdk: Sdk, contact: str) -> None:
    made = uploaded(sdk)
    told = sdk("createFileAssociation", made.id, association(contact))
    assert (told.file_id, told.object_id) == (made.id, contact)
    assert (told.object_group, told.object_type) == (ObjectGroup.CONTACT, ObjectType.BUSINESS)
    assert [each.object_id for each in sdk("getFileAssociations", made.id)] == [contact]
    (of_contact,) = sdk("getAssociationsByObject", contact, sort="Name", direction="ASC")
    assert (of_contact.name, of_contact.size) == ("plan.txt", 256)
    # The SDK cannot make anything of an answer without a model.
    sdk("getAssociationsCount", [contact, ELSEWHERE], _preload_content=False)
    assert json.loads(sdk.wire.answers[-1].body) == {contact: 1, ELSEWHERE: 0}
    assert sdk("deleteFileAssociation", made.id, contact) is None
    assert sdk("getFileAssociations", made.id) == []


@exercises("createFileAssociation", api="files")
def test_an_object_must_be_what_its_group_says(sdk: Sdk, contact: str) -> None:
    wrong = association(contact)
    wrong.object_group = ObjectGroup.ACCOUNT
    refusal = sdk.refused("createFileAssociation", uploaded(sdk).id, wrong)
    assert refusal.body[0]["detail"] == "Object is not a Account"
