"""The coverage page tells the truth."""

from __future__ import annotations

import pytest

from xero_emulator import coverage
from xero_emulator.apis import MODULES, ROUTES

FRESHEN = "run: python -m xero_emulator.coverage --spec FOLDER"


@pytest.fixture(scope="session")
def spec(reference):
    return reference / "xero-openapi"


def test_the_page_is_fresh(spec):
    assert coverage.main(["--spec", str(spec), "--check"]) == 0, FRESHEN


def test_every_route_is_an_operation_of_the_specification(spec):
    known = {
        (api, each.id, each.method, each.path)
        for api in MODULES
        for each in coverage.operations(spec, api)
    }
    ours = {(route.api, route.operation_id, route.method, route.pattern) for route in ROUTES}
    assert ours <= known
    assert len(ours) == len(ROUTES)


def test_every_operation_on_the_paths_of_these_resources_is_answered(spec):
    heads = {(route.api, route.pattern.split("/")[1]) for route in ROUTES}
    missing = [
        (api, each.id)
        for api in MODULES
        for each in coverage.operations(spec, api)
        if (api, each.path.split("/")[1]) in heads and each.module is None
    ]
    assert missing == []


def test_it_writes_the_page(spec, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(coverage, "PAGE", tmp_path / "COVERAGE.md")
    assert coverage.main(["--spec", str(spec), "--check"]) == 1
    assert coverage.main(["--spec", str(spec)]) == 0
    assert "- [x] `GET /Invoices` getInvoices (accounting/invoices.py)" in coverage.PAGE.read_text()
    assert "- [ ] `GET /FeedConnections` getFeedConnections" in coverage.PAGE.read_text()
    assert capsys.readouterr().out.strip().endswith("COVERAGE.md")


def test_a_folder_without_the_specification_is_named(tmp_path, capsys):
    assert coverage.main(["--spec", str(tmp_path)]) == 2
    assert "lacks xero_accounting.yaml" in capsys.readouterr().out
