"""A form with a file is bytes that any server can read, and the same each time."""

from __future__ import annotations

import hashlib
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyloom.connections.multipart import kind_of, multipart
from tallyloom.kit import File, Form

BYTES = b"%PDF\r\n--tallyloom\r\n\x00\xff"


def file(name: str = "a.pdf", kind: str = "application/pdf", content: bytes = BYTES) -> File:
    return File(name, kind, len(content), hashlib.sha256(content).hexdigest())


def whole(form: Form, content: bytes = BYTES) -> bytes:
    made = multipart(form)
    return made.head + content + made.tail


def parts(form: Form, content: bytes = BYTES) -> list[Message]:
    head = f"Content-Type: {multipart(form).type}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + whole(form, content))
    return list(message.iter_parts())


def test_a_form_is_written_as_the_standard_says() -> None:
    form = Form(file(), fields={"folder": "Inbox"})
    made = multipart(form)
    cut = made.type.removeprefix("multipart/form-data; boundary=")
    assert (
        whole(form)
        == (
            f'--{cut}\r\nContent-Disposition: form-data; name="folder"\r\n\r\nInbox\r\n'
            f'--{cut}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        ).encode()
        + BYTES
        + f"\r\n--{cut}--\r\n".encode()
    )
    assert made.length == len(whole(form))


def test_the_file_arrives_to_the_last_byte() -> None:
    folder, sent = parts(Form(file(), "upload", {"folder": "Inbox"}))
    assert folder.get_content().strip() == "Inbox"
    assert sent.get_payload(decode=True) == BYTES
    assert sent.get_param("name", header="content-disposition") == "upload"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Reçu – 請求書.pdf", "Reçu – 請求書.pdf"),
        ('a"; name="b.pdf', "a%22; name=%22b.pdf"),
        ("a\r\nX-Evil: 1.pdf", "a%0D%0AX-Evil: 1.pdf"),
        ("a\\b\x00\x7f.pdf", "a\\b%00%7F.pdf"),
        ("", "file"),
    ],
)
def test_no_file_name_can_change_the_forms_shape(name: str, written: str) -> None:
    head = multipart(Form(file(name))).head.decode()
    assert f'; filename="{written}"\r\nContent-Type: application/pdf\r\n\r\n' in head
    assert head.count("\r\n") == 4


@given(name=st.text(max_size=30), field=st.text(max_size=10), value=st.text(max_size=30))
def test_any_form_is_of_the_length_it_says_and_of_one_file(
    name: str, field: str, value: str
) -> None:
    form = Form(file(name), fields={field: value})
    made = multipart(form)
    assert made.length == len(whole(form))
    cut = made.type.partition("=")[2].encode()
    assert whole(form).count(b"--" + cut) == 3
    head = made.head.decode("utf-8", "replace")
    assert unquote(head.rpartition('filename="')[2].partition('"')[0]) == unquote(
        name.encode("utf-8", "replace").decode() or "file"
    )


def test_equal_forms_are_equal_bytes_and_others_are_cut_elsewhere() -> None:
    one = Form(file(), fields={"a": "b"})
    assert multipart(one) == multipart(Form(file(), fields={"a": "b"}))
    others = [Form(file(content=b"x"), fields={"a": "b"}), Form(file(), "other"), Form(file("b"))]
    assert len({multipart(form).type for form in (one, *others)}) == 4


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("text/csv", "text/csv"),
        ("text/csv; charset=utf-8", "text/csv; charset=utf-8"),
        ("text/csv\r\nX: y", "application/octet-stream"),
        ("", "application/octet-stream"),
        ("Ünicode/x", "application/octet-stream"),
    ],
)
def test_a_type_that_no_header_can_hold_is_any_bytes(kind: str, sent: str) -> None:
    assert kind_of(file(kind=kind)) == sent
