"""Files attached to accounts, contacts, invoices and credit notes.

How it was checked: shapes from the OpenAPI's examples; overwriting by name, ten files and ten
megabytes from the reference (module 76, section 3.1; Xero's pages also say 25), as is that only
sales invoices and sales credit notes are seen online. Raw bytes go in and come out (module 65).
Unverified: the refusals' texts, that IncludeOnline is ignored elsewhere, what `Accept:
application/json` would give, and that attaching does not touch UpdatedDateUTC.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from xero_emulator import wire
from xero_emulator.calls import Call, Reply, Route
from xero_emulator.errors import Invalid, NotThere
from xero_emulator.resource import Pick, Resource, reads, route, said_yes, writes
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

MOST = 10
LARGEST = 10 * 1024 * 1024
SCOPES = ("accounting.attachments",)
ONLINE = ("Invoices", "CreditNotes")


@dataclass(frozen=True, slots=True)
class File:
    id: str
    name: str
    mime: str
    content: bytes
    online: bool

    def shown(self, at: str) -> Record:
        return {
            "AttachmentID": self.id,
            "FileName": self.name,
            "Url": f"https://api.xero.com/api.xro/2.0/{at}/Attachments/{quote(self.name)}",
            "MimeType": self.mime,
            "ContentLength": len(self.content),
            "IncludeOnline": self.online,
        }


class Attachments:
    """The files of one organisation, by the id of what they are attached to, then by name."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._files: dict[str, dict[str, File]] = {}

    def of(self, parent: str) -> list[File]:
        return list(self._files.get(parent, {}).values())

    def find(self, parent: str, token: str) -> File | None:
        """A file by its name or its id."""
        named = self._files.get(parent, {}).get(token.lower())
        return named or next((file for file in self.of(parent) if file.id == token.lower()), None)

    def put(self, parent: str, file: File) -> None:
        self._files.setdefault(parent, {})[file.name.lower()] = file

    def dump(self) -> Record:
        return {parent: [_dumped(file) for file in self.of(parent)] for parent in self._files}

    def load(self, dumped: Mapping[str, Any]) -> None:
        for parent, files in dumped.items():
            for file in files:
                self.put(parent, File(**{**file, "content": b64decode(file["content"])}))


def _dumped(file: File) -> Record:
    return {
        "id": file.id,
        "name": file.name,
        "mime": file.mime,
        "content": b64encode(file.content).decode(),
        "online": file.online,
    }


def routes(pattern: str, name: str, pick: Pick) -> tuple[Route, ...]:
    """The five operations on one resource's files: `routes("/Invoices/{InvoiceID}", ...)`."""
    segment = pattern.partition("{")[2].rstrip("}")
    doors = _Doors(pick, segment)
    at = f"{pattern}/Attachments"
    may_read, may_write = reads(*SCOPES), writes(*SCOPES)
    by_id, by_name = f"{at}/{{AttachmentID}}", f"{at}/{{FileName}}"
    return (
        route(f"get{name}Attachments", "GET", at, may_read, doors.list),
        route(f"get{name}AttachmentById", "GET", by_id, may_read, doors.fetch),
        route(f"get{name}AttachmentByFileName", "GET", by_name, may_read, doors.fetch),
        route(f"update{name}AttachmentByFileName", "POST", by_name, may_write, doors.attach),
        route(f"create{name}AttachmentByFileName", "PUT", by_name, may_write, doors.attach),
    )


@dataclass(frozen=True, slots=True)
class _Doors:
    pick: Pick
    segment: str

    def _parent(self, call: Call) -> tuple[Resource, Record, str]:
        resource = self.pick(call.books)
        record = resource.get(call.path[self.segment])
        return resource, record, f"{resource.plural}/{record[resource.key]}"

    def list(self, call: Call) -> Reply:
        resource, record, at = self._parent(call)
        files = call.books.attachments.of(record[resource.key])
        return wire.envelope(call, "Attachments", [file.shown(at) for file in files])

    def fetch(self, call: Call) -> Reply:
        resource, record, _at = self._parent(call)
        token = call.path.get("AttachmentID") or call.path["FileName"]
        file = call.books.attachments.find(record[resource.key], token)
        if file is None:
            raise NotThere(token)
        return Reply(200, file.content, file.mime, wire.named(file.name))

    def attach(self, call: Call) -> Reply:
        resource, record, at = self._parent(call)
        online = said_yes(call, "IncludeOnline") and _is_online(resource, record)
        file = _received(call, record[resource.key], online)
        call.books.attachments.put(record[resource.key], file)
        resource.keep({**record, "HasAttachments": True})
        details = f"Attached the file {file.name} through the Xero API using {call.client_id}"
        call.books.history.add(record[resource.key], "Attached a file", details, call.now)
        return wire.envelope(call, "Attachments", [file.shown(at)])


def _is_online(resource: Resource, record: Record) -> bool:
    """Whether contacts can see such a document on the web."""
    return resource.plural in ONLINE and record["Type"].startswith("ACCREC")


def _received(call: Call, parent: str, online: bool) -> File:
    name = call.path.get("FileName") or call.path["AttachmentID"]
    held = call.books.attachments
    old = held.find(parent, name)
    if not call.body:
        raise Invalid("The file is empty.")
    if len(call.body) > LARGEST:
        raise Invalid("The file is larger than 10 MB.")
    if old is None and len(held.of(parent)) >= MOST:
        raise Invalid("A maximum of 10 attachments can be stored against a document.")
    mime = call.headers.get("content-type", "application/octet-stream")
    identity = old.id if old is not None else call.books.new_id()
    return File(identity, name, mime, call.body, online)
