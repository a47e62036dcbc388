"""Values as the text of a scenario file."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode, SequenceNode
from ruamel.yaml.representer import SafeRepresenter

from tallyloom.kit import Value

WIDE = 1_000_000  # no line is broken: a value on one line is mended on one line


class _Representer(SafeRepresenter):
    """Numbers with every digit, and several lines of text as several lines."""

    def number(self, value: Decimal) -> ScalarNode:
        text = str(value)
        kind = "int" if text.lstrip("-").isdecimal() else "float"
        return self.represent_scalar(f"tag:yaml.org,2002:{kind}", text)

    def text(self, value: str) -> ScalarNode:
        style = "|" if "\n" in value.strip("\n") else None
        if not value.replace("\n", "").isprintable():
            style = '"'
        return self.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    def items(self, value: list[Any]) -> SequenceNode:
        """On one line where nothing in it has names: columns, groups of conditions."""
        flow = True if value and not any(isinstance(item, Mapping) for item in value) else None
        return self.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=flow)

    def ignore_aliases(self, _data: Any) -> bool:
        return True


_Representer.add_representer(Decimal, _Representer.number)
_Representer.add_representer(list, _Representer.items)
_Representer.add_representer(str, _Representer.text)


def whole(value: Mapping[str, Value]) -> str:
    """A whole file, with an empty line before each part of several lines."""
    parts = [_dumped({name: part}) for name, part in value.items()]
    return "".join("\n" + part if part.count("\n") > 1 else part for part in parts).lstrip("\n")


def entry(name: str, value: Value, column: int, *, flow: bool = False) -> list[str]:
    """The lines of `name: value`; the first is not set in, the others are by `column`."""
    if flow:
        return [f"{flowing(name)}: {flowing(value)}"]
    return _set_in(_dumped({name: value}), column)


def block(value: Value, column: int) -> str:
    """An item of a list, `- …`; its first line is not set in, the others are by `column`."""
    listed = _dumped([value])
    return "\n".join(_set_in("\n".join(line[2:] for line in listed.split("\n")), column))


def flowing(value: Value) -> str:
    """The value on one line, so that it may stand between brackets."""
    if isinstance(value, Mapping):
        return _dumped(dict(value), flow=True).strip()
    return _dumped([value], flow=True).strip()[1:-1]


def _set_in(text: str, column: int) -> list[str]:
    head, *rest = text.rstrip("\n").split("\n")
    return [head, *(" " * column + line if line else "" for line in rest)]


def _dumped(value: Any, *, flow: bool = False) -> str:
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.Representer = _Representer
    yaml.default_flow_style = flow
    yaml.sort_base_mapping_type_on_output = False
    yaml.allow_unicode = True
    yaml.width = WIDE
    if not flow:
        yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    yaml.dump(value, out)
    return out.getvalue()
