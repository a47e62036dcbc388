"""Parse a CSV file: one bundle for each row, whatever the size of the file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from tallyloom.apps.csv.lines import PIECE, Source, byte_order_mark, small
from tallyloom.kit import (
    BadInput,
    Boolean,
    Bundle,
    Choice,
    FileField,
    Inputs,
    Iterate,
    Reader,
    Texts,
    Value,
)

DELIMITERS = {",": "Comma", ";": "Semicolon", "tab": "Tab", "|": "Vertical bar"}
ENCODINGS = {
    "utf-8": "UTF-8",
    "windows-1252": "Windows-1252 (Western Europe, Excel)",
    "iso-8859-1": "ISO 8859-1 (Latin 1)",
    "iso-8859-15": "ISO 8859-15 (Latin 9, with €)",
    "utf-16-le": "UTF-16, little endian",
    "utf-16-be": "UTF-16, big endian",
}
_SAMPLE_ROWS = 20
_HEAD = PIECE  # bytes


@dataclass(frozen=True, slots=True)
class _Form:
    """How a file is written: found once, the same again whenever a reading is taken up."""

    encoding: str
    start: int  # bytes of the byte order mark
    dialect: dict[str, Any]
    names: tuple[str, ...]


def _rows(given: Inputs, reader: Reader, token: Value) -> Iterator[tuple[Bundle, Value]]:
    """Token: [offset of the next row, rows read, lines read]."""
    form = _form(given, reader)
    at, number, line = token or (form.start, 0, 0)
    source = Source(reader.chunks(given["file"], at), form.encoding, at, line)
    rows = _records(source, form)
    if token is None and given["header"]:
        next(rows, None)
    width, names = len(form.names), form.names
    skip, fill, trim = given["skip_blank"], given["ragged"] == "fill", given["trim"]
    for row in rows:
        if skip and not any(row):
            continue
        number += 1
        if trim:
            row = [value.strip() for value in row]  # noqa: PLW2901 - one pass over the row
        if len(row) == width:
            yield dict(zip(names, row, strict=True)), [source.end, number, source.line]
        elif fill:
            yield _filled(names, row), [source.end, number, source.line]
        else:
            raise _ragged(source.line, number, row, names)


def _records(source: Source, form: _Form) -> Iterator[list[str]]:
    reader = csv.reader(source, **form.dialect)
    while True:
        begins = source.line + 1
        try:
            row = next(reader, None)
        except csv.Error as fault:
            raise _unreadable(begins, fault) from None
        if row is None:
            return
        if source.done:
            raise _unclosed(begins)
        yield row


def _filled(names: Sequence[str], row: list[str]) -> Bundle:
    bundle = dict(zip(names, row, strict=False))
    bundle.update((name, "") for name in names[len(row) :])
    extra = range(len(names) + 1, len(row) + 1)
    return bundle | {f"col{place}": row[place - 1] for place in extra}


def _form(given: Inputs, reader: Reader) -> _Form:
    """Found in the first bytes only, because every page of a long file asks for it again."""
    pieces = small(reader.chunks(given["file"]))
    head = b""
    while len(head) < _HEAD and (piece := next(pieces, b"")):
        head += piece
    declared, mark = byte_order_mark(head)
    encoding = (declared or "utf-8") if given["encoding"] == "auto" else given["encoding"]
    start = mark if declared == encoding else 0
    whole = head if len(head) < _HEAD else head[: head.rfind(b"\n") + 1]
    dialect = _dialect(given, whole[start:], encoding)
    form = _Form(encoding, start, dialect, ())
    first = next(_whole_rows(chain([head[start:]], pieces), form), [])
    names = tuple(_named(first, given["header"]))
    _require(given.get("columns") or [], names, given["header"])
    return _Form(encoding, start, dialect, names)


def _whole_rows(chunks: Iterable[bytes], form: _Form) -> Iterator[list[str]]:
    source = Source(chunks, form.encoding, form.start, 0)
    return (row for row in _records(source, form) if row)


def _dialect(given: Inputs, head: bytes, encoding: str) -> dict[str, Any]:
    mark = given["quote"]
    quote = {"quoting": csv.QUOTE_NONE} if mark == "none" else {"quotechar": mark}
    if given["delimiter"] != "auto":
        return quote | {"delimiter": _character(given["delimiter"])}

    def columns(delimiter: str) -> tuple[bool, int]:
        form = _Form(encoding, 0, quote | {"delimiter": _character(delimiter)}, ())
        rows = islice(_whole_rows([head], form), _SAMPLE_ROWS)
        widths = [len(row) for row in _as_far_as_readable(rows)] or [1]
        return widths[0] > 1 and min(widths) == max(widths), widths[0]

    return quote | {"delimiter": _character(max(DELIMITERS, key=columns))}


def _as_far_as_readable(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """A wrong guess may make rows unreadable; reading in earnest tells what is wrong."""
    try:
        yield from rows
    except BadInput:
        return


def _character(delimiter: str) -> str:
    return "\t" if delimiter == "tab" else delimiter


def _named(first: Sequence[str], header: bool) -> Iterator[str]:
    """The header's names; a blank one is col1…n, a second of the same name gets _2."""
    taken: set[str] = set()
    for place, cell in enumerate(first, start=1):
        name = (cell.strip() if header else "") or f"col{place}"
        fresh, again = name, 1
        while fresh in taken:
            again += 1
            fresh = f"{name}_{again}"
        taken.add(fresh)
        yield fresh


