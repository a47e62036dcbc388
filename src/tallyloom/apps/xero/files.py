"""Files of Xero's Files: papers that wait in the inbox or lie in folders."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

from tallyloom.apps.xero import apis
from tallyloom.apps.xero.apis import JSON, Resource
from tallyloom.apps.xero.attachments import clean, renamed
from tallyloom.apps.xero.fields import LIMIT
from tallyloom.apps.xero.folders import FOLDER
from tallyloom.apps.xero.scopes import FILES, FILES_READ
from tallyloom.kit import (
    Again,
    Answer,
    BadInput,
    Boolean,
    Broken,
    Bulk,
    Bundle,
    Choice,
    Element,
    Field,
    File,
    FileField,
    Form,
    Found,
    Inputs,
    Output,
    Request,
    Steps,
    Text,
    Traces,
    Trouble,
    Value,
)

FILE = Text(name="FileId", label="File", required=True, help="Xero's id of the file.")
_PAGE = 100  # Xero's largest
_USER = (
    Output("Id", "text", "User"),
    Output("Name", "text", "Email address"),
    Output("FirstName", "text", "First name"),
    Output("LastName", "text", "Last name"),
    Output("FullName", "text", "Full name"),
)

files = Resource(
    path=f"{apis.FILES}/Files",
    one="file",
    id="Id",
    group="Files",
    reads=FILES_READ,
    writes=FILES,
    source="folders",  # which count their files
    outputs=(
        Output("Id", "text", "File"),
        Output("Name", "text", "Name"),
        Output("MimeType", "text", "Type"),
        Output("Size", "integer", "Size in bytes"),
        Output("FolderId", "text", "Folder"),
        Output("CreatedDateUtc", "moment", "Created"),
        Output("UpdatedDateUtc", "moment", "Changed"),
        Output("User", "group", "Who put it there", _USER),
    ),
    sample={
        "Id": "d290f1ee-6c54-4b01-90e6-d701748f0851",
        "Name": "receipt.jpg",
        "MimeType": "image/jpeg",
        "Size": 3615,
        "FolderId": "0f8ccf21-7267-4268-9167-a1e2c40c84c8",
        "CreatedDateUtc": "2026-09-14T09:29:59.697Z",
        "UpdatedDateUtc": "2026-09-14T09:29:59.697Z",
    },
)


def _listing(page: int, **query: str) -> Request:
    pages = {"page": str(page), "pagesize": str(_PAGE)}
    return Request("GET", files.path, query={**query, **pages}, headers=JSON)


# What ends a name early in a form, or is no part of one.
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f]+')

# Uploading: two files may have one name, so a lost answer is settled by name and size among the
# files that came since. The folder is no part of it: without one, Xero chooses its inbox.


def _element(given: Inputs) -> Element:
    name = clean(given.get("name") or given["file"].name, _FORBIDDEN)
    named = renamed(given["file"], name, "name")
    body = {"file": named.as_value(), "folder": given.get("FolderId", "")}
    return Element(None, body, trace=_trace(named.name, named.size))


def _trace(name: str, size: Value) -> str:
    return f"{size} {name}"


def _write(elements: Sequence[Element]) -> Request:
    (only,) = elements
    file = File.of(only.body["file"])
    folder = only.body["folder"]
    path = f"{files.path}/{quote(folder, safe='')}" if folder else files.path
    told = {"name": file.name, "filename": file.name, "mimeType": file.type}
    form = Form(file, part="body", fields=told)
    return Request("POST", path, headers=JSON, body=form, again=Again.LOOK)


def _read(answer: Answer, _elements: Sequence[Element]) -> list[Bundle | Trouble]:
    return [apis.record(answer)]


def _recent(since: str) -> Steps[Sequence[Bundle]]:
    """Files that came at or after a moment, the oldest first."""
    begin = datetime.fromisoformat(since)
    found: list[Bundle] = []
    page = 1
    while True:
        answer = yield _listing(page, sort="CreatedDateUTC", direction="DESC")
        held = apis.part(answer, "Items")
        fresh = [one for one in held if datetime.fromisoformat(one["CreatedDateUtc"]) >= begin]
        found += fresh
        if len(fresh) < _PAGE:
            return found[::-1]
        page += 1


_UPLOADED: tuple[Field, ...] = (
    FileField(name="file", label="File", required=True),
    FOLDER(help="If left out, the inbox."),
    Text(
        name="name",
        label="Name",
        help="With its ending, such as .pdf. If left out, the file's own.",
    ),
)
_TRACES = Traces(recent=_recent, of=lambda file: _trace(file["Name"], file["Size"]))
_UPLOADS = Bulk(
    element=_element,
    write=_write,
    read=_read,
    look_up=None,
    traces=_TRACES,
    identity="Id",
    most=1,
)

upload_file_to_files = files.action(
    "Upload a File (Files API)",
    "Puts a file into a folder of Files, or into the inbox.",
    *_UPLOADED,
    help="Xero takes kinds of files that it knows by their endings, of about 10 MB at most.",
    bulk=_UPLOADS,
    **files.changing(),
)


def _update(given: Inputs) -> Steps[Bundle]:
    body = {name: given[name] for name in ("Name", "FolderId") if name in given}
    if not body:
        raise BadInput("New name: give a new name, a new folder or both.", field="Name")
    path = files.at(given["FileId"])
    answer = yield Request("PUT", path, headers=JSON, body=body, again=Again.SAFE)
    return apis.record(answer)


update_file = files.writing(
    "Update a File",
    "Gives a file another name or moves it to another folder.",
    FILE,
    Text(name="Name", label="New name"),
    FOLDER(label="New folder"),
    help="What a file holds cannot be replaced; upload another one instead.",
)(_update)


def _get(given: Inputs) -> Steps[Bundle]:
    answer = yield Request("GET", files.at(given["FileId"]), headers=JSON)
    found = apis.record(answer)
    if not given["download"]:
        return found
    name = str(found.get("Name") or given["FileId"])
    answer = yield Request("GET", files.at(given["FileId"], "Content"), save_as=name)
    if answer.file is None:
        raise Broken("Xero gave nothing of the file's content.")
    kept = dataclasses.replace(answer.file, type=found.get("MimeType") or answer.file.type)
    return found | {"file": kept.as_value()}


get_file = files.steps(
    "Get a File",
    "Reads what is known of a file, and the file itself when asked.",
    FILE,
    Boolean(name="download", label="Download it", default=False),
    outputs=(*files.outputs, Output("file", "file", "The file itself, when asked for")),
)(_get)


def _page(given: Inputs, after: Value) -> Steps[Found]:
    """A page of files; Xero knows no filter by folder, so the others are left out here."""
    page, taken = after or (1, 0)
    asked = dict(apis.queried(given, sort="sort", direction="direction"))
    answer = yield _listing(page, **asked)
    held = apis.part(answer, "Items")
    wanted = [one for one in held if _in(one, given.get("FolderId"))]
    limit = given.get("limit")
    total = taken + len(wanted)
    last = len(held) < _PAGE or (limit is not None and total >= limit)
    bundles = wanted if limit is None else wanted[: limit - taken]
    return Found(bundles, None if last else [page + 1, total])


def _in(file: Mapping[str, Value], folder: str | None) -> bool:
    return folder is None or str(file.get("FolderId")).lower() == folder.lower()


_SORT = Choice(
    name="sort",
    label="Order by",
    options={"Name": "Name", "Size": "Size", "CreatedDateUTC": "When it came"},
)
_DIRECTION = Choice(
    name="direction",
    label="Direction",
    advanced=True,
    options={"ASC": "Upwards", "DESC": "Downwards"},
)

list_files = files.search(
    "List Files",
    "Lists files, all or those of one folder.",
    FOLDER(help="If left out, files of all folders."),
    _SORT,
    _DIRECTION,
    LIMIT,
    page=_page,
)

delete_file = files.deletion("Delete a File", "Deletes a file.", FILE)
