"""Texts with expressions: what they read, and of which kind the result is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyloom.lang import (
    EMPTY_TEXT,
    ERASE,
    IGNORE,
    NULL,
    CorrectExpression,
    CountFromOne,
    ExpressionError,
    MakeSmaller,
    Reference,
    Scope,
    compile_template,
    plain,
)

Evaluate = Callable[[str], Any]
STARTED = datetime(2010, 12, 1, 8, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{{1.name}}", "Pen & Co"),
        ("{{1.address.city}}", "Leeds"),
        ("{{ 1.address . city }}", "Leeds"),
        ("{{1.items[2].name}}", "Ink"),
        ("{{1.items[3].name}}", None),
        ("{{1.items[].name}}", "Pen"),
        ("{{1.items[2].tags[]}}", ["a", "b"]),
        ("{{1.items[2].tags[1]}}", "a"),
        ("{{1.none[].name}}", None),
        ("{{1.address[].city}}", "Leeds"),
        ("{{1.words}}", ["b", "a", "c"]),
        ("{{1.words[]}}", ["b", "a", "c"]),
        ("{{1.`text number`}}", "12.50"),
        ("{{1.`0`}}", "column A"),
        ("{{`1`.name}}", "Pen & Co"),
        ("{{1.address.lines[2]}}", "Unit 2"),
        ("{{1}}", 1),
        ("{{1.5}}", Decimal("1.5")),
        ("{{input.rows}}", "file.csv"),
        ("{{var.rate}}", Decimal("0.2")),
        ("{{var.team.name}}", "Books"),
        ("{{executionId}}", "run-1"),
        ("{{parse.rows}}", 3),
        ("{{9.name}}", None),
        ("{{1.name.deeper}}", None),
        ("{{1.items.name}}", None),
        ("{{}}", None),
        ("", ""),
    ],
)
def test_an_expression_reads(evaluate: Evaluate, text: str, value: object) -> None:
    assert evaluate(text) == value
    assert type(evaluate(text)) is type(value)


def test_a_back_quoted_number_is_the_whole_bundle(scope: Scope) -> None:
    assert compile_template("{{`1`}}").evaluate(scope) is scope.modules["1"]


def test_the_first_item_has_the_index_one(evaluate: Evaluate) -> None:
    with pytest.raises(CountFromOne, match=r"\[1\]") as caught:
        evaluate("{{1.items[0].name}}")
    assert caught.value.column == 11


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{{1.count}}", 6),
        ("{{1.price}}", Decimal("2.55")),
        ("{{1.yes}}", True),
        (" {{1.count}}", " 6"),
        ("{{1.count}}{{1.count}}", "66"),
        ("{{1.price}} net", "2.55 net"),
        ("{{1.yes}}!", "true!"),
        ("[{{1.missing}}{{1.null}}]", "[]"),
        ("{{1.words}}!", "b,a,c!"),
        ("{{ignore}}{{null}}.", "."),
        ("a{{newline}}b{{tab}}", "a\nb\t"),
        ('{"name":"{{1.name}}","n":{{1.count}}}', '{"name":"Pen & Co","n":6}'),
        ('{"a":{{{1.count}}}', '{"a":{6}'),
        ("one } two }} three { four", "one } two }} three { four"),
        ('{{"}}"}}', "}}"),
        ('{{"{{"}}', "{{"),
    ],
)
def test_one_expression_keeps_its_kind_and_anything_else_is_text(
    evaluate: Evaluate, text: str, value: object
) -> None:
    assert evaluate(text) == value
    assert type(evaluate(text)) is type(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{{null}}", NULL),
        ("{{emptystring}}", EMPTY_TEXT),
        ("{{ignore}}", IGNORE),
        ("{{erase}}", ERASE),
        ("{{if(true; ignore; 1)}}", IGNORE),
        ("{{ifempty(1.missing; null)}}", NULL),
        ("{{emptyarray}}", []),
        ("{{true}}", True),
        ("{{false}}", False),
        ("{{space}}", " "),
        ("{{nbsp}}", "\u00a0"),
        ("{{carriagereturn}}", "\r"),
    ],
)
def test_a_keyword_stands_for_its_value(evaluate: Evaluate, text: str, value: object) -> None:
    assert evaluate(text) == value


def test_data_never_becomes_a_keyword(evaluate: Evaluate) -> None:
    assert evaluate("{{1.null}}") is None
    assert evaluate("{{1.empty}}") == ""


def test_two_evaluations_do_not_share_an_empty_array(evaluate: Evaluate) -> None:
    evaluate("{{emptyarray}}").append(1)
    assert evaluate("{{emptyarray}}") == []


def test_plain_turns_keywords_into_json_at_any_depth() -> None:
    assert plain({"a": NULL, "b": [EMPTY_TEXT, {"c": ERASE}], "d": IGNORE, "e": 1}) == {
        "a": None,
        "b": ["", {"c": None}],
        "d": None,
        "e": 1,
    }


def test_a_template_tells_what_it_reads_and_calls() -> None:
    template = compile_template("{{1.items[].name}} {{upper(input.rows)}} {{var.a.b}} {{x}}")
    assert template.references == {
        Reference("1", ("items", "[]", "name")),
        Reference("input", ("rows",)),
        Reference("var", ("a", "b")),
        Reference("x"),
    }
    assert template.functions == {"upper"}
    assert not template.constant
    assert str(Reference("1", ("items", "[2]", "name"))) == "1.items[2].name"


def test_equal_texts_are_compiled_once() -> None:
    assert compile_template("{{1.once}}") is compile_template("{{1.once}}")


def test_a_date_leaves_an_expression_as_iso_text(evaluate: Evaluate) -> None:
    assert evaluate("{{now}}") == "2010-12-01T08:26:00.000Z"
    assert evaluate('{{add(emptyarray; now; "x")}}') == ["2010-12-01T08:26:00.000Z", "x"]
    assert evaluate("at {{now}}") == "at 2010-12-01T08:26:00.000Z"


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("{{1.a", "not closed", 1),
        ("a {{1.b}} {{", "not closed", 11),
        ("{{f(1, 2)}}", "separated by ;", 6),
        ("{{'a'}}", "double quotation marks", 3),
        ('{{"a}}', "second quotation mark", 3),
        ("{{1.`a}}", "second back-quote", 5),
        ("{{1.2nd}}", "back-quotes", 6),
        ("{{1 +}}", "'}' cannot stand here", 6),
        ("{{upper(1.a}}", "expected", 12),
        ("{{a b}}", "'b' cannot stand here", 5),
    ],
)
def test_a_wrong_text_says_where_and_what_to_do(text: str, message: str, column: int) -> None:
    with pytest.raises(CorrectExpression) as caught:
        compile_template(text)
    assert message in str(caught.value)
    assert (caught.value.line, caught.value.column) == (1, column)
    assert str(caught.value).endswith("\n    " + " " * (column - 1) + "^")


def test_the_excerpt_shows_the_line_and_a_caret(evaluate: Evaluate) -> None:
    with pytest.raises(ExpressionError) as caught:
        evaluate("first\n  {{1.name * 2}}")
    assert str(caught.value).splitlines()[1:] == [
        "  at line 2, column 12:",
        "      {{1.name * 2}}",
        "               ^",
    ]


def test_nesting_is_bounded() -> None:
    def nested(levels: int) -> str:
        return "{{" + "upper(" * levels + "1.a" + ")" * levels + "}}"

    compile_template(nested(63))
    for levels in (64, 5_000):
        with pytest.raises(MakeSmaller, match="64 levels"):
            compile_template(nested(levels))


def test_a_long_chain_of_operators_is_not_nesting(evaluate: Evaluate) -> None:
    assert evaluate("{{" + "+".join(["1"] * 2_000) + "}}") == 2_000


def test_the_source_is_bounded_but_plain_text_is_not(evaluate: Evaluate) -> None:
    assert len(evaluate("x" * 100_000)) == 100_000
    with pytest.raises(MakeSmaller, match="65536"):
        compile_template("{{1.a}}" + "x" * 65_536)


def test_the_result_is_bounded(scope: Scope) -> None:
    big = {"text": "x" * 600_000, "rows": [0] * 10_001}
    scope.modules = {"1": big, "2": {"words": ["x" * 400_000] * 3}}

    def evaluate(text: str) -> object:
        return compile_template(text).evaluate(scope)

    assert evaluate("{{1.rows}}") is big["rows"]
    for text in (
        "{{1.text}}{{1.text}}",
        "{{1.text + 1.text}}",
        "{{join(2.words; space)}}",
        '{{replace(1.text; "x"; "xx")}}',
        '{{replace(1.text; "/x/g"; "xx")}}',
        "{{split(1.text; emptystring)}}",
        "{{ifempty(2.words; 1)}}",
        "{{add(2.words; 1)}}",
        "{{first(1.rows)}}",
    ):
        with pytest.raises(MakeSmaller):
            evaluate(text)


def test_the_work_is_bounded(scope: Scope) -> None:
    scope.modules = {"1": {"rows": [1] * 9_000}}
    with pytest.raises(MakeSmaller, match="100000 steps"):
        compile_template("{{" + "+".join(["sum(1.rows)"] * 12) + "}}").evaluate(scope)
    assert compile_template("{{sum(1.rows)}}").evaluate(scope) == 9_000


def test_data_of_any_depth_ends_in_a_message(scope: Scope) -> None:
    deep: list[Any] = []
    for _ in range(50_000):
        deep = [deep]
    scope.modules = {"1": {"deep": deep, "other": [deep]}}
    for text in (
        "{{toString(1.deep)}}",
        "{{1.deep = 1.other}}",
        "{{distinct(1.deep)}}",
        "{{ifempty(1.deep; 1)}}",
        "{{1.deep}}!",
    ):
        with pytest.raises(ExpressionError):
            compile_template(text).evaluate(scope)


@given(st.text().filter(lambda text: "{{" not in text))
def test_any_text_without_braces_is_itself(text: str) -> None:
    template = compile_template(text)
    assert template.constant
    assert template.evaluate(Scope(started=STARTED)) == text


@given(st.text(), st.text(max_size=20).filter(lambda text: "{" not in text))
def test_a_text_from_data_is_never_evaluated_again(data: str, around: str) -> None:
    value = "{{1.secret}}" + data + "{{now}}"
    scope = Scope(started=STARTED, modules={"1": {"text": value, "secret": "no"}})
    assert compile_template("{{1.text}}").evaluate(scope) == value
    assert compile_template(around + "{{1.text}}").evaluate(scope) == around + value
    assert compile_template('{{join(split(1.text; "x"); "x")}}').evaluate(scope) == value


WORDS = st.sampled_from(
    [
        *("{{", "}}", "(", ")", "[", "]", ";", ".", "`", '"', "\\", " ", "\n", "1", "0", "1.name"),
        *("1.items", "1.price", "a", "=", "!=", "<", "+", "-", "*", "/", "%", "&", "|", "!"),
        *("if(", "map(", "formatDate(", "parseDate(", "round(", "replace(", "sort(", "get("),
        *("now", "uuid", "null", "ignore", "emptyarray", '"YYYY"', '"/a/g"', "1.date", "1.null"),
        *("substring(", "slice(", "flatten(", "formatNumber(", "parseNumber(", "not", "and"),
    ]
)


@given(st.one_of(st.text(), st.lists(WORDS, max_size=30).map("".join)))
def test_any_text_compiles_and_runs_or_is_an_expression_error(text: str) -> None:
    _run(text)


@given(st.lists(WORDS, min_size=1, max_size=15).map("".join))
def test_any_expression_compiles_and_runs_or_is_an_expression_error(inside: str) -> None:
    _run("{{" + inside + "}}")


def _run(text: str) -> None:
    item = {"name": "Pen", "qty": 2}
    sample = {"name": "Pen", "items": [item], "price": Decimal("2.5"), "date": "2010-12-01"}
    scope = Scope(started=STARTED, modules={"1": {**sample, "null": None}})
    try:
        compile_template(text).evaluate(scope)
    except ExpressionError as trouble:
        assert trouble.line is not None
        assert str(trouble)
