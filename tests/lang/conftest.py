"""One scope, and the shortest way to evaluate a text in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import settings

from tallyloom.lang import Scope, compile_template

# The first example builds the parser, and a busy machine is not a fault of the language.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

STARTED = datetime(2010, 12, 1, 8, 26, tzinfo=UTC)


def bundle() -> dict[str, Any]:
    return {
        "name": "Pen & Co",
        "empty": "",
        "null": None,
        "yes": True,
        "count": 6,
        "price": Decimal("2.55"),
        "text number": "12.50",
        "date": "2010-12-01T08:26:00.000Z",
        "items": [{"name": "Pen", "qty": 2}, {"name": "Ink", "qty": 1, "tags": ["a", "b"]}],
        "words": ["b", "a", "c"],
        "none": [],
        "address": {"city": "Leeds", "lines": ["1 High St", "Unit 2"]},
        "0": "column A",
        "braces": "{{1.name}}",
    }


@pytest.fixture
def scope() -> Scope:
    return Scope(
        started=STARTED,
        modules={"1": bundle(), "parse": {"rows": 3}},
        inputs={"rows": "file.csv"},
        variables={"rate": Decimal("0.2"), "executionId": "run-1", "team": {"name": "Books"}},
        seed="run-1/1/0",
    )


@pytest.fixture
def evaluate(scope: Scope) -> Callable[[str], Any]:
    return lambda text: compile_template(text).evaluate(scope)
