"""What an expression can never reach."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tallyloom.lang
from tallyloom.lang import CorrectPattern, ExpressionError

Evaluate = Callable[[str], Any]
ROOM = Path(tallyloom.lang.__file__).parent


@pytest.mark.parametrize(
    "path",
    [
        "1.__class__",
        "1.__class__.__mro__[2].__subclasses__",
        "1.name.__class__",
        "1.name.upper",
        "1.price.real",
        "1.items.append",
        "1.items.__len__",
        "1.items[1].keys",
        "1.keys",
        "1.date.__doc__",
        "input.__class__",
        "var.__dict__",
        "var.rate.as_tuple",
        "__builtins__",
        "scope",
        "self.modules",
        "`__import__`",
    ],
)
def test_a_path_reaches_data_and_nothing_else(evaluate: Evaluate, path: str) -> None:
    assert evaluate("{{" + path + "}}") is None
    assert evaluate("[{{" + path + "}}]") == "[]"


@pytest.mark.parametrize(
    "path", ["__class__", "__class__.__mro__", "name.__class__", "items.1.__class__", "count.real"]
)
def test_get_reaches_data_and_nothing_else(evaluate: Evaluate, path: str) -> None:
    assert evaluate("{{get(`1`; " + f'"{path}"' + ")}}") is None


@pytest.mark.parametrize(
    "text",
    [
        '{{__import__("os")}}',
        '{{eval("1")}}',
        '{{1.name.format("x")}}',
        "{{getattr(1.name; 1)}}",
        "{{1.items[-1]}}",
        "{{lambda: 1}}",
        "{{[1; 2]}}",
        "{{1.a := 2}}",
    ],
)
def test_there_is_no_way_to_call_or_assign(evaluate: Evaluate, text: str) -> None:
    with pytest.raises(ExpressionError):
        evaluate(text)


@pytest.mark.parametrize("text", ["{0}", "{0.__class__}", "%s %(a)s", "${1}", "{1.name!r}"])
def test_no_text_is_a_format(evaluate: Evaluate, text: str) -> None:
    assert evaluate(text) == text
    assert evaluate('{{replace("x"; "x"; "' + text + '")}}') == text


def test_a_pattern_takes_time_in_proportion_to_its_text(evaluate: Evaluate) -> None:
    assert evaluate('{{replace("' + "a" * 5_000 + 'b"; "/(a+)+$/g"; "")}}').endswith("b")
    for pattern in ("(?=a)", r"(a)\\1", "(", "a" * 1_001, "(a{1000}){1000}"):
        with pytest.raises(CorrectPattern):
            evaluate('{{replace("a"; "/' + pattern + '/"; "")}}')


def test_the_room_has_no_door_to_code_files_or_the_network() -> None:
    forbidden = {"eval", "exec", "compile", "getattr", "setattr", "__import__", "open", "globals"}
    modules = {"os", "subprocess", "socket", "importlib", "pickle", "re", "ctypes", "builtins"}
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in forbidden, f"{path.name}:{node.lineno}"
            if isinstance(node, ast.Import):
                assert not modules & {name.name.split(".")[0] for name in node.names}, path.name
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] not in modules, path.name
