"""Every expression of real exported scenarios can be read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tallyloom.lang import ChooseKnownFunction, compile_filter, compile_template

NOT_YET = {"addMinutes", "encodeURL"}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _filters(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        if "conditions" in value:
            yield value["conditions"]
        for item in value.values():
            yield from _filters(item)
    elif isinstance(value, list):
        for item in value:
            yield from _filters(item)


@pytest.fixture
def flows(reference: Path) -> list[object]:
    paths = sorted((reference / "blueprints").glob("*.json"))
    assert paths
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def test_every_expression_compiles_except_functions_not_built_yet(flows: list[object]) -> None:
    missing, count = set(), 0
    for text in _texts(flows):
        count += "{{" in text
        try:
            compile_template(text)
        except ChooseKnownFunction as trouble:
            missing.add(trouble.problem.split('"')[1])
    assert count > 80
    assert missing == NOT_YET


def test_every_filter_compiles(flows: list[object]) -> None:
    filters = [compile_filter(conditions) for conditions in _filters(flows)]
    assert len(filters) > 5
    assert all(filter_.references for filter_ in filters)
