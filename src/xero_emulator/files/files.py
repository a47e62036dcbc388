"""The organisation's files, apart from the attachments of the Accounting API.

How it was checked: fields, sorting, paging (50, at most 100) and the refused extension from Xero's
OpenAPI 16.1.0. Unverified: the list of extensions (Xero's community announced most of them), the
size cap (here the 10 MB of any request), the refusal of an empty file, that a new name needs an
extension, that the files of attachments are not listed here, and who is shown as the user.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from xero_emulator import wire
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, guid, names, text
from xero_emulator.files import answers
from xero_emulator.files.answers import NotRenamed, moment, route
from xero_emulator.files.upload import Upload, received
from xero_emulator.resource import Resource
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

EXTENSIONS = frozenset(
    names(
        "7z bmp csv doc docx eml gif heic heif jpeg jpg keynote msg numbers odf ods odt pages pdf "
        "png ppt pptx rar rtf tif tiff txt xls xlsx xml zip"
    )
)
FIELDS = Fields(Name=text, FolderId=guid)
SORTS: answers.Sorts = {
    "name": lambda file: file["Name"].lower(),
    "size": lambda file: file["Size"],
    "createddateutc": lambda file: file["CreatedDateUtc"],
}


class Files(Resource):
    plural = "Files"
    key = "Id"
    columns = Columns()
    fields = FIELDS

    def __init__(self, books: Books) -> None:
        super().__init__(books)
        self.contents: dict[str, bytes] = {}

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        yield "folder", record["FolderId"]

    def changed(self, record: Record) -> str:
        found: str = record["UpdatedDateUtc"]
        return found

    def add(self, upload: Upload, folder: str, call: Call) -> Record:
        if extension(upload.name) not in EXTENSIONS:
            raise Invalid(f"Extension: {extension(upload.name)} is not a valid File extension.")
        if not upload.content:
            raise Invalid("The file is empty.")
        at = moment(call.now)
        record: Record = {
            "Name": upload.name,
            "MimeType": upload.mime,
            "Size": len(upload.content),
            "CreatedDateUtc": at,
            "UpdatedDateUtc": at,
            **user(self.books),
            "FolderId": folder,
            "Id": self.books.new_id(),
        }
        self.contents[record["Id"]] = upload.content
        self.books.on_failure(lambda: self.contents.__delitem__(record["Id"]))
        return self.keep(record, call.client_id)

    def change(self, record: Record, sent: Record, call: Call) -> Record:
        """Renames or moves a file; its content cannot be changed."""
        if "FolderId" in sent:
            self._refuse_folder(sent["FolderId"])
        name: str = sent.get("Name") or record["Name"]
        if extension(name) not in EXTENSIONS:
            raise NotRenamed(f"Unable to rename {record['Id']} to {name}")
        return self.keep({**record, **sent, "Name": name, "UpdatedDateUtc": moment(call.now)})

    def _refuse_folder(self, folder: str) -> None:
        if self.books.folders.find(folder) is None:
            raise Invalid(f"Folder {folder} does not exist.")  # unverified text

    def remove(self, record: Record) -> None:
        for association in list(self.books.associations.of_file(record["Id"])):
            self.books.associations.discard(association)
        self.discard(record)
        content = self.contents.pop(record["Id"])
        self.books.on_failure(lambda: self.contents.update({record["Id"]: content}))

    def dump(self) -> Record:
        contents = {key: b64encode(content).decode() for key, content in self.contents.items()}
        return {**super().dump(), "contents": contents}

    def load(self, dumped: Mapping[str, Any]) -> None:
        super().load(dumped)
        for key, content in dumped["contents"].items():
            self.contents[key] = b64decode(content)


def extension(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def user(books: Books) -> Record:
    """Who uploads: the organisation's subscriber, if it has one."""
    found = next((each for each in books.users.records.values() if each["IsSubscriber"]), None)
    if found is None:
        return {}
    told = {
        "Name": found["EmailAddress"],
        "FirstName": found["FirstName"],
        "LastName": found["LastName"],
        "FullName": f"{found['FirstName']} {found['LastName']}",
        "Id": found["UserID"],
    }
    return {"User": told}


def listing(call: Call) -> Reply:
    found = answers.page(
        answers.ordered(call.books.files.records.values(), call, SORTS),
        call,
    )
    counts = {"TotalCount": found.total, "Page": found.number, "PerPage": found.size}
    return wire.reply({**counts, "Items": found.items})


def upload(call: Call) -> Reply:
    folders = call.books.folders
    folder = folders.get(call.path["FolderId"]) if "FolderId" in call.path else folders.inbox()
    return wire.reply(call.books.files.add(received(call), folder["Id"], call), 201)


def fetch(call: Call) -> Reply:
    return wire.reply(call.books.files.get(call.path["FileId"]))


def update(call: Call) -> Reply:
    record = call.books.files.get(call.path["FileId"])
    sent = answers.sent(call, FIELDS, "File")
    return wire.reply(call.books.files.change(record, sent, call))


def remove(call: Call) -> Reply:
    call.books.files.remove(call.books.files.get(call.path["FileId"]))
    return Reply(204, b"", "")


def content(call: Call) -> Reply:
    record = call.books.files.get(call.path["FileId"])
    held = call.books.files.contents[record["Id"]]
    return Reply(200, held, record["MimeType"], wire.named(record["Name"]))


_AT = "/Files/{FileId}"

ROUTES = (
    route("getFiles", "GET", "/Files", listing),
    route("uploadFile", "POST", "/Files", upload),
    route("uploadFileToFolder", "POST", "/Files/{FolderId}", upload),
    route("getFile", "GET", _AT, fetch),
    route("updateFile", "PUT", _AT, update),
    route("deleteFile", "DELETE", _AT, remove),
    route("getFileContent", "GET", f"{_AT}/Content", content),
)
