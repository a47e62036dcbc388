"""Create a CSV file of a list of collections, safe to open in a spreadsheet."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO

from tallyloom.apps.csv.parsing import DELIMITERS
from tallyloom.kit import (
    Action,
    Anything,
    BadInput,
    Boolean,
    Bundle,
    Choice,
    File,
    Inputs,
    Output,
    Save,
    Steps,
    Text,
    Texts,
    Value,
    to_json,
)

# A spreadsheet takes these for a formula, also after blanks and at the start of a further line.
_FORMULA = re.compile(r"(^|[\n\r])(?=[\s\x00\ufeff]*[=+\-@])|^(?=[\t\r])")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d+)*|[.,]\d+)%?")
_PIECE = 64 * 1024


def _create(given: Inputs) -> Steps[Bundle]:
    rows = _collections(given.get("rows", []))
    columns = given.get("columns") or list(dict.fromkeys(name for row in rows for name in row))
    file: File = yield Save(_chunks(given, rows, columns), given["name"], "text/csv")
    return {"file": file.as_value(), "rows": len(rows)}


def _collections(rows: Value) -> list[Mapping[str, Value]]:
    found = rows if isinstance(rows, list) else [rows]
    for number, row in enumerate(found, start=1):
        if not isinstance(row, Mapping):
            raise BadInput(f"Rows: row {number} is not a collection of values.", field="rows")
    return found


def _chunks(
    given: Inputs, rows: Sequence[Mapping[str, Value]], columns: Sequence[str]
) -> Iterator[bytes]:
    """Pieces of about 64 KiB; the same bytes for the same inputs."""
    page = StringIO()
    encoder = codecs.getincrementalencoder(given["encoding"])()
    writer = csv.writer(page, delimiter="\t" if given["delimiter"] == "tab" else given["delimiter"])
    cell = _safe if given["safe"] else _written
    if given["header"]:
        writer.writerow(cell(column) for column in columns)
    for number, row in enumerate(rows, start=1):
        writer.writerow(cell(row.get(column)) for column in columns)
        if page.tell() >= _PIECE:
            yield _encoded(page, encoder, number)
    yield _encoded(page, encoder, len(rows))


def _encoded(page: StringIO, encoder: codecs.IncrementalEncoder, number: int) -> bytes:
    text = page.getvalue()
    page.seek(0)
    page.truncate()
    try:
        return encoder.encode(text)
    except UnicodeEncodeError as fault:
        raise BadInput(
            f"“{text[fault.start]}” in or before row {number} cannot be written in"
            f" {fault.encoding}; choose UTF-8.",
            field="encoding",
        ) from None


def _written(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return to_json(value).decode() if isinstance(value, Mapping | list) else str(value)


def _safe(value: Value) -> str:
    text = _written(value)
    if not isinstance(value, str) or _NUMBER.fullmatch(text):
        return text
    return _FORMULA.sub(r"\1'", text)


create = Action(
    label="Create a CSV File",
    about="Writes a list of collections as a text file with columns.",
    group="CSV",
    inputs=(
        Anything(
            name="rows",
            label="Rows",
            required=True,
            help="A list of collections, such as an aggregator's array.",
        ),
        Texts(
            name="columns",
            label="Columns",
            help="Which values to write, in this order; without, all that any row has.",
        ),
        Text(name="name", label="File name", default="rows.csv", max_length=255),
        Boolean(name="header", label="Write the column names first", default=True),
        Choice(name="delimiter", label="Separator", default=",", options=DELIMITERS),
        Choice(
            name="encoding",
            label="Encoding",
            default="utf-8",
            options={
                "utf-8": "UTF-8",
                "utf-8-sig": "UTF-8 with a byte order mark (for Excel)",
                "windows-1252": "Windows-1252 (Western Europe)",
            },
        ),
        Boolean(
            name="safe",
            label="Protect spreadsheets from formulas",
            default=True,
            help="Puts ' before text that a spreadsheet would run: = + - @. Numbers stay as is.",
            advanced=True,
        ),
    ),
    outputs=(
        Output("file", "file", "File"),
        Output("rows", "integer", "Number of rows written"),
    ),
    sample={
        "file": {"name": "rows.csv", "type": "text/csv", "size": 2048, "sha256": "0" * 64},
        "rows": 12,
    },
    run=_create,
)
