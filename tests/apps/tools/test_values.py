"""Composed values and named variables."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tallyloom.apps.tools import app
from tallyloom.kit import BadInput
from tallyloom.kit.testing import drive


def test_a_composed_value_keeps_its_type() -> None:
    compose = app.modules["compose"]
    assert drive(compose, {"value": Decimal("1.10")}).result == {"value": Decimal("1.10")}
    assert drive(compose, {"value": ["a"]}).result == {"value": ["a"]}
    assert drive(compose, {}).result == {"value": ""}


def test_a_variable_is_read_by_its_name() -> None:
    given = {"name": "total", "value": 3}
    assert drive(app.modules["set_variable"], given).result == {"total": 3}


def test_a_variable_needs_a_name() -> None:
    with pytest.raises(BadInput, match="Name: a value is required"):
        drive(app.modules["set_variable"], {"value": 3})


def test_several_variables_are_set_at_once() -> None:
    given = {"variables": [{"name": "a", "value": 1}, {"name": "b"}]}
    assert drive(app.modules["set_variables"], given).result == {"a": 1, "b": ""}
