"""The inputs of a scenario as a person gives them: NAME=VALUE, or NAME=@FILE."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tallyloom.cli.exits import CorrectCommand, LookAgain

if TYPE_CHECKING:
    from tallyloom.flow.document import Document, Input
    from tallyloom.kit import Field, Value

CHUNK = 256 * 1024


class CorrectInputs(Exception):
    """The inputs do not fit the scenario; correct them."""


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that was given for an input, not yet stored."""

    path: Path

    @property
    def type(self) -> str:
        return mimetypes.guess_type(self.path.name)[0] or "application/octet-stream"


Given = dict[str, "Value | GivenFile"]


def parsed(texts: Sequence[str]) -> dict[str, str]:
    """NAME=VALUE pairs by name. Raises CorrectCommand."""
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not (sign and name):
            raise CorrectCommand(f"--input {text}: write NAME=VALUE, or NAME=@FILE for a file.")
        if name in found:
            raise CorrectCommand(f"--input {name} is given twice; give it once.")
        found[name] = value
    return found


def fitted(document: Document, given: Mapping[str, str], file: str) -> Given:
    """A value for every declared input. Raises CorrectInputs, with all that is wrong."""
    problems = [*_unknown(document, given)]
    values: Given = {}
    for one in document.inputs:
        try:
            values[one.name] = _value(one, given.get(one.name))
        except CorrectInputs as problem:
            problems.append(str(problem))
    if problems:
        raise CorrectInputs("\n".join(f"{file}: {problem}" for problem in problems))
    return values


def _unknown(document: Document, given: Mapping[str, str]) -> list[str]:
    known = [one.name for one in document.inputs]
    there = f"it has {', '.join(known)}" if known else "it has none"
    return [
        f"the scenario has no input {name!r}; {there}. Remove --input {name}=…"
        for name in given
        if name not in known
    ]


def _value(one: Input, text: str | None) -> Value | GivenFile:
    if text is None or text == "":
        if one.required and one.default is None:
            how = f"{one.name}=@FILE" if one.type == "file" else f"{one.name}=VALUE"
            raise CorrectInputs(f"the input {one.name} is required; add --input {how}.")
        return one.default
    if one.type == "file":
        return _file(one, text)
    return _read(one, text)


def _file(one: Input, text: str) -> GivenFile:
    if not text.startswith("@"):
        raise CorrectInputs(f"the input {one.name} is a file; write --input {one.name}=@{text}.")
    path = Path(text[1:]).expanduser()
    if not path.is_file():
        raise LookAgain(f"--input {one.name}: there is no file {path}.")
    with path.open("rb"):  # what cannot be read is said before anything is written
        return GivenFile(path)


def _read(one: Input, text: str) -> Value:
    from msgspec import DecodeError

    from tallyloom.kit import BadInput, from_json

    if one.type == "any":
        try:
            return from_json(text)
        except DecodeError:
            return text
    try:
        return _field(one).read(text)
    except BadInput as trouble:
        raise CorrectInputs(f"the input {trouble.message}") from None


def _field(one: Input) -> Field:
    from tallyloom.kit import fields

    kinds: dict[str, type[Field]] = {
        "text": fields.Text,
        "integer": fields.Integer,
        "decimal": fields.Number,
        "money": fields.Money,
        "date": fields.Date,
        "boolean": fields.Boolean,
    }
    return kinds[one.type](name=one.name, label=one.name)
