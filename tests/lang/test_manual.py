"""The page about the language says what the program does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tallyloom.lang import compile_template, plain
from tallyloom.lang.functions import FUNCTIONS
from tallyloom.lang.functions.registry import Function
from tallyloom.lang.manual import renewed, sample_scope

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "mapping-language.md"

FIRST = """
ifempty if formatDate parseDate join split replace length substring get contains map floor ceil
round sum average min max parseNumber formatNumber lower upper trim capitalize first last add merge
flatten distinct sort slice keys toString now timestamp uuid
"""


def test_the_page_is_fresh() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert renewed(page) == page, f"run: python -m tallyloom.lang.manual {PAGE.name}"


def test_a_page_without_its_marks_is_refused() -> None:
    with pytest.raises(SystemExit, match="put them back"):
        renewed("# nothing")


@pytest.mark.parametrize("function", tuple(FUNCTIONS), ids=lambda function: function.name)
def test_an_example_gives_what_the_page_says(function: Function) -> None:
    result = compile_template(f"{{{{{function.example}}}}}").evaluate(sample_scope())
    assert plain(result) == function.gives
    assert function.sentence.endswith(".")


def test_the_functions_that_real_scenarios_use_most_are_there() -> None:
    assert {function.name for function in FUNCTIONS} >= set(FIRST.split())
