"""What can be searched for: the words of a text, and whether a bundle holds what is asked.

An index holds numbers that stand for words, so that it tells nothing by itself; what it finds is
looked at again here before a person is shown it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

MOST_TERMS = 20
AROUND = 60  # characters of a snippet on either side of what was found
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"[-+]?\d[\d,]*\.\d+")
# In JSON a letter that follows a backslash is no letter of a word.
_ESCAPE = re.compile(r'\\(?:["\\/]|[bfnrt]|u[0-9a-fA-F]{4})')
_ASKED = re.compile(r'"([^"]*)"?|(\S+)')


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to be found: a phrase in quotes, a number, or a word (an e-mail address is one)."""

    text: str
    pattern: re.Pattern[str]
    number: Decimal | None = None

    @property
    def words(self) -> set[int]:
        return words(self.text) if self.number is None else {_code(_plain(self.number))}

    def within(self, value: Any) -> re.Match[str] | None:
        """Where it is in one value; None where it is not."""
        if isinstance(value, bool) or value is None:
            return None
        shown = value if isinstance(value, str) else str(value)
        if self.number is not None and self.number == number(shown):
            return re.fullmatch(r"(?s).*", shown)
        return self.pattern.search(shown.casefold())


@dataclass(frozen=True, slots=True)
class Snippet:
    """Where it was found: the field ("Contact.Name") and its value, cut to what is around."""

    field: str
    text: str


def words(text: str) -> set[int]:
    """The numbers that stand for the words of a text; a fraction is one word, however written."""
    folded = text.casefold()
    found = set(_WORD.findall(folded))
    numbers = {number(one) for one in set(_NUMBER.findall(folded))}
    found.update(_plain(one) for one in numbers if one is not None)
    return {_code(word) for word in found}


def words_of_json(data: bytes) -> set[int]:
    """The same of JSON as it was written; the names of its fields count as words too."""
    return words(_ESCAPE.sub(" ", data.decode("utf-8", "replace")))


def _code(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass")) - (1 << 31)


def number(text: str) -> Decimal | None:
    """The number that a text is; None where it is none."""
    try:
        found = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        return None
    return found.normalize() if found.is_finite() else None


def _plain(wanted: Decimal) -> str:
    """Without an exponent, so that 1000.00 is the word 1000."""
    return format(wanted, "f")


def terms(asked: str) -> list[Term]:
    """What a person asks for, all of which must be found in one bundle."""
    found = [phrase or word for phrase, word in _ASKED.findall(asked)]
    return [_term(text) for text in found if _WORD.search(text)][:MOST_TERMS]


def _term(text: str) -> Term:
    folded = " ".join(text.casefold().split())
    exact = r"\s+".join(map(re.escape, folded.split(" ")))
    before = r"(?<!\w)" if folded[:1].isalnum() else ""
    after = r"(?!\w)" if folded[-1:].isalnum() else ""
    wanted = number(text) if _NUMBER.fullmatch(text) else None
    if wanted is not None:  # however it is written: 1,234.50 is 1234.5
        return Term(_plain(wanted), re.compile(rf"{before}{exact}{after}"), wanted)
    return Term(folded, re.compile(rf"{before}{exact}{after}"))


def held(bundle: Any, asked: Sequence[Term]) -> Snippet | None:
    """The first of what is asked, where a bundle holds all of it; else None."""
    if not asked:
        return None
    first: Snippet | None = None
    for term in asked:
        found = next(_places(bundle, "", term), None)
        if found is None:
            return None
        first = first or found
    return first


def _places(value: Any, field: str, term: Term) -> Iterator[Snippet]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _places(item, f"{field}.{name}" if field else str(name), term)
    elif isinstance(value, list | tuple):
        for at, item in enumerate(value, start=1):
            yield from _places(item, f"{field}[{at}]", term)
    elif match := term.within(value):
        yield Snippet(field, cut(str(value), match.start(), match.end()))


def cut(text: str, start: int, end: int) -> str:
    """A piece of a text around a place, in one line."""
    end = min(end, start + AROUND)
    piece = text[max(0, start - AROUND) : end + AROUND]
    piece = " ".join(piece.split())
    before = "…" if start > AROUND else ""
    after = "…" if end + AROUND < len(text) else ""
    return f"{before}{piece}{after}"
