"""The demo's files: folders, a few papers in them, and some that belong to documents.

How it was checked: by our own tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xero_emulator.seeds.contacts import who
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.seeds.year import Year

BOUNDARY = "paper"
FORM = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
# Folder, name, content, days ago.
PAPERS = (
    ("Contracts", "lease.txt", "We rent the premises for five years from the first of May.", 350),
    ("Contracts", "insurance.txt", "Everything is insured, except against our own cats.", 278),
    ("Price lists", "prices.csv", "code,price\nA,10.00\nB,12.50\n", 200),
    ("", "scan-0001.txt", "A receipt that nobody has filed yet.", 9),
)
OWNERS = {"lease.txt": "landlord", "insurance.txt": "insurer"}
ATTACHED = 3  # days ago: a note goes with the newest bill


def plan(year: Year) -> None:
    year.first(_begin)
    for folder, name, content, days in PAPERS:
        year.ago(days, _file, folder, name, content)
    year.ago(ATTACHED, _attach)


def _begin(year: Year) -> None:
    for name in dict.fromkeys(paper[0] for paper in PAPERS if paper[0]):
        year.remember("folder", name, year.call("files.createFolder", {"Name": name}).json)


def _file(year: Year, folder: str, name: str, content: str) -> None:
    operation, at = "files.uploadFile", {}
    if folder:
        operation = "files.uploadFileToFolder"
        at = {"FolderId": year.known["folder", folder]["Id"]}
    made = year.call(operation, _form(name, content), at, FORM).json
    if name in OWNERS:
        owner = {"ObjectId": who(year, OWNERS[name])["ContactID"], "ObjectGroup": "Contact"}
        year.call("files.createFileAssociation", owner, {"FileId": made["Id"]})


def _form(name: str, content: str) -> bytes:
    head = f'Content-Disposition: form-data; name="{name}"; filename="{name}"'
    return f"--{BOUNDARY}\r\n{head}\r\n\r\n{content}\r\n--{BOUNDARY}--\r\n".encode()


def _attach(year: Year) -> None:
    bill: Record = next(
        each for each in reversed(year.books.invoices.records.values()) if each["Type"] == "ACCPAY"
    )
    at = {"InvoiceID": bill["InvoiceID"], "FileName": "delivery-note.txt"}
    content, kind = b"Delivered in good order.", {"content-type": "text/plain"}
    year.call("createInvoiceAttachmentByFileName", content, at, kind)
