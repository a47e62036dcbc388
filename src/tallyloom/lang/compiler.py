"""From the tree of a template to a closure, built once and run for every bundle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, TypeAlias, cast

from lark import Token, Tree

from tallyloom.lang import arithmetic, operators, paths
from tallyloom.lang.calls import call
from tallyloom.lang.coerce import text_or_blank
from tallyloom.lang.functions import FUNCTIONS
from tallyloom.lang.keywords import KEYWORDS
from tallyloom.lang.limits import DEPTH, EXPONENT, TEXT_LENGTH
from tallyloom.lang.paths import Reference, Run, Step
from tallyloom.lang.scope import Scope
from tallyloom.lang.trouble import ExpressionError, GiveArguments, MakeSmaller
from tallyloom.lang.values import Value

_Node: TypeAlias = Tree[Token]


@dataclass(frozen=True, slots=True)
class Code:
    """A compiled part.

    run: gives the value. constant: needs no scope, its value is `value`.
    computes: may fail, make a date or need fuel, which a plain path never does.
    """

    run: Run
    constant: bool = False
    value: Value = None
    computes: bool = False


def constant(value: Value) -> Code:
    """Code for one value that is known now."""
    return Code(lambda _: value, constant=True, value=value)


@dataclass(slots=True)
class Compiler:
    """Compiles one template and notes what it reads and calls."""

    references: set[Reference] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)

    def template(self, tree: _Node) -> Code:
        """One hole alone keeps the kind of its value; anything else is text."""
        parts = [self.part(part) for part in tree.children]
        alone = len(parts) == 1 and isinstance(tree.children[0], Tree)
        return parts[0] if alone else _joined(parts)

    def part(self, part: _Node | Token) -> Code:
        if isinstance(part, Token):
            return constant(str(part))
        inside = [child for child in part.children if isinstance(child, Tree)]
        return self.node(inside[0], 1) if inside else constant(None)

    def node(self, node: _Node | Token, depth: int) -> Code:
        """Compile one node; raises MakeSmaller when it is nested too deep."""
        branch = cast(_Node, node)
        if depth > DEPTH:
            raise MakeSmaller(
                f"The expression is nested more than {DEPTH} levels deep.", offset=_place(branch)
            )
        return _COMPILE[branch.data](self, branch, depth)

    def number(self, node: _Node, _depth: int) -> Code:
        text = str(node.children[0])
        if len(text) > EXPONENT:
            raise MakeSmaller(f"A number has at most {EXPONENT} digits.", offset=_place(node))
        return constant(int(text) if text.isdecimal() else Decimal(text))

    def string(self, node: _Node, _depth: int) -> Code:
        return constant(_unquoted(str(node.children[0])))

    def reference(self, node: _Node, _depth: int) -> Code:
        head = cast(Token, node.children[0])
        name = _name(head)
        steps = [_step(cast(_Node, step)) for step in node.children[1:]]
        if steps or head.type != "NAME":
            return self.read(name, _meant(steps))
        if name in KEYWORDS:
            return _keyword(name)
        if FUNCTIONS.find(name):
            return self.bare_function(name, _place(node))
        return self.read(name, ())

    def bare_function(self, name: str, offset: int) -> Code:
        """`{{now}}`: a function without arguments needs no parentheses."""
        function = FUNCTIONS.named(name)
        if function.least:
            raise GiveArguments(f"{name} is a function: {function.signature}.", offset=offset)
        self.functions.add(name)
        return Code(call(function, [], offset), computes=True)

    def read(self, head: str, steps: tuple[Step, ...]) -> Code:
        self.references.add(Reference(head, tuple(paths.shown_step(step) for step in steps)))
        if head.isdecimal():
            return Code(paths.read_module(head, steps))
        return Code(paths.read_name(head, steps))

    def call(self, node: _Node, depth: int) -> Code:
        name, *given = node.children
        offset = _place(node)
        if len(given) == 1 and not cast(_Node, given[0]).children:
            given = []
        try:
            function = FUNCTIONS.named(str(name))
            function.check_count(len(given))
        except ExpressionError as trouble:
            raise trouble.at(offset) from None
        self.functions.add(function.name)
        arguments = [self.argument(cast(_Node, argument), depth).run for argument in given]
        return Code(call(function, arguments, offset), computes=True)

    def argument(self, node: _Node, depth: int) -> Code:
        return self.node(node.children[0], depth + 1) if node.children else constant(None)

    def chain(self, node: _Node, depth: int) -> Code:
        first, *rest = node.children
        run = self.node(first, depth + 1).run
        pairs = []
        for symbol, operand in zip(rest[::2], rest[1::2], strict=True):
            place = cast(Token, symbol).start_pos or 0
            pairs.append((str(symbol), self.node(operand, depth + 1).run, place))
        return Code(operators.chain(run, pairs), computes=True)

    def minus(self, node: _Node, depth: int) -> Code:
        operand = self.node(node.children[1], depth + 1)
        if type(operand.value) in (int, Decimal):
            return constant(arithmetic.negative(operand.value))
        return Code(operators.minus(operand.run, _place(node)), computes=True)

    def negation(self, node: _Node, depth: int) -> Code:
        return Code(operators.negation(self.node(node.children[1], depth + 1).run), computes=True)

    def all_of(self, node: _Node, depth: int) -> Code:
        return Code(operators.all_of(self.each(node, depth)), computes=True)

    def any_of(self, node: _Node, depth: int) -> Code:
        return Code(operators.any_of(self.each(node, depth)), computes=True)

    def each(self, node: _Node, depth: int) -> list[Run]:
        return [self.node(child, depth + 1).run for child in node.children]


_COMPILE: Final[dict[str, Callable[[Compiler, _Node, int], Code]]] = {
    "number": Compiler.number,
    "string": Compiler.string,
    "reference": Compiler.reference,
    "call": Compiler.call,
    "comparison": Compiler.chain,
    "sum": Compiler.chain,
    "product": Compiler.chain,
    "minus": Compiler.minus,
    "negation": Compiler.negation,
    "all_of": Compiler.all_of,
    "any_of": Compiler.any_of,
}


def _place(node: _Node) -> int:
    return node.meta.start_pos


def _name(token: Token) -> str:
    return str(token)[1:-1] if token.type == "QUOTED" else str(token)


def _unquoted(text: str) -> str:
    r"""The text of a literal: `\"` and `\\` are escapes, `\d` stays as it is for patterns."""
    inside = text[1:-1]
    if "\\" not in inside:
        return inside
    return inside.replace("\\\\", "\0").replace('\\"', '"').replace("\0", "\\")


def _step(node: _Node) -> Step:
    if node.data == "first":
        return None
    token = cast(Token, node.children[0])
    if node.data == "member":
        return _name(token)
    try:
        return paths.index_of(str(token))
    except ExpressionError as trouble:
        raise trouble.at(token.start_pos or 0) from None


def _meant(steps: list[Step]) -> tuple[Step, ...]:
    """The steps without a trailing `[]`, which stands for the whole array."""
    return tuple(steps[:-1] if steps and steps[-1] is None else steps)


def _keyword(name: str) -> Code:
    value = KEYWORDS[name][0]
    return Code(lambda _: []) if value == [] else constant(value)


def _joined(parts: list[Code]) -> Code:
    """Text around holes; a single value's text is never read as a template again."""
    if all(part.constant for part in parts):
        return constant("".join([text_or_blank(part.value) for part in parts]))
    runs = [part.run for part in parts]

    def join(scope: Scope) -> str:
        texts, size = [], 0
        for run in runs:
            value = run(scope)
            text = value if type(value) is str else text_or_blank(value)
            texts.append(text)
            size += len(text)
            if size > TEXT_LENGTH:
                raise MakeSmaller(f"The text has more than {TEXT_LENGTH} characters.")
        return "".join(texts)

    return Code(join, computes=True)
