"""Files: streamed up and down, told apart by name and size when an answer was lost."""

from __future__ import annotations

from typing import Any

import pytest
from tests.apps.xero.spec import Case, Spec

from tallyloom.apps.xero import app
from tallyloom.kit import Action, BadInput, Form
from tallyloom.kit.requests import Answer
from tallyloom.kit.testing import answer, drive, elements_of, file_of, follow

ID = "d290f1ee-6c54-4b01-90e6-d701748f0851"
FOLDER = "0f8ccf21-7267-4268-9167-a1e2c40c84c8"
PDF = file_of(b"%PDF-1.4", "receipt.pdf", "application/pdf")
UPLOAD = app.modules["upload_file_to_files"]
GET = app.modules["get_file"]
LIST = app.modules["list_files"]
CASES = {"upload_file_to_files": (Case({"file": PDF.as_value()}),)}


def record(name: str = "receipt.pdf", **more: Any) -> dict[str, Any]:
    base = {"Id": ID, "Name": name, "MimeType": "application/pdf", "Size": 8, "FolderId": FOLDER}
    return base | {"CreatedDateUtc": "2026-09-14T09:29:59.6970000"} | more


def page(*files: dict[str, Any], page: int = 1) -> Answer:
    return answer({"TotalCount": len(files), "Page": page, "PerPage": 100, "Items": list(files)})


def test_a_file_goes_to_the_inbox_where_no_folder_is_named() -> None:
    request = drive(UPLOAD, {"file": PDF.as_value()}, answer(record(), 201)).request
    assert request.path == "/files.xro/1.0/Files"
    assert request.body == Form(
        PDF,
        part="body",
        fields={"name": PDF.name, "filename": PDF.name, "mimeType": "application/pdf"},
    )


def test_a_file_goes_to_its_folder_under_another_name() -> None:
    given = {"file": PDF.as_value(), "FolderId": FOLDER, "name": "May.pdf"}
    request = drive(UPLOAD, given, answer(record("May.pdf"), 201)).request
    assert request.path == f"/files.xro/1.0/Files/{FOLDER}"
    assert isinstance(request.body, Form)
    assert (request.body.file.name, request.body.fields["name"]) == ("May.pdf", "May.pdf")


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("a/b\\c.pdf", "c.pdf"),
        ('"May" 5.pdf', "_May_ 5.pdf"),
        ("a\r\nb.txt", "a_b.txt"),
        ("Müller & Söhne 100% #5.pdf", "Müller & Söhne 100% #5.pdf"),
    ],
)
def test_a_name_is_one_that_a_form_can_hold_and_that_is_known_again(name: str, sent: str) -> None:
    (element,) = elements_of(UPLOAD, {"file": PDF.as_value() | {"name": name}})
    assert element.body["file"]["name"] == sent
    assert element.trace == f"{PDF.size} {sent}"


@pytest.mark.parametrize(
    ("difference", "said"),
    [
        ({"size": 0}, "it is empty"),
        ({"size": 26 * 2**20}, "more than 25 MB"),
        ({"name": ".."}, "letters or digits"),
    ],
)
def test_a_file_that_xero_would_refuse_is_refused_before(
    difference: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        elements_of(UPLOAD, {"file": PDF.as_value() | difference})


def test_moments_are_told_with_their_zone() -> None:
    (bundle,) = drive(UPLOAD, {"file": PDF.as_value()}, answer(record(), 201)).result
    assert bundle["CreatedDateUtc"] == "2026-09-14T09:29:59.697Z"


def test_an_upload_is_known_again_by_name_and_size_among_what_came_since() -> None:
    assert isinstance(UPLOAD, Action)
    assert UPLOAD.bulk and UPLOAD.bulk.traces
    (element,) = elements_of(UPLOAD, {"file": PDF.as_value()})
    old = record(CreatedDateUtc="2026-09-13T00:00:01.0000000")
    driven = follow(
        UPLOAD.bulk.traces.recent("2026-09-14T09:00:00.000Z"),
        page(record(), record("other.pdf"), old),
    )
    assert driven.request.query["direction"] == "DESC"
    traces = [UPLOAD.bulk.traces.of(found) for found in driven.result]
    assert traces == ["8 other.pdf", element.trace]


def test_what_came_since_may_fill_several_pages() -> None:
    assert isinstance(UPLOAD, Action)
    assert UPLOAD.bulk and UPLOAD.bulk.traces
    steps = UPLOAD.bulk.traces.recent("2026-09-14T09:00:00.000Z")
    driven = follow(steps, page(*[record()] * 100), page(record()))
    assert [request.query["page"] for request in driven.requests] == ["1", "2"]
    assert len(driven.result) == 101


def test_a_file_is_read_without_its_content_unless_asked() -> None:
    driven = drive(GET, {"FileId": ID}, answer(record()))
    assert driven.request.path == f"/files.xro/1.0/Files/{ID}"
    assert "file" not in driven.result


def test_the_content_is_streamed_into_the_blob_store() -> None:
    kept = file_of(b"%PDF-1.4", "receipt.pdf", "application/octet-stream")
    content = Answer(200, {"content-type": "application/octet-stream"}, file=kept)
    driven = drive(GET, {"FileId": ID, "download": True}, answer(record()), content)
    asked = driven.requests[1]
    assert (asked.path, asked.save_as) == (f"/files.xro/1.0/Files/{ID}/Content", "receipt.pdf")
    assert driven.result["file"] == PDF.as_value()


def test_an_update_moves_or_renames() -> None:
    update = app.modules["update_file"]
    driven = drive(update, {"FileId": ID, "FolderId": FOLDER}, answer(record()))
    assert (driven.request.method, driven.request.body) == ("PUT", {"FolderId": FOLDER})
    with pytest.raises(BadInput, match="new name, a new folder or both"):
        drive(update, {"FileId": ID})


def test_files_of_one_folder_are_picked_out_of_the_list() -> None:
    other = record("b.pdf", FolderId="another")
    driven = drive(LIST, {"FolderId": FOLDER.upper()}, page(record(), other))
    assert driven.request.query == {"page": "1", "pagesize": "100"}
    assert [bundle["Name"] for bundle in driven.result.bundles] == ["receipt.pdf"]
    assert driven.result.after is None


def test_a_full_page_leads_to_the_next_until_there_are_enough() -> None:
    full = page(*[record(f"{number}.pdf") for number in range(100)])
    first = drive(LIST, {"limit": 150, "sort": "Size", "direction": "DESC"}, full).result
    assert first.after == [2, 100]
    driven = drive(LIST, {"limit": 150}, full, after=first.after)
    assert driven.request.query["page"] == "2"
    assert (len(driven.result.bundles), driven.result.after) == (50, None)


def test_a_deleted_file_changes_its_folders_count() -> None:
    assert app.modules["delete_file"].changes == ("folders",)
    driven = drive(app.modules["delete_file"], {"FileId": ID}, answer(status=204))
    assert driven.result == {"Id": ID, "deleted": True}


def test_the_form_is_that_of_the_specification(spec: Spec) -> None:
    form = drive(UPLOAD, {"file": PDF.as_value()}).request.body
    assert isinstance(form, Form)
    offered = set(spec.schema("UploadObject", "xero_files")["properties"])
    assert {form.part, *form.fields} == offered
