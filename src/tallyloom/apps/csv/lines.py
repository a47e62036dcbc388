"""The lines of a file, with the exact byte where each ends; holds one chunk at a time."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from typing import AnyStr

from tallyloom.kit import BadInput

LONGEST = 1 << 20  # bytes; a longer line is hardly a CSV file's
PIECE = 1 << 14  # bytes cut into lines at a time: a page of rows needs few

BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_WIDE_LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n|$)")


def byte_order_mark(head: bytes) -> tuple[str, int]:
    """The encoding that a file's first bytes declare, and their number; ("", 0) without."""
    for mark, encoding in BOMS.items():
        if head.startswith(mark):
            return encoding, len(mark)
    return "", 0


def small(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in small pieces."""
    for chunk in chunks:
        yield from (chunk[place : place + PIECE] for place in range(0, len(chunk), PIECE))


class Source:
    """Gives a file's lines as text, their ends included.

    `end` is the offset in the file of the byte after the last line given, `line` its number, and
    `done` says that more was asked for than there is. A line ends with LF, CR or CRLF.
    """

    def __init__(self, chunks: Iterable[bytes], encoding: str, start: int, line: int) -> None:
        self.encoding = encoding
        self.end = start
        self.line = line
        self.done = False
        self._chunks = small(chunks)

    def __iter__(self) -> Iterator[str]:
        yield from self._wide() if self.encoding.startswith("utf-16") else self._narrow()
        self.done = True

    def _narrow(self) -> Iterator[str]:
        """Encodings in which LF and CR are single bytes that mean nothing else."""
        encoding = self.encoding
        for line in _cut(self._chunks, bytes.splitlines, b"\n"):
            self.end += len(line)
            self.line += 1
            try:
                text = line.decode(encoding)
            except UnicodeDecodeError as fault:
                raise self._undecodable(line, fault) from None
            yield text

    def _wide(self) -> Iterator[str]:
        for line in _cut(self._decoded(), _split_wide, "\n"):
            self.end += len(line.encode(self.encoding, "surrogatepass"))
            self.line += 1
            yield line

    def _decoded(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self.encoding)()
        try:
            for chunk in self._chunks:
                yield decoder.decode(chunk)
            yield decoder.decode(b"", final=True)
        except UnicodeDecodeError as fault:
            raise BadInput(
                f"Line {self.line + 1} or a later one is not {self.encoding.upper()}"
                f" ({fault.reason}); choose the encoding the file was saved with.",
                field="encoding",
            ) from None

    def _undecodable(self, line: bytes, fault: UnicodeDecodeError) -> BadInput:
        at = self.end - len(line) + fault.start
        advice = (
            "It may be Windows-1252: choose that as the encoding, or save the file as UTF-8."
            if self.encoding == "utf-8"
            else "Choose the encoding the file was saved with."
        )
        return BadInput(
            f"Line {self.line}: byte 0x{line[fault.start]:02X} at position {at} of the file"
            f" is not {self.encoding.upper()}. {advice}",
            field="encoding",
        )


def _split_wide(text: str, _keep: bool) -> list[str]:
    return [line for line in _WIDE_LINE.findall(text) if line]


def _cut(
    pieces: Iterable[AnyStr], split: Callable[[AnyStr, bool], list[AnyStr]], ending: AnyStr
) -> Iterator[AnyStr]:
    """Whole lines of pieces that are cut anywhere, even between CR and LF."""
    rest = ending[:0]
    for piece in pieces:
        lines = split(rest + piece if rest else piece, True)
        rest = lines.pop() if lines and not lines[-1].endswith(ending) else ending[:0]
        yield from lines
        if len(rest) > LONGEST:
            raise BadInput(
                "A line is longer than a million characters; this is hardly a CSV file.",
                field="file",
            )
    yield from split(rest, True)
