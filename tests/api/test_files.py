"""Files over the API: sent in pieces, bounded, and never shown by a browser."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from tests.api.test_scenarios import Asker, ask, problem

from tallyloom.api.access import Permission

__all__ = ["ask"]


def test_a_file_is_sent_in_pieces_and_read_back_as_an_attachment(ask: Asker) -> None:
    content = bytes(range(256)) * 3000
    client, at = ask.door.client, "/api/v1/files"

    def pieces() -> Iterator[bytes]:
        yield from (content[at : at + 1000] for at in range(0, len(content), 1000))

    sent = client.post(at, params={"name": "a b.bin"}, content=pieces(), headers=ask.headers)

    assert sent.status_code == 201, sent.text
    file = sent.json()
    digest = sha256(content).hexdigest()
    expected = {"type": "application/octet-stream", "size": len(content), "sha256": digest}
    assert file == {"name": "a b.bin", **expected}
    read = ask("GET", f"/files/{digest}?name=a%20b.html&type=text/html")
    assert read.content == content
    assert read.headers["content-disposition"] == "attachment; filename*=UTF-8''a%20b.html"
    assert read.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert read.headers["x-content-type-options"] == "nosniff"


def test_what_is_no_name_no_type_and_no_hash_is_refused(ask: Asker) -> None:
    for path in ("?name=", "?name=b%0d%0aa", f"?name={'x' * 256}", "?name=a&type=b", "?name=a/"):
        problem(ask("POST", f"/files{path}"), 422)
    for path in ("x", "0" * 64, "A" * 64):
        problem(ask("GET", f"/files/{path}"), 404)
    sent = ask("POST", "/files?name=..%2F..%2Fetc%2Fpasswd").json()
    assert sent["name"] == "passwd"
    odd = ask("GET", f"/files/{sent['sha256']}?type=a%0d%0ab")
    assert odd.headers["content-type"] == "application/octet-stream"


def test_a_file_that_is_too_large_is_not_kept(ask: Asker) -> None:
    house = ask.door.house
    vars(house)["settings"] = house.settings.model_copy(update={"largest_file": 10})
    content = b"x" * 11

    sent = ask.door.client.post(
        "/api/v1/files", params={"name": "a"}, content=content, headers=ask.headers
    )

    assert problem(sent, 413)["remedy"] == "SendLess"
    assert house.blobs.find(sha256(content).hexdigest()) is None


def test_who_may_only_run_reads_no_file(ask: Asker) -> None:
    sent = ask("POST", "/files?name=a").json()
    person = Asker(ask.door, ask.headers)
    from tests.api.people import somebody

    person.headers = somebody(ask.door.house).token([Permission.SCENARIOS_RUN])
    problem(person("GET", f"/files/{sent['sha256']}"), 403)
