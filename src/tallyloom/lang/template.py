"""A field's text, compiled once: a constant, one value, or text with values in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tallyloom.lang.compiler import Code, Compiler, constant
from tallyloom.lang.grammar import parse
from tallyloom.lang.paths import Reference, Run
from tallyloom.lang.scope import Scope
from tallyloom.lang.trouble import ExpressionError, MakeSmaller
from tallyloom.lang.values import Value, settle

_CACHED: Final = 2048
_CACHED_LENGTH: Final = 8192


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A compiled template.

    text: as it was written.
    evaluate: gives the JSON value (or a keyword) in a scope; raises ExpressionError. A value that
        is only read is the bundle's own object, so it must not be changed.
    within: the same as one part of a larger evaluation: fuel and call index go on, dates stay
        dates, and the caller settles the result.
    references, functions: what it reads and calls, for checking before anything runs.
    constant, value: whether it is the same in every scope, and what it then is.
    computes: whether it can fail.
    """

    text: str
    evaluate: Callable[[Scope], Value]
    within: Run
    references: frozenset[Reference] = frozenset()
    functions: frozenset[str] = frozenset()
    constant: bool = False
    value: Value = None
    computes: bool = False


def compile_template(text: str) -> Template:
    """Compile a template, or take it from the cache; raises ExpressionError if it is wrong."""
    return _cached(text) if len(text) <= _CACHED_LENGTH else _compiled(text)


def _compiled(text: str) -> Template:
    text = str(text)  # a YAML reader's kind of text would miss the fast paths
    if "{{" not in text:
        return _template(text, constant(text), Compiler())
    compiler = Compiler()
    try:
        return _template(text, compiler.template(parse(text)), compiler)
    except ExpressionError as trouble:
        raise trouble.within(text) from None


_cached = lru_cache(maxsize=_CACHED)(_compiled)


def _template(text: str, code: Code, compiler: Compiler) -> Template:
    return Template(
        text=text,
        evaluate=_whole(text, code.run) if code.computes else code.run,
        within=_placed(text, code.run) if code.computes else code.run,
        references=frozenset(compiler.references),
        functions=frozenset(compiler.functions),
        constant=code.constant,
        value=code.value,
        computes=code.computes,
    )


def _whole(text: str, run: Run) -> Run:
    """An evaluation of its own."""

    def evaluate(scope: Scope) -> Value:
        scope.begin()
        try:
            return settle(run(scope))
        except ExpressionError as trouble:
            raise trouble.within(text) from None
        except RecursionError:
            raise _too_deep().within(text) from None

    return evaluate


def _placed(text: str, run: Run) -> Run:
    """A part of a larger evaluation, whose trouble names the text."""

    def evaluate(scope: Scope) -> Value:
        try:
            return run(scope)
        except ExpressionError as trouble:
            raise trouble.within(text) from None
        except RecursionError:
            raise _too_deep().within(text) from None

    return evaluate


def _too_deep() -> MakeSmaller:
    """The trouble of data that is nested deeper than can be walked."""
    return MakeSmaller("The data is nested too deep to be worked on.")
