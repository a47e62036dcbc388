"""Entity tags: a file that the caller still has is not sent again.

How it was checked: RFC 9110, sections 8.8.3 and 13.1.2. Unverified: that Xero tags files at all.
JSON answers cannot be tagged: each carries an id and a time of its own. If-Modified-Since on lists
is no part of this: there it is a filter, and the answer a 200 (see resource.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from xero_emulator.calls import Reply

UNTAGGED = ("application/json", "application/problem+json", "text/xml", "text/html")


def tagged(reply: Reply, headers: Mapping[str, str]) -> Reply:
    """The answer to a GET with its tag, or a 304 for the tag that the caller named."""
    if reply.status != 200 or not reply.body or reply.content_type.startswith(UNTAGGED):
        return reply
    tag = f'"{blake2b(reply.body, digest_size=12).hexdigest()}"'
    told = {**reply.headers, "ETag": tag}
    if _names(headers.get("if-none-match", ""), tag):
        return Reply(304, b"", "", told)
    return Reply(200, reply.body, reply.content_type, told)


def _names(asked: str, tag: str) -> bool:
    named = [each.strip().removeprefix("W/") for each in asked.split(",")]
    return tag in named or named == ["*"]
