"""What a module is given: its mapped fields, evaluated for one bundle and read by its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tallyloom.flow.plan import Node
from tallyloom.flow.stack import Lineage, path_text
from tallyloom.kit import BadInput, Inputs, Value, fill
from tallyloom.lang import ERASE, ExpressionError, Filter, Keyword, Scope, plain
from tallyloom.lang import CompiledMapping as Compiled
from tallyloom.lang.coerce import text_or_blank


@dataclass(frozen=True, slots=True)
class Cycle:
    """What is the same for every bundle of a cycle, a repeat after a crash included."""

    run_id: str
    started: datetime
    inputs: Mapping[str, Value]
    zone: str


class Giver:
    """Evaluates one node's fields, bundle after bundle."""

    def __init__(self, node: Node, cycle: Cycle) -> None:
        self._node = node
        self._seed = f"{cycle.run_id}/{node.id}/"
        self._fields = tuple(node.fields.items())
        self._scope = Scope(
            started=cycle.started,
            inputs=cycle.inputs,
            zone=cycle.zone,
            variables={"executionId": cycle.run_id},
        )

    def passes(self, row: Lineage) -> str:
        """ "" if the filter on the link lets the bundle through, else why it does not."""
        if self._node.condition is None:
            return ""
        decision = self._node.condition.decide(self._at(row, "filter", self._node.condition))
        return "" if decision.passed else decision.why or "The filter is not met."

    def inputs(self, row: Lineage) -> Inputs:
        """The module's inputs for one bundle; BadInput names the field that is wrong."""
        raw = self._evaluated(row)
        module = self._node.module
        if module is None or module.open_inputs:
            return {name: plain(value) for name, value in raw.items()}
        told = {name: raw.pop(name) for name in list(raw) if isinstance(raw[name], Keyword)}
        return _filled(module.inputs, raw, told)

    def group(self, row: Lineage) -> str:
        """The text of the group that a bundle belongs to."""
        if self._node.group_by is None:
            return ""
        value = self._evaluate(row, "group_by", self._node.group_by)
        try:
            key = value if type(value) is str else text_or_blank(value)
        except ExpressionError as error:
            raise BadInput(f"group_by: {error}", field="group_by") from None
        if "\x00" in key:
            raise BadInput("group_by: the text holds a NUL character.", field="group_by")
        return key

    def _evaluated(self, row: Lineage) -> dict[str, Any]:
        return {name: self._evaluate(row, name, compiled) for name, compiled in self._fields}

    def _evaluate(self, row: Lineage, name: str, compiled: Compiled) -> Any:
        try:
            return compiled.evaluate(self._at(row, name, compiled))
        except ExpressionError as error:
            raise BadInput(f"{name}: {error}", field=name) from None

    def _at(self, row: Lineage, part: str, compiled: Compiled | Filter) -> Scope:
        """The bundle's world; only where `uuid` is called does it matter which one it is."""
        self._scope.modules = row.seen
        if "uuid" in compiled.functions:
            self._scope.seed = f"{self._seed}{path_text(row.path)}/{part}"
        return self._scope


def _filled(fields: Any, raw: dict[str, Any], told: Mapping[str, Keyword]) -> Inputs:
    """Fill by the fields; what a keyword says on purpose is not judged as blank."""
    given = {name: plain(value) for name, value in raw.items()}
    known = {field.name: field for field in fields}
    purpose = {
        name: [] if word is ERASE and known[name].kind == "lines" else plain(word)
        for name, word in told.items()
        if name in known and word.value != "ignore"
    }
    loose = tuple(f(required=False) if f.name in purpose else f for f in fields)
    return fill(loose, given) | purpose
