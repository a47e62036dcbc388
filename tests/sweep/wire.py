"""What left the house, held against Xero's specification as the bytes that it was."""

from __future__ import annotations

from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from tests.apps.xero.spec import Spec, check
from tests.sweep.recorder import Sent

from tallyloom.kit import File, Form, Request, from_json

# Set by every HTTP client, and named by no operation.
TRANSPORT = {
    *("user-agent", "accept-encoding", "content-type", "authorization"),
    *("host", "connection", "content-length", "transfer-encoding"),
}
TENANT, KEY = "xero-tenant-id", "idempotency-key"
LONGEST = 2048  # characters of an address


def check_sent(spec: Spec, sent: Sent) -> None:
    """Method, path, query, headers and body; that the organisation and the write are named."""
    headers = {name: text for name, text in sent.headers.items() if name not in TRANSPORT}
    organised = ".xro/" in sent.path
    assert (TENANT in headers) == organised, f"{sent.path}: {TENANT}"
    # Xero documents no key for DELETE; one that is sent there is ignored.
    if sent.method == "DELETE":
        headers.pop(KEY, None)
    elif organised:
        assert (KEY in headers) == sent.writes, f"{sent.path}: {KEY}"
    assert sent.address <= LONGEST, f"an address of {sent.address} characters"
    query = dict(sent.query)
    assert len(query) == len(sent.query), f"{sent.path}: a name stands twice in the query"
    check(spec, Request(sent.method, sent.path, query=query, headers=headers, body=_body(sent)))


def _body(sent: Sent) -> Any:
    if not sent.content:
        return None
    kind = sent.headers.get("content-type", "")
    if kind.startswith("application/json"):
        return from_json(sent.content)
    if kind.startswith("multipart/form-data"):
        return _form(kind, sent.content)
    return sent.content


def _form(kind: str, content: bytes) -> Form:
    message = BytesParser(policy=HTTP).parsebytes(
        f"Content-Type: {kind}\r\n\r\n".encode() + content
    )
    named = {part.get_param("name", header="content-disposition"): part for part in message.walk()}
    named.pop(None, None)
    (file,) = [name for name, part in named.items() if part.get_filename()]
    fields = {str(name): str(part.get_content()) for name, part in named.items() if name != file}
    return Form(File("", "", 0, ""), str(file), fields)
