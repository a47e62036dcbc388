"""Regular expressions from users: RE2 only, so that no pattern can take exponential time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import re2

from tallyloom.lang.limits import LIST_LENGTH, PATTERN_LENGTH, TEXT_LENGTH
from tallyloom.lang.trouble import CorrectPattern, MakeSmaller
from tallyloom.lang.values import shown

_WRITTEN: Final = re2.compile(r"(?s)/(.+)/([a-z]*)")
_MARKS: Final = re2.compile(r"\$(\$|&|[0-9]{1,2})")
_FLAGS: Final = frozenset("gimsuy")
_MEMORY: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern, and whether it stands for every occurrence or the first."""

    compiled: Any
    everywhere: bool


@lru_cache(maxsize=256)
def compile_pattern(text: str, flags: str = "") -> Any:
    """An RE2 pattern with the flags i, m and s of JavaScript; raises CorrectPattern."""
    if len(text) > PATTERN_LENGTH:
        raise CorrectPattern(f"A regular expression has at most {PATTERN_LENGTH} characters.")
    wanted = "".join(flag for flag in "ims" if flag in flags)
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    try:
        return re2.compile(f"(?{wanted}){text}" if wanted else text, options)
    except re2.error as trouble:
        reason = _reason(trouble)
        raise CorrectPattern(
            f"The regular expression {shown(text)} cannot be used: {reason}."
        ) from None


def _reason(trouble: Exception) -> str:
    said = trouble.args[0] if trouble.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def written_pattern(text: str) -> Pattern | None:
    """The pattern of a text such as `/[0-9]+/g`; None for a text that is no pattern."""
    match = _WRITTEN.fullmatch(text) if text.startswith("/") else None
    if match is None:
        return None
    body, flags = match.groups()
    if not _FLAGS.issuperset(flags):
        return None
    return Pattern(compile_pattern(body, flags), "g" in flags)


def substitute(text: str, pattern: Pattern, replacement: str) -> str:
    """The text with what matches replaced; `$1` is a group, `$&` the match, `$$` a dollar sign."""
    pieces, size, end = [], 0, 0
    for match in pattern.compiled.finditer(text):
        pieces += [text[end : match.start()], _expanded(match, replacement)]
        size += len(pieces[-1]) + len(pieces[-2])
        if size > TEXT_LENGTH:
            raise MakeSmaller(f"The text would have more than {TEXT_LENGTH} characters.")
        end = match.end()
        if not pattern.everywhere:
            break
    return "".join([*pieces, text[end:]])


def _expanded(match: Any, replacement: str) -> str:
    if "$" not in replacement:
        return replacement
    groups = match.groups()
    pieces, end = [], 0
    for mark in _MARKS.finditer(replacement):
        pieces += [replacement[end : mark.start()], _meant(mark.group(1), match, groups)]
        end = mark.end()
    return "".join([*pieces, replacement[end:]])


def _meant(mark: str, match: Any, groups: tuple[str | None, ...]) -> str:
    if mark == "$":
        return "$"
    if mark == "&":
        return str(match.group(0))
    number = int(mark)
    return (groups[number - 1] or "") if 1 <= number <= len(groups) else "$" + mark


def split_by(text: str, separator: str) -> list[str]:
    """The parts of a text; an empty separator gives its characters."""
    parts = text.count(separator) + 1 if separator else len(text)
    if parts > LIST_LENGTH:
        raise MakeSmaller(f"The text has {parts} parts; {LIST_LENGTH} are allowed.")
    return text.split(separator) if separator else list(text)
