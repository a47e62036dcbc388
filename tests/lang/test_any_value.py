"""Every function, operator and condition with values of every kind: a result or a clear error."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tallyloom.lang import ExpressionError, Scope, compile_filter, compile_template, plain
from tallyloom.lang.condition_operators import OPERATORS
from tallyloom.lang.functions import FUNCTIONS
from tallyloom.lang.functions.registry import Function
from tallyloom.lang.operators import OPERATIONS
from tallyloom.lang.written import json_text

STARTED = datetime(2010, 12, 1, 8, 26, tzinfo=UTC)
SIMPLE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(
        [
            *("2010-12-01", "12/1/10", "asc", "desc ci", "YYYY", "UTC", "a.b[1]", "[0]", "1", ","),
            *("/(a)|b/g", "/(/", "$1", "9:30", "1.2.3-a.1", "NaN", "1e308", "-1", "^a+$", "0"),
            *(10**400, Decimal("1e308"), Decimal("1e-308"), Decimal("-1e99999"), 10**34, 0.5),
        ]
    ),
)
VALUES = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=2), inner, max_size=3)
    ),
    max_leaves=6,
)
WRITTEN = st.sampled_from(["1.a", "1.b", "1.c", "now", "null", "emptystring", "ignore", '"YYYY"'])


def _result(text: str, *values: object) -> None:
    scope = Scope(started=STARTED, modules={"1": dict(zip("abc", values, strict=False))})
    try:
        json_text(plain(compile_template(text).evaluate(scope)))
    except ExpressionError as trouble:
        assert str(trouble)


@given(
    st.sampled_from(list(FUNCTIONS)),
    st.lists(WRITTEN, min_size=4, max_size=4),
    st.integers(0, 3),
    st.tuples(VALUES, VALUES, VALUES),
)
def test_a_function(
    function: Function, written: list[str], more: int, values: tuple[object, ...]
) -> None:
    most = function.least + more if function.most is None else function.most
    arguments = written[: max(function.least, min(function.least + more, most))]
    _result(f"{{{{{function.name}({'; '.join(arguments)})}}}}", *values)


@given(st.sampled_from(list(OPERATIONS)), WRITTEN, WRITTEN, VALUES, VALUES)
def test_an_operator(symbol: str, left: str, right: str, one: object, other: object) -> None:
    _result(f"{{{{{left} {symbol} {right}}}}}", one, other)
    _result(f"{{{{-{left}}}}} {{{{!{right}}}}}", one, other)


@given(st.sampled_from(list(OPERATORS)), WRITTEN, WRITTEN, VALUES, VALUES)
def test_a_condition(operator: str, left: str, right: str, one: object, other: object) -> None:
    condition = {"a": f"{{{{{left}}}}}", "o": operator, "b": f"{{{{{right}}}}}"}
    scope = Scope(started=STARTED, modules={"1": {"a": one, "b": other}})
    try:
        decision = compile_filter([[condition]]).decide(scope)
        assert bool(decision.why) is not decision.passed
    except ExpressionError as trouble:
        assert str(trouble)
