"""What the pages promise: that what they point at is there, and that what they show works."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tallyloom.api.description import described
from tallyloom.flow.check import check
from tallyloom.flow.read import read
from tallyloom.house import installed_apps, modules_by_name

CHECKOUT = Path(__file__).parent.parent
PAGES = sorted(
    [
        *CHECKOUT.glob("*.md"),
        *CHECKOUT.glob("docs/**/*.md"),
        *CHECKOUT.glob("examples/**/*.md"),
    ]
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))

    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]

    assert missing == []


def test_the_scenario_that_the_tutorial_shows_has_nothing_to_correct() -> None:
    page = (CHECKOUT / "docs/learn/first-scenario.md").read_text(encoding="utf-8")
    [text] = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)

    check(read(text), modules_by_name(installed_apps()), frozenset())


def test_the_ten_files_to_read_are_an_hour() -> None:
    page = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    files = [CHECKOUT / link for link in re.findall(r"^\d+\. \[.*?\]\(([^)]+)\)", page, re.M)]

    lines = sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files)

    assert len(files) == 10
    assert lines < 2500


def test_the_description_of_the_api_is_fresh() -> None:
    file = CHECKOUT / "docs" / "reference" / "openapi.json"

    fresh = file.read_text(encoding="utf-8") == described()

    assert fresh, "run: python -m tallyloom.api.description docs/reference/openapi.json"


def test_what_the_api_describes_is_named_by_its_noun() -> None:
    """Two of one name get names that say where they stand; the pages' client would show them."""
    named = json.loads(described())["components"]["schemas"]

    assert [name for name in named if "__" in name] == []
