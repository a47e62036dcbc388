"""What every app promises, ours or a stranger's: a loop over the apps that are installed."""

from __future__ import annotations

import tomllib
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pytest

from tallyloom.kit import App
from tallyloom.kit.render import contents, describe, form, page
from tallyloom.kit.requests import from_json, to_json
from tallyloom.kit.testing import contract

GROUP = "tallyloom.apps"


def _declared() -> list[EntryPoint]:
    """The entry points as pyproject.toml names them, where the project is not installed."""
    text = (Path(__file__).parent.parent / "pyproject.toml").read_text()
    named = tomllib.loads(text)["project"]["entry-points"][GROUP]
    return [EntryPoint(name, value, GROUP) for name, value in named.items()]


def _apps() -> list[App]:
    points = list(entry_points(group=GROUP)) or _declared()
    return [point.load() for point in sorted(points, key=lambda point: point.name)]


APPS = _apps()
each_app = pytest.mark.parametrize("app", APPS, ids=[app.name for app in APPS])


def test_the_built_in_apps_come_in_by_the_front_door() -> None:
    assert {"csv", "tools", "xero"} <= {app.name for app in APPS}


@each_app
def test_an_app_keeps_the_contract(app: App) -> None:
    assert contract(app) == []


@each_app
def test_a_module_knows_its_app_and_its_id(app: App) -> None:
    for id_, module in app.modules.items():
        assert module.name == f"{app.name}.{id_}"


@each_app
def test_every_module_can_be_printed_in_every_form(app: App) -> None:
    listed = contents(app)
    for module in app.modules.values():
        assert module.label in page(module)
        assert module.name in describe(module)
        assert f"`{module.name}`" in listed
        assert from_json(to_json(form(module)))["name"] == module.name


@each_app
def test_no_page_of_the_docs_is_blank_about_an_input(app: App) -> None:
    for module in app.modules.values():
        for field in module.inputs:
            assert f"`{field.name}" in page(module), f"{module.name}: {field.name}"
