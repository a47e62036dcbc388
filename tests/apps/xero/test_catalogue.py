"""Saved scenarios name modules by id: a rename is a broken promise, and shows up here."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tallyloom.apps.xero import app

CATALOGUE = Path(__file__).with_name("catalogue.txt")


def _promised() -> list[tuple[str, str, str]]:
    lines = CATALOGUE.read_text().splitlines()
    return [tuple(re.split(r"\s{2,}", line, maxsplit=2)) for line in lines]  # type: ignore[misc]


def test_every_promised_module_is_there_under_its_id_and_its_name() -> None:
    found = [(module.group, id_, module.label) for id_, module in app.modules.items()]
    assert sorted(found) == sorted(_promised())


def test_groups_and_names_are_those_of_the_list_of_92(reference: Path) -> None:
    rows = json.loads((reference / "reference" / "xero-modules.json").read_text())
    listed = {(row["group"], row["name"]) for row in rows}
    groups = {module.group for module in app.modules.values()}
    ours = {(module.group, module.label) for module in app.modules.values()}
    assert ours == {(group, name) for group, name in listed if group in groups}
