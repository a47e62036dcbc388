"""Folders, and the Inbox that every organisation has.

How it was checked: fields, the bare array of a list and the refused name from Xero's OpenAPI
16.1.0, which also says that the Inbox can be neither renamed nor deleted. Unverified: which
characters are bad, the texts about the Inbox, that two folders may share a name, and that the
files of a deleted folder go to the Inbox (deleteFolder documents no refusal, so there is none).
"""

from __future__ import annotations

import re
from uuid import UUID, uuid5

from xero_emulator import wire
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid, NotThere
from xero_emulator.fields import Fields, text
from xero_emulator.files import answers
from xero_emulator.files.answers import moment, route
from xero_emulator.resource import Resource
from xero_emulator.where import Columns
from xero_emulator.wire import Record

FIELDS = Fields(Name=text)
BAD_NAME = "Name contains one or more bad characters"
BAD = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
KEPT = "The Inbox cannot be renamed or deleted."  # unverified text


class Folders(Resource):
    """Every folder but the Inbox, which is known from the organisation and never changes."""

    plural = "Folders"
    key = "Id"
    columns = Columns()
    fields = FIELDS

    def changed(self, record: Record) -> str:
        found: str = record["CreatedDateUtc"]
        return found

    def inbox(self) -> Record:
        tenant = UUID(self.books.tenant_id)
        identity = uuid5(tenant, "inbox")
        address = f"xero.inbox.{identity.hex[:4]}.{identity.hex[-16:]}@xerofiles.com"
        return {"Id": str(identity), "Name": "Inbox", "CreatedDateUtc": "", "Email": address}

    def find(self, token: str) -> Record | None:
        inbox = self.inbox()
        return inbox if token.lower() == inbox["Id"] else self.match(token)

    def get(self, token: str) -> Record:
        found = self.find(token)
        if found is None:
            raise NotThere(token)
        return found

    def editable(self, token: str) -> Record:
        found = self.get(token)
        if "Email" in found:
            raise Invalid(KEPT)
        return found

    def shown(self, record: Record) -> Record:
        email = {"Email": record["Email"]} if "Email" in record else {}
        return {
            "Name": record["Name"],
            "FileCount": len(list(self.books.files.found_by("folder", record["Id"]))),
            **email,
            "IsInbox": bool(email),
            "Id": record["Id"],
        }

    def size(self, record: Record) -> int:
        return sum(file["Size"] for file in self.books.files.found_by("folder", record["Id"]))


def named(sent: Record) -> Record:
    """What a request says about a folder: its name; raises Invalid."""
    name = sent.get("Name", "").strip()
    if not name or BAD.search(name):
        raise Invalid(BAD_NAME)
    return {"Name": name}


def listing(call: Call) -> Reply:
    folders = call.books.folders
    everything = [folders.inbox(), *folders.records.values()]
    sorts: answers.Sorts = {
        "name": lambda folder: folder["Name"].lower(),
        "size": folders.size,
        "createddateutc": lambda folder: folder["CreatedDateUtc"],
    }
    found = answers.ordered(everything, call, sorts) if call.query.get("sort") else everything
    return wire.reply([folders.shown(folder) for folder in found])


def create(call: Call) -> Reply:
    folders = call.books.folders
    sent = named(answers.sent(call, FIELDS, "Folder"))
    identity = {"Id": call.books.new_id(), "CreatedDateUtc": moment(call.now)}
    return wire.reply(folders.shown(folders.keep({**identity, **sent}, call.client_id)))


def fetch(call: Call) -> Reply:
    folders = call.books.folders
    return wire.reply(folders.shown(folders.get(call.path["FolderId"])))


def update(call: Call) -> Reply:
    folders = call.books.folders
    record = folders.editable(call.path["FolderId"])
    sent = named(answers.sent(call, FIELDS, "Folder"))
    return wire.reply(folders.shown(folders.keep({**record, **sent})))


def remove(call: Call) -> Reply:
    folders, files = call.books.folders, call.books.files
    record = folders.editable(call.path["FolderId"])
    inbox = {"FolderId": folders.inbox()["Id"]}
    for file in list(files.found_by("folder", record["Id"])):
        files.keep({**file, **inbox})
    folders.discard(record)
    return Reply(204, b"", "")


def fetch_inbox(call: Call) -> Reply:
    return wire.reply(call.books.folders.shown(call.books.folders.inbox()))


_AT = "/Folders/{FolderId}"

ROUTES = (
    route("getFolders", "GET", "/Folders", listing),
    route("createFolder", "POST", "/Folders", create),
    route("getFolder", "GET", _AT, fetch),
    route("updateFolder", "PUT", _AT, update),
    route("deleteFolder", "DELETE", _AT, remove),
    route("getInbox", "GET", "/Inbox", fetch_inbox),
)
