"""A file that the caller still has is not sent again."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from xero_emulator.calls import Reply
from xero_emulator.conditional import tagged
from xero_emulator.fixture import running_emulator

FILE = Reply(200, b"bytes", "image/png", {"Content-Disposition": "attachment"})


def test_a_file_has_a_tag_that_is_its_own() -> None:
    one, same = tagged(FILE, {}), tagged(FILE, {})
    other = tagged(Reply(200, b"other", "image/png"), {})
    assert one.headers["ETag"] == same.headers["ETag"] != other.headers["ETag"]
    assert one.headers["Content-Disposition"] == "attachment"
    assert one.body == b"bytes"


@pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', "*"])
def test_whoever_names_the_tag_gets_no_bytes(form: str) -> None:
    tag = tagged(FILE, {}).headers["ETag"]
    answer = tagged(FILE, {"if-none-match": form.format(tag)})
    assert (answer.status, answer.body, answer.content_type) == (304, b"", "")
    assert answer.headers["ETag"] == tag


def test_another_tag_gets_the_file() -> None:
    assert tagged(FILE, {"if-none-match": '"another"'}).status == 200


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "text/html; charset=utf-8"])
def test_an_answer_that_is_new_each_time_has_no_tag(kind: str) -> None:
    told = Reply(200, b"{}", kind)
    assert tagged(told, {"if-none-match": "*"}) is told


@pytest.fixture
def http() -> Iterator[httpx2.Client]:
    with running_emulator(seed="empty") as running:
        token = running.consent()["access_token"]
        headers = {"authorization": f"Bearer {token}", "xero-tenant-id": running.tenants()["GB"]}
        with httpx2.Client(base_url=f"{running.url}/api.xro/2.0", headers=headers) as client:
            yield client


def test_an_attachment_is_fetched_once(http: httpx2.Client) -> None:
    http.put("/Invoices", json={"Type": "ACCPAY", "InvoiceNumber": "A-1", "Contact": {"Name": "R"}})
    http.put("/Invoices/A-1/Attachments/bill.png", content=b"bytes")
    first = http.get("/Invoices/A-1/Attachments/bill.png")
    assert (first.status_code, first.content) == (200, b"bytes")
    again = http.get(
        "/Invoices/A-1/Attachments/bill.png", headers={"if-none-match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    http.put("/Invoices/A-1/Attachments/bill.png", content=b"other")
    newer = http.get(
        "/Invoices/A-1/Attachments/bill.png", headers={"if-none-match": first.headers["etag"]}
    )
    assert (newer.status_code, newer.content) == (200, b"other")
