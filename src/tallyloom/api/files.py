"""Files: sent once, then named in the inputs of runs; read back as attachments and nothing else."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from anyio import from_thread
from fastapi import Query, Request, Response
from starlette.responses import StreamingResponse

from tallyloom.api.problems import CorrectRequest, SendLess
from tallyloom.api.route import Asked, Permission, Routes

if TYPE_CHECKING:
    from tallyloom.house import House

routes = Routes("files")

SAYS_MEDIA = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}", re.ASCII)
BYTES = "application/octet-stream"
SHA256 = re.compile(r"[0-9a-f]{64}")
MOST_NAME = 255
Media = Annotated[str, Query(alias="type", description="Such as text/csv.")]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as inputs and bundles name it; `size` is in bytes."""

    name: str
    type: str
    size: int
    sha256: str


@routes.post("/files", Permission.SCENARIOS_RUN, status=201, streams=True)
def store_file(asked: Asked, *, request: Request, name: str, media: Media = "") -> StoredFile:
    """Store a file: the body is its bytes, whatever its Content-Type says.

    Give the answer as the value of an input. `type` is guessed from the name where it is left out.
    The same bytes are stored once.
    """
    return keep_file(asked.house, _arriving(request), name, media)


@routes.get("/files/{sha256}", Permission.HISTORY_READ, media=BYTES)
def read_file(asked: Asked, *, sha256: str, name: str = "", media: Media = "") -> Response:
    """The bytes of a file, to be saved: no browser shows or runs them.

    `name` and `type` are what it is to be saved as.
    """
    from tallyloom.store.trouble import NoSuchBlob

    found = asked.house.blobs.find(sha256) if SHA256.fullmatch(sha256) else None
    if found is None:
        raise NoSuchBlob(f"The file {sha256[:12]}… is not stored.")
    saved_as = quote(_name(name) if name else sha256, safe="")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{saved_as}",
        "Content-Length": str(found.size),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "ETag": f'"{sha256}"',
    }
    kind = media if SAYS_MEDIA.fullmatch(media) else BYTES
    return StreamingResponse(_leaving(asked.house, sha256), headers=headers, media_type=kind)


def keep_file(house: House, chunks: Iterable[bytes], name: str, type_: str = "") -> StoredFile:
    """Store the bytes under their hash. Raises CorrectRequest, SendLess, FreeSpace."""
    name = _name(name)
    kind = type_ or mimetypes.guess_type(name)[0] or BYTES
    if not SAYS_MEDIA.fullmatch(kind):
        raise CorrectRequest("A type is written like text/csv.", field="type")
    stored = house.blobs.save(_bounded(chunks, house.settings.largest_file))
    return StoredFile(name, kind, stored.size, stored.sha256)


def _name(name: str) -> str:
    """The last part of a path, as some programs send one."""
    last = re.split(r"[/\\]", name)[-1].strip()
    if not last or len(last) > MOST_NAME or not last.isprintable():
        raise CorrectRequest(f"A file's name has 1 to {MOST_NAME} characters.", field="name")
    return last


def _bounded(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise SendLess(
                f"A file has at most {most} bytes here; TALLYLOOM_LARGEST_FILE changes that."
            )
        yield chunk


def _arriving(request: Request) -> Iterator[bytes]:
    """The body piece by piece, in the thread of the handler."""
    stream: AsyncIterator[bytes] = request.stream()
    while (chunk := from_thread.run(_following, stream)) is not None:
        if chunk:
            yield chunk


async def _following(stream: AsyncIterator[bytes]) -> bytes | None:
    return await anext(stream, None)


def _leaving(house: House, sha256: str) -> Iterator[bytes]:
    with house.blobs.open(sha256) as chunks:
        yield from chunks
