"""The inputs of a scenario as a person gives them: NAME=VALUE, or NAME=@FILE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tallyloom.cli.exits import CorrectCommand, LookAgain
from tallyloom.flow.inputs import CorrectInputs

if TYPE_CHECKING:
    from tallyloom.cli.desk import Desk
    from tallyloom.kit import Field, Value

Declared = Mapping[str, Any]  # an input as a check tells it


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that was given for an input, not yet stored."""

    path: Path


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


def fitted(declared: Sequence[Declared], given: Mapping[str, str], file: str) -> Given:
    """A value for every input that was declared. Raises CorrectInputs, with all that is wrong."""
    problems = [*_unknown(declared, given)]
    values: Given = {}
    for one in declared:
        try:
            values[one["name"]] = _value(one, given.get(one["name"]))
        except CorrectInputs as problem:
            problems.append(str(problem))
    if problems:
        raise CorrectInputs("\n".join(f"{file}: {problem}" for problem in problems))
    return values


def sent(desk: Desk, values: Given) -> dict[str, Value]:
    """The values as they are given to a run, files as they are stored."""
    return {
        name: desk.file(value.path) if isinstance(value, GivenFile) else value
        for name, value in values.items()
    }


def _unknown(declared: Sequence[Declared], given: Mapping[str, str]) -> list[str]:
    known = [one["name"] for one in declared]
    there = f"it has {', '.join(known)}" if known else "it has none"
    return [
        f"the scenario has no input {name!r}; {there}. Remove --input {name}=…"
        for name in given
        if name not in known
    ]


def _value(one: Declared, text: str | None) -> Value | GivenFile:
    name = one["name"]
    if text is None or text == "":
        if one["required"] and one["default"] is None:
            how = f"{name}=@FILE" if one["type"] == "file" else f"{name}=VALUE"
            raise CorrectInputs(f"the input {name} is required; add --input {how}.")
        return None
    if one["type"] == "file":
        return _file(name, text)
    return _read(one, text)


def _file(name: str, text: str) -> GivenFile:
    if not text.startswith("@"):
        raise CorrectInputs(f"the input {name} is a file; write --input {name}=@{text}.")
    path = Path(text[1:]).expanduser()
    if not path.is_file():
        raise LookAgain(f"--input {name}: there is no file {path}.")
    with path.open("rb"):  # what cannot be read is said before anything is written
        return GivenFile(path)


def _read(one: Declared, text: str) -> Value:
    """The value of a text, read here already so that everything wrong is said at once."""
    from msgspec import DecodeError

    from tallyloom.kit import BadInput, from_json

    if one["type"] == "any":
        try:
            return from_json(text)
        except DecodeError:
            return text
    try:
        _field(one).read(text)
    except BadInput as trouble:
        raise CorrectInputs(f"the input {trouble.message}") from None
    return text


def _field(one: Declared) -> Field:
    from tallyloom.kit import fields

    kinds: dict[str, type[Field]] = {
        "text": fields.Text,
        "integer": fields.Integer,
        "decimal": fields.Number,
        "money": fields.Money,
        "date": fields.Date,
        "boolean": fields.Boolean,
    }
    return kinds[one["type"]](name=one["name"], label=one["name"])
