"""Attachments: files on a record. The bytes go from and to the blob store and are never held."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import quote

from tallyloom.apps.xero import parents, wire
from tallyloom.apps.xero.fields import LIMIT
from tallyloom.apps.xero.scopes import ATTACHMENTS, ATTACHMENTS_READ
from tallyloom.apps.xero.shape import ACCOUNTING, JSON
from tallyloom.kit import (
    Action,
    Again,
    BadInput,
    Boolean,
    Broken,
    Bundle,
    Choice,
    File,
    FileField,
    Found,
    Inputs,
    NotThere,
    Output,
    Request,
    Search,
    Steps,
    Text,
    Value,
)

# Xero's pages say 10 MB and 25 MB; what is above both is refused here (unverified in between).
LARGEST = 25 * 1024 * 1024
_ONLINE = ("Invoices", "CreditNotes")  # the only ones whose address takes IncludeOnline
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\[\]{}%#&+~^`\x00-\x1f\x7f]+')
_LONGEST = 1200  # of a name as it stands in an address
_ANY = "application/octet-stream"

KIND = Choice(
    name="resource",
    label="Kind of record",
    required=True,
    options=parents.named(
        *("Invoices", "CreditNotes", "Contacts", "Quotes", "PurchaseOrders", "BankTransactions"),
        *("BankTransfers", "ManualJournals", "RepeatingInvoices", "Accounts", "Receipts"),
    ),
)
OUTPUTS = (
    Output("AttachmentID", "text", "Attachment"),
    Output("FileName", "text", "File name"),
    Output("MimeType", "text", "Type"),
    Output("ContentLength", "integer", "Size in bytes"),
    Output("Url", "text", "Address"),
    Output("IncludeOnline", "boolean", "Is shown with the online invoice"),
)
SAMPLE: Bundle = {
    "AttachmentID": "9808ad7f-c8d4-41cf-995e-bc29cb76fd2c",
    "FileName": "receipt.pdf",
    "MimeType": "application/pdf",
    "ContentLength": 28416,
    "Url": "https://api.xero.com/api.xro/2.0/Invoices/243216c5-369e-4056-ac67-05388f86dc81"
    "/Attachments/receipt.pdf",
}


def _path(given: Inputs, *rest: str) -> str:
    parts = (given["resource"], quote(given["id"], safe=""), "Attachments")
    return "/".join((ACCOUNTING, *parts, *(quote(part, safe="") for part in rest)))


# Listing


def _listed(given: Inputs) -> Steps[list[Bundle]]:
    answer = yield Request("GET", _path(given), headers=JSON)
    return [wire.settled(record) for record in wire.records(answer, "Attachments")]


def _page(given: Inputs, _after: Value) -> Steps[Found]:
    return Found((yield from _listed(given))[: given.get("limit")])


list_attachments = Search(
    label="List Attachments",
    about="Lists the files on a record.",
    group="Attachments",
    inputs=(KIND, parents.ID, LIMIT),
    outputs=OUTPUTS,
    sample=SAMPLE,
    scopes=ATTACHMENTS_READ,
    page=_page,
)

# Downloading

_CHOSEN = (
    Text(name="AttachmentID", label="Attachment", help="Xero's id of the attachment."),
    Text(name="FileName", label="File name", help="Its name in Xero, instead of the id."),
    Text(
        name="file_name",
        label="Save as",
        advanced=True,
        help="If left out, under the name that it has in Xero.",
    ),
)


def _of_id(given: Inputs) -> Steps[Bundle]:
    """What Xero says of the attachment of an id."""
    id_ = given["AttachmentID"].lower()
    for attachment in (yield from _listed(given)):
        if str(attachment.get("AttachmentID")).lower() == id_:
            return dict(attachment)
    raise NotThere("Xero found no such attachment on this record.")


def _download(given: Inputs) -> Steps[Bundle]:
    name = given.get("file_name") or given.get("FileName")
    if not (given.get("AttachmentID") or given.get("FileName")):
        raise BadInput("Attachment: give Xero's id or the file name.", field="AttachmentID")
    known = {} if name else (yield from _of_id(given))
    name = name or known["FileName"]
    which = given.get("AttachmentID") or given["FileName"]
    # Xero gives data about the file where JSON is asked for; its specification wants the type in
    # a header of its own as well.
    headers = {"Accept": _ANY, "contentType": known.get("MimeType") or _ANY}
    answer = yield Request("GET", _path(given, which), headers=headers, save_as=name)
    wire.judge(answer)
    if answer.file is None:
        raise Broken("Xero gave no file.")
    return {"FileName": name, "file": answer.file.as_value()}


_DOWNLOADED = (Output("FileName", "text", "File name"), Output("file", "file", "File"))
_FILE = {"name": "receipt.pdf", "type": "application/pdf", "size": 28416, "sha256": "0" * 64}

download_attachment = Action(
    label="Download an Attachment",
    about="Saves a file that is attached to a record.",
    group="Attachments",
    inputs=(KIND, parents.ID, *_CHOSEN),
    outputs=_DOWNLOADED,
    sample={"FileName": "receipt.pdf", "file": _FILE},
    scopes=ATTACHMENTS_READ,
    run=_download,
)

# Uploading

_UPLOADED = (
    FileField(name="file", label="File", required=True),
    Text(
        name="file_name",
        label="File name",
        max_length=255,
        help="If left out, the file's own. A file of this name on the record is replaced.",
    ),
    Boolean(
        name="IncludeOnline",
        label="Show with the online invoice",
        help="Sales invoices and customers' credit notes only.",
    ),
)


def clean(name: str, forbidden: re.Pattern[str] = _FORBIDDEN) -> str:
    """A file name that an address can hold; the same for the same, so that sending again replaces.

    Which characters Xero refuses is unverified: all that file systems and addresses use are left
    out. "" where nothing that names a file is left.
    """
    last = forbidden.sub("_", re.split(r"[/\\]", name)[-1]).strip(" .")
    stem, dot, kind = last.rpartition(".")
    while len(quote(last, safe="")) > _LONGEST:
        stem = (stem or kind)[:-1]
        last = f"{stem}{dot}{kind}" if dot else stem
    return last if any(letter.isalnum() for letter in last) else ""


def renamed(file: File, name: str, field: str) -> File:
    """The file under a clean name that `field` gives; refuses what Xero would."""
    if not name:
        raise BadInput("File name: give a name with letters or digits.", field=field)
    if not 0 < file.size <= LARGEST:
        said = "it is empty" if not file.size else f"{file.size:,} bytes are more than 25 MB"
        raise BadInput(f"File: {said}, which Xero does not take.", field="file")
    return replace(file, name=name)


def _sent(given: Inputs) -> File:
    file: File = given["file"]
    if given.get("IncludeOnline") and given["resource"] not in _ONLINE:
        raise BadInput(
            "Show with the online invoice: only invoices and credit notes can have this.",
            field="IncludeOnline",
        )
    return renamed(file, clean(given.get("file_name") or file.name), "file_name")


def _upload(given: Inputs) -> Steps[Bundle]:
    file = _sent(given)
    query = {"IncludeOnline": "true"} if given.get("IncludeOnline") else {}
    path = _path(given, file.name)
    answer = yield Request("PUT", path, query, JSON, body=file, again=Again.SAFE)
    return wire.one(answer, "Attachments", "attachment in its own answer")


upload_file = Action(
    label="Upload a File",
    about="Attaches a file to a record; a file of the same name on it is replaced.",
    group="Files",
    help="A record holds at most ten files, of up to 10 MB each; one page of Xero's says 25 MB.",
    inputs=(KIND, parents.ID, *_UPLOADED),
    outputs=OUTPUTS,
    sample=SAMPLE,
    scopes=ATTACHMENTS,
    run=_upload,
)
