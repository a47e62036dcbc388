"""The inputs of a run: a value for every one that the scenario declares, of its type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tallyloom.flow.document import Document, Input
from tallyloom.kit import BadInput, Field, File, FileField, Value, fields

_KINDS: Mapping[str, type[Field]] = {
    "text": fields.Text,
    "integer": fields.Integer,
    "decimal": fields.Number,
    "money": fields.Money,
    "date": fields.Date,
    "boolean": fields.Boolean,
    "file": FileField,
    "any": fields.Anything,
}


class CorrectInputs(Exception):
    """The inputs do not fit the scenario; correct them."""

    def __init__(self, message: str = "", problems: Mapping[str, str] | None = None) -> None:
        self.errors = [
            {"field": f"inputs.{name}", "detail": said} for name, said in (problems or {}).items()
        ]
        super().__init__(message or type(self).__doc__)


@dataclass(frozen=True, slots=True)
class Fitted:
    """The values of all inputs, and the files among them."""

    values: dict[str, Any]
    files: tuple[File, ...]


def fitted(document: Document, given: Mapping[str, Value]) -> Fitted:
    """A value for every declared input. Raises CorrectInputs, with all that is wrong."""
    problems = dict(_unknown(document, name) for name in given if name not in _names(document))
    values: dict[str, Any] = {}
    for one in document.inputs:
        try:
            values[one.name] = _value(one, given.get(one.name))
        except BadInput as wrong:
            problems[one.name] = wrong.message
    if problems:
        told = "\n".join(f"the input {name}: {said}" for name, said in problems.items())
        raise CorrectInputs(told, problems)
    files = tuple(value for value in values.values() if isinstance(value, File))
    plain = {k: v.as_value() if isinstance(v, File) else v for k, v in values.items()}
    return Fitted(plain, files)


def _names(document: Document) -> list[str]:
    return [one.name for one in document.inputs]


def _unknown(document: Document, name: str) -> tuple[str, str]:
    known = ", ".join(_names(document))
    there = f"it has {known}" if known else "it has none"
    return name, f"the scenario has no such input; {there}. Remove it."


def _value(one: Input, value: Value) -> Value:
    if value in (None, ""):
        if one.required and one.default is None:
            raise BadInput("it is required; give a value.")
        return one.default
    try:
        return _KINDS[one.type](name=one.name, label=one.name).read(value)
    except BadInput as wrong:
        raise BadInput(wrong.message.removeprefix(f"{one.name}: ")) from None
