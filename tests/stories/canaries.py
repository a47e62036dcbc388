"""Secrets that are marked, and whoever looks for them: in text, in bytes, however written."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from sqlalchemy import text

from tallyloom.store.database import Database

GZIP = re.compile(rb"\x1f\x8b\x08")
ZLIB = (b"x\x01", b"x\x5e", b"x\x9c", b"x\xda")
MOST = 64 * 1024 * 1024
COLUMNS = """
SELECT format('%I.%I', c.table_schema, c.table_name), format('%I', c.column_name), c.data_type
FROM information_schema.columns c JOIN information_schema.tables t
    USING (table_schema, table_name)
WHERE t.table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
"""


@dataclass
class Canaries:
    """What nobody may find. `hits` names the secrets that something holds."""

    _needles: dict[bytes, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def add(self, name: str, secret: str | bytes) -> None:
        raw = secret if isinstance(secret, bytes) else secret.encode()
        assert len(raw) >= 10, f"{name} would be found by chance"
        self.names.add(name)
        self._needles.update(dict.fromkeys(_forms(raw), name))

    def hits(self, held: bytes) -> set[str]:
        return {
            name
            for opened in _opened(held)
            for needle, name in self._needles.items()
            if needle in opened
        }

    def in_database(self, database: Database) -> dict[str, set[str]]:
        """Names of secrets by the table that holds them, whatever the column."""
        with database.connect() as on:
            columns: dict[str, list[str]] = {}
            for table, column, kind in on.execute(text(COLUMNS)):
                columns.setdefault(table, []).append(
                    column if kind == "bytea" else f"{column}::text"
                )
            held = {
                table: [_bytes(value) for row in on.execute(text(_all(table, names)))
                        for value in row]
                for table, names in columns.items()
            }  # fmt: skip
        assert len(held) > 20
        return self._told(held)

    def in_folder(self, folder: Path) -> dict[str, set[str]]:
        """The same, by the file that holds them."""
        files = [path for path in folder.rglob("*") if path.is_file()]
        return self._told({str(path): [path.read_bytes()] for path in files})

    def _told(self, held: dict[str, list[bytes]]) -> dict[str, set[str]]:
        found = {
            where: set().union(*(self.hits(value) for value in values))
            for where, values in held.items()
        }
        return {where: names for where, names in found.items() if names}


def _forms(raw: bytes) -> Iterator[bytes]:
    """As it may be written: as it is, in hex, in base64 at any place of a longer text, in an
    address, in JSON, in UTF-16."""
    yield raw
    yield from (binascii.hexlify(raw), binascii.hexlify(raw).upper())
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + raw)
        # What lies wholly within; the letters at both ends depend on what stands around.
        core = coded[(before * 8 + 5) // 6 : (before + len(raw)) * 8 // 6]
        yield core
        yield core.replace(b"+", b"-").replace(b"/", b"_")
    yield raw[::-1]
    try:
        written = raw.decode()
    except UnicodeDecodeError:
        return
    yield quote(written, safe="").encode()
    yield quote_plus(written).encode()
    yield json.dumps(written)[1:-1].encode()
    yield written.encode("utf-16-le")
    yield written.encode("utf-16-be")


def _opened(held: bytes) -> Iterator[bytes]:
    """The bytes, and what is packed in them."""
    yield held
    starts = [(found.start(), 31) for found in GZIP.finditer(held)]
    if held.startswith(ZLIB):
        starts.append((0, 15))
    for start, kind in starts:
        try:
            inside = zlib.decompressobj(kind).decompress(held[start:], MOST)
        except zlib.error:
            continue
        yield from _opened(inside)


def _bytes(value: Any) -> bytes:
    return bytes(value) if value and not isinstance(value, str) else str(value).encode()


def _all(table: str, columns: Sequence[str]) -> str:
    return f"SELECT {', '.join(columns)} FROM {table}"  # noqa: S608
