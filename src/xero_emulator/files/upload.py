"""The file in a multipart upload.

How it was checked: the form's fields from Xero's OpenAPI 16.1.0; a part that is named by the file
instead of "body" from what the official SDKs send. Unverified: which of two differing names counts
(here the one in the part's `filename`), and that only the first of several files is taken.
"""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File, create_form_parser

from xero_emulator.arrival import LARGEST_BODY
from xero_emulator.calls import Call
from xero_emulator.errors import Invalid

WORDS = ("name", "filename", "mimetype")


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Part:
    field: str
    filename: str
    mime: str
    content: bytes


def received(call: Call) -> Upload:
    """The uploaded file; raises Invalid when there is none."""
    parts = _parts(call)
    words = {part.field.lower(): _text(part.content) for part in parts if _is_word(part)}
    file = next((part for part in parts if not _is_word(part)), None)
    if file is None:
        raise Invalid("The request holds no file.")
    name = file.filename or words.get("filename") or words.get("name") or file.field
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Upload(name, words.get("mimetype") or file.mime or guessed, file.content)


def _is_word(part: _Part) -> bool:
    return part.field.lower() in WORDS and not part.filename


def _parts(call: Call) -> list[_Part]:
    kind = call.headers.get("content-type", "")
    if not kind.lower().startswith("multipart/form-data"):
        raise Invalid("The request must be multipart/form-data.")
    found: list[_Part] = []
    try:
        parser = create_form_parser(
            {"Content-Type": kind.encode()},
            lambda field: found.append(_of_field(field)),
            lambda file: found.append(_of_file(file)),
            {"MAX_MEMORY_FILE_SIZE": LARGEST_BODY},
        )
        parser.write(call.body)
        parser.finalize()
    except FormParserError as trouble:
        raise Invalid(f"The form cannot be read: {trouble}") from trouble
    return found


def _of_field(field: Field) -> _Part:
    return _Part(_text(field.field_name), "", field.content_type or "", field.value or b"")


def _of_file(file: File) -> _Part:
    file.file_object.seek(0)
    return _Part(
        _text(file.field_name),
        _text(file.file_name),
        file.content_type or "",
        file.file_object.read(),
    )


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")
