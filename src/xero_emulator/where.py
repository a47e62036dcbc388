"""The filter language of `where` and `order`.

How it was checked: the grammar and the case-insensitive equality of text from the reference's
section 5.2 (equality recorded). Unverified: letter case in Contains, StartsWith and EndsWith (here
it does not matter either), text compared with a Guid field (here allowed), and the sentences of
the refusals.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple, Never, TypeAlias

import lark

from xero_emulator import wire
from xero_emulator.errors import BadQuery
from xero_emulator.fields import GUID, NO_GUID
from xero_emulator.wire import Record

Path: TypeAlias = tuple[str, ...]
Reach: TypeAlias = Callable[[Record, Path], Any]
Value: TypeAlias = Callable[[Record], Any]

GRAMMAR = r"""
?start: any
?any: all (_OR all)*
?all: unit (_AND unit)*
?unit: value COMPARE value -> compared
     | value               -> alone
     | "(" any ")"
?value: value "." METHOD "(" [value] ")" -> method
      | value "." NAME                   -> member
      | NAME                             -> name
      | STRING                           -> text
      | NUMBER                           -> number
      | GUID "(" STRING ")"              -> guid
      | DATETIME "(" NUMBER ("," NUMBER)* ")" -> moment
COMPARE: "==" | "!=" | "<=" | ">=" | "<" | ">" | "="
_AND.3: /AND\b|&&/i
_OR.3: /OR\b|\|\|/i
METHOD.3: /(ToLower|ToUpper|Contains|StartsWith|EndsWith)(?=\s*\()/i
GUID.3: /Guid(?=\s*\()/i
DATETIME.3: /DateTime(?=\s*\()/i
NAME: /[A-Za-z_][A-Za-z0-9_]*/
STRING: /"(\\.|[^"\\])*"/
NUMBER: /-?\d+(\.\d+)?m?/
%ignore /\s+/
"""
LONGEST = 8_000

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TESTS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda inside, sought: sought in inside,
    "startswith": str.startswith,
    "endswith": str.endswith,
}
_LITERALS: dict[str, Any] = {"true": True, "false": False, "null": None}


class Columns:
    """What can be asked about, by kind: `Columns(text="Name Contact.Name", day="Date")`.

    Kinds are text, guid, number, flag, day (a date or an instant).
    """

    def __init__(self, **kinds: str) -> None:
        self._known: dict[str, tuple[Path, str]] = {
            name.lower(): (tuple(name.split(".")), kind)
            for kind, names in kinds.items()
            for name in names.split()
        }

    def find(self, name: str) -> tuple[Path, str]:
        found = self._known.get(name.lower())
        if found is None:
            raise BadQuery(f"No property or field '{name}' exists")
        return found


class Term(NamedTuple):
    kind: str
    value: Value


def reach(record: Record, path: Path) -> Any:
    """The value at the end of a path, None where the path breaks off."""
    found: Any = record
    for step in path:
        found = found.get(step) if isinstance(found, dict) else None
    return found


def test(text: str, columns: Columns, reach: Reach = reach) -> Callable[[Record], bool]:
    """The filter as a function of a record; raises BadQuery, also later for a null's method."""
    term = _Compile(columns, reach).build(_parse(text))
    if term.kind != "flag":
        raise BadQuery("Expression of type 'Boolean' expected")
    return term.value


def order(text: str, columns: Columns, reach: Reach = reach) -> list[tuple[Value, bool]]:
    """Sort keys, most significant first, each with whether it runs downwards."""
    return [_direction(part, columns, reach) for part in text.split(",")]


def _direction(part: str, columns: Columns, reach: Reach) -> tuple[Value, bool]:
    words = part.split()
    turn = words[1].lower() if len(words) > 1 else "asc"
    turns = {"asc": False, "ascending": False, "desc": True, "descending": True}
    if not 1 <= len(words) <= 2 or turn not in turns:
        raise BadQuery(f"Syntax error in order: '{part.strip()}'")
    path, kind = columns.find(words[0])
    value = _reader(path, kind, reach)
    return lambda record: _sortable(value(record)), turns[turn]


def _sortable(value: Any) -> tuple[bool, Any]:
    return (False, 0) if value is None else (True, value)


def slow_parts(text: str) -> set[str]:
    """What a filter asks about, in lower case: its fields, "or", and the text methods in it."""
    tree = _parse(text)
    fields = {_dotted(each).lower() for each in tree.iter_subtrees() if each.data == "name"}
    members = {_dotted(each).lower() for each in tree.iter_subtrees() if each.data == "member"}
    inner = {member.rpartition(".")[0] for member in members}
    methods = {str(each.children[1]).lower() for each in tree.find_data("method")}
    either = {"or" for each in tree.find_data("any") if len(each.children) > 1}
    return (fields - _LITERALS.keys() | members) - inner | methods | either


def ordered(rows: Sequence[Record], keys: list[tuple[Value, bool]]) -> list[Record]:
    found = list(rows)
    for key, down in reversed(keys):
        found.sort(key=key, reverse=down)
    return found


@cache
def _parser() -> lark.Lark:
    """Built at the first filter: it takes a part of a second's start that many never need."""
    return lark.Lark(GRAMMAR, parser="lalr")


@lru_cache(maxsize=256)
def _parse(text: str) -> lark.Tree[lark.Token]:
    if len(text) > LONGEST:
        raise BadQuery("The where expression is too long")
    try:
        return _parser().parse(text)
    except (lark.exceptions.UnexpectedInput, RecursionError) as trouble:
        at = getattr(trouble, "column", "?")
        raise BadQuery(f"Syntax error in where at position {at}") from trouble


def _reader(path: Path, kind: str, reach: Reach) -> Value:
    shape = _SHAPES[kind]

    def read(record: Record) -> Any:
        found = reach(record, path)
        return None if found is None else shape(found)

    return read


_SHAPES: dict[str, Callable[[Any], Any]] = {
    "text": str.lower,
    "guid": str.lower,
    "number": lambda value: value,
    "flag": lambda value: value,
    "day": wire.millis,
}


class _Compile:
    """One pass over the tree; every node becomes a Term of a known kind."""

    def __init__(self, columns: Columns, reach: Reach) -> None:
        self._columns = columns
        self._reach = reach

    def build(self, node: lark.Tree[lark.Token]) -> Term:
        made: Term = getattr(self, node.data)(*node.children)
        return made

    def any(self, *parts: lark.Tree[lark.Token]) -> Term:
        tests = [self._boolean(part) for part in parts]
        return Term("flag", lambda record: any(test(record) for test in tests))

    def all(self, *parts: lark.Tree[lark.Token]) -> Term:
        tests = [self._boolean(part) for part in parts]
        return Term("flag", lambda record: all(test(record) for test in tests))

    def _boolean(self, node: lark.Tree[lark.Token]) -> Value:
        term = self.build(node)
        if term.kind != "flag":
            raise BadQuery("Expression of type 'Boolean' expected")
        return term.value

    def alone(self, node: lark.Tree[lark.Token]) -> Term:
        return Term("flag", self._boolean(node))

    def compared(
        self, left: lark.Tree[lark.Token], sign: lark.Token, right: lark.Tree[lark.Token]
    ) -> Term:
        one, two = self.build(left), self.build(right)
        if "null" in (one.kind, two.kind):
            return _against_null(one, str(sign), two)
        if not _fit(one.kind, two.kind):
            _clash(str(sign), one.kind, two.kind)
        return Term("flag", _comparison(_COMPARE[str(sign)], one.value, two.value))

    def method(
        self,
        subject: lark.Tree[lark.Token],
        name: lark.Token,
        argument: lark.Tree[lark.Token] | None,
    ) -> Term:
        of = self.build(subject)
        inner = self.build(argument) if argument is not None else None
        if of.kind != "text" or (inner is not None and inner.kind != "text"):
            raise BadQuery(f"No applicable method '{name}' exists in type '{of.kind}'")
        if name.lower() in ("tolower", "toupper"):
            return _cased(of, inner, name)
        if inner is None:
            raise BadQuery(f"Method '{name}' wants a text")
        return Term("flag", _text_test(_TESTS[name.lower()], of.value, inner.value))

    def name(self, token: lark.Token) -> Term:
        if token.lower() in _LITERALS:
            return _literal(_LITERALS[token.lower()])
        return self._column(token)

    def member(self, of: lark.Tree[lark.Token], name: lark.Token) -> Term:
        return self._column(f"{_dotted(of)}.{name}")

    def _column(self, name: str) -> Term:
        path, kind = self._columns.find(name)
        return Term(kind, _reader(path, kind, self._reach))

    def text(self, token: lark.Token) -> Term:
        value = _unquoted(token).lower()
        return Term("text", lambda _record: value)

    def number(self, token: lark.Token) -> Term:
        value = Decimal(token.rstrip("m"))
        return Term("number", lambda _record: value)

    def guid(self, _name: lark.Token, token: lark.Token) -> Term:
        value = _unquoted(token).strip().lower()
        if not GUID.fullmatch(value):
            raise BadQuery(NO_GUID)
        return Term("guid", lambda _record: value)

    def moment(self, _name: lark.Token, *parts: lark.Token) -> Term:
        try:
            at = datetime(*(int(part) for part in parts), tzinfo=UTC)  # type: ignore[arg-type,misc]
        except (ValueError, TypeError, OverflowError) as trouble:
            raise BadQuery(f"DateTime({','.join(parts)}) is not a date") from trouble
        value = wire.millis(wire.instant(at))
        return Term("day", lambda _record: value)


def _dotted(node: lark.Tree[lark.Token]) -> str:
    if node.data == "name":
        return str(node.children[0])
    if node.data != "member":
        raise BadQuery(f"A {node.data} has no fields")
    inner, name = node.children
    return f"{_dotted(inner)}.{name}" if isinstance(inner, lark.Tree) else str(name)


def _literal(value: Any) -> Term:
    return Term("null" if value is None else "flag", lambda _record: value)


def _unquoted(token: str) -> str:
    return token[1:-1].replace('\\"', '"').replace("\\\\", "\\")


def _fit(one: str, two: str) -> bool:
    return one == two or {one, two} == {"text", "guid"}


def _clash(sign: str, one: str, two: str) -> Never:
    raise BadQuery(f"Operator '{sign}' incompatible with operand types '{one}' and '{two}'")


def _against_null(one: Term, sign: str, two: Term) -> Term:
    if sign not in ("==", "=", "!="):
        _clash(sign, one.kind, two.kind)
    wanted = sign != "!="
    value = two.value if one.kind == "null" else one.value
    return Term("flag", lambda record: (value(record) is None) is wanted)


def _comparison(compare: Callable[[Any, Any], bool], one: Value, two: Value) -> Value:
    unequal = compare is operator.ne

    def compared(record: Record) -> bool:
        left, right = one(record), two(record)
        if left is None or right is None:
            return unequal and left is not right
        return compare(left, right)

    return compared


def _cased(of: Term, argument: Term | None, name: str) -> Term:
    if argument is not None:
        raise BadQuery(f"Method '{name}' wants nothing in its brackets")
    return Term("text", lambda record: _present(of.value(record)))


def _text_test(test: Callable[[str, str], bool], of: Value, sought: Value) -> Value:
    return lambda record: test(_present(of(record)), _present(sought(record)))


def _present(value: str | None) -> str:
    if value is None:
        raise BadQuery("Object reference not set to an instance of an object.")
    return value