def _require(columns: Sequence[str], names: Sequence[str], header: bool) -> None:
    if header and not names:
        raise BadInput("The file is empty: it has no row of column names.", field="file")
    missing = [f"“{column}”" for column in columns if column not in names]
    if missing:
        word = "column is" if len(missing) == 1 else "columns are"
        raise BadInput(
            f"The {word} missing: {', '.join(missing)}. The file has: {', '.join(names)}.",
            field="columns",
        )


def _ragged(line: int, number: int, row: Sequence[str], names: Sequence[str]) -> BadInput:
    return BadInput(
        f"Row {number} (it ends on line {line}) has {len(row)} values where there are"
        f" {len(names)} columns. Correct the file, or choose to fill such rows.",
        field="file",
    )


def _unclosed(line: int) -> BadInput:
    return BadInput(
        f"A quotation mark is opened in the row on line {line} and never closed.", field="file"
    )


def _unreadable(line: int, fault: csv.Error) -> BadInput:
    if "field limit" in str(fault):
        return BadInput(
            f"A value in the row on line {line} is longer than {csv.field_size_limit():,}"
            " characters; a quotation mark may not be closed.",
            field="file",
        )
    return BadInput(f"The row on line {line} cannot be read: {fault}.", field="file")


parse = Iterate(
    label="Parse a CSV File",
    about="Makes one bundle of each row; values are text, named as the columns are.",
    group="CSV",
    help=(
        "Later modules read a column by its name: {{1.InvoiceNo}}. A name with spaces stands in"
        " back-quotes. The second column of a name gets _2. The file is read in pieces, so its"
        " size does not matter."
    ),
    inputs=(
        FileField(name="file", label="File", required=True),
        Boolean(
            name="header",
            label="First row holds the column names",
            default=True,
            help="If left out, the columns are called col1, col2 and so on.",
        ),
        Texts(
            name="columns",
            label="Required columns",
            help="A file without one of these is refused before any row is read.",
        ),
        Choice(
            name="delimiter",
            label="Separator",
            default="auto",
            options={"auto": "Find out"} | DELIMITERS,
        ),
        Choice(
            name="encoding",
            label="Encoding",
            default="auto",
            options={"auto": "By the file's byte order mark, else UTF-8"} | ENCODINGS,
        ),
        Choice(
            name="ragged",
            label="Rows with too few or too many values",
            default="error",
            options={"error": "Stop with an error", "fill": "Fill with empty text"},
            help="Filled: values without a column are called by their place, such as col9.",
            advanced=True,
        ),
        Choice(
            name="quote",
            label="Quotation mark",
            default='"',
            options={'"': 'Double: "', "'": "Single: '", "none": "None"},
            advanced=True,
        ),
        Boolean(
            name="skip_blank",
            label="Leave out blank rows",
            default=True,
            help="A row is blank when all of its values are empty.",
            advanced=True,
        ),
        Boolean(
            name="trim",
            label="Remove blanks around values",
            default=False,
            advanced=True,
        ),
    ),
    items=_rows,
)
