"""CSV that a spreadsheet shows and never computes (OWASP: CSV injection)."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

ROWS = 500  # of one piece
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_FORMULA = "=+-@\t\r"


def lines(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The file in pieces; RFC 4180, UTF-8 without a mark."""
    held = io.StringIO(newline="")
    writer = csv.writer(held)
    writer.writerow(heads)
    for at, row in enumerate(rows, start=1):
        writer.writerow([safe(cell) for cell in row])
        if at % ROWS == 0:
            yield held.getvalue().encode()
            held.seek(0)
            held.truncate()
    yield held.getvalue().encode()


def safe(cell: Any) -> Any:
    """A text that could be taken for a formula, at its start or after a break, begins with '."""
    if cell is None or isinstance(cell, int | float | Decimal):
        return cell
    text = str(cell).replace("\0", "")
    if _NUMBER.fullmatch(text) or not any(_computes(line) for line in re.split(r"[\r\n]", text)):
        return text
    return "\n".join(
        f"'{line}" if _computes(line) else line for line in re.split(r"\r\n?|\n", text)
    )


def _computes(line: str) -> bool:
    """Blanks, and signs that are not seen, do not keep a spreadsheet from reading a formula."""
    return _seen(line)[:1] in tuple(_FORMULA) or line[:1] in ("\t", "\r")


def _seen(line: str) -> str:
    for at, sign in enumerate(line):
        if not sign.isspace() and unicodedata.category(sign) not in ("Cf", "Cc", "Zs"):
            return unicodedata.normalize("NFKC", line[at:])
    return ""
