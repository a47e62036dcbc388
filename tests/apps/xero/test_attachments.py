"""Attachments: listed, streamed in and out, and replaced rather than doubled."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import given as chosen
from hypothesis import strategies as st
from tests.apps.xero.spec import Case, Spec

from tallyloom.apps.xero import app
from tallyloom.apps.xero.attachments import LARGEST, clean
from tallyloom.kit import Again, Answer, BadInput, Broken, File, NotThere
from tallyloom.kit.testing import answer, drive, file_of

LIST = app.modules["list_attachments"]
DOWNLOAD = app.modules["download_attachment"]
UPLOAD = app.modules["upload_file"]
ID = "243216c5-369e-4056-ac67-05388f86dc81"
ON = {"resource": "Invoices", "id": ID}
PATH = f"/api.xro/2.0/Invoices/{ID}/Attachments"
RECEIPT = {
    "AttachmentID": "9808ad7f-c8d4-41cf-995e-bc29cb76fd2c",
    "FileName": "receipt.pdf",
    "MimeType": "application/pdf",
    "ContentLength": 3,
}
FILE = file_of(b"%PDF", "receipt.pdf", "application/pdf")
SAVED = Answer(200, {"content-type": "application/pdf"}, file=FILE)

CASES = {
    "download_attachment": (
        Case(
            {**ON, "AttachmentID": RECEIPT["AttachmentID"]},
            answers=(answer({"Attachments": [RECEIPT]}),),
        ),
    ),
    "upload_file": (Case({**ON, "file": FILE.as_value()}),),
}


def listed(*attachments: dict[str, Any]) -> Answer:
    return answer({"Attachments": list(attachments)})


def test_files_on_a_record_are_listed() -> None:
    driven = drive(LIST, {**ON, "limit": 1}, listed(RECEIPT, {"FileName": "other.pdf"}))
    assert (driven.request.path, driven.request.query) == (PATH, {})
    assert driven.result.bundles == [RECEIPT]
    assert driven.result.after is None


# Downloading


def test_a_file_is_saved_by_its_name_without_another_call() -> None:
    driven = drive(DOWNLOAD, {**ON, "FileName": "my receipt.pdf"}, SAVED)
    request = driven.request
    assert (request.path, request.save_as) == (f"{PATH}/my%20receipt.pdf", "my receipt.pdf")
    assert request.headers["Accept"] == "application/octet-stream"
    assert driven.result == {"FileName": "my receipt.pdf", "file": FILE.as_value()}


def test_a_file_is_saved_by_id_under_the_name_that_it_has_in_xero() -> None:
    given = {**ON, "AttachmentID": str(RECEIPT["AttachmentID"]).upper()}
    driven = drive(DOWNLOAD, given, listed(RECEIPT), SAVED)
    first, second = driven.requests
    assert first.path == PATH
    assert (second.save_as, second.headers["contentType"]) == ("receipt.pdf", "application/pdf")


def test_a_file_is_saved_by_id_under_another_name_in_one_call() -> None:
    given = {**ON, "AttachmentID": RECEIPT["AttachmentID"], "file_name": "1.pdf"}
    driven = drive(DOWNLOAD, given, SAVED)
    assert driven.request.path == f"{PATH}/{RECEIPT['AttachmentID']}"
    assert driven.request.save_as == "1.pdf"


def test_an_id_that_the_record_does_not_have_is_not_there() -> None:
    with pytest.raises(NotThere, match="on this record"):
        drive(DOWNLOAD, {**ON, "AttachmentID": "other"}, listed(RECEIPT))


def test_neither_an_id_nor_a_name_is_refused_before_a_call() -> None:
    with pytest.raises(BadInput, match="Xero's id or the file name"):
        drive(DOWNLOAD, ON)


def test_a_web_page_is_not_the_file() -> None:
    page = Answer(200, {}, file=File("receipt.pdf", "text/html", 9, "0" * 64))
    with pytest.raises(Broken, match="web page"):
        drive(DOWNLOAD, {**ON, "FileName": "receipt.pdf"}, page)


# Uploading


def test_a_file_is_streamed_as_the_body_under_its_name() -> None:
    driven = drive(UPLOAD, {**ON, "file": FILE.as_value()}, listed(RECEIPT))
    request = driven.request
    assert (request.method, request.path, request.query) == ("PUT", f"{PATH}/receipt.pdf", {})
    assert request.body == FILE
    assert request.again is Again.SAFE
    assert driven.result["AttachmentID"] == RECEIPT["AttachmentID"]


def test_a_file_may_be_shown_with_invoices_and_credit_notes_only() -> None:
    given = {**ON, "file": FILE.as_value(), "IncludeOnline": True}
    assert drive(UPLOAD, given).request.query == {"IncludeOnline": "true"}
    with pytest.raises(BadInput, match="only invoices and credit notes") as refused:
        drive(UPLOAD, given | {"resource": "Quotes"})
    assert refused.value.field == "IncludeOnline"


@pytest.mark.parametrize(("size", "said"), [(0, "it is empty"), (LARGEST + 1, "more than 25 MB")])
def test_files_that_xero_does_not_take_are_refused_before_the_call(size: int, said: str) -> None:
    file = FILE.as_value() | {"size": size}
    with pytest.raises(BadInput, match=said):
        drive(UPLOAD, {**ON, "file": file})


def test_a_name_that_names_nothing_is_refused() -> None:
    with pytest.raises(BadInput, match="letters or digits"):
        drive(UPLOAD, {**ON, "file": FILE.as_value(), "file_name": "../.."})


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("receipt.pdf", "receipt.pdf"),
        ("C:\\scans\\May 1.pdf", "May 1.pdf"),
        ("../../etc/passwd", "passwd"),
        ('what? "this" <1>.pdf', "what_ _this_ _1_.pdf"),
        ("café.pdf", "café.pdf"),
        (" .pdf. ", "pdf"),
        ("???", ""),
    ],
)
def test_names_are_cleaned_the_same_way_every_time(name: str, cleaned: str) -> None:
    assert clean(name) == cleaned


@chosen(st.text(alphabet=st.characters(codec="utf-8"), max_size=3000))
def test_no_name_leaves_its_place_in_the_address(name: str) -> None:
    found = clean(name)
    assert clean(found) == found
    assert not set(found) & set('<>:"/\\|?*#%&\n\x00')
    assert found not in (".", "..")
    assert found == "" or any(letter.isalnum() for letter in found)


@chosen(st.text(alphabet="é漢😀" + string.ascii_letters, min_size=1, max_size=900))
def test_a_long_name_keeps_its_ending_and_fits_into_the_address(stem: str) -> None:
    found = clean(f"{stem}.pdf")
    assert found.endswith(".pdf")
    request = drive(UPLOAD, {**ON, "file": FILE.as_value(), "file_name": f"{stem[:250]}.pdf"})
    assert len(request.request.path) < 2000


def test_every_kind_of_record_that_can_have_files_is_offered(spec: Spec) -> None:
    paths = spec.loaded("xero_accounting")["paths"]
    having = {path.split("/")[1] for path in paths if path.endswith("/Attachments")}
    for module in (LIST, DOWNLOAD, UPLOAD):
        (kind,) = (one for one in module.inputs if one.name == "resource")
        assert set(kind.bounds()["enum"]) == having
