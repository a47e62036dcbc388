"""Each module has a page, and the pages say what the modules are."""

from __future__ import annotations

from pathlib import Path

from tallyloom.cli.module_pages import module_pages

FOLDER = Path(__file__).parents[2] / "docs" / "reference" / "modules"
SAID = "run: python -m tallyloom.cli.module_pages docs/reference/modules"


def test_the_pages_are_fresh() -> None:
    for path, text in module_pages():
        assert (FOLDER / path).read_text(encoding="utf-8") == text, SAID


def test_no_page_is_left_of_a_module_that_is_gone() -> None:
    there = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.md")}
    assert there == {path for path, _ in module_pages()}, SAID
