from __future__ import annotations

import pytest
from tests.xero_emulator.files.given import form, refused

from xero_emulator.direct import Direct

TYPED = "Content-Type: image/png\r\n"


@pytest.mark.parametrize(
    ("parts", "name", "mime"),
    [
        ([('name="body"; filename="a.txt"', "", b"12")], "a.txt", "text/plain"),
        ([('name="a.txt"; filename="b.txt"', "", b"12")], "b.txt", "text/plain"),
        ([('name="a.txt"', "", b"12")], "a.txt", "text/plain"),
        ([('name="body"; filename="a.txt"', TYPED, b"12")], "a.txt", "image/png"),
        (
            [
                ('name="body"', "", b"12"),
                ('name="name"', "", b"n.txt"),
                ('name="filename"', "", b"f.txt"),
                ('name="mimeType"', "", b"text/x-own"),
            ],
            "f.txt",
            "text/x-own",
        ),
        ([('name="name"', "", b"n.txt"), ('name="body"', "", b"12")], "n.txt", "text/plain"),
        (
            [('name="a"; filename="a.zip"', "", b"12"), ('name="b"; filename="b.zip"', "", b"3")],
            "a.zip",
            "application/zip",
        ),
        ([('name="name"; filename="x.txt"', "", b"12")], "x.txt", "text/plain"),
    ],
)
def test_a_file_is_named_by_its_part(parts, name, mime):
    body, headers = form(*parts)
    made = Direct().call("files.uploadFile", body, headers=headers).json
    assert (made["Name"], made["MimeType"], made["Size"]) == (name, mime, 2)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"bytes", "text/plain"),
        (b"bytes", ""),
        (b"bytes", "multipart/form-data"),
        (b"bytes", "multipart/form-data; boundary=edge"),
        (b"--edge--\r\n", "multipart/form-data; boundary=edge"),
        (b"", "multipart/form-data; boundary=edge"),
        (b'--edge\r\nContent-Disposition: form-data; name="name"\r\n\r\nx\r\n--edge--\r\n', "m"),
        (b"--edge\r\nContent-Disposition: form-data\r\n\r\nx\r\n--edge--\r\n", "m"),
        (b"--edge\r\n\r\nx\r\n--edge--\r\n", "m"),
    ],
)
def test_a_request_without_a_file_is_refused(body, kind):
    xero = Direct()
    headers = {"content-type": "multipart/form-data; boundary=edge" if kind == "m" else kind}
    assert refused(xero.call("files.uploadFile", body, headers=headers))
    assert xero.call("files.getFiles").json["Items"] == []
