from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from tests.xero_emulator.files.given import ELSEWHERE, refused, uploaded

from xero_emulator.books import Books
from xero_emulator.calls import Call
from xero_emulator.direct import OPERATIONS, Direct


@pytest.fixture
def xero() -> Direct:
    return Direct()


@pytest.fixture
def contact(xero):
    return xero.call("createContacts", {"Name": "Ridgeway"}).row()["ContactID"]


@pytest.fixture
def file(xero):
    return uploaded(xero)["Id"]


def associate(xero, file, thing, group="Contact", **more):
    sent = {"ObjectId": thing, "ObjectGroup": group, **more}
    return xero.call("files.createFileAssociation", sent, FileId=file)


def test_a_file_is_associated_with_a_contact(xero, file, contact):
    made = associate(xero, file, contact)
    told = {"FileId": file, "ObjectId": contact}
    told |= {"ObjectGroup": "Contact", "ObjectType": "Business"}
    assert (made.status, made.json) == (201, told)
    assert xero.call("files.getFileAssociations", FileId=file).json == [told]


@pytest.mark.parametrize(("kind", "told"), [("ACCREC", "AccRec"), ("ACCPAY", "Accpay")])
def test_the_type_of_an_object_is_found_when_it_is_not_sent(xero, file, kind, told):
    sent = {"Type": kind, "Contact": {"Name": "Ridgeway"}, "LineItems": []}
    invoice = xero.call("createInvoices", sent).row()["InvoiceID"]
    assert associate(xero, file, invoice, "Invoice").json["ObjectType"] == told
    again = associate(xero, file, invoice, "Invoice", ObjectType="Unknown")
    assert again.json["ObjectType"] == "Unknown"


def test_the_files_of_an_object_are_named_and_sized(xero, contact):
    for name, size in (("b.txt", 1), ("a.txt", 2), ("c.txt", 3)):
        associate(xero, uploaded(xero, name, b"x" * size)["Id"], contact, SendWithObject=True)
        xero.advance(seconds=1)

    def names(**query: str) -> list[str]:
        found = xero.call("files.getAssociationsByObject", query=query, ObjectId=contact).json
        return [each["Name"] for each in found]

    assert names() == ["c.txt", "a.txt", "b.txt"]
    assert names(sort="Name") == ["a.txt", "b.txt", "c.txt"]
    assert names(sort="Size", direction="DESC") == ["c.txt", "a.txt", "b.txt"]
    assert names(sort="AssociationDateUtc", pagesize="2", page="2") == ["c.txt"]
    first = xero.call("files.getAssociationsByObject", ObjectId=contact).json[0]
    assert (first["Size"], first["SendWithObject"]) == (3, True)
    assert first["CreatedDateUtc"] == first["AssociationDateUtc"] == "2026-03-02T12:00:02.0000000"


def test_associating_twice_changes_nothing(xero, file, contact):
    assert associate(xero, file, contact).json == associate(xero, file, contact).json
    assert len(xero.call("files.getFileAssociations", FileId=file).json) == 1


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"ObjectGroup": "Account"}, "Object is not a Account"),
        ({"ObjectGroup": "Receipt"}, "Object is not a Receipt"),
        ({"ObjectGroup": "Contact", "ObjectId": ELSEWHERE}, "Object is not a Contact"),
        ({"ObjectGroup": "Friend"}, "Error converting value \"Friend\" to type 'ObjectGroup'"),
        ({}, "ObjectGroup is required."),
        ({"ObjectId": None, "ObjectGroup": "Contact"}, "ObjectId is required."),
        ({"ObjectId": "x", "ObjectGroup": "Contact"}, "Guid should contain 32 digits"),
    ],
)
def test_an_object_must_be_what_its_group_says(xero, file, contact, sent, told):
    sent = {"ObjectId": contact, **sent}
    answer = xero.call("files.createFileAssociation", sent, FileId=file)
    assert told in refused(answer)[0]
    assert xero.call("files.getFileAssociations", FileId=file).json == []


def test_an_association_is_deleted(xero, file, contact):
    associate(xero, file, contact)
    gone = {"FileId": file, "ObjectId": contact}
    assert xero.call("files.deleteFileAssociation", **gone).status == 204
    assert xero.call("files.deleteFileAssociation", **gone).status == 404
    assert xero.call("files.getAssociationsByObject", ObjectId=contact).json == []


def test_a_deleted_file_takes_its_associations_along(xero, file, contact):
    associate(xero, file, contact)
    xero.call("files.deleteFile", FileId=file)
    assert xero.call("files.getAssociationsByObject", ObjectId=contact).json == []


def test_associations_are_counted(xero, file, contact):
    associate(xero, file, contact)
    associate(xero, uploaded(xero)["Id"], contact)
    query = {"ObjectIds": f"{contact},{ELSEWHERE}"}
    assert xero.call("files.getAssociationsCount", query=query).json == {contact: 2, ELSEWHERE: 0}
    assert refused(xero.call("files.getAssociationsCount")) == ["ObjectIds is required."]


def test_associations_are_counted_also_for_a_repeated_parameter(xero, file, contact):
    associate(xero, file, contact)
    both = urlencode([("ObjectIds", contact), ("ObjectIds", ELSEWHERE)])
    query = {"ObjectIds": ELSEWHERE}
    call = Call("GET", {}, query, {}, b"", xero.books, "direct", xero.now, query_string=both)
    reply = OPERATIONS["files.getAssociationsCount"].answer(call)
    assert json.loads(reply.body) == {contact: 1, ELSEWHERE: 0}


def test_associations_outlive_a_restart(xero, file, contact):
    associate(xero, file, contact)
    again = Direct(books=Books.load(xero.books.dump()))
    assert len(again.call("files.getFileAssociations", FileId=file).json) == 1
