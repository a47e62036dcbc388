"""What the tests of the Files API send."""

from __future__ import annotations

from typing import Any

from xero_emulator.direct import Answer, Direct

ELSEWHERE = "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"


def form(*parts: tuple[str, str, bytes], mime: str = "") -> tuple[bytes, dict[str, str]]:
    """A multipart body and its header; a part is (disposition, more headers, content)."""
    body = b""
    for disposition, more, content in parts:
        head = f"--edge\r\nContent-Disposition: form-data; {disposition}\r\n{more}\r\n"
        body += head.encode() + content + b"\r\n"
    return body + b"--edge--\r\n", {"content-type": "multipart/form-data; boundary=edge"}


def uploading(
    xero: Direct, name: str = "plan.txt", content: bytes = b"a plan", **path: str
) -> Answer:
    body, headers = form((f'name="{name}"; filename="{name}"', "", content))
    operation = "files.uploadFileToFolder" if path else "files.uploadFile"
    return xero.call(operation, body, headers=headers, **path)


def uploaded(xero: Direct, name: str = "plan.txt", content: bytes = b"a plan", **path: str) -> Any:
    answer = uploading(xero, name, content, **path)
    assert answer.status == 201, answer.json
    return answer.json


def folder(xero: Direct, name: str = "Contracts") -> Any:
    return xero.call("files.createFolder", {"Name": name}).json


def refused(answer: Answer) -> list[str]:
    """The details of a refusal."""
    assert answer.status == 400, answer.json
    return [each["detail"] for each in answer.json]
