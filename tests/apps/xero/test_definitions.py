"""A module is its difference: half of the definitions are short, and none is long."""

from __future__ import annotations

from statistics import median

from tests.apps.xero.definitions import LONGEST, MEDIAN, definitions, report

from tallyloom.apps.xero import app


def test_every_module_is_defined_by_one_statement() -> None:
    assert set(definitions()) == set(app.modules)


def test_no_definition_is_long() -> None:
    assert {name: lines for name, lines in definitions().items() if lines > LONGEST} == {}


def test_half_of_the_definitions_are_short() -> None:
    assert median(definitions().values()) <= MEDIAN


def test_the_report_counts_what_is_beyond_the_list() -> None:
    found = {f"m{number}": 5 for number in range(92)} | {"long": 20, "short": 1}
    assert report(found) == "92 (+2) definitions, median 5, longest 20 lines (long)"
