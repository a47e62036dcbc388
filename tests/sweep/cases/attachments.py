"""Files on records."""

from __future__ import annotations

import itertools

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome, Upload

_numbers = itertools.count(1)
CONTENT = b"a receipt, " * 1000


def _contact(books: Books) -> str:
    made = books.made("Contacts", Name=f"Keeper of files {next(_numbers)}")
    return str(made["ContactID"])


def _attached(books: Books) -> Given:
    id_ = _contact(books)
    books.upload(f"Contacts/{id_}/Attachments/receipt.txt", CONTENT, "text/plain")
    return {"resource": "Contacts", "id": id_}


def _listed(books: Books, outcome: Outcome, given: Given) -> None:
    (there,) = books.get(f"Contacts/{given['id']}/Attachments")["Attachments"]
    names = ("AttachmentID", "FileName", "MimeType", "ContentLength")
    assert {name: outcome.bundle[name] for name in names} == {name: there[name] for name in names}


def _by_id(books: Books) -> Given:
    given = _attached(books)
    (there,) = books.get(f"Contacts/{given['id']}/Attachments")["Attachments"]
    return {**given, "AttachmentID": there["AttachmentID"]}


def _downloaded(_books: Books, outcome: Outcome, _given: Given) -> None:
    assert outcome.bundle["file"]["name"] == "receipt.txt"
    assert outcome.files(outcome.bundle["file"]) == CONTENT


def _new(books: Books) -> Given:
    file = Upload("May receipts.txt", "text/plain", CONTENT)
    return {"resource": "Contacts", "id": _contact(books), "file": file}


def _there(books: Books, outcome: Outcome, given: Given) -> None:
    path = f"Contacts/{given['id']}/Attachments"
    (there,) = books.get(path)["Attachments"]
    assert (there["FileName"], there["MimeType"]) == ("May receipts.txt", "text/plain")
    assert there["AttachmentID"] == outcome.bundle["AttachmentID"]
    assert books.content(f"{path}/{there['AttachmentID']}") == CONTENT


CASES = [
    Case(
        module="list_attachments",
        given=_attached,
        check=_listed,
        bad={"resource": "Items"},
        says="is not one of",
    ),
    Case(
        module="download_attachment",
        given=_by_id,
        check=_downloaded,
        bad={"AttachmentID": ""},
        says="give Xero's id or the file name",
    ),
    Case(
        module="upload_file",
        given=_new,
        check=_there,
        bad={"IncludeOnline": True},
        says="only invoices and credit notes",
    ),
]
