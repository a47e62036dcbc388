"""The mapping language over the API: what a screen offers to somebody who writes an expression."""

from __future__ import annotations

from tests.api.test_scenarios import Asker, ask

__all__ = ["ask"]


def test_every_function_is_offered_with_its_signature_and_an_example(ask: Asker) -> None:
    told = ask("GET", "/functions").json()
    functions = {one["name"]: one for one in told["items"]}
    assert functions["round"]["signature"] == "round(number; [decimals])"
    assert functions["round"]["result"] == 2.35
    assert all(one["family"] and one["about"] and one["example"] for one in told["items"])


def test_keywords_and_operators_are_offered_with_plain_words(ask: Asker) -> None:
    told = ask("GET", "/functions").json()
    assert "emptystring" in {one["name"] for one in told["keywords"]}
    operators = {one["name"]: one for one in told["operators"]}
    assert operators["exist"] == {
        "name": "exist",
        "kind": "basic",
        "label": "Exists",
        "unary": True,
    }
    assert operators["date:greater"]["label"] == "Later than"
    assert {one["kind"] for one in told["operators"]} == {
        "basic", "text", "number", "date", "time", "semver", "array", "boolean",
    }  # fmt: skip
