"""Arrays: picking, joining, sorting, and the keys of collections."""

from __future__ import annotations

from typing import Final

from tallyloom.lang.arithmetic import whole
from tallyloom.lang.coerce import text_or_blank, to_list, to_text
from tallyloom.lang.compare import blank, identity, sort_key
from tallyloom.lang.functions.general import get
from tallyloom.lang.functions.registry import Family
from tallyloom.lang.limits import DATA_DEPTH, LIST_LENGTH, TEXT_LENGTH
from tallyloom.lang.trouble import ConvertValue, MakeSmaller
from tallyloom.lang.values import Value, kind_of, shown

FAMILY: Final = Family("Arrays")

_ORDERS: Final = frozenset({"asc", "desc", "asc ci", "desc ci"})


@FAMILY.function(
    "join(array; separator)",
    "The items as one text.",
    example='join(map(1.items; "name"); ", ")',
    gives="Pen, Ink",
    empty=None,
)
def join(array: Value, separator: Value) -> str:
    between = text_or_blank(separator)
    texts = [_joinable(item) for item in to_list(array)]
    if sum(map(len, texts)) + len(between) * len(texts) > TEXT_LENGTH:
        raise MakeSmaller(f"The text would have more than {TEXT_LENGTH} characters.")
    return between.join(texts)


def _joinable(item: Value) -> str:
    if isinstance(item, dict):
        raise ConvertValue(
            "The array holds collections, which are not text; choose one of their fields with"
            " map(array; key) before joining."
        )
    return text_or_blank(item)


@FAMILY.function(
    "first(array)",
    "The first item; empty if there is none.",
    example='first(split("a,b"; ","))',
    gives="a",
    empty=None,
)
def first(array: Value) -> Value:
    return next(iter(to_list(array)), None)


@FAMILY.function(
    "last(array)",
    "The last item; empty if there is none.",
    example='last(split("a,b"; ","))',
    gives="b",
    empty=None,
)
def last(array: Value) -> Value:
    items = to_list(array)
    return items[-1] if items else None


@FAMILY.function(
    "add(array; value…)",
    "The array with the values behind its items.",
    example='add(split("a"; ","); "b"; 3)',
    gives=["a", "b", 3],
)
def add(array: Value, *values: Value) -> list[Value]:
    return [*_items(array), *values]


def _items(array: Value) -> list[Value]:
    return [] if blank(array) else to_list(array)


@FAMILY.function(
    "merge(array…)",
    "The items of all arrays in one, in order.",
    example='merge(split("a"; ","); split("b,c"; ","))',
    gives=["a", "b", "c"],
)
def merge(*arrays: Value) -> list[Value]:
    return [item for array in arrays for item in _items(array)]


@FAMILY.function(
    "flatten(array; [depth])",
    "The array with the arrays inside it opened, so many levels deep (1).",
    example='flatten(add(emptyarray; split("a,b"; ","); "c"))',
    gives=["a", "b", "c"],
    empty=[],
)
def flatten(array: Value, depth: Value = None) -> list[Value]:
    levels = 1 if blank(depth) else whole(depth, 0, DATA_DEPTH, "The depth")
    flat = to_list(array)
    for _ in range(levels):
        if not any(isinstance(item, list) for item in flat):
            break
        flat = _opened(flat)
    return flat


def _opened(items: list[Value]) -> list[Value]:
    """One level flatter; stops before it makes more than is allowed."""
    flat: list[Value] = []
    for item in items:
        flat += item if isinstance(item, list) else [item]
        if len(flat) > LIST_LENGTH:
            raise MakeSmaller(f"The array would have more than {LIST_LENGTH} items.")
    return flat


@FAMILY.function(
    "distinct(array; [key])",
    "The array without repeated items, or without items that repeat the value at a key.",
    example='distinct(split("a,b,a"; ","))',
    gives=["a", "b"],
    empty=[],
)
def distinct(array: Value, key: Value = None) -> list[Value]:
    found: dict[Value, Value] = {}
    for item in to_list(array):
        found.setdefault(identity(item if blank(key) else get(item, key)), item)
    return list(found.values())


@FAMILY.function(
    "map(array; key; [filterKey]; [filterValues])",
    "The value at a key of every item; with a filter only of items whose filterKey is one of the"
    " comma-separated filterValues.",
    example='map(1.items; "name"; "colour"; "blue,green")',
    gives=["Ink"],
    empty=[],
)
def map_(array: Value, key: Value, filter_key: Value = None, wanted: Value = None) -> list[Value]:
    items = to_list(array)
    if not blank(filter_key):
        values = _wanted(wanted)
        items = [item for item in items if _matching(get(item, filter_key), values)]
    return [get(item, key) for item in items]


def _wanted(values: Value) -> frozenset[str]:
    texts = values if isinstance(values, list) else text_or_blank(values).split(",")
    return frozenset(text_or_blank(text).strip() for text in texts)


def _matching(value: Value, wanted: frozenset[str]) -> bool:
    return not isinstance(value, (list, dict)) and text_or_blank(value) in wanted


@FAMILY.function(
    "sort(array; [order]; [key])",
    "The array in order: `asc` (the default), `desc`, and `asc ci` or `desc ci` without regard to"
    " case; by the value at a key of its items if one is given.",
    example='map(sort(1.items; "desc"; "price"); "name")',
    gives=["Ink", "Pen"],
    empty=[],
)
def sort(array: Value, order: Value = None, key: Value = None) -> list[Value]:
    direction = "asc" if blank(order) else to_text(order)
    if direction not in _ORDERS:
        if not blank(key):
            raise ConvertValue(f"An order is asc, desc, asc ci or desc ci, not {shown(order)}.")
        direction, key = "asc", order
    ignore_case = direction.endswith("ci")

    def place(item: Value) -> Value:
        return sort_key(item if blank(key) else get(item, key), ignore_case)

    return sorted(to_list(array), key=place, reverse=direction.startswith("desc"))


@FAMILY.function(
    "slice(array; start; [end])",
    "The items from `start` up to, not with, `end`; the first item is 0, and what is negative"
    " counts from the end.",
    example='slice(split("a,b,c"; ","); 1)',
    gives=["b", "c"],
    empty=[],
)
def slice_(array: Value, start: Value, end: Value = None) -> list[Value]:
    items = to_list(array)
    stop = None if blank(end) else whole(end, -LIST_LENGTH, LIST_LENGTH, "The end")
    begin = 0 if blank(start) else whole(start, -LIST_LENGTH, LIST_LENGTH, "The start")
    return items[begin:stop]


@FAMILY.function(
    "keys(collection)",
    "The names of the fields of a collection.",
    example="keys(first(1.items))",
    gives=["name", "colour", "price"],
    empty=[],
)
def keys(collection: Value) -> list[Value]:
    if not isinstance(collection, dict):
        raise ConvertValue(f"{shown(collection)} is {kind_of(collection)}, not a collection.")
    return list(collection)
