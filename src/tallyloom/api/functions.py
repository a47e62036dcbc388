"""The mapping language: what can be written between double braces, and asked in a filter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tallyloom.api.route import Asked, Permission, Routes
from tallyloom.lang.condition_operators import OPERATORS
from tallyloom.lang.functions import FUNCTIONS
from tallyloom.lang.keywords import KEYWORDS

routes = Routes("functions")


@dataclass(frozen=True, slots=True)
class FunctionFacts:
    """A function. `signature` is how it is written (`[…]` may be left out, `…` repeats), `about`
    what it gives, and `example` gives `result` over the bundle of the language's page."""

    name: str
    family: str
    signature: str
    about: str
    example: str
    result: Any


@dataclass(frozen=True, slots=True)
class KeywordFacts:
    """A word that stands for a value."""

    name: str
    about: str


@dataclass(frozen=True, slots=True)
class OperatorFacts:
    """An operator of filters, such as `text:equal`. `kind` is what both sides are read as (basic:
    as they are); a `unary` one has no right side."""

    name: str
    kind: str
    label: str
    unary: bool


@dataclass(frozen=True, slots=True)
class FunctionPage:
    """All functions, family by family, with the words and operators of the language."""

    items: list[FunctionFacts]
    keywords: list[KeywordFacts]
    operators: list[OperatorFacts]
    next: str | None = None


@routes.get("/functions", Permission.SCENARIOS_READ)
def list_functions(asked: Asked) -> FunctionPage:
    """The functions, keywords and filter operators that scenarios may use."""
    functions = [
        FunctionFacts(one.name, family.title, one.signature, one.sentence, one.example, one.gives)
        for family in FUNCTIONS.families
        for one in family.functions
    ]
    keywords = [KeywordFacts(name, about) for name, (_, about) in KEYWORDS.items()]
    operators = [
        OperatorFacts(one.name, _kind(one.name), one.label, one.unary) for one in OPERATORS.values()
    ]
    return FunctionPage(functions, keywords, operators)


def _kind(operator: str) -> str:
    kind, colon, _ = operator.partition(":")
    return kind if colon else "basic"
