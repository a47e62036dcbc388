"""The universal call: anywhere below Xero's API, never elsewhere, never another organisation."""

from __future__ import annotations

import pytest

from tallyloom.apps.xero import app
from tallyloom.kit import Again, Answer, BadInput
from tallyloom.kit.testing import answer, drive, file_of

CALL = app.modules["make_api_call"]


def test_a_read_may_be_repeated_and_a_write_may_not() -> None:
    assert drive(CALL, {"path": "/api.xro/2.0/Accounts"}).request.again is Again.SAFE
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        driven = drive(CALL, {"path": "/api.xro/2.0/Accounts", "method": method})
        assert driven.request.again is Again.NEVER


def test_what_is_called_is_the_callers_choice() -> None:
    given = {
        "method": "PUT",
        "path": "assets.xro/1.0/Assets",
        "query": [{"name": "status", "value": "DRAFT"}],
        "headers": [{"name": "If-Modified-Since", "value": "2026-09-14T09:29:59"}],
        "body": {"assetName": "Computer"},
    }
    request = drive(CALL, given).request
    assert request.path == "/assets.xro/1.0/Assets"
    assert request.query == {"status": "DRAFT"}
    assert request.headers["If-Modified-Since"] == "2026-09-14T09:29:59"
    assert request.content() == b'{"assetName":"Computer"}'


def test_text_is_sent_as_it_is() -> None:
    given = {"method": "POST", "path": "/x", "body": '{"a": 1}'}
    assert drive(CALL, given).request.content() == b'{"a": 1}'


@pytest.mark.parametrize(
    "name",
    ["Xero-Tenant-Id", "authorization", " Host ", "Cookie", "Idempotency-Key", "transfer-encoding"],
)
def test_neither_organisation_nor_credentials_can_be_replaced(name: str) -> None:
    given = {"path": "/api.xro/2.0/Accounts", "headers": [{"name": name, "value": "x"}]}
    with pytest.raises(BadInput, match="comes from the connection"):
        drive(CALL, given)


@pytest.mark.parametrize(
    "path",
    [
        "https://example.com/",
        "//example.com/x",
        "/api.xro/../../x",
        "/api.xro/%2e%2E/x",
        "/api.xro/..\\x",
        "/x?y=1",
        "/x#y",
    ],
)
def test_a_path_leads_nowhere_else(path: str) -> None:
    with pytest.raises(BadInput, match="after https://api"):
        drive(CALL, {"path": path})


def test_the_answer_is_given_whole() -> None:
    driven = drive(CALL, {"path": "/x"}, answer({"Id": 1}, x_minlimit_remaining="59"))
    assert driven.result == {
        "statusCode": 200,
        "headers": {"content-type": "application/json", "x-minlimit-remaining": "59"},
        "body": {"Id": 1},
    }


def test_an_answer_that_is_not_json_is_given_as_text() -> None:
    assert drive(CALL, {"path": "/x"}, answer(b"a,b")).result["body"] == "a,b"


def test_what_a_name_stands_for_is_said_once() -> None:
    twice = [{"name": "page", "value": "1"}, {"name": "Page", "value": "2"}]
    for field in ("query", "headers"):
        with pytest.raises(BadInput, match="stands there twice") as refused:
            drive(CALL, {"path": "/x", field: twice})
        assert refused.value.field == field


def test_no_organisation_is_disconnected() -> None:
    path = "/Connections/e1eede29-f875-4a5d-8470-17f6a29a88b1"
    with pytest.raises(BadInput, match="would disconnect an organisation"):
        drive(CALL, {"path": path, "method": "DELETE"})
    assert drive(CALL, {"path": "/connections"}).request.method == "GET"


def test_an_answer_can_be_saved_as_a_file() -> None:
    pdf = file_of(b"%PDF-1.4", "invoice.pdf", "application/pdf")
    headers = [{"name": "accept", "value": "application/pdf"}]
    given = {"path": "/x", "file_name": "invoice.pdf", "headers": headers}
    driven = drive(CALL, given, Answer(200, {"content-type": "application/pdf"}, file=pdf))
    assert driven.request.save_as == "invoice.pdf"
    assert driven.result["file"] == pdf.as_value()
    assert "body" not in driven.result
    with pytest.raises(BadInput, match=r"^Save as: only what GET"):
        drive(CALL, given | {"method": "POST"})
