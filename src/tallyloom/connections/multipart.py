"""A form with one file as the bytes of multipart/form-data (RFC 7578); the file's own are streamed.

The bytes depend on the form alone, so a request that is sent again is the same to the last one.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from tallyloom.kit import File, Form, to_json

ANY = "application/octet-stream"
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(; ?[\w.+-]+=[\w.+-]+)*", re.ASCII)
# What would end a name early, written as browsers write it (HTML, multipart/form-data encoding);
# other control characters have no business in a name and are written alike.
_ENDS = {mark: f"%{mark:02X}" for mark in (*range(32), ord('"'), 127)}


@dataclass(frozen=True, slots=True)
class Multipart:
    """What stands before and after the file's bytes, and the content type that names the cut."""

    head: bytes
    tail: bytes
    type: str
    length: int


def multipart(form: Form) -> Multipart:
    """The form around its file. Names and values are UTF-8."""
    cut = _boundary(form)
    parts = [_field(cut, name, value) for name, value in form.fields.items()]
    head = "".join(parts) + _file(cut, form)
    tail = f"\r\n--{cut}--\r\n"
    sides = (head.encode("utf-8", "replace"), tail.encode())
    length = sum(map(len, sides)) + form.file.size
    return Multipart(*sides, f"multipart/form-data; boundary={cut}", length)


def kind_of(file: File) -> str:
    """The file's media type, where it is one that a header can hold."""
    return file.type if _TYPE.fullmatch(file.type) else ANY


def _boundary(form: Form) -> str:
    """Text that the form cannot hold: that takes a file which holds a hash of its own hash."""
    told = to_json([form.file.as_value(), form.part, dict(form.fields)])
    return f"tallyloom-{hashlib.sha256(told).hexdigest()[:40]}"


def _field(cut: str, name: str, value: str) -> str:
    return f'--{cut}\r\nContent-Disposition: form-data; name="{_named(name)}"\r\n\r\n{value}\r\n'


def _file(cut: str, form: Form) -> str:
    return (
        f'--{cut}\r\nContent-Disposition: form-data; name="{_named(form.part)}";'
        f' filename="{_named(form.file.name or "file")}"\r\n'
        f"Content-Type: {kind_of(form.file)}\r\n\r\n"
    )


def _named(name: str) -> str:
    return name.translate(_ENDS)
